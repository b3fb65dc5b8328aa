"""PhoneNumbers of a messaging service: which numbers its messages are sent from.

Joining and leaving sets the registration of the number with the carriers going; how that goes on is
not known here.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.number_registrations import (
    is_held_elsewhere,
    leave_service,
    number_joined,
)
from tendlc.sandbox.resources.number_stock import country_of
from tendlc.sandbox.world.session import Record

_KIND: Final = "ServicePhoneNumber"
_PATH: Final = "/v1/Services/{service_sid}/PhoneNumbers"


def _create(call: Call) -> Answer:
    session = call.session
    service = parts.stored(call, "MessagingService", "service_sid")
    sid = parts.sid(call.form, "PhoneNumberSid", "PN")
    number = session.find("IncomingPhoneNumber", sid)
    if number is None:
        raise Refusal(20404, path=f"{call.target}/{sid}")
    capabilities = number.data["capabilities"]
    if not (capabilities["sms"] or capabilities["mms"]):
        raise Refusal(21715)
    for other in session.holders(sid, _KIND):
        raise Refusal(21710 if other.key.startswith(f"{service.key}/") else 21712)
    if is_held_elsewhere(session, sid, service.key):
        raise Refusal(21712, because="the number is not yet unregistered elsewhere")
    if len(session.all(_KIND, service.key)) >= LIMITS.senders_per_messaging_service:
        raise Refusal(21714)
    data = {
        "phone_number": number.data["phone_number"],
        "friendly_name": number.data["friendly_name"],
    }
    record = session.add(_KIND, f"{service.key}/{sid}", data, refers_to=(sid,))
    number_joined(session, record)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    service = parts.stored(call, "MessagingService", "service_sid")
    return parts.listing(call, "phone_numbers", _KIND, _shape, under=service.key)


def _fetch(call: Call) -> Answer:
    parts.stored(call, "MessagingService", "service_sid")
    return Answer(200, _shape(call, parts.stored(call, _KIND, "service_sid", "sid")))


def _delete(call: Call) -> Answer:
    session = call.session
    service = parts.stored(call, "MessagingService", "service_sid")
    member = session.find(_KIND, f"{service.key}/{call.path['sid']}")
    if member is None:
        raise Refusal(21711)
    leave_service(session, member)
    return Answer(204)


def _shape(call: Call, record: Record) -> Shape:
    service, _, sid = record.key.partition("/")
    return {
        "sid": sid,
        "account_sid": call.account_sid,
        "service_sid": service,
        **parts.v1_dates(record),
        "phone_number": record.data["phone_number"],
        "country_code": country_of(record.data["phone_number"]),
        "capabilities": ["MMS", "SMS", "Voice"],
        "url": f"{call.origin}/v1/Services/{service}/PhoneNumbers/{sid}",
    }


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create),
    Operation("GET", "messaging", _PATH, _index),
    Operation("GET", "messaging", f"{_PATH}/{{sid}}", _fetch),
    Operation("DELETE", "messaging", f"{_PATH}/{{sid}}", _delete),
)
