"""Event types: the names under which Event Streams reports on A2P registrations.

Event words and REST words differ; an event is a hint to fetch the resource, never its status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from tendlc.catalog.facts import Certainty, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """An event type; `schema` is empty where unpublished, the status pair where it has none."""

    type: str
    resource: Literal["brand_registration", "campaign", "phone_number", "account"]
    schema: str
    status_key: str
    status_word: str
    fact: str
    certainty: Certainty


@cache
def event_types() -> Mapping[str, EventType]:
    """Return every event type by its full name."""
    empty = {"schema": "", "status_key": "", "status_word": ""}
    return MappingProxyType(
        {
            fact.values["type"]: EventType(
                **{**empty, **fact.values}, fact=fact.id, certainty=fact.certainty
            )
            for fact in facts("event_types")
        }
    )
