"""Rules over the name and the registration number: what the tax record must confirm.

Whether number and name belong together is for the registry to find out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from tendlc.catalog.places import EIN_PREFIXES_NEVER_ISSUED, registers
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

NAME: Final = "business_information.business_name"
NUMBER: Final = "business_information.business_registration_number"
IDENTIFIER: Final = "business_information.business_registration_identifier"
_BEST_PRACTICES: Final = "Twilio, Brand Approval Best Practices"
_INFORMATION: Final = "Twilio, Business Information to Collect"
_TRADE_NAME: Final = re.compile(r"\b(d[./]?b[./]?a\b|t/a\b|doing business as|trading as)", re.I)
_LEGAL_FORM: Final = re.compile(
    r"\b(incorporated|inc|corporation|corp|company|co|limited|ltd|l\.?l\.?c|l\.?c|p\.?l\.?l\.?c"
    r"|p\.?c|p\.?a|llp|lp|plc|pbc|n\.?a|ag|gmbh|kg|ug|s\.?a|s\.?l|sarl|sas|srl|s\.?p\.?a|bv|nv|ab"
    r"|as|oy|aps|pty|pte|pvt|se|oü|uab|sia|d\.?o\.?o|kft|chartered|association|foundation|trust"
    r"|bank|cooperative|ministries)\b\.?",
    re.I,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_ORDINARY: Final = "®©°™№ªº¹²³"
_ALIKE: Final = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
"""Alphabets with letters that look alike, by how Unicode begins their names."""
_SYMBOLS: Final = re.compile(r"[<>{}\\|~^]|([*_#=@!?$.-])\1+")

TRADE_NAME: Final = Rule(
    id="trade-name-in-legal-name", codes=(30795,), source=_BEST_PRACTICES, sure=False
)
LEGAL_FORM: Final = Rule(
    id="legal-form-missing", codes=(30795,), source=_BEST_PRACTICES, sure=False
)
OBFUSCATED: Final = Rule(id="obfuscated-name", codes=(30756,), source="Twilio, error 30756")
EIN: Final = Rule(
    id="ein-never-issued",
    codes=(18602, 30795),
    source="Internal Revenue Service; inferred",
    sure=False,
)
DUNS: Final = Rule(id="duns-number", codes=(30795, 18602), source=_INFORMATION)
REGISTER: Final = Rule(
    id="register-of-another-country", codes=(30795, 18602), source=_INFORMATION, sure=False
)


def name_is_the_legal_one(customer: Customer) -> Iterator[Finding]:
    """30795: the legal name holds a trade name, or lacks the form that its type has."""
    business = customer.business_information
    found = _TRADE_NAME.search(business.business_name)
    if found:
        yield TRADE_NAME.warning(
            NAME,
            "holds a trade name; the registry compares with the tax record letter by letter",
            text=found[0],
            instead="the legal name alone; the other one in business_information.doing_business_as",
        )
    companies = ("Corporation", "Limited Liability Corporation")
    is_company = (
        business.business_type in companies
        and customer.messaging_profile.company_type != "government"
    )
    if is_company and not _LEGAL_FORM.search(business.business_name):
        yield LEGAL_FORM.warning(
            NAME,
            f"has no ending such as Inc or LLC, although business_type is {business.business_type}",
            instead="the name as it stands above the address on the IRS letter CP 575 or 147C",
        )


def names_are_natural_text(customer: Customer) -> Iterator[Finding]:
    """30756: look-alike letters, emoji, doubled symbols, or nothing that can be read."""
    named = [(NAME, customer.business_information.business_name)]
    for number, person in enumerate(customer.authorized_representatives):
        place = f"authorized_representatives[{number}]"
        named += [(f"{place}.first_name", person.first_name)]
        named += [(f"{place}.last_name", person.last_name)]
    for field, name in named:
        odd = _odd_letters(name)
        symbols = _SYMBOLS.search(name)
        if odd:
            yield OBFUSCATED.error(
                field, f"holds {odd}, which counts as hidden text", instead="ordinary letters"
            )
        elif symbols:
            yield OBFUSCATED.warning(
                field,
                f"holds {symbols[0]}, which can count as hidden text",
                text=symbols[0],
                instead="the name in ordinary letters",
            )


def number_was_given_out(customer: Customer) -> Iterator[Finding]:
    """18602, 30795: an EIN that the Internal Revenue Service cannot have given out."""
    business = customer.business_information
    if business.business_registration_identifier != "EIN":
        return
    digits = business.business_registration_number.replace("-", "")
    if digits[:2] in EIN_PREFIXES_NEVER_ISSUED:
        said = f"begins with {digits[:2]}, as no EIN does"
    elif len(set(digits)) == 1 or digits == "123456789":
        said = "looks made up"
    else:
        return
    yield EIN.warning(NUMBER, said, instead="the EIN on the IRS letter CP 575 or 147C")


def number_is_of_the_country(customer: Customer) -> Iterator[Finding]:
    """30795, 18602: a DUNS number, or the register of a country where the business is not."""
    identifier = customer.business_information.business_registration_identifier
    country = customer.address.iso_country
    if identifier == "DUNS":
        yield _duns(country)
        return
    register = registers().get(identifier)
    if identifier != "EIN" and register is not None and register.country != country:
        yield REGISTER.warning(
            IDENTIFIER,
            f"{identifier} is {register.number}, but the address is in {country}",
            text=identifier,
            instead=_fitting(country),
        )
    if identifier == "Other" and _own(country) is not None:
        yield REGISTER.warning(
            IDENTIFIER,
            f"Other is for countries without a value of their own; the address is in {country}",
            text=identifier,
            instead=_fitting(country),
        )


def _duns(country: str) -> Finding:
    said = "a DUNS number is listed, but Twilio says not to register with it"
    if country == "US":
        return DUNS.error(IDENTIFIER, said, text="DUNS", instead="EIN, with the EIN as the number")
    return DUNS.warning(IDENTIFIER, said, text="DUNS", instead=_fitting(country))


def _own(country: str) -> str | None:
    return next((name for name, one in registers().items() if one.country == country), None)


def _fitting(country: str) -> str:
    own = _own(country)
    if own is None:
        return "Other, with the number of the country's own register"
    return f"{own}, with {registers()[own].number}"


def _odd_letters(name: str) -> str:
    if any(unicodedata.category(sign) in ("So", "Cn") for sign in name if sign not in _ORDINARY):
        return "an emoji or a picture"
    letters = [sign for sign in name if sign.isalnum() and sign not in _ORDINARY]
    if any(unicodedata.normalize("NFKC", sign) != sign for sign in letters):
        return "letters or digits of an unusual style"
    if any(len(_scripts(word)) > 1 for word in _WORD.findall(name)):
        return "letters of two alphabets in one word"
    return "" if any(sign.isalnum() for sign in name) else "no letter at all"


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(sign, "").split(" ")[0] for sign in word} & _ALIKE


CHECKS: Final = (
    name_is_the_legal_one,
    names_are_natural_text,
    number_was_given_out,
    number_is_of_the_country,
)
