"""`tendlc check`: reads a customer document and says what is wrong with it, and nothing else.

It needs no settings, no ledger and no network, and starts nothing.
"""

from __future__ import annotations

from pathlib import Path

from tendlc.entrypoints.cli.exits import Exit


def check(file: Path, *, as_json: bool) -> None:
    """Print everything that is found in one document; ends with 2 where there are errors."""
    from tendlc.domain.findings import Severity
    from tendlc.entrypoints.cli import findings
    from tendlc.entrypoints.intake.examine import examine

    examined = examine(file)
    bad = bool(examined.of(Severity.ERROR))
    if as_json:
        print(findings.as_json(file, examined))
    elif examined.failure is not None and examined.findings[-1].line is None:
        raise examined.failure  # about the file as a whole
    else:
        for severity in Severity:
            if found := examined.of(severity):
                print(findings.listed(file, found))
        print(_summary(file, examined.customer.customer if examined.customer else "", bad=bad))
    if bad:
        raise SystemExit(Exit.BAD_DOCUMENT)


def _summary(file: Path, key: str, *, bad: bool) -> str:
    if bad:
        return "Next: Fix the lines of the errors and run the command again."
    return f"{file}: {key} can be registered, as far as the document shows."
