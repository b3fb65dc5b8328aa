"""The 2010 API: addresses, numbers on sale, numbers that the account owns.

Source: guide steps 1.6 and 6; natural keys: walkthrough section 11.
"""

from __future__ import annotations

from datetime import datetime

from twilio.rest import Client

from tendlc.adapters.twilio.messaging import number_seen
from tendlc.adapters.twilio.pages import given, scan
from tendlc.domain import subjects
from tendlc.domain.actions import BuyPhoneNumber, CreateAddress, UpdateAddress
from tendlc.domain.observed import AvailableNumbersSeen
from tendlc.ports import Absent, Found, Made, MorePages

NUMBERS_ON_OFFER = 5


def create_address(client: Client, action: CreateAddress, now: datetime) -> Made:
    record = client.addresses.create(
        friendly_name=action.friendly_name,
        customer_name=action.customer_name,
        street=action.street,
        city=action.city,
        region=action.region,
        postal_code=action.postal_code,
        iso_country=action.iso_country,
        **given(street_secondary=action.street_secondary),
    )
    return Made(sid=str(record.sid))


def find_address(
    client: Client, action: CreateAddress, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.addresses,
        {"friendly_name": action.friendly_name},
        lambda record: bool(record.friendly_name == action.friendly_name),
        page_token,
        lambda record: (record.sid, None),
    )


def update_address(client: Client, action: UpdateAddress, now: datetime) -> Made:
    client.addresses(action.sid).update(
        customer_name=action.customer_name,
        street=action.street,
        street_secondary=action.street_secondary or "",
        city=action.city,
        region=action.region,
        postal_code=action.postal_code,
    )
    return Made(sid=action.sid)


def look_available_numbers(
    client: Client, subject: subjects.AvailableNumbers, now: datetime
) -> AvailableNumbersSeen:
    """Ask for US local numbers that can send and need no address of their own."""
    local = client.available_phone_numbers("US").local
    offered = local.list(
        sms_enabled=True,
        exclude_all_address_required=True,
        limit=NUMBERS_ON_OFFER,
        page_size=NUMBERS_ON_OFFER,
        **given(area_code=int(subject.area_code) if subject.area_code else None),
    )
    numbers = tuple(str(number.phone_number) for number in offered)
    return AvailableNumbersSeen(seen_at=now, ordinal=subject.ordinal, phone_numbers=numbers)


def buy_number(client: Client, action: BuyPhoneNumber, now: datetime) -> Made:
    record = client.incoming_phone_numbers.create(
        phone_number=action.phone_number, friendly_name=action.friendly_name
    )
    return Made(sid=str(record.sid), seen=number_seen(record, now))


def find_bought_number(
    client: Client, action: BuyPhoneNumber, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.incoming_phone_numbers,
        {"friendly_name": action.friendly_name},
        lambda record: bool(record.friendly_name == action.friendly_name),
        page_token,
        lambda record: (record.sid, number_seen(record, now)),
    )
