"""Where a field that Twilio names stands in the customer document.

Twilio names TrustHub attributes and campaign parameters; people read the paths of their own file.
Most names are those of the document's fields, so the table is read off the model; here stand the
names that differ, and those that have no place in a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from tendlc.domain.business import (
    AuthorizedRepresentative,
    BusinessInformation,
    MessagingProfile,
    PostalAddress,
)
from tendlc.domain.campaign import Campaign
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions, PhoneNumberWish
from tendlc.domain.field_types import Section

# fact: error-18605
SECOND_REPRESENTATIVE = 18605
# fact: error-21421
# fact: error-21422
OF_NUMBERS_ON_SALE = frozenset({21421, 21422})

_SECTIONS: tuple[tuple[str, type[Section]], ...] = (
    ("business_information.", BusinessInformation),
    ("authorized_representatives[0].", AuthorizedRepresentative),
    ("address.", PostalAddress),
    ("messaging_profile.", MessagingProfile),
    ("brand.", BrandOptions),
    ("messaging_service.", MessagingServiceOptions),
    ("campaign.", Campaign),
)
_OTHERWISE = {
    "use_case_description": "campaign.description",
    "usecase": "campaign.us_app_to_person_usecase",
    "address_sids": "address",
    "vetting_id": "brand.campaign_verify_token",
}
WITHOUT_PLACE = frozenset(
    {
        "attributes",
        "brand_name",
        "brand_registration_sid",
        "friendly_name",
        "messaging_service_sid",
        "mobile_phone_number",
        "object_sid",
        "sink_configuration",
        "sink_sid",
        "status",
        "test_id",
        "type",
        "types",
        "vertical",
    }
)
"""Names that Twilio uses and no customer document has: they are ours to fill in."""


def document_paths(code: int | None, names: Iterable[str]) -> tuple[str, ...]:
    """Give the paths of the fields that an error of this code names, in their order.

    A name without a place in the document is left out.
    """
    found = (_path(code, name.lower()) for name in names)
    return tuple(dict.fromkeys(filter(None, found)))


def unplaced(names: Iterable[str]) -> tuple[str, ...]:
    """Give the names that nobody here knows, as Twilio spells them."""
    known = {*_paths(), *WITHOUT_PLACE}
    return tuple(name for name in names if name.lower() not in known)


def _path(code: int | None, name: str) -> str | None:
    path = _paths().get(name)
    if path is None:
        return None
    if code == SECOND_REPRESENTATIVE:
        return path.replace("authorized_representatives[0]", "authorized_representatives[1]")
    return "phone_numbers" if code in OF_NUMBERS_ON_SALE else path


@cache
def _paths() -> Mapping[str, str]:
    return MappingProxyType(dict([*_of_wishes(), *_of_sections(), *_OTHERWISE.items()]))


def _of_sections() -> Iterator[tuple[str, str]]:
    for prefix, section in reversed(_SECTIONS):
        yield from ((name, prefix + name) for name in section.model_fields)


def _of_wishes() -> Iterator[tuple[str, str]]:
    yield from ((name, "phone_numbers") for name in PhoneNumberWish.model_fields)
