"""The checks that a registry makes on a brand's own data, one function a rule.

Each takes the facts and answers with its errors, none where all is well. Lengths and forms only:
nothing is looked up. A rule that only sometimes holds at Twilio is left out, so that the values of
the guide pass: e-mail addresses of another domain, postal codes of another state, a public company
without a contact address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tendlc.catalog.enumerations import ISO_COUNTRIES, STOCK_EXCHANGES
from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.behaviour.brand_facts import BrandFacts, CountedBrand
from tendlc.sandbox.behaviour.review_errors import ReviewError, review_error

Errors = tuple[ReviewError, ...]

# Sanctioned countries are blocked; the list itself is not published, so these four are a guess.
_BLOCKED_COUNTRIES: Final = frozenset({"CU", "IR", "KP", "SY"})
_NORTH_AMERICA: Final = frozenset({"US", "CA"})
_BUSINESS_LIMITS: Final[Mapping[str, int]] = {
    "business_name": LIMITS.business_name_max,
    "business_registration_number": LIMITS.registration_number_max,
    "website_url": LIMITS.website_url_max,
}
_PERSON_LIMITS: Final[Mapping[str, int]] = {
    "first_name": LIMITS.person_name_max,
    "last_name": LIMITS.person_name_max,
    "email": LIMITS.email_max,
    "phone_number": LIMITS.phone_number_max,
}
_ADDRESS_LIMITS: Final[Mapping[str, int]] = {
    "street": LIMITS.street_max,
    "city": LIMITS.city_max,
    "region": LIMITS.region_max,
    "postal_code": LIMITS.postal_code_max,
}
_MESSAGING_LIMITS: Final[Mapping[str, int]] = {
    "stock_ticker": LIMITS.stock_ticker_max,
    "brand_contact_email": LIMITS.email_max,
}
# Twenty-one characters hold any number; these have a form of their own.
_NUMBER_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "EIN": re.compile(r"\d{2}-?\d{7}", re.ASCII),
    "DUNS": re.compile(r"\d{2}-?\d{3}-?\d{4}", re.ASCII),
    "CBN": re.compile(r"\d{9}", re.ASCII),
}
_NO_NATURAL_TEXT: Final = re.compile(r"[\x00-\x1f<>{}\\|~^]|([*_#=@!?.\-])\1{2,}")
_TRADING_AS: Final = re.compile(
    r"\bd/?b/?a\b|\bt/a\b|\b(?:doing business|trading|also known) as\b|\ba/?k/?a\b", re.IGNORECASE
)
_MOBILE: Final = re.compile(r"\+1[2-9]\d{9}", re.ASCII)


def country(facts: BrandFacts) -> Errors:
    """30729 for a blocked country, 30755 for one that is none or, without a tax number, abroad."""
    if not facts.country:
        return ()
    if facts.country in _BLOCKED_COUNTRIES:
        return (review_error(30729),)
    allowed = _NORTH_AMERICA if facts.sole_proprietor else ISO_COUNTRIES
    return () if facts.country in allowed else (review_error(30755),)


def lengths(facts: BrandFacts) -> Errors:
    """30701, naming every field that is too long or, in an address, has no usable form."""
    fields = dict.fromkeys(
        [
            *_too_long(facts.business, _BUSINESS_LIMITS),
            *(name for person in facts.persons for name in _too_long(person, _PERSON_LIMITS)),
            *_too_long(facts.address, _ADDRESS_LIMITS),
            *_too_long(facts.messaging, _MESSAGING_LIMITS),
            *_region(facts),
        ]
    )
    return (review_error(30701, fields),) if fields else ()


def natural_text(facts: BrandFacts) -> Errors:
    """30756: names without a single letter, or with characters that nobody has in a name."""
    named = [("business_name", facts.business.get("business_name", ""))]
    for person in facts.persons:
        named += [(name, person.get(name, "")) for name in ("first_name", "last_name")]
    named.append(("brand_name", facts.sole_proprietor.get("brand_name", "")))
    fields = dict.fromkeys(name for name, text in named if text and _obfuscated(text, name))
    return (review_error(30756, fields),) if fields else ()


def tax_number(facts: BrandFacts) -> Errors:
    """30795: the number has not the form of its identifier; so a social security number fails.

    A business in the US is registered with its EIN, so a DUNS number of one fails as well. How a
    foreign tax number is entered under EIN is not published, so its form is free.
    """
    identifier = facts.business.get("business_registration_identifier", "")
    if identifier == "DUNS" and facts.country == "US":
        return (review_error(30795),)
    form = _NUMBER_FORMS.get(identifier)
    if form is None or (identifier == "EIN" and facts.country not in ("US", "")):
        return ()
    number = facts.business.get("business_registration_number", "")
    return () if form.fullmatch(number) else (review_error(30795),)


def legal_name(facts: BrandFacts, legal_names: Mapping[str, str]) -> Errors:
    """30795: the tax register has another name under this number; one that it lacks passes.

    A name that says under which other one the business trades is not the registered one.
    """
    known = {_signs(number): name for number, name in legal_names.items()}
    registered = known.get(_signs(facts.business.get("business_registration_number", "")))
    given = facts.business.get("business_name", "")
    fits = registered is None or _signs(registered) == _signs(given)
    fits = fits and not _TRADING_AS.search(given)
    return () if fits else (review_error(30795),)


def listing(facts: BrandFacts) -> Errors:
    """30793 for an exchange that nobody knows, 30796 for stock data that is wanting or misplaced.

    A company that is not public leaves both keys out; even an empty value is refused.
    """
    exchange = facts.messaging.get("stock_exchange")
    ticker = facts.messaging.get("stock_ticker")
    if facts.messaging.get("company_type") != "public":
        misplaced = ticker is not None or exchange not in (None, "NONE")
        return (review_error(30796),) if misplaced else ()
    if exchange and exchange not in STOCK_EXCHANGES:
        return (review_error(30793, ["stock_exchange"]),)
    # fact: stock-ticker-as-the-exchange-writes-it
    listed = exchange not in (None, "", "NONE") and bool((ticker or "").strip())
    return () if listed else (review_error(30796),)


def government(facts: BrandFacts) -> Errors:
    """30797: a government entity outside the US."""
    claimed = facts.messaging.get("company_type") == "government"
    return (review_error(30797),) if claimed and facts.country not in ("US", "") else ()


def non_profit(facts: BrandFacts) -> Errors:
    """30798: a non-profit whose business type or industry says something else."""
    if facts.messaging.get("company_type") != "non-profit":
        return ()
    corporation = facts.business.get("business_type") == "Non-profit Corporation"
    public_body = facts.business.get("business_industry") == "GOVERNMENT"
    return () if corporation and not public_body else (review_error(30798),)


def mobile_number(facts: BrandFacts) -> Errors:
    """30751: the mobile number of a sole proprietor is not one of the US or Canada."""
    number = facts.sole_proprietor.get("mobile_phone_number")
    return () if number is None or _MOBILE.fullmatch(number) else (review_error(30751),)


def thresholds(facts: BrandFacts, others: Sequence[CountedBrand]) -> Errors:
    """30747, 30749, 30750: values of a sole proprietor that too many other brands use already."""
    if not facts.sole_proprietor:
        return ()
    person = facts.persons[0] if facts.persons else {}
    counted = (
        (30747, facts.address.get("street"), LIMITS.street_uses_max, [o.street for o in others]),
        (30749, person.get("email"), LIMITS.email_uses_max, [o.email for o in others]),
        (
            30750,
            facts.sole_proprietor.get("mobile_phone_number"),
            LIMITS.mobile_uses_max,
            [o.mobile_phone_number for o in others],
        ),
    )
    return tuple(
        review_error(code)
        for code, value, limit, used in counted
        if value and Counter(map(str.casefold, used))[value.casefold()] >= limit
    )


def _signs(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _too_long(fields: Mapping[str, str], limits: Mapping[str, int]) -> Iterator[str]:
    return (name for name, limit in limits.items() if len(fields.get(name, "")) > limit)


def _region(facts: BrandFacts) -> Iterator[str]:
    region = facts.address.get("region", "")
    if facts.country in _NORTH_AMERICA and not re.fullmatch(r"[A-Za-z]{2}", region):
        yield "region"


def _obfuscated(text: str, name: str) -> bool:
    readable = any(sign.isalpha() or (sign.isdigit() and "name" in name) for sign in text)
    return not readable or bool(_NO_NATURAL_TEXT.search(text))
