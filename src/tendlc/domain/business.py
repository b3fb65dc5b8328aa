"""Who the customer is: the business, the people who speak for it, its address, its company type.

The field names are those of TrustHub's attributes, so that a rejection can be read beside the
document. Rules and limits follow Twilio's page on the business information to collect; whether the
data are true is for Twilio and the Campaign Registry to find out.
"""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from stdnum.au import acn
from stdnum.ca import bn
from stdnum.ee import kmkr
from stdnum.exceptions import ValidationError as NumberInvalid
from stdnum.il import hp
from stdnum.ro import cf

from tendlc.catalog.enumerations import (
    BUSINESS_IDENTITIES,
    BUSINESS_INDUSTRIES,
    BUSINESS_TYPES,
    CANADIAN_PROVINCES,
    COMPANY_TYPES,
    ISO_COUNTRIES,
    JOB_POSITIONS,
    REGIONS_OF_OPERATION,
    REGISTRATION_IDENTIFIERS,
    STOCK_EXCHANGES,
    US_STATES,
)
from tendlc.catalog.everyday_words import what_is_meant
from tendlc.catalog.limits import LIMITS
from tendlc.catalog.places import registers
from tendlc.domain.field_types import (
    AtTwilio,
    EmailAddress,
    PhoneNumber,
    Section,
    anything,
    code,
    line,
    one_of,
    refuse,
    web_address,
)

_FORMATS: Final = {
    "EIN": (
        re.compile(r"\d{2}-?\d{7}", re.ASCII),
        "must be an EIN such as 12-3456789; a social security number cannot be used",
    ),
    "DUNS": (
        re.compile(r"\d{2}-?\d{3}-?\d{4}", re.ASCII),
        "must be a DUNS number such as 12-345-6789",
    ),
    "CBN": (
        re.compile(r"\d{9}", re.ASCII),
        "must be the first nine digits of the Canadian business number",
    ),
}

_ABN_DIGITS: Final = 11
_CHECK_DIGITS: Final = {"CBN": bn, "ACN": acn, "VAT": kmkr, "VATRN": cf, "RN": hp}
"""Registers whose numbers carry check digits; of the others only the length is checked."""

_POSTAL_CODES: Final = {
    "US": (re.compile(r"\d{5}(-\d{4})?", re.ASCII), "must be a ZIP code such as 80202"),
    "CA": (
        re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", re.ASCII),
        "must be a Canadian postal code such as K1A 0B1",
    ),
}

_REGIONS: Final = {
    "US": (US_STATES, "must be the two letters of a US state, such as CO"),
    "CA": (CANADIAN_PROVINCES, "must be the two letters of a Canadian province, such as ON"),
}


def _one_or_several(value: object) -> object:
    """Take a single region for a list of one, as most customers have one."""
    return (value,) if isinstance(value, str) else value


def _abroad(identifier: str, number: str) -> str | None:
    """Say where a number belongs that names another country than the register's."""
    country = number[:2].upper()
    register = registers().get(identifier)
    if register is None or country not in ISO_COUNTRIES or country == register.country:
        return None
    own = next((name for name, one in registers().items() if one.country == country), None)
    use = f"use {own}, with {registers()[own].number}" if own else "use Other"
    return (
        f"begins with {country}, but {identifier} stands for {register.number}; "
        f"for a business in {country} {use}"
    )


def _mistyped(identifier: str, number: str) -> str:
    if identifier == "ACN" and sum(sign.isdigit() for sign in number) == _ABN_DIGITS:
        return "is an ABN, which has eleven digits; the ACN is its last nine"
    what = registers()[identifier].number
    return f"is not {what}: its digits do not belong together; for other registers use Other"


class BusinessInformation(Section):
    """The business as its tax record has it (guide step 1.2).

    `doing_business_as` is the name that its customers know, where it is another one; a standard
    brand has no attribute for it, so it only goes on the address.
    """

    business_name: Annotated[str, line(LIMITS.business_name_max)]
    doing_business_as: Annotated[str, line(LIMITS.business_name_max)] | None = None
    business_identity: Annotated[str, one_of(BUSINESS_IDENTITIES)] = "direct_customer"
    business_type: Annotated[str, one_of(BUSINESS_TYPES, "business_type")]
    business_industry: Annotated[str, one_of(BUSINESS_INDUSTRIES, "business_industry")]
    business_registration_identifier: Annotated[
        str, one_of(REGISTRATION_IDENTIFIERS, "business_registration_identifier")
    ]
    business_registration_number: Annotated[str, code(LIMITS.registration_number_max)]
    business_regions_of_operation: Annotated[
        tuple[Annotated[str, one_of(REGIONS_OF_OPERATION, "business_regions_of_operation")], ...],
        BeforeValidator(_one_or_several),
        Field(min_length=1),
    ]
    website_url: Annotated[str, web_address(LIMITS.website_url_max)]
    social_media_profile_urls: Annotated[str, anything()] = ""

    @field_validator("business_registration_number")
    @classmethod
    def _number_fits_its_register(cls, number: str, info: ValidationInfo) -> str:
        identifier = info.data.get("business_registration_identifier", "")
        pattern, sentence = _FORMATS.get(identifier, (None, ""))
        if pattern is not None and pattern.fullmatch(number) is None:
            raise refuse(_abroad(identifier, number) or sentence)
        if identifier in _CHECK_DIGITS:
            try:
                _CHECK_DIGITS[identifier].validate(number)
            except NumberInvalid:
                raise refuse(_abroad(identifier, number) or _mistyped(identifier, number)) from None
        return number

    @field_validator("business_regions_of_operation")
    @classmethod
    def _regions_are_named_once(cls, regions: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(regions)) < len(regions):
            raise refuse("names a region twice")
        return regions


class AuthorizedRepresentative(Section):
    """A person of the business, not of the ISV, who can speak for it (guide step 1.4)."""

    first_name: Annotated[str, line(LIMITS.person_name_max)]
    last_name: Annotated[str, line(LIMITS.person_name_max)]
    email: EmailAddress
    phone_number: PhoneNumber
    business_title: Annotated[str, line()]
    job_position: Annotated[str, one_of(JOB_POSITIONS, "job_position")]


class PostalAddress(Section):
    """The physical address of the headquarters (guide step 1.6).

    Where `customer_name` is left out, the address bears the name under which the business trades,
    or else its legal name. The country can never be changed once the address exists at Twilio.
    """

    iso_country: Annotated[str, AtTwilio.FIXED] = "US"
    customer_name: Annotated[str, line()] | None = None
    street: Annotated[str, line(LIMITS.street_max)]
    street_secondary: Annotated[str, line()] | None = None
    city: Annotated[str, line(LIMITS.city_max)]
    region: Annotated[str, code()]
    postal_code: Annotated[str, code(LIMITS.postal_code_max)]

    @field_validator("iso_country")
    @classmethod
    def _country_exists(cls, country: str) -> str:
        if country not in ISO_COUNTRIES:
            near = country.upper() if country.upper() in ISO_COUNTRIES else None
            meant = f"did you mean {near}?" if near else what_is_meant("iso_country", country)
            raise refuse(
                "must be the two capital letters of a country, such as US or CA"
                + (f"; {meant}" if meant else "")
            )
        return country

    @field_validator("region")
    @classmethod
    def _region_lies_in_the_country(cls, region: str, info: ValidationInfo) -> str:
        country = info.data.get("iso_country")
        if country in _REGIONS:
            known, sentence = _REGIONS[country]
            if region not in known:
                near = region.upper() if region.upper() in known else None
                meant = f"did you mean {near}?" if near else what_is_meant(country, region)
                advice = f"; {meant}" if meant else ""
                raise refuse(sentence + advice, tuple(sorted(known)))
        elif len(region) > LIMITS.region_max:
            raise refuse(f"has {len(region)} characters; at most {LIMITS.region_max} are allowed")
        return region

    @field_validator("postal_code")
    @classmethod
    def _postal_code_reads_as_in_the_country(cls, code: str, info: ValidationInfo) -> str:
        country = info.data.get("iso_country")
        if country in _POSTAL_CODES:
            pattern, sentence = _POSTAL_CODES[country]
            if pattern.fullmatch(code) is None:
                raise refuse(sentence)
        return code


class MessagingProfile(Section):
    """What kind of company registers (guide step 2.2).

    A public company must give its listing and a mailbox for Authentication+; for every other
    company the listing must be left out.
    """

    company_type: Annotated[str, one_of(COMPANY_TYPES, "company_type")]
    stock_exchange: Annotated[str, one_of(STOCK_EXCHANGES)] | None = None
    # fact: stock-ticker-as-the-exchange-writes-it
    stock_ticker: Annotated[str, line(LIMITS.stock_ticker_max)] | None = None
    brand_contact_email: EmailAddress | None = None

    @field_validator("stock_exchange", "stock_ticker", mode="before")
    @classmethod
    def _listing_is_for_public_companies(cls, value: object, info: ValidationInfo) -> object:
        """Judge before the value itself: a company without a listing has no right one."""
        company_type = info.data.get("company_type")
        if company_type == "public" and value is None:
            raise refuse("is needed, because company_type is public")
        if company_type not in (None, "public") and value is not None:
            raise refuse(f"must be left out, because company_type is {company_type}")
        return value

    @field_validator("brand_contact_email")
    @classmethod
    def _public_companies_name_a_mailbox(
        cls, email: str | None, info: ValidationInfo
    ) -> str | None:
        if info.data.get("company_type") == "public" and email is None:
            raise refuse(
                "is needed, because company_type is public: it gets Authentication+'s link"
            )
        return email
