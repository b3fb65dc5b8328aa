"""Exit codes, and how an error looks to the person at the terminal.

The one table from our errors to exit codes; no traceback reaches a user.
"""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import NoReturn

from tendlc.errors import IntakeError, TendlcError


class Exit(IntEnum):
    """What the caller of the command line learns."""

    READY = 0
    FAILED = 1
    BAD_DOCUMENT = 2
    PERSON_MUST_ACT = 3


def code_of(error: TendlcError) -> Exit:
    return Exit.BAD_DOCUMENT if isinstance(error, IntakeError) else Exit.FAILED


def fail(error: TendlcError) -> NoReturn:
    """Print one error as a sentence and its next step, and end."""
    print(error.message, file=sys.stderr)
    if error.next_step:
        print(f"Next: {error.next_step}", file=sys.stderr)
    raise SystemExit(code_of(error))
