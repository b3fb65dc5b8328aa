"""A document read and looked over: its customer with every finding, each with its line.

The rules judge the customer alone; here their findings meet the file that the customer came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tendlc.app import preflight
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding, Severity, by_weight
from tendlc.entrypoints.intake.document import read_file, text_of_file
from tendlc.entrypoints.intake.tree import Tree, path_text, read_tree
from tendlc.errors import Fault, IntakeError

FORM = "document"
"""The rule of every fault that keeps a document from being a customer."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A document and what was found in it: a customer, or why it is none."""

    findings: tuple[Finding, ...]
    customer: Customer | None = None
    failure: IntakeError | None = None

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of one severity."""
        return tuple(one for one in self.findings if one.severity is severity)


def examine(path: Path) -> Examined:
    """Read a file and look it over; what is wrong with its form is among the findings."""
    try:
        reading = read_file(path)
    except IntakeError as error:
        return Examined(tuple(map(_finding, error.faults)), failure=error)
    lines = _lines_of(reading.tree)
    found = (
        replace(one, line=line_of(lines, one.field) or 1) for one in preflight(reading.customer)
    )
    return Examined(by_weight([*found, *reading.notes]), reading.customer)


def faults_of(findings: Iterable[Finding]) -> tuple[Fault, ...]:
    """Write findings as faults, for an error that stops a command."""
    return tuple(Fault(field=one.field, message=sentence(one), line=one.line) for one in findings)


def sentence(finding: Finding) -> str:
    """Write a finding as the words behind its field: what it is, Twilio's codes, what instead."""
    codes = f" (Twilio {', '.join(map(str, finding.codes))})" if finding.codes else ""
    instead = f"; use {finding.instead}" if finding.instead else ""
    return f"{finding.message}{codes}{instead}"


def _finding(fault: Fault) -> Finding:
    return Finding(
        rule=FORM,
        severity=Severity.ERROR,
        field=fault.field,
        line=fault.line,
        message=fault.message,
    )


def read_lines(path: Path) -> dict[str, int]:
    """Return the line, from 1, of every field that the file writes, by the field's path."""
    try:
        tree = read_tree(text_of_file(path))
    except IntakeError:
        return {}
    return _lines_of(tree)


def _lines_of(tree: Tree) -> dict[str, int]:
    """Return the line, from 1, of everything in a tree, by its written path."""
    return {path_text(path): place.line for path, place in tree.places.items() if path}


def line_of(lines: Mapping[str, int], field: str) -> int | None:
    """Return the line of a field, or else of the section that should hold it."""
    while field:
        if field in lines:
            return lines[field]
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return None
