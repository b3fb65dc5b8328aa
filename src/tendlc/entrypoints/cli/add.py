"""`tendlc add`: many documents into the ledger at once; nothing is sent and nothing is paid.

Faulty documents are named with their faults, and the others are added. What was added stays added
when the command is stopped; run again, it goes on where it was.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tendlc.entrypoints.cli.exits import Exit
from tendlc.entrypoints.cli.place import DataOption, JsonOption, Place, TargetOption

if TYPE_CHECKING:
    from tendlc.app import App
    from tendlc.domain.customer import Customer
    from tendlc.errors import Fault

BATCH = 500
"""How many customers one commit takes in."""

_KINDS = (".yaml", ".yml", ".json")

PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE|FOLDER...", help="Customer documents, and folders that hold some."
    ),
]
LiveOption = Annotated[
    bool, typer.Option("--live", help="Add them to be registered at Twilio itself.")
]


class DocumentOutcome(StrEnum):
    """What became of one document."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentResult:
    """One document: its customer, what became of it, and the faults that kept it out."""

    file: Path
    outcome: DocumentOutcome
    customer: str | None = None
    faults: tuple[Fault, ...] = ()


def add(
    paths: PathsArgument,
    live: LiveOption = False,
    target: TargetOption = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Put the customers of many documents into the ledger. Nothing is sent, nothing is paid.

    `tendlc onboard FILE` then registers one of them. A document that the ledger has already
    changes nothing. Folders are searched for .yaml, .yml and .json files.

    Exit code: 0 all documents are in the ledger, 1 an error, 2 some are faulty and were left out, 3
    some differ from the ledger and were left out, 130 stopped with Ctrl-C.
    """
    place = Place(live=live, target=target, data=data)
    files = [*_files(paths)]
    opening = place.app()
    if not as_json:
        print(place.sentence())
    with opening as app:
        results = []
        for result in _added(app, _counted(files)):
            results.append(result)
            if not as_json and result.outcome in (DocumentOutcome.REFUSED, DocumentOutcome.DIFFERS):
                print(_told(result), flush=True)
    counts = Counter(result.outcome for result in results)
    print(_as_json(results, counts) if as_json else _summary(counts))
    if counts[DocumentOutcome.REFUSED]:
        raise SystemExit(Exit.BAD_DOCUMENT)
    if counts[DocumentOutcome.DIFFERS]:
        raise SystemExit(Exit.PERSON_MUST_ACT)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Name each file once, those of a folder by name; what is no folder is a file."""
    seen = set()
    for path in paths:
        # A folder without any is read as a file is, which says so.
        for file in sorted(one for one in path.rglob("*") if _is_document(one, path)) or [path]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _is_document(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in _KINDS and not hidden and file.is_file()


def _counted(files: Sequence[Path]) -> Iterator[Path]:
    """Show how far the reading is, where there are many files and somebody watches."""
    if len(files) < BATCH or not sys.stderr.isatty():
        return iter(files)
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return iter(track(files, "Reading", console=console, transient=True))


def _added(app: App, files: Iterator[Path]) -> Iterator[DocumentResult]:
    """Read and add one batch after the other; tell what became of each document, in their order."""
    first_of: dict[str, Path] = {}
    while batch := [*islice(files, BATCH)]:
        results: dict[Path, DocumentResult] = {}
        good: list[Customer] = []
        for file in batch:
            results[file], customer = _read(file, first_of)
            if customer is not None:
                first_of[customer.customer] = file
                good.append(customer)
        for result in _stored(app, good, first_of):
            results[result.file] = result
        yield from results.values()


def _read(file: Path, first_of: dict[str, Path]) -> tuple[DocumentResult, Customer | None]:
    from tendlc.domain.findings import Severity
    from tendlc.entrypoints.intake.examine import examine, faults_of
    from tendlc.errors import Fault

    examined = examine(file)
    customer, faults = examined.customer, faults_of(examined.of(Severity.ERROR))
    key = customer.customer if customer else None
    if key in first_of:
        same = f"is the key of {first_of[key]} as well; each customer needs a key of its own"
        faults = (Fault(field="customer", message=same), *faults)
    refused = DocumentResult(
        file=file, outcome=DocumentOutcome.REFUSED, customer=key, faults=faults
    )
    return refused, None if faults else customer


def _stored(
    app: App, customers: Sequence[Customer], first_of: Mapping[str, Path]
) -> Iterator[DocumentResult]:
    from tendlc.entrypoints.words.errors import error_words
    from tendlc.errors import Fault

    done = app.add_many(customers)
    for customer in customers:
        key = customer.customer
        result = DocumentResult(file=first_of[key], outcome=DocumentOutcome.ADDED, customer=key)
        if refusal := done.refused.get(key):
            words = error_words(refusal)
            message = f"{words.message} {words.next_step}".rstrip()
            faults = (Fault(field=words.field or "", message=message),)
            result = replace(result, outcome=DocumentOutcome.REFUSED, faults=faults)
        elif key in done.known:
            same = app.record(key).customer == customer
            result = replace(
                result, outcome=DocumentOutcome.UNCHANGED if same else DocumentOutcome.DIFFERS
            )
        yield result


def _told(result: DocumentResult) -> str:
    if result.outcome is DocumentOutcome.DIFFERS:
        return (
            f"{result.file} differs from what the ledger has of {result.customer}; "
            f"`tendlc onboard {result.file}` takes the change in."
        )
    from tendlc.entrypoints.intake.document import render_faults

    count = "an error" if len(result.faults) == 1 else f"{len(result.faults)} errors"
    return f"{result.file} has {count}:\n{render_faults(result.file, result.faults)}".rstrip()


def _summary(counts: Counter[DocumentOutcome]) -> str:
    words = {
        DocumentOutcome.ADDED: "added",
        DocumentOutcome.UNCHANGED: "in the ledger already",
        DocumentOutcome.DIFFERS: "different from the ledger",
        DocumentOutcome.REFUSED: "refused",
    }
    told = [f"{counts[outcome]:,} {word}" for outcome, word in words.items() if counts[outcome]]
    lines = [f"Documents: {', '.join(told) or 'none'}."]
    if counts[DocumentOutcome.REFUSED]:
        lines.append("Next: Fix the lines named above and run the command again.")
    elif counts[DocumentOutcome.ADDED]:
        lines.append("Next: `tendlc onboard FILE` registers a customer.")
    return "\n".join(lines)


def _as_json(results: Sequence[DocumentResult], counts: Counter[DocumentOutcome]) -> str:
    documents: list[dict[str, Any]] = [
        {
            "file": str(result.file),
            "customer": result.customer,
            "outcome": str(result.outcome),
            "faults": [asdict(fault) for fault in result.faults],
        }
        for result in results
    ]
    return json.dumps(
        {"counts": {str(one): counts[one] for one in DocumentOutcome}, "documents": documents},
        indent=2,
    )
