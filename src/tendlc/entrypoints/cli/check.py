"""`tendlc check`, and what every command does with the findings of a customer document.

It needs no settings, no ledger and no network, and starts nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tendlc.entrypoints.cli.exits import Exit
from tendlc.entrypoints.cli.place import JsonOption
from tendlc.errors import IntakeError

if TYPE_CHECKING:
    from tendlc.domain.customer import Customer
    from tendlc.domain.findings import Finding
    from tendlc.entrypoints.intake.examine import Examined

FileArgument = Annotated[Path, typer.Argument(help="The customer document, YAML or JSON.")]


def check(file: FileArgument, as_json: JsonOption = False) -> None:
    """Look FILE over: errors, warnings and notes, each with its line; nothing is started or sent.

    Exit code: 0 there are no errors, 2 there are.
    """
    from tendlc.domain.findings import Severity
    from tendlc.entrypoints.intake.examine import examine

    examined = examine(file)
    bad = bool(examined.of(Severity.ERROR))
    if as_json:
        print(_as_json(file, examined))
    elif examined.failure is not None and examined.findings[-1].line is None:
        raise examined.failure  # about the file as a whole
    else:
        for severity in Severity:
            if found := examined.of(severity):
                print(listed(file, found))
        print(_summary(file, examined.customer.customer if examined.customer else "", bad=bad))
    if bad:
        raise SystemExit(Exit.BAD_DOCUMENT)


def without_errors(file: Path) -> Customer:
    """Return the customer of a file for a command that goes on with it.

    Warnings and notes go to stderr.

    Raises:
        IntakeError: there are errors; it carries all of them.
    """
    from tendlc.domain.findings import Severity
    from tendlc.entrypoints.intake.examine import examine, faults_of

    examined = examine(file)
    if examined.customer is None:
        assert examined.failure is not None, "a document without a customer says why"
        raise examined.failure
    for severity in (Severity.WARNING, Severity.NOTE):
        if found := examined.of(severity):
            print(listed(file, found), file=sys.stderr)
    if errors := examined.of(Severity.ERROR):
        raise IntakeError(f"{file} cannot be registered.", faults=faults_of(errors), path=file)
    return examined.customer


def listed(file: Path, findings: Sequence[Finding]) -> str:
    """Write findings of one severity: how many there are, and a line each."""
    from tendlc.entrypoints.intake.document import render_faults
    from tendlc.entrypoints.intake.examine import faults_of

    kind, count = str(findings[0].severity), len(findings)
    article = "an" if kind == "error" else "a"
    told = f"{article} {kind}" if count == 1 else f"{count} {kind}s"
    return f"{file} has {told}:\n{render_faults(file, faults_of(findings))}".rstrip()


def _as_json(file: Path, examined: Examined) -> str:
    """Write everything that was found in one file as one JSON object.

    `row` is the row of a table of customers, and null for a file that is one document.
    """
    findings = [asdict(one) for one in examined.findings]
    document = {"file": str(file), "row": None, "findings": findings}
    return json.dumps({"documents": [document]}, indent=2)


def _summary(file: Path, key: str, *, bad: bool) -> str:
    if bad:
        return "Next: Fix the lines of the errors and run the command again."
    return f"{file}: {key} has no errors and is ready to onboard."
