"""Exit codes, and how an error looks to the person at the terminal, or to a program.

The one table from our errors to exit codes; no traceback reaches a user, unless one was asked for.
Words for people go to stderr; where --json was asked for, stdout gets one object in every outcome.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict, replace
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import tendlc
from tendlc.errors import (
    ApprovalMissing,
    BadFilter,
    BadPageToken,
    IntakeError,
    RemoteError,
    SameBusiness,
    TendlcError,
    UnreadableRecord,
)

if TYPE_CHECKING:
    from tendlc.entrypoints.words.errors import ErrorWords

_PACKAGE = Path(tendlc.__file__).parent
_AGAIN = "Run the same command again: it picks up where it stopped."
_FOR_PROGRAMS = ("onboard", "add", "check", "status", "answer")
"""The commands that know --json; the others hand their arguments to a program."""


class Exit(IntEnum):
    """What the caller of the command line learns."""

    DONE = 0
    FAILED = 1
    BAD_DOCUMENT = 2
    PERSON_MUST_ACT = 3
    WAITING = 4
    STOPPED = 130


def code_of(error: TendlcError) -> Exit:
    match error:
        case IntakeError() | BadFilter() | BadPageToken():
            return Exit.BAD_DOCUMENT
        case ApprovalMissing() | SameBusiness() | UnreadableRecord():
            return Exit.PERSON_MUST_ACT
        case _:
            return Exit.FAILED


def fail(error: TendlcError) -> NoReturn:
    """Print one error as a sentence and its next step, and end.

    A `record` in the error's context is what is known of the customer all the same.
    """
    from tendlc.entrypoints.words.errors import error_words

    words = error_words(error)
    if not words.next_step and isinstance(error, RemoteError):
        words = replace(words, next_step=_AGAIN)
    _tell(error_data(error, words), error.context.get("record"))
    _say(_faults(error) if isinstance(error, IntakeError) else _sentence(error, words.message))
    if words.next_step:
        _say(f"Next: {words.next_step}")
    raise SystemExit(code_of(error))


def error_data(error: TendlcError, words: ErrorWords) -> dict[str, Any]:
    """Give an error as plain data for programs; the keys are stable."""
    faults = error.faults if isinstance(error, IntakeError) else ()
    remote = error if isinstance(error, RemoteError) else None
    return _error(
        error.code,
        words.message,
        words.next_step,
        field=words.field,
        twilio_code=remote.twilio_code if remote else None,
        faults=[asdict(fault) for fault in faults],
    )


def misunderstood(message: str) -> None:
    """Tell a program that its command line cannot be understood; click tells people, and ends."""
    _tell(_error("usage", message, "Run the command with --help."))


def stopped() -> NoReturn:
    """End after Ctrl-C."""
    _tell(_error("stopped", "Stopped.", _AGAIN))
    _say(f"\nStopped. {_AGAIN}")
    raise SystemExit(Exit.STOPPED)


def unforeseen(error: Exception) -> None:
    """Tell of a fault of our own: what and where, without a word of anybody's data."""
    if isinstance(error, OSError) and _output_is_lost():
        _say(f"The output cannot be written: {error.strerror}.")
        _say("Next: Send it where there is room. What was done is in the ledger.")
        return
    message = f"Something went wrong inside tendlc: {type(error).__name__} ({_where(error)})."
    report = (
        f"{_AGAIN} If this keeps happening, report it with what `tendlc --traceback ...` shows."
    )
    _tell(_error("internal", message, report))
    _say(message)
    _say(f"Next: {report}")


def _where(error: Exception) -> str:
    """Name the innermost line of ours; libraries that it called are not at fault."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    place = (ours or frames)[-1]
    return f"{Path(place.filename).name}, line {place.lineno}"


def flush_output() -> None:
    """Write out what is still held back, while somebody can be told that it cannot be."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _output_is_lost() -> bool:
    """Say whether stdout takes nothing any more; from then on it goes nowhere."""
    try:
        flush_output()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def json_asked(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON; what stands behind `--` is another program's."""
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    command = next((word for word in ours if not word.startswith("-")), None)
    return command in _FOR_PROGRAMS and "--json" in ours


def _error(
    code: str,
    message: str,
    next_step: str,
    *,
    field: str | None = None,
    twilio_code: int | None = None,
    faults: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "code": code,
        "message": message,
        "field": field,
        "next_step": next_step or None,
        "twilio_code": twilio_code,
        "faults": list(faults),
    }


def _tell(error: dict[str, Any], record: dict[str, Any] | None = None) -> None:
    """Print the one object of a command that failed, where a program asked for it."""
    if json_asked(sys.argv[1:]):
        print(json.dumps((record or {}) | {"error": error}, indent=2), flush=True)


def _sentence(error: TendlcError, message: str) -> str:
    """Take the message, and Twilio's code where it gave one."""
    code = error.twilio_code if isinstance(error, RemoteError) else None
    return f"{message} (Twilio's error {code})" if code else message


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
