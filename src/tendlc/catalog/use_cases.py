"""Use cases: what a campaign may be registered for.

The list that is open to one brand comes from the Usecases call alone; this is the whole dictionary,
in the order in which the API lists it, with the sole proprietor's only use case at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from tendlc.catalog.facts import Certainty, facts

SOLE_PROPRIETOR: Final = "SOLE_PROPRIETOR"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """A use case; `needs` says in words what a brand must bring, and is empty where nothing."""

    code: str
    name: str
    description: str
    post_approval_required: bool
    needs: str
    sole_proprietor: bool
    fact: str
    certainty: Certainty


@cache
def use_cases() -> Mapping[str, UseCase]:
    """Return every use case by its code, in the order of the API."""
    return MappingProxyType(
        {
            fact.values["code"]: UseCase(
                **{"needs": "", "sole_proprietor": False, **fact.values},
                fact=fact.id,
                certainty=fact.certainty,
            )
            for fact in facts("use_cases")
        }
    )
