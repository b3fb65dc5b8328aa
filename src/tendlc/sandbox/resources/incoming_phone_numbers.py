"""IncomingPhoneNumbers: numbers that an account owns. Buying one costs money at Twilio.

A number is taken once in a world, whichever of its accounts has it.
"""

from __future__ import annotations

import re
from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.sids import is_sid
from tendlc.sandbox.operations import Answer, Call, Fields, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.number_registrations import leave_service
from tendlc.sandbox.resources.number_stock import MAGIC_NUMBERS, VOICE_ONLY, area_of, numbers
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "IncomingPhoneNumber"
_PATH: Final = "/2010-04-01/Accounts/{account_sid}/IncomingPhoneNumbers"
_METHODS: Final = ("GET", "POST")
_URLS: Final = {
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
}
_METHOD_FIELDS: Final = {
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}
_SIDS: Final = {
    "SmsApplicationSid": ("sms_application_sid", "AP"),
    "VoiceApplicationSid": ("voice_application_sid", "AP"),
    "EmergencyAddressSid": ("emergency_address_sid", "AD"),
    "TrunkSid": ("trunk_sid", "TK"),
    "IdentitySid": ("identity_sid", "RI"),
    "AddressSid": ("address_sid", "AD"),
    "BundleSid": ("bundle_sid", "BU"),
}
_CHOICES: Final = {
    "ApiVersion": ("api_version", ("2010-04-01", "2008-08-01")),
    "EmergencyStatus": ("emergency_status", ("Active", "Inactive")),
    "VoiceReceiveMode": ("voice_receive_mode", ("voice", "fax")),
}
_ORIGINS: Final = ("twilio", "hosted")
_PARTIAL_NUMBER: Final = re.compile(r"\+?[\d*]+", re.ASCII)
_DEFAULTS: Final[Shape] = {
    "address_requirements": "none",
    "api_version": "2010-04-01",
    "beta": False,
    "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
    "emergency_address_status": "unregistered",
    "emergency_status": "Inactive",
    "origin": "twilio",
    "status": "in-use",
    "type": "local",
    "voice_caller_id_lookup": False,
    "voice_receive_mode": "voice",
    **dict.fromkeys(_METHOD_FIELDS.values(), "POST"),
    **dict.fromkeys(field for field, _ in _SIDS.values()),
    **{field: None if field == "status_callback" else "" for field in _URLS.values()},
}


def _create(call: Call) -> Answer:
    session = call.session
    number = _wanted(session, call.form)
    data = {
        **_DEFAULTS,
        "phone_number": number,
        "friendly_name": f"({number[2:5]}) {number[5:8]}-{number[8:]}",
        **_given(session, call.form),
    }
    if number == VOICE_ONLY:
        data["capabilities"] = {"voice": True, "sms": False, "mms": False, "fax": False}
    refers = (number, *_addresses_of(data))
    record = session.add(_KIND, session.new_sid("PN"), data, refers_to=refers)
    _announce_taken(session, record)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    parts.boolean(call.query, "Beta")
    parts.one_of(call.query, "Origin", _ORIGINS)
    where: Shape = dict(parts.filters(call, {"FriendlyName": "friendly_name", "Origin": "origin"}))
    like = {}
    number = call.query.get("PhoneNumber", [""])[-1]
    if _PARTIAL_NUMBER.fullmatch(number):
        like["phone_number"] = f"%{number.replace('*', '_')}%"
    elif number:
        where["phone_number"] = number
    return parts.listing(call, "incoming_phone_numbers", _KIND, _shape, where=where, like=like)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, _KIND, "sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    changed = _given(call.session, call.form)
    before = _addresses_of(record.data)
    parts.change(call.session, record, changed)
    parts.refer_anew(call.session, record, before, _addresses_of(record.data))
    target = parts.text(call.form, "AccountSid")
    if target and target != call.account_sid:
        return Answer(200, _move(call, record, target))
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    _take_off(call.session, record)
    call.session.remove(record)
    _forget(call.session, record)
    return Answer(204)


def _move(call: Call, record: Record, target: str) -> Shape:
    """Give a number to another account of the family (domain: errors, section 1, 21470-21474)."""
    session = call.session
    if not is_sid(target, "AC"):
        raise Refusal(21470)
    account = session.relative(target)
    if account is None:
        raise Refusal(21473)
    if call.caller_sid != session.world.account_sid:
        raise Refusal(21474)
    if account.status != "active":
        raise Refusal(21472)
    _take_off(session, record)
    _forget(session, record)
    record.data |= {"address_sid": None, "emergency_address_sid": None}
    moved = session.move(record, account)
    receiving = session.of_account(account)
    receiving.link(moved, moved.data["phone_number"])
    _announce_taken(receiving, moved)
    return {**_shape(call, moved), **_identity(account.sid, moved)}


def _take_off(session: Session, record: Record) -> None:
    for member in session.holders(record.key, "ServicePhoneNumber"):
        leave_service(session, member)
    for assignment in session.holders(record.key, "ChannelEndpointAssignment"):
        session.remove(assignment)


def _announce_taken(session: Session, record: Record) -> None:
    top = session.of_world()
    if top is not session:
        top.link(_in(top, record.key), record.data["phone_number"])


def _forget(session: Session, record: Record) -> None:
    top = session.of_world()
    if top is not session:
        top.unlink(_in(top, record.key), record.data["phone_number"])


def _in(top: Session, key: str) -> Record:
    # That the number is taken stands in the top-level account, whichever account has it.
    return Record(top.account.id, _KIND, key, 0, 0, {})


def _wanted(session: Session, form: Fields) -> str:
    number = parts.text(form, "PhoneNumber")
    area_code = parts.text(form, "AreaCode")
    taken = session.of_world()
    if number:
        if not number.startswith("+") or not number[1:].isdecimal():
            raise Refusal(21421)
        in_stock = number in MAGIC_NUMBERS or area_of(number) is not None
        if not in_stock or taken.is_held(number, _KIND):
            raise Refusal(21422)
        return number
    if not area_code:
        raise Refusal(20001, "Missing required parameter PhoneNumber or AreaCode in the post body")
    if not (area_code.isdecimal() and len(area_code) == 3):
        raise Refusal(21451)
    for candidate in (each for country in ("US", "CA") for each, _ in numbers(country, area_code)):
        if not taken.is_held(candidate, _KIND):
            return candidate
    raise Refusal(21452)


def _addresses_of(data: Shape) -> set[str]:
    return {sid for sid in (data["address_sid"], data["emergency_address_sid"]) if sid}


def _given(session: Session, form: Fields) -> Shape:
    given: Shape = {}
    name = parts.limited(form, "FriendlyName", LIMITS.phone_number_name_max, 20002)
    if name:
        given["friendly_name"] = name
    for parameter, field in _URLS.items():
        if parameter in form:
            url = parts.web_address(form, parameter, 21402)
            given[field] = url or ("" if field != "status_callback" else None)
    for parameter, field in _METHOD_FIELDS.items():
        if parameter in form:
            if form[parameter][-1] not in _METHODS:
                raise Refusal(21403)
            given[field] = form[parameter][-1]
    for parameter, (field, allowed) in _CHOICES.items():
        if form.get(parameter, [""])[-1]:
            given[field] = parts.one_of(form, parameter, allowed)
    if "VoiceCallerIdLookup" in form:
        given["voice_caller_id_lookup"] = parts.boolean(form, "VoiceCallerIdLookup", default=False)
    return given | {
        field: _sid(session, form, parameter, prefix)
        for parameter, (field, prefix) in _SIDS.items()
        if parameter in form
    }


def _sid(session: Session, form: Fields, name: str, prefix: str) -> str | None:
    """Return a SID that a number is to have; an empty one takes away what it has."""
    if not form[name][-1]:
        return None
    sid = parts.sid(form, name, prefix)
    if prefix == "AD" and session.find("Address", sid) is None:
        raise Refusal(20001, f"{name} is not an address of this account")
    return sid


def _shape(call: Call, record: Record) -> Shape:
    return {
        **_identity(call.account_sid, record),
        **record.data,
        **parts.dates_2010(record),
    }


def _identity(account_sid: str, record: Record) -> Shape:
    return {
        "sid": record.key,
        "account_sid": account_sid,
        "uri": f"/2010-04-01/Accounts/{account_sid}/IncomingPhoneNumbers/{record.key}.json",
    }


OPERATIONS: Final = (
    Operation("POST", "api", f"{_PATH}.json", _create),
    Operation("GET", "api", f"{_PATH}.json", _index),
    Operation("GET", "api", f"{_PATH}/{{sid}}.json", _fetch),
    Operation("POST", "api", f"{_PATH}/{{sid}}.json", _update),
    Operation("DELETE", "api", f"{_PATH}/{{sid}}.json", _delete),
)
