"""The question before money is spent: what it costs, and a person who agrees.

Spoken on stderr where stdout belongs to a program.
"""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TextIO

from tendlc.domain.approval import Approval, QuoteLine
from tendlc.entrypoints.cli.output import quote_lines
from tendlc.entrypoints.cli.record import quote_data
from tendlc.errors import ApprovalMissing

_DECLINED = "Nothing was sent, nothing was paid. The ledger is as it was."


def ask(
    due: Sequence[QuoteLine], now: Callable[[], datetime], *, yes: bool, as_json: bool
) -> Approval:
    """List what costs money and have a person agree, by --yes or at the terminal.

    Args:
        due: the lines of the quote.
        now: the time of the agreement is asked of it.
        yes: the person agreed on the command line.
        as_json: stdout belongs to a program.

    Raises:
        ApprovalMissing: nobody agreed.
    """
    stream = sys.stderr if as_json else sys.stdout
    for line in quote_lines(due):
        print(line, file=stream)
    if not yes:
        _ask_at_the_terminal(due, stream)
    return Approval(at=now(), actor=_user(), lines=tuple(due))


def _ask_at_the_terminal(due: Sequence[QuoteLine], stream: TextIO) -> None:
    asked = {"quote": quote_data(due)}
    if not sys.stdin.isatty():
        raise ApprovalMissing(
            f"{_DECLINED} This costs money, and there is no terminal to ask on.",
            next_step="Run the command again with --yes, or in a terminal, where it asks.",
            record=asked,
        )
    if _answer("Go on? [y/N] ", stream) not in ("y", "yes"):
        raise ApprovalMissing(_DECLINED, record=asked)


def _answer(question: str, stream: TextIO) -> str:
    """Read a line; Ctrl-C, as early as the question shows, and the end of the input are a no."""
    try:
        print(question, end="", file=stream, flush=True)
        return sys.stdin.readline().strip().lower()
    except KeyboardInterrupt:
        print(file=stream)
        return ""


def _user() -> str:
    """Name the user of the operating system, by number where it has no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
