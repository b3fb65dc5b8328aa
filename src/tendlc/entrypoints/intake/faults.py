"""The model's errors in plain words: where, what was wrong, what is allowed.

Here alone the kinds of errors of the validation library are known; no word of it reaches people.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tendlc.domain.customer import Customer
from tendlc.domain.field_types import REFUSAL
from tendlc.entrypoints.intake.tree import Path, Tree, path_text
from tendlc.errors import Fault


def translated(error: ValidationError, tree: Tree) -> list[Fault]:
    """Turn every error of a validation into a fault with its place in the document."""
    return [_fault(detail, tree) for detail in error.errors(include_url=False)]


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
    sentence = _SENTENCES.get(kind)
    return sentence(detail.get("ctx", {})) if sentence else "cannot be used as it is"


def _too_short(context: Mapping[str, Any]) -> str:
    return f"has {_entries(context['actual_length'])}; at least {context['min_length']} needed"


def _too_long(context: Mapping[str, Any]) -> str:
    return f"has {_entries(context['actual_length'])}; at most {context['max_length']} allowed"


def _entries(count: int | None) -> str:
    if count is None:
        return "too many entries"
    return {0: "no entries", 1: "one entry"}.get(count, f"{count} entries")


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "string_type": lambda _: "must be a text, not a list or a section",
    "bool_parsing": lambda _: "must be true or false",
    "bool_type": lambda _: "must be true or false",
    "tuple_type": lambda _: "must be a list",
    "model_type": lambda _: "must be a section with fields of its own",
    "too_short": _too_short,
    "too_long": _too_long,
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
