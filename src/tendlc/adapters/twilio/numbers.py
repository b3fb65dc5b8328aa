"""The 2010 API: addresses, numbers on sale, numbers that the account owns.

Source: guide steps 1.6 and 6; natural keys: walkthrough section 11.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from twilio.rest import Client
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from tendlc.adapters.twilio.messaging import number_seen
from tendlc.adapters.twilio.pages import scan, sid_of
from tendlc.catalog.limits import LIMITS
from tendlc.domain import subjects
from tendlc.domain.actions import BuyPhoneNumber, CreateAddress, UpdateAddress
from tendlc.domain.observed import AvailableNumbersSeen, OwnedNumberSeen
from tendlc.ports import Absent, Found, Made, MorePages

NUMBERS_ON_OFFER = 5
"""How many numbers are kept of those that are listed."""
# fact: page-size-max
NUMBERS_LISTED = LIMITS.page_size_max
"""As many as a page may hold: the more there are, the fewer buyers meet at one."""

# fact: error-21452
NO_NUMBERS_IN_AREA = 21452


def create_address(client: Client, action: CreateAddress, now: datetime) -> Made:
    address = action.address
    record = client.addresses.create(
        friendly_name=action.friendly_name,
        customer_name=address.customer_name or "",
        street=address.street,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        iso_country=address.iso_country,
        street_secondary=address.street_secondary,
    )
    return Made(sid=sid_of(record))


def find_address(
    client: Client, action: CreateAddress, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.addresses,
        {"friendly_name": action.friendly_name},
        lambda record: bool(record.friendly_name == action.friendly_name),
        page_token,
    )


def update_address(client: Client, action: UpdateAddress, now: datetime) -> Made:
    address = action.address
    record = client.addresses(action.sid).update(
        customer_name=address.customer_name or "",
        street=address.street,
        street_secondary=address.street_secondary or "",
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
    )
    return Made(sid=sid_of(record))


def look_available_numbers(
    client: Client, subject: subjects.AvailableNumbers, now: datetime
) -> AvailableNumbersSeen:
    """Ask for US local numbers that can send and need no address of their own."""
    page = client.available_phone_numbers("US").local.page(
        area_code=int(subject.area_code) if subject.area_code else None,
        sms_enabled=True,
        exclude_all_address_required=True,
        contains=subject.phone_number,
        page_size=NUMBERS_LISTED,
    )
    numbers = tuple(str(offered.phone_number) for offered in page)
    first = subject.start % max(len(numbers), 1)
    offered = (numbers[first:] + numbers[:first])[:NUMBERS_ON_OFFER]
    return replace(none_available(subject, now), phone_numbers=offered)


def none_available(subject: subjects.AvailableNumbers, now: datetime) -> AvailableNumbersSeen:
    return AvailableNumbersSeen(
        seen_at=now,
        ordinal=subject.ordinal,
        phone_numbers=(),
        wished=subject.phone_number or subject.area_code,
    )


def look_owned_number(
    client: Client, subject: subjects.OwnedNumber, now: datetime
) -> OwnedNumberSeen:
    """Fetch a number by its SID, or look for it among those that the account owns."""
    if subject.sid:
        return _owned(subject, client.incoming_phone_numbers(subject.sid).fetch(), now)
    page = client.incoming_phone_numbers.page(phone_number=subject.phone_number)
    for record in page:  # the filter finds parts of numbers too
        if record.phone_number == subject.phone_number:
            return _owned(subject, record, now)
    return not_owned(subject, now)


def not_owned(subject: subjects.OwnedNumber, now: datetime) -> OwnedNumberSeen:
    wished = subject.sid or subject.phone_number or ""
    return OwnedNumberSeen(seen_at=now, ordinal=subject.ordinal, wished=wished, sid=None)


def _owned(
    subject: subjects.OwnedNumber, record: IncomingPhoneNumberInstance, now: datetime
) -> OwnedNumberSeen:
    """Read the capabilities in either case: Twilio has spelled them both ways."""
    told: Any = record.capabilities or {}
    sends = any(can for name, can in told.items() if str(name).lower() == "sms")
    return replace(not_owned(subject, now), sid=sid_of(record), sends_messages=sends)


def buy_number(client: Client, action: BuyPhoneNumber, now: datetime) -> Made:
    record = client.incoming_phone_numbers.create(
        phone_number=action.phone_number, friendly_name=action.friendly_name
    )
    return Made(sid=sid_of(record), seen=number_seen(record, now))


def find_bought_number(
    client: Client, action: BuyPhoneNumber, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.incoming_phone_numbers,
        {"friendly_name": action.friendly_name},
        lambda record: bool(record.friendly_name == action.friendly_name),
        page_token,
        lambda record: number_seen(record, now),
    )
