"""What was last seen of a customer, as JSON in the sealed state, and back.

Each entry names the kind of its subject; the types of both parts follow from the kind's class. The
older shape, a slot for each kind, is read in old_state.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetPydanticSchema, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from tendlc.adapters.sql.old_state import entries_of_slots
from tendlc.domain import subjects
from tendlc.domain.subjects import Observations, Subject

KINDS: Final[tuple[type[Subject], ...]] = (
    subjects.PrimaryProfile,
    subjects.Bundle,
    subjects.Evaluation,
    subjects.Brand,
    subjects.BrandVettings,
    subjects.UseCases,
    subjects.CampaignOfService,
    subjects.Number,
    subjects.NumberOfService,
    subjects.AvailableNumbers,
    subjects.OwnedNumber,
)


def _schema(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    entries = core_schema.list_schema(
        core_schema.tagged_union_schema(
            {kind.__name__: _entry(kind, handler) for kind in KINDS}, "kind"
        )
    )
    return core_schema.chain_schema(
        [
            core_schema.with_info_plain_validator_function(_in_entries),
            core_schema.no_info_after_validator_function(_observations, entries),
        ],
        serialization=core_schema.plain_serializer_function_ser_schema(
            _as_entries, return_schema=entries
        ),
    )


def _entry(kind: type[Subject], handler: GetCoreSchemaHandler) -> CoreSchema:
    types = {"subject": kind, "seen": kind.shows}
    fields = {name: handler.generate_schema(one) for name, one in types.items()}
    fields["kind"] = core_schema.literal_schema([kind.__name__])
    return core_schema.typed_dict_schema(
        {name: core_schema.typed_dict_field(schema) for name, schema in fields.items()}
    )


def _in_entries(stored: Any, info: ValidationInfo) -> Any:
    if isinstance(stored, dict):
        return [*entries_of_slots(stored, **info.context or {})]
    return stored


def _observations(entries: list[dict[str, Any]]) -> Observations:
    return Observations((entry["subject"], entry["seen"]) for entry in entries)


def _as_entries(observed: Observations) -> list[dict[str, Any]]:
    return [
        {"kind": type(subject).__name__, "subject": subject, "seen": seen}
        for subject, seen in observed.items()
    ]


StoredObservations = Annotated[Observations, GetPydanticSchema(_schema)]
"""The type of a field that holds observations; reading older ones needs `service` as context."""
