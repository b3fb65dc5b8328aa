"""Whether two customer documents stand for one business, whatever their keys are.

A business that registers twice pays twice, and several brands of one tax id make campaigns fail.
What people write differently from one day to the next (case, points, spaces, `Street` or `St`)
makes no difference here; the legal form does, since `Acme LLC` and `Acme Inc` are two companies.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from tendlc.domain.customer import Customer
from tendlc.domain.onboarding import Onboarding

_REGISTERS_OF_ONE_COUNTRY: Final = frozenset({"EIN", "DUNS", "CBN", "ACN"})
"""Their numbers name one business in the world; others are unique in the country of the address."""

_SUFFIXES: Final = (
    ("limited liability company", "llc"),
    ("limited liability corporation", "llc"),
    ("incorporated", "inc"),
    ("corporation", "corp"),
    ("company", "co"),
    ("limited", "ltd"),
    ("and", "&"),
)
_STREETS: Final = (
    ("street", "st"),
    ("avenue", "ave"),
    ("road", "rd"),
    ("boulevard", "blvd"),
    ("drive", "dr"),
    ("lane", "ln"),
    ("court", "ct"),
    ("place", "pl"),
    ("square", "sq"),
    ("highway", "hwy"),
    ("parkway", "pkwy"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("suite", "#"),
    ("ste", "#"),
    ("unit", "#"),
    ("apartment", "#"),
    ("apt", "#"),
    ("number", "#"),
    ("no", "#"),
)


def fingerprints(customer: Customer) -> Mapping[str, str]:
    """Name what tells one business from another: by what, in plain words, and its normal form.

    A registration number of zeros alone is a placeholder and tells nothing.
    """
    found = {}
    number = _tax_id(customer)
    if number:
        identifier = customer.business_information.business_registration_identifier
        found[f"{identifier} number"] = number
    found["legal name and address"] = "\n".join((_name(customer), *_address(customer)))
    return MappingProxyType(found)


def in_common(one: Customer, other: Customer) -> str | None:
    """Say what makes two documents stand for one business; None where nothing does."""
    theirs = fingerprints(other)
    return next(
        (what for what, mark in fingerprints(one).items() if theirs.get(what) == mark), None
    )


def twins(record: Onboarding, others: Iterable[Onboarding]) -> tuple[str, ...]:
    """Name the other customers of this target that are the same business, unagreed by anybody.

    A pair is agreed to when either record names the other in `another_of`.
    """
    return tuple(
        other.key
        for other in others
        if other.target == record.target
        and other.key != record.key
        and other.key not in record.another_of
        and record.key not in other.another_of
        and in_common(record.customer, other.customer) is not None
    )


def _tax_id(customer: Customer) -> str:
    business = customer.business_information
    digits = re.sub(r"[^0-9a-z]", "", business.business_registration_number.casefold())
    if not digits.strip("0"):
        return ""
    alone = business.business_registration_identifier in _REGISTERS_OF_ONE_COUNTRY
    return digits if alone else f"{customer.address.iso_country} {digits}"


def _name(customer: Customer) -> str:
    words = plain_words(customer.business_information.business_name)
    return _abbreviated(words.removeprefix("the "), _SUFFIXES)


def _address(customer: Customer) -> tuple[str, str, str]:
    """Take street, postal code and country; the city follows from them."""
    address = customer.address
    street = plain_words(
        f"{address.street} {address.street_secondary or ''}".replace("#", " number ")
    )
    code = re.sub(r"[^0-9a-z]", "", address.postal_code.casefold())
    code = code[:5] if address.iso_country == "US" else code
    return _abbreviated(street, _STREETS), code, address.iso_country


def plain_words(text: str) -> str:
    """Take the letters and digits: no case, accents or points, single letters drawn together."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    together = re.sub(r"['\u2019.]", "", plain)
    words = re.sub(r"[^\w\s]|_", " ", together).split()
    return re.sub(r"\b([a-z]) (?=[a-z]\b)", r"\1", " ".join(words))


def _abbreviated(text: str, table: Iterable[tuple[str, str]]) -> str:
    for long, short in table:
        text = re.sub(rf"\b{long}\b", short, text)
    return text
