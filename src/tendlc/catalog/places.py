"""Places: postal codes, territories, and which country's register a number is of.

Countries and states themselves are closed lists of Twilio's and stand with the enumerations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from tendlc.catalog.facts import facts

_ROWS: Final[dict[str, dict[str, list[str]]]] = {
    fact.id: fact.values["values_by_code"] for fact in facts("places")
}

US_TERRITORIES: Final[Mapping[str, str]] = MappingProxyType(
    {code: names[0] for code, names in _ROWS["us-territories"].items()}
)
SANCTIONED: Final[Mapping[str, str]] = MappingProxyType(
    {code: names[0] for code, names in _ROWS["countries-under-sanctions"].items()}
)
EIN_PREFIXES_NEVER_ISSUED: Final = frozenset(_ROWS["ein-prefixes-never-issued"]["EIN"])


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one country: its code and name, and what its number is called."""

    country: str
    country_name: str
    number: str


@cache
def registers() -> Mapping[str, Register]:
    """Return the register of each registration identifier that belongs to one country."""
    rows = _ROWS["countries-of-registers"]
    return MappingProxyType({identifier: Register(*row) for identifier, row in rows.items()})


def zip_code_is_of(state: str, code: str) -> bool:
    """Say whether a ZIP code begins as those of a state do; True for states without a row."""
    ranges = [each.partition("-") for each in _ROWS["zip-prefixes-of-states"].get(state, ())]
    return not ranges or any(first <= code[:3] <= (last or first) for first, _, last in ranges)


def postal_code_is_of(province: str, code: str) -> bool:
    """Say whether a Canadian postal code begins as those of a province do."""
    return code[:1] in _ROWS["postal-letters-of-provinces"].get(province, [code[:1]])
