"""A brand's facts, read out of its two bundles: what the checks of a brand look at.

Values are unmarked, so that a magic value in a name changes neither its length nor its form. Other
brands are known by the few values that the registry counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tendlc.sandbox.behaviour.magic import unmarked
from tendlc.sandbox.behaviour.review_errors import SubmittedBundle, text_of

_BUSINESS = "customer_profile_business_information"
_PERSONS = (
    "authorized_representative_1",
    "authorized_representative_2",
    "starter_customer_profile_information",
)
_MESSAGING = "us_a2p_messaging_profile_information"
_SOLE_PROPRIETOR = "sole_proprietor_information"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandFacts:
    """What two bundles say about a business: attributes by their names, keys of an address too."""

    business: Mapping[str, str]
    persons: tuple[Mapping[str, str], ...]
    address: Mapping[str, str]
    messaging: Mapping[str, str]
    sole_proprietor: Mapping[str, str]

    @property
    def country(self) -> str:
        """The country of the address, in capitals; empty where there is no address."""
        return self.address.get("iso_country", "").upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBrand:
    """The values of another sole proprietor brand that the registry counts."""

    mobile_phone_number: str = ""
    email: str = ""
    street: str = ""


def brand_facts(profile: SubmittedBundle, trust_product: SubmittedBundle) -> BrandFacts:
    """Read the facts out of a customer profile and a trust product."""
    persons = (_clean(profile.attributes(type_)) for type_ in _PERSONS)
    return BrandFacts(
        business=_clean(profile.attributes(_BUSINESS)),
        persons=tuple(person for person in persons if person),
        address=_clean(profile.addresses[0]) if profile.addresses else {},
        messaging=_clean(trust_product.attributes(_MESSAGING)),
        sole_proprietor=_clean(trust_product.attributes(_SOLE_PROPRIETOR)),
    )


def _clean(fields: Mapping[str, object]) -> dict[str, str]:
    return {str(name): unmarked(text_of(fields, str(name))) for name in fields}
