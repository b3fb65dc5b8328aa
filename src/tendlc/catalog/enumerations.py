"""Closed lists of values, spelled exactly as Twilio spells them.

The order is that of the published list, so that messages can show it as people know it.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.facts import facts

_LISTS: Final[dict[str, tuple[str, ...]]] = {
    fact.id: tuple(fact.values["values"]) for fact in facts("enumerations")
}

BUSINESS_TYPES: Final = _LISTS["business-types"]
BUSINESS_INDUSTRIES: Final = _LISTS["business-industries"]
BUSINESS_IDENTITIES: Final = _LISTS["business-identities"]
REGISTRATION_IDENTIFIERS: Final = _LISTS["registration-identifiers"]
REGIONS_OF_OPERATION: Final = _LISTS["regions-of-operation"]
JOB_POSITIONS: Final = _LISTS["job-positions"]
COMPANY_TYPES: Final = _LISTS["company-types"]
STOCK_EXCHANGES: Final = _LISTS["stock-exchanges"]
US_STATES: Final = frozenset(_LISTS["us-states"])
CANADIAN_PROVINCES: Final = frozenset(_LISTS["canadian-provinces"])
ISO_COUNTRIES: Final = frozenset(_LISTS["iso-countries"])

BRAND_TYPES: Final = _LISTS["brand-types"]
BUNDLE_STATUSES: Final = _LISTS["bundle-status"]
BRAND_STATUSES: Final = _LISTS["brand-status"]
CAMPAIGN_STATUSES: Final = _LISTS["campaign-status"]
NUMBER_REGISTRATION_STATUSES: Final = _LISTS["number-registration-status"]
