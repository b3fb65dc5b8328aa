"""Use cases: what a campaign may be registered for, and what a messaging service is declared for.

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
_MIXED: Final = ("LOW_VOLUME", "MIXED", SOLE_PROPRIETOR)
"""Campaigns of several use cases, which go with every service."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUseCase:
    """A word that a messaging service can be declared with; without `fits` every campaign goes."""

    code: str
    description: str
    purpose: str
    fits: tuple[str, ...]

    def goes_with(self, campaign: str) -> bool:
        """Say whether a service of this word may have a campaign of that use case."""
        return not self.fits or campaign in self.fits or campaign in _MIXED


@cache
def service_use_cases() -> Mapping[str, ServiceUseCase]:
    """Return every word of a messaging service, in the order in which they are published."""
    return MappingProxyType(
        {
            fact.values["code"]: ServiceUseCase(
                **{**fact.values, "fits": tuple(fact.values.get("fits", ()))}
            )
            for fact in facts("service_use_cases")
        }
    )
