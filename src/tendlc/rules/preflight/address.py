"""Rules over the address: the headquarters must be a place that can be found and visited.

Only what is written is judged: whether the street exists is for the post to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tendlc.catalog.places import SANCTIONED, US_TERRITORIES, postal_code_is_of, zip_code_is_of
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

_BOX: Final = re.compile(
    r"\bp[\s.]*o[\s.]*b(?:ox|\b|\d)"
    r"|\bpost\s*office\s*box\b"
    r"|\bpmb\s*#?\s*\d"
    r"|\bpostfach\b|\bapartado\b|\bapdo\b|\bcasilla\b|\bcase postale\b|\bbo[iî]te postale\b"
    r"|^\s*(?:box|lock\s*box)\s*#?\s*\d+\s*$",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)

BOX: Final = Rule(id="post-office-box", codes=(18603, 30754), source="Twilio, error 18603")
NO_NUMBER: Final = Rule(
    id="street-without-number", codes=(18603, 30754), source="Twilio, error 30754"
)
OTHER_STATE: Final = Rule(
    id="postal-code-of-another-state", codes=(18603, 30754), source="Twilio, error 30754"
)
BLOCKED: Final = Rule(
    id="blocked-country", codes=(30729, 30755), source="Twilio, errors 30729 and 30755"
)
TERRITORY: Final = Rule(
    id="territory-as-a-country", codes=(30754,), source="USPS; inferred", sure=False
)


def street_is_a_place(customer: Customer) -> Iterator[Finding]:
    """18603, 30754: a post office box, or a street without a house number."""
    address = customer.address
    real = "the street address of the headquarters"
    if found := _BOX.search(address.street):
        yield BOX.error(
            "address.street", "is a post office box", text=found[0].strip(), instead=real
        )
    elif address.iso_country in ("US", "CA") and not _NUMBER.search(address.street):
        yield NO_NUMBER.warning("address.street", "has no house number", instead=real)
    if found := _BOX.search(address.street_secondary or ""):
        yield BOX.warning(
            "address.street_secondary",
            "is a post office box",
            text=found[0].strip(),
            instead="suite, floor or unit, or nothing",
        )


def postal_code_is_of_the_region(customer: Customer) -> Iterator[Finding]:
    """18603, 30754: a ZIP code of another state, a postal code of another province."""
    address = customer.address
    fits = {"US": zip_code_is_of, "CA": postal_code_is_of}.get(address.iso_country)
    if fits is not None and not fits(address.region, address.postal_code):
        yield OTHER_STATE.warning(
            "address.postal_code",
            f"does not belong to {address.region}",
            instead="the postal code of the street, or the right region",
        )


def country_is_open(customer: Customer) -> Iterator[Finding]:
    """30729, 30755: a country under sanctions; and territories that the US counts as states."""
    country = customer.address.iso_country
    if country in SANCTIONED:
        yield BLOCKED.error(
            "address.iso_country",
            f"businesses in {SANCTIONED[country]} cannot be registered",
            text=country,
        )
    if country in US_TERRITORIES and customer.messaging_profile.company_type != "government":
        yield TERRITORY.warning(
            "address.iso_country",
            f"{US_TERRITORIES[country]} is part of the US for mail and taxes",
            text=country,
            instead=f"iso_country: US and region: {country}",
        )


CHECKS: Final = (street_is_a_place, postal_code_is_of_the_region, country_is_open)
