"""Addresses of the 2010 API. The sandbox has no postal register: nothing is validated or corrected
unless a magic value asks for it.

An address that belongs to a bundle in review cannot be changed.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.enumerations import ISO_COUNTRIES
from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.behaviour.magic import forced, unmarked
from tendlc.sandbox.behaviour.refused_moves import bundle_edit_refusal
from tendlc.sandbox.operations import Answer, Call, Fields, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import bundles_with
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "Address"
_PATH: Final = "/2010-04-01/Accounts/{account_sid}/Addresses"
_REQUIRED: Final = {
    "CustomerName": "customer_name",
    "Street": "street",
    "City": "city",
    "Region": "region",
    "PostalCode": "postal_code",
}
_OPTIONAL: Final = {"FriendlyName": "friendly_name", "StreetSecondary": "street_secondary"}


def _create(call: Call) -> Answer:
    given: Shape = {field: parts.required(call.form, name) for name, field in _REQUIRED.items()}
    country = parts.required(call.form, "IsoCountry").upper()
    if country not in ISO_COUNTRIES:
        raise Refusal(21628, f"IsoCountry {country} is not a country")
    data = {
        **_spelled(call.form, given),
        "iso_country": country,
        "street_secondary": parts.text(call.form, "StreetSecondary"),
        "friendly_name": parts.text(call.form, "FriendlyName"),
        "emergency_enabled": parts.boolean(call.form, "EmergencyEnabled", default=False),
    }
    _refuse_long_name(data)
    record = call.session.add(_KIND, call.session.new_sid("AD"), data)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    where: Shape = dict(
        parts.filters(
            call,
            {
                "CustomerName": "customer_name",
                "FriendlyName": "friendly_name",
                "IsoCountry": "iso_country",
            },
        )
    )
    emergency = parts.boolean(call.query, "EmergencyEnabled")
    if emergency is not None:
        where["emergency_enabled"] = emergency
    return parts.listing(call, "addresses", _KIND, _shape, where=where)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, _KIND, "sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    if _is_under_review(call.session, record):
        raise Refusal(21630)
    given = {field: parts.text(call.form, name) for name, field in _REQUIRED.items()}
    changed = _spelled(call.form, {field: value for field, value in given.items() if value})
    changed |= {field: call.form[n][-1] for n, field in _OPTIONAL.items() if n in call.form}
    emergency = parts.boolean(call.form, "EmergencyEnabled")
    if emergency is not None:
        changed["emergency_enabled"] = emergency
    _refuse_long_name({**record.data, **changed})
    parts.change(call.session, record, changed)
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    if _is_under_review(call.session, record):
        raise Refusal(21630)
    call.session.remove(record)
    return Answer(204)


def _dependent_phone_numbers(call: Call) -> Listing:
    record = parts.stored(call, _KIND, "sid")
    base = f"/2010-04-01/Accounts/{call.account_sid}"
    numbers = reversed(call.session.holders(record.key, "IncomingPhoneNumber"))
    fields = [
        "friendly_name",
        "voice_url",
        "voice_method",
        "voice_fallback_method",
        "voice_fallback_url",
        "voice_caller_id_lookup",
        "sms_fallback_method",
        "sms_fallback_url",
        "sms_method",
        "sms_url",
        "address_requirements",
        "capabilities",
        "status_callback",
        "status_callback_method",
        "api_version",
        "sms_application_sid",
        "voice_application_sid",
        "trunk_sid",
        "emergency_status",
        "emergency_address_sid",
        "phone_number",
    ]
    items = [
        {
            "sid": number.key,
            "account_sid": call.account_sid,
            **{field: number.data[field] for field in fields},
            **parts.dates_2010(number),
            "uri": f"{base}/IncomingPhoneNumbers/{number.key}.json",
        }
        for number in numbers
    ]
    return parts.sid_listing(call, "dependent_phone_numbers", items)


def _spelled(form: Fields, texts: Shape) -> Shape:
    """Return the texts of an address as they are stored: corrected, where that is allowed."""
    corrects = parts.boolean(form, "AutoCorrectAddress", default=True)
    words = forced(texts).words
    if "no-address" in words:
        raise Refusal(21628)
    if "misspelt" not in words:
        return texts
    if not corrects:
        raise Refusal(21629)
    return {field: unmarked(value) for field, value in texts.items()}


def _refuse_long_name(data: Shape) -> None:
    emergency = data["emergency_enabled"]
    most = LIMITS.emergency_address_name_max if emergency else LIMITS.address_name_max
    if len(data["friendly_name"] or "") > most:
        raise Refusal(20001, f"FriendlyName is longer than {most} characters")


def _is_under_review(session: Session, record: Record) -> bool:
    documents = session.holders(record.key, "SupportingDocument")
    bundles = (bundle for each in documents for bundle in bundles_with(session, each.key))
    reopens = session.setting("approved_reopens")
    return any(
        bundle_edit_refusal(bundle.data["status"])
        and not (reopens and bundle.data["status"] == "twilio-approved")
        for bundle in bundles
    )


def _shape(call: Call, record: Record) -> Shape:
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        **record.data,
        "validated": False,
        "verified": False,
        **parts.dates_2010(record),
        "uri": f"/2010-04-01/Accounts/{call.account_sid}/Addresses/{record.key}.json",
    }


OPERATIONS: Final = (
    Operation("POST", "api", f"{_PATH}.json", _create),
    Operation("GET", "api", f"{_PATH}.json", _index),
    Operation("GET", "api", f"{_PATH}/{{sid}}.json", _fetch),
    Operation("POST", "api", f"{_PATH}/{{sid}}.json", _update),
    Operation("DELETE", "api", f"{_PATH}/{{sid}}.json", _delete),
    Operation(
        "GET", "api", f"{_PATH}/{{sid}}/DependentPhoneNumbers.json", _dependent_phone_numbers
    ),
)
