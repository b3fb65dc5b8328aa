"""The customer document: everything that one onboarding needs to know, from file to plan.

One model serves every door. It holds only what is possible; its faults name the field, so that a
door can add the place where the value stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from tendlc.catalog.limits import LIMITS
from tendlc.domain.business import (
    AuthorizedRepresentative,
    BusinessInformation,
    MessagingProfile,
    PostalAddress,
)
from tendlc.domain.campaign import Campaign
from tendlc.domain.field_types import (
    AtTwilio,
    PhoneNumber,
    Section,
    one_of,
    refuse,
    sid,
    web_address,
)

KEY_LENGTH_MAX: Final = 40
_KEY: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{KEY_LENGTH_MAX - 1}}}")
_AREA_CODE: Final = re.compile(r"[2-9][0-9]{2}")
_US_NUMBER: Final = re.compile(r"\+1[2-9][0-9]{9}")
# fact: campaign-verify-token
_CAMPAIGN_VERIFY_TOKEN: Final = re.compile(
    r"cv\|1\.0\|tcr\|10dlc\|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\|[^|\s]+", re.IGNORECASE
)

_Webhook = Annotated[str, web_address(credentials=True)]
_Method = Annotated[str, one_of(("GET", "POST"))]


def is_customer_key(text: str) -> bool:
    """Say whether the text can serve as the key of a customer."""
    return _KEY.fullmatch(text) is not None


def _customer_key(text: str) -> str:
    if not is_customer_key(text):
        raise refuse(
            f"must be a short key of lower-case letters, digits and dashes, at most "
            f"{KEY_LENGTH_MAX} characters, that begins with a letter or digit"
        )
    return text


def _campaign_verify_token(text: str) -> str:
    if _CAMPAIGN_VERIFY_TOKEN.fullmatch(text) is None:
        raise refuse(
            "must be the whole token of Campaign Verify, in the form cv|1.0|tcr|10dlc|ID|SECRET"
        )
    return text


class BrandOptions(Section):
    """How the brand is registered (guide step 3).

    `skip_automatic_sec_vet` makes it a low-volume standard brand; it cannot be taken back by API.
    `mock` makes a test brand that cannot send. `campaign_verify_token` is a secret that a political
    organization gets from Campaign Verify, good for one brand; it is never shown.
    """

    brand_type: Annotated[str, AtTwilio.FIXED, one_of(("STANDARD",), "brand_type")] = "STANDARD"
    skip_automatic_sec_vet: Annotated[bool, AtTwilio.FIXED] = False
    mock: Annotated[bool, AtTwilio.FIXED] = False
    campaign_verify_token: Annotated[str, AfterValidator(_campaign_verify_token)] | None = Field(
        default=None, repr=False
    )


class MessagingServiceOptions(Section):
    """Where the messaging service reports (guide step 4).

    Without `inbound_request_url` inbound messages go to the webhook of the number.
    """

    inbound_request_url: _Webhook | None = None
    inbound_method: _Method | None = None
    fallback_url: _Webhook | None = None
    fallback_method: _Method | None = None
    status_callback: _Webhook | None = None

    @property
    def use_inbound_webhook_on_number(self) -> bool:
        """A service without a webhook swallows inbound messages, so the number's own is used."""
        return self.inbound_request_url is None

    def hashed(self) -> dict[str, Any]:
        use_own = self.use_inbound_webhook_on_number
        return super().hashed() | {"use_inbound_webhook_on_number": use_own}


class PhoneNumberWish(Section):
    """One number that the customer owns or wants: by SID, by number, by area code, or any."""

    country: Annotated[str, one_of(("US",))] = "US"
    phone_number_sid: Annotated[str, sid("PN")] | None = None
    phone_number: PhoneNumber | None = None
    area_code: str | None = None

    @field_validator("phone_number")
    @classmethod
    def _number_is_of_the_us(cls, number: str | None) -> str | None:
        if number is not None and _US_NUMBER.fullmatch(number) is None:
            raise refuse("must be a US number: +1 and ten digits")
        return number

    @field_validator("area_code")
    @classmethod
    def _area_code_is_possible(cls, code: str | None) -> str | None:
        if code is not None and _AREA_CODE.fullmatch(code) is None:
            raise refuse("must be the three digits of a US area code, such as 303")
        return code

    @field_validator("phone_number", "area_code")
    @classmethod
    def _one_way_to_name_a_number(cls, value: str | None, info: ValidationInfo) -> str | None:
        others = [name for name in ("phone_number_sid", "phone_number") if info.data.get(name)]
        if value is not None and others:
            raise refuse(f"cannot stand beside {others[0]}; one of the two says which number")
        return value


def _each_number_once(wishes: tuple[PhoneNumberWish, ...]) -> tuple[PhoneNumberWish, ...]:
    named = [wish.phone_number_sid or wish.phone_number for wish in wishes]
    certain = [name for name in named if name is not None]
    if len(set(certain)) < len(certain):
        raise refuse("names the same number twice")
    return wishes


class Customer(Section):
    """One customer of the ISV.

    `customer` is the key under which the ledger and every friendly name at Twilio carry it.
    `customer_profile_sid` names a secondary customer profile that exists already and is reused.
    """

    customer: Annotated[str, AfterValidator(_customer_key)]
    business_information: BusinessInformation
    authorized_representatives: Annotated[
        tuple[AuthorizedRepresentative, ...], Field(min_length=1, max_length=2)
    ]
    address: PostalAddress
    messaging_profile: MessagingProfile
    brand: BrandOptions = BrandOptions()
    messaging_service: MessagingServiceOptions = MessagingServiceOptions()
    campaign: Campaign
    phone_numbers: Annotated[
        tuple[PhoneNumberWish, ...],
        Field(min_length=1, max_length=LIMITS.senders_per_messaging_service),
        AfterValidator(_each_number_once),
    ] = (PhoneNumberWish(),)
    customer_profile_sid: Annotated[str, sid("BU")] | None = None


def missing_fields(customer: Customer) -> tuple[str, ...]:
    """Name the fields that this version needs and a stored document of an older one lacks."""
    return tuple(_missing(customer, ""))


def _missing(section: Section, prefix: str) -> Iterator[str]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if name not in section.model_fields_set and field.is_required():
            yield f"{prefix}{name}"
        elif isinstance(value, Section):
            yield from _missing(value, f"{prefix}{name}.")
        elif isinstance(value, tuple):
            for place, part in enumerate(value):
                if isinstance(part, Section):
                    yield from _missing(part, f"{prefix}{name}[{place}].")
