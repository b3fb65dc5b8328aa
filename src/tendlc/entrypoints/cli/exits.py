"""Exit codes, and how an error looks to the person at the terminal.

The one table from our errors to exit codes; no traceback reaches a user, unless one was asked for.
"""

from __future__ import annotations

import sys
import traceback
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from tendlc.errors import (
    ApprovalMissing,
    IntakeError,
    RemoteError,
    SameBusiness,
    TendlcError,
    UnreadableRecord,
)

_AGAIN = "Run the same command again: it goes on where it was."


class Exit(IntEnum):
    """What the caller of the command line learns."""

    READY = 0
    FAILED = 1
    BAD_DOCUMENT = 2
    PERSON_MUST_ACT = 3


def code_of(error: TendlcError) -> Exit:
    match error:
        case IntakeError():
            return Exit.BAD_DOCUMENT
        case ApprovalMissing() | SameBusiness() | UnreadableRecord():
            return Exit.PERSON_MUST_ACT
        case _:
            return Exit.FAILED


def fail(error: TendlcError) -> NoReturn:
    """Print one error as a sentence and its next step, and end."""
    _say(_faults(error) if isinstance(error, IntakeError) else _sentence(error))
    next_step = error.next_step or (_AGAIN if isinstance(error, RemoteError) else "")
    if next_step:
        _say(f"Next: {next_step}")
    raise SystemExit(code_of(error))


def stopped() -> NoReturn:
    """End after Ctrl-C."""
    _say(f"\nStopped. {_AGAIN}")
    raise SystemExit(Exit.FAILED)


def unforeseen(error: Exception) -> NoReturn:
    """End after a fault of our own: say what and where, without a word of anybody's data."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    _say(f"Something went wrong inside tendlc: {type(error).__name__} ({where}).")
    _say(f"Next: {_AGAIN} If it stays so, report it with what `tendlc --traceback ...` shows.")
    raise SystemExit(Exit.FAILED)


def _sentence(error: TendlcError) -> str:
    """Take the message, and Twilio's code where it gave one."""
    code = error.twilio_code if isinstance(error, RemoteError) else None
    return f"{error.message} (Twilio's error {code})" if code else error.message


def _faults(error: IntakeError) -> str:
    """Name every error with its line; one that concerns the file as a whole is a sentence."""
    from tendlc.entrypoints.intake.document import render_faults

    path = error.context.get("path", "")
    if len(error.faults) == 1 and error.faults[0].line is None:
        return error.message
    count = "an error" if len(error.faults) == 1 else f"{len(error.faults)} errors"
    return f"{path} has {count}:\n{render_faults(path, error.faults)}".rstrip()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
