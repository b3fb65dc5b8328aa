"""The customer document as the ledger holds it, read without being judged again.

It was judged when it came in. A rule that has become stricter since must not make the record
unreadable, so only the shape is checked here: fields, their types, defaults for what is younger. A
younger field without a default is empty, and `missing_fields` names it where it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import SchemaValidator
from pydantic_core.core_schema import no_info_after_validator_function, with_default_schema

from tendlc.domain.customer import Customer

_JUDGING: Final = ("function-after", "function-before", "function-wrap")
"""The nodes of a model's schema that call a check of ours, around the plain type."""

_BOUNDS: Final = frozenset(
    {
        "min_length",
        "max_length",
        "pattern",
        "ge",
        "gt",
        "le",
        "lt",
        "multiple_of",
        "validate_default",
        "extra_fields_behavior",
        "extra_behavior",
    }
)
"""What narrows a type; without the last two, a field that is no more is passed over."""


SCHEMA_VERSION: Final = 1
"""Of the customer document as it is stored; raised when an older one must be read otherwise."""


def read_stored_customer(document: bytes, schema_version: int = SCHEMA_VERSION) -> Customer:
    """Return the customer of a stored document.

    Raises:
        ValueError: a field is of another type than in this version, or the document is that of a
            later version.
    """
    if schema_version > SCHEMA_VERSION:
        raise ValueError(schema_version)
    customer: Customer = _reader().validate_json(document)
    return customer


@cache
def _reader() -> SchemaValidator:
    return SchemaValidator(unjudged(Customer.__pydantic_core_schema__))


def unjudged(schema: Any) -> Any:
    """Return a schema of pydantic's core with the plain types alone, for what was judged before."""
    if isinstance(schema, list):
        return [unjudged(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in _JUDGING:
        return unjudged(schema["schema"])
    if schema.get("type") == "model":
        return _constructed(schema["cls"], unjudged(schema["schema"]))
    if schema.get("type") == "model-field":
        return schema | {"schema": _may_be_missing(unjudged(schema["schema"]))}
    return {name: unjudged(part) for name, part in schema.items() if name not in _BOUNDS}


_EMPTY: Final[Mapping[str, object]] = {"str": "", "bool": False, "int": 0, "tuple": ()}


def _may_be_missing(schema: Any) -> Any:
    """Let a field that has no default be empty; a section is then one of empty fields."""
    if schema.get("type") == "default":
        return schema
    empty = _EMPTY.get(schema.get("type"), {})
    return with_default_schema(schema, default=empty, validate_default=empty == {})


def _constructed(model: type[BaseModel], fields: Any) -> Any:
    """Build a model from its fields; by itself it would call the validator it was defined with."""

    def construct(read: tuple[dict[str, Any], Any, set[str]]) -> BaseModel:
        values, _, given = read
        return model.model_construct(given, **values)

    return no_info_after_validator_function(construct, fields)
