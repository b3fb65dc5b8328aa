"""Timings: how long reviews take at Twilio, and how long in the sandbox unless told otherwise.

All in seconds. The sandbox's seconds run on its own clock, which may be faster than the wall's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tendlc.catalog.facts import Certainty, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """A transition; `real` says in words what `shortest_seconds` and `longest_seconds` bound."""

    transition: str
    real: str
    shortest_seconds: int
    longest_seconds: int
    sandbox_seconds: int
    fact: str
    certainty: Certainty


@cache
def timings() -> Mapping[str, Timing]:
    """Return every timing by the id of its row, such as `timing-brand-to-registered`."""
    return MappingProxyType(
        {
            fact.id: Timing(**fact.values, fact=fact.id, certainty=fact.certainty)
            for fact in facts("timings")
        }
    )
