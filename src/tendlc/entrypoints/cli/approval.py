"""The question before money is spent: what it costs, and a person who agrees.

Spoken on stderr where stdout belongs to a program.
"""

from __future__ import annotations

import sys

from tendlc.domain.customer import Customer
from tendlc.entrypoints.cli.output import quote_lines
from tendlc.errors import ApprovalMissing


def ask(customer: Customer, *, yes: bool, as_json: bool) -> None:
    """List what costs money and have a person agree, by --yes or at the terminal.

    Raises:
        ApprovalMissing: nobody agreed.
    """
    stream = sys.stderr if as_json else sys.stdout
    for line in quote_lines(customer):
        print(line, file=stream)
    if yes:
        return
    if not sys.stdin.isatty():
        raise ApprovalMissing(
            "This registration costs money, and there is no terminal to ask on.",
            next_step="Run the command again with --yes, or in a terminal, where it asks.",
        )
    print("Go on? [y/N] ", end="", file=stream, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise ApprovalMissing("Nothing was sent, nothing was paid.")
