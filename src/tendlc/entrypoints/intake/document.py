"""The door for customer files: YAML or JSON becomes a Customer, or a list of everything wrong.

Scalars are taken as they are written: 01234 and 12-3456789 stay text, whatever YAML would make of
them. Every value keeps the line it stood on, so that each fault can say where it is. Nothing in a
document is ever executed, expanded or fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from tendlc.domain.customer import KEY_LENGTH_MAX, Customer, is_customer_key
from tendlc.domain.findings import Finding
from tendlc.entrypoints.intake.faults import cut_values, left_out, translated
from tendlc.entrypoints.intake.tree import Tree, read_tree
from tendlc.errors import Fault, IntakeError

LARGEST_BYTES: Final = 1024 * 1024
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A usable document: its customer, what was put right in it, and where everything stands."""

    customer: Customer
    notes: tuple[Finding, ...]
    tree: Tree


def read_document(path: Path) -> Customer:
    """Read the customer in a file; see read_file."""
    return read_file(path).customer


def read_file(path: Path) -> Reading:
    """Read the customer document in a file; its key is the file's stem unless it names one.

    Raises:
        IntakeError: the file cannot be read or used. It carries every fault, in line order, and
            the path in its context.
    """
    raw = _content(path)
    try:
        return read_bytes(raw, default_key=path.stem)
    except IntakeError as error:
        summary = _summary(path, error.faults)
        next_step = error.next_step
        raise IntakeError(summary, faults=error.faults, next_step=next_step, path=path) from None


def key_of_file(path: Path) -> str | None:
    """Return the key that a file gives its customer, though the rest of it be faulty."""
    try:
        key = read_tree(_text(_content(path))).data.get("customer", path.stem)
    except IntakeError:
        return None
    return key if isinstance(key, str) else None


def text_of_file(path: Path) -> str:
    """Return the text of a file as it is read for a document.

    Raises:
        IntakeError: the file cannot be read, or is no text.
    """
    return _text(_content(path))


def parse_document(raw: bytes, *, default_key: str) -> Customer:
    """Read the customer in the bytes of a document; see read_bytes."""
    return read_bytes(raw, default_key=default_key).customer


def read_bytes(raw: bytes, *, default_key: str) -> Reading:
    """Read a customer document, at most 1 MiB of UTF-8; `default_key` serves where it names none.

    Raises:
        IntakeError: it cannot be used. It carries every fault, in line order.
    """
    tree = read_tree(_text(raw))
    data = dict(tree.data)
    notes = (*tree.notes, *left_out(tree, data))
    faults = [*tree.faults, *cut_values(tree)]
    if "customer" not in data:
        if not is_customer_key(default_key):
            faults.append(_unfit_key(default_key))
        data["customer"] = default_key if is_customer_key(default_key) else "unnamed"
    try:
        customer = Customer.model_validate(data)
    except ValidationError as error:
        faults += translated(error, tree)
    if faults:
        raise IntakeError(faults=tuple(sorted(faults, key=_order)))
    return Reading(customer, notes, tree)


def render_faults(path: Path, faults: Iterable[Fault]) -> str:
    """Write faults as people read them, a line each: `LINE: field: message`.

    A fault without a line belongs to the file as a whole and begins with its path.
    """
    return "".join(f"{_where(path, fault)}: {fault.message}\n" for fault in faults)


def _summary(path: Path, faults: tuple[Fault, ...]) -> str:
    if len(faults) > 1:
        return f"{path} has {len(faults)} errors."
    return f"{path}: {faults[0].field or 'document'} {faults[0].message}."


def _where(path: Path, fault: Fault) -> str:
    if fault.line is None:
        return f"{path}: {fault.field}" if fault.field else str(path)
    return f"{fault.line}: {fault.field}"


def _order(fault: Fault) -> tuple[int, int, str]:
    return (fault.line or 0, fault.column or 0, fault.field)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _unusable(path, "is a folder; name the customer's file in it")
        if path.exists() and not path.is_file():
            raise _unusable(path, "is not an ordinary file")
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise _unusable(path, "does not exist") from None
    except PermissionError:
        raise _unusable(path, "may not be read: the permission is missing") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise _unusable(path, f"cannot be read: {reason}") from None


def _unusable(path: Path, sentence: str) -> IntakeError:
    fault = Fault(field="", message=sentence)
    return IntakeError(
        f"{path} {sentence}.", faults=(fault,), next_step="Name another file.", path=path
    )


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST_BYTES:
        larger = "is larger than 1 MiB; a customer document is a few kilobytes"
        raise _whole(larger, "Name the document of one customer.")
    if raw.startswith(_UTF_16) or b"\0" in raw[:2]:
        raise _not_utf8("it is UTF-16")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _not_utf8(f"line {line} holds other bytes") from None
    # JSON may be indented with tabs, as YAML may not.
    return text.replace("\t", " ") if text.lstrip().startswith("{") else text


def _not_utf8(why: str) -> IntakeError:
    return _whole(f"is not UTF-8 text: {why}", "Save the file as UTF-8 and run the command again.")


def _whole(sentence: str, next_step: str) -> IntakeError:
    fault = Fault(field="", message=sentence)
    return IntakeError(f"The document {sentence}.", faults=(fault,), next_step=next_step)


def _unfit_key(stem: str) -> Fault:
    proposal = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:KEY_LENGTH_MAX]
    return Fault(
        field="customer",
        message="is needed, because the name of the file cannot serve as the customer's key: "
        f"write for example `customer: {proposal or 'acme'}`",
    )
