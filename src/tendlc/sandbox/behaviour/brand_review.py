"""The review of a brand: registration, identity, secondary vetting.

First the two bundles are fetched; what is wrong with them keeps the brand from reaching the
registry. Then the registry compares the data with what is published about the business: here only
what the data alone shows to be wrong. Last comes the secondary vetting with its score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tendlc.catalog import policies
from tendlc.catalog.enumerations import CANADIAN_PROVINCES, STOCK_EXCHANGES, US_STATES
from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.behaviour.bundle_review import is_free_mail
from tendlc.sandbox.behaviour.magic import Marks
from tendlc.sandbox.behaviour.verdict import APPROVED, HELD, Fault, Verdict, asked_for, verdict_on

_PROFILE_POLICIES: Final = frozenset(
    {policies.SECONDARY_CUSTOMER_PROFILE, policies.STARTER_CUSTOMER_PROFILE}
)
_TRUST_POLICIES: Final = frozenset(
    {policies.A2P_TRUST_PRODUCT, policies.SOLE_PROPRIETOR_TRUST_PRODUCT}
)
_BLOCKED_COUNTRIES: Final = frozenset({"CU", "IR", "KP", "SY"})
_EIN: Final = re.compile(r"\d{2}-?\d{7}")
_SOCIAL_SECURITY: Final = re.compile(r"\d{3}-\d{2}-\d{4}")
_UNNATURAL: Final = re.compile(r"[*#<>{}|~^\\]|([^\w\s.])\1\1|^[^A-Za-z\u00c0-\uffff]+$")
_POSTAL_CODES: Final = {
    "US": re.compile(r"\d{5}(-\d{4})?"),
    "CA": re.compile(r"[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d"),
}
_REGIONS: Final = {"US": US_STATES, "CA": CANADIAN_PROVINCES}
_LENGTHS: Final[Mapping[str, int]] = {
    "business_name": LIMITS.business_name_max,  # fact: business-name-max
    "business_registration_number": LIMITS.registration_number_max,
    "website_url": LIMITS.website_url_max,
    "first_name": LIMITS.person_name_max,
    "last_name": LIMITS.person_name_max,
    "email": LIMITS.email_max,
    "phone_number": LIMITS.phone_number_max,
    "stock_ticker": LIMITS.stock_ticker_max,
    "brand_contact_email": LIMITS.email_max,
    "street": LIMITS.street_max,
    "city": LIMITS.city_max,
    "region": LIMITS.region_max,
    "postal_code": LIMITS.postal_code_max,
}


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What a brand's review sees of a bundle: None for the policy where there is no such bundle."""

    policy_sid: str | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class BrandFacts:
    """What a brand's review sees: the two bundles, and the attributes of what they hold."""

    customer_profile: BundleFacts
    trust_product: BundleFacts
    business: Mapping[str, Any]
    messaging: Mapping[str, Any]
    people: tuple[Mapping[str, Any], ...]
    address: Mapping[str, Any]
    marks: Marks
    mock: bool = False


def review_registration(facts: BrandFacts) -> Verdict:
    """Judge whether the brand reaches the registry at all."""
    both = ("customer_profile_bundle_sid", "a2p_profile_bundle_sid")
    if facts.customer_profile.policy_sid not in _PROFILE_POLICIES:
        return verdict_on([Fault(30793, both[:1], "this is no secondary customer profile")])
    if facts.trust_product.policy_sid not in _TRUST_POLICIES:
        return verdict_on([Fault(30793, both[1:], "this is no A2P trust product")])
    open_bundles = [
        name
        for name, bundle in zip(both, (facts.customer_profile, facts.trust_product), strict=True)
        if bundle.status in ("draft", "twilio-rejected")
    ]
    if open_bundles:
        return verdict_on([Fault(30794, tuple(open_bundles), "not submitted, or rejected")])
    exchange = facts.messaging.get("stock_exchange")
    is_public = facts.messaging.get("company_type") == "public"
    if is_public and exchange and str(exchange) not in STOCK_EXCHANGES:
        return verdict_on([Fault(30793, ("stock_exchange",), f"{exchange} is not known")])
    codes = facts.marks.at("registration")
    return Verdict("rejected", tuple(asked_for(codes))) if codes or facts.marks.lose else APPROVED


def review_identity(facts: BrandFacts) -> Verdict:
    """Judge whether the registry can verify the brand. A mock brand is not looked at."""
    if facts.mock:
        return APPROVED
    if facts.marks.hold:
        return HELD
    asked = asked_for(facts.marks.at("identity"))
    return verdict_on(asked or [*_length_faults(facts), *_identity_faults(facts)])


def review_vetting(facts: BrandFacts) -> Verdict:
    """Judge the secondary vetting: its faults leave the brand approved, without a score."""
    faults = asked_for(facts.marks.at("vetting"))
    mail = str(facts.messaging.get("brand_contact_email", ""))
    if facts.messaging.get("company_type") == "public" and is_free_mail(mail):
        faults.append(Fault(21740, ("brand_contact_email",), f"{mail} is free mail"))
    return verdict_on(faults)


def _length_faults(facts: BrandFacts) -> Iterator[Fault]:
    too_long = [
        name
        for source in (facts.business, facts.messaging, facts.address, *facts.people)
        for name, most in _LENGTHS.items()
        if len(str(source.get(name) or "")) > most
    ]
    if too_long:
        yield Fault(30701, tuple(dict.fromkeys(too_long)), "longer than allowed")


def _identity_faults(facts: BrandFacts) -> Iterator[Fault]:
    name = str(facts.business.get("business_name", ""))
    if name and _UNNATURAL.search(name):
        yield Fault(30756, ("business_name",), "not natural text")
    yield from _tax_id_faults(facts.business)
    yield from _address_faults(facts.address)
    yield from _company_type_faults(facts)


def _tax_id_faults(business: Mapping[str, Any]) -> Iterator[Fault]:
    number = str(business.get("business_registration_number", "")).strip()
    if business.get("business_registration_identifier") != "EIN":
        return
    if _SOCIAL_SECURITY.fullmatch(number) or not _EIN.fullmatch(number):
        fields = ("business_registration_number", "business_registration_identifier")
        yield Fault(30795, (*fields, "business_name"), "this cannot be an EIN")


def _address_faults(address: Mapping[str, Any]) -> Iterator[Fault]:
    country = str(address.get("iso_country", ""))
    if country in _BLOCKED_COUNTRIES:
        yield Fault(30729, ("iso_country",), f"{country} is blocked")
    pattern = _POSTAL_CODES.get(country)
    if pattern and not pattern.fullmatch(str(address.get("postal_code", ""))):
        yield Fault(30754, ("postal_code",), f"no postal code of {country}")
    regions = _REGIONS.get(country)
    if regions and str(address.get("region", "")).upper() not in regions:
        yield Fault(30754, ("region",), f"no region of {country}")


def _company_type_faults(facts: BrandFacts) -> Iterator[Fault]:
    company_type = facts.messaging.get("company_type")
    american = facts.address.get("iso_country") == "US"
    listed = [facts.messaging.get(name) for name in ("stock_exchange", "stock_ticker")]
    if company_type == "public" and (not all(listed) or listed[0] == "NONE"):
        yield Fault(30796, ("stock_exchange", "stock_ticker"), "a public company without a listing")
    if company_type == "government" and not american:
        yield Fault(30797, ("company_type",), "not in the United States")
    if company_type == "non-profit":
        charitable = facts.business.get("business_type") == "Non-profit Corporation"
        if not (american and charitable):
            yield Fault(30798, ("company_type",), "not a US non-profit corporation")
