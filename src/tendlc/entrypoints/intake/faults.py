"""The model's errors in plain words: where, what was wrong, what is allowed.

Here alone the kinds of errors of the validation library are known; no word of it reaches people.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from tendlc.domain.customer import Customer
from tendlc.domain.field_types import REFUSAL, FreeText
from tendlc.domain.findings import Finding, Severity
from tendlc.entrypoints.intake.scalars import quoted
from tendlc.entrypoints.intake.tree import Path, Tree, path_text
from tendlc.errors import Fault


def translated(error: ValidationError, tree: Tree) -> list[Fault]:
    """Turn every error of a validation into a fault with its place in the document."""
    details = error.errors(include_url=False)
    return [_fault(detail, tree) for detail in details if not _is_echo(detail)]


def cut_values(tree: Tree) -> Iterator[Fault]:
    """Name every unquoted text behind which a comment stands: the comment may be a part of it."""
    for path, written in tree.cut.items():
        field = _field_of(path)
        # A key may be told apart from another by a number: `acme #2` is not meant to be acme.
        is_a_part = path == ("customer",) and "# " not in written
        if field is None or not (_is_free_text(field) or is_a_part):
            continue
        place = tree.place_of(path)
        name = f"{path[-1]}: " if isinstance(path[-1], str) else "- "
        yield Fault(
            field=path_text(path),
            message="is cut where ` #` begins a comment; if it belongs to the text write "
            f"{name}{quoted(written)}, else put the comment on a line of its own",
            line=place.line,
            column=place.column,
        )


def left_out(tree: Tree, data: dict[str, object]) -> Iterator[Finding]:
    """Take empty texts of fields that may be missing for missing, and say so."""
    for path, section in [*_empty(data, ())]:
        field = _field_of(path)
        if field is None or field.is_required():
            continue
        section.pop(str(path[-1]))
        yield Finding(
            rule="put-right",
            severity=Severity.NOTE,
            field=path_text(path),
            line=tree.place_of(path).line,
            message="is empty; it was taken as left out",
        )


def _empty(value: object, path: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _empty(item, (*path, index))
    if isinstance(value, dict):
        for name, item in value.items():
            if item == "":
                yield (*path, name), value
            else:
                yield from _empty(item, (*path, name))


def _is_echo(detail: ErrorDetails) -> bool:
    """Say whether a list only seems too short, because some of its entries have faults."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _fault(detail: ErrorDetails, tree: Tree) -> Fault:
    path: Path = detail["loc"]
    place = tree.place_of(path)
    return Fault(
        field=path_text(path),
        message=_sentence(detail, path, tree),
        line=place.line,
        column=place.column,
        allowed=tuple(detail.get("ctx", {}).get("allowed", ())),
    )


def _sentence(detail: ErrorDetails, path: Path, tree: Tree) -> str:
    kind = detail["type"]
    if kind == REFUSAL:
        return str(detail["ctx"]["sentence"])
    if kind == "missing":
        return "has no value, and needs one" if path in tree.places else "is missing"
    if kind == "extra_forbidden":
        return _unknown(path)
    if detail["input"] is None:
        return "has no value, and needs one"
    if kind == "too_short":
        return f"has {_entries(detail)}; at least {detail['ctx']['min_length']} needed"
    if kind == "too_long":
        return f"has {_entries(detail)}; at most {detail['ctx']['max_length']} allowed"
    if kind == "string_type" and isinstance(detail["input"], dict):
        return "was read as a section, because of the colon in it: put the whole text in quotes"
    return _SENTENCES.get(kind, "cannot be used as it is")


def _entries(detail: ErrorDetails) -> str:
    count = len(detail["input"])
    return {0: "no entries", 1: "one entry"}.get(count, f"{count} entries")


_SENTENCES: Final[Mapping[str, str]] = {
    "string_type": "must be a text, not a list or a section",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be a section with fields of its own",
}


def _unknown(path: Path) -> str:
    """Say what an unknown field might have been."""
    name, known = str(path[-1]), _fields_at(path[:-1])
    home = next((section for section, names in _SECTIONS.items() if name in names), None)
    if home is not None:
        return f"does not belong here; it is a field of {home}"
    near = difflib.get_close_matches(name[:60], known, n=1)
    if near:
        return f"is not known here; did you mean {near[0]}?"
    return f"is not known here; known are {', '.join(known)}"


def _field_of(path: Path) -> FieldInfo | None:
    """Return the field that a path names, or that the list belongs to; None where there is none."""
    model: type[BaseModel] | None = Customer
    field: FieldInfo | None = None
    for part in path:
        if isinstance(part, str):
            field = model.model_fields.get(part) if model is not None else None
            model = _model_of(field.annotation) if field is not None else None
    return field


def _is_free_text(field: FieldInfo) -> bool:
    return any(isinstance(part, FreeText) for part in (*field.metadata, *_parts(field.annotation)))


def _parts(annotation: Any) -> Iterator[object]:
    for part in get_args(annotation):
        yield part
        yield from _parts(part)


def _fields_at(path: Path) -> tuple[str, ...]:
    model: type[BaseModel] = Customer
    for part in path:
        if isinstance(part, str):
            model = _model_of(model.model_fields[part].annotation) or model
    return tuple(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_of, get_args(annotation))), None)


_SECTIONS: Final[Mapping[str, frozenset[str]]] = {
    section: frozenset(model.model_fields)
    for section, field in Customer.model_fields.items()
    if (model := _model_of(field.annotation)) is not None
}
