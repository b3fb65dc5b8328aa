"""The model's errors in plain words: where, what was wrong, what is allowed.

Here alone the kinds of errors of the validation library are known; no word of it reaches people.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tendlc.domain.customer import Customer
from tendlc.domain.field_types import REFUSAL
from tendlc.entrypoints.intake.tree import Path, Tree, path_text
from tendlc.errors import Fault


def translated(error: ValidationError, tree: Tree) -> list[Fault]:
    """Turn every error of a validation into a fault with its place in the document."""
    details = error.errors(include_url=False)
    return [_fault(detail, tree) for detail in details if not _is_echo(detail)]


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
