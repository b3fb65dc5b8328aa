"""Messaging services: the pool of numbers that one campaign sends from.

The paths of numbers and campaigns below a service stand in files of their own.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.use_cases import service_use_cases
from tendlc.sandbox.operations import Answer, Call, Fields, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.campaign_parameters import refuse_use_case
from tendlc.sandbox.resources.campaign_progress import campaign_of, remove_campaign
from tendlc.sandbox.resources.number_registrations import leave_service
from tendlc.sandbox.world.session import Record

_KIND: Final = "MessagingService"
_PATH: Final = "/v1/Services"
_METHODS: Final = ("GET", "POST")
_BOOLEANS: Final = {
    "StickySender": "sticky_sender",
    "MmsConverter": "mms_converter",
    "SmartEncoding": "smart_encoding",
    "FallbackToLongCode": "fallback_to_long_code",
    "AreaCodeGeomatch": "area_code_geomatch",
    "SynchronousValidation": "synchronous_validation",
    "UseInboundWebhookOnNumber": "use_inbound_webhook_on_number",
}
_URLS: Final = {
    "InboundRequestUrl": "inbound_request_url",
    "FallbackUrl": "fallback_url",
    "StatusCallback": "status_callback",
}
_DEFAULTS: Final[Shape] = {
    "inbound_request_url": None,
    "inbound_method": "POST",
    "fallback_url": None,
    "fallback_method": "POST",
    "status_callback": None,
    "sticky_sender": True,
    "mms_converter": True,
    "smart_encoding": True,
    "scan_message_content": "inherit",
    "fallback_to_long_code": True,
    "area_code_geomatch": True,
    "synchronous_validation": False,
    "validity_period": LIMITS.validity_period_max,
    "usecase": "undeclared",
    "use_inbound_webhook_on_number": False,
}
_LINKS: Final = {
    "phone_numbers": "PhoneNumbers",
    "short_codes": "ShortCodes",
    "alpha_senders": "AlphaSenders",
    "messages": "Messages",
    "us_app_to_person": "Compliance/Usa2p",
    "us_app_to_person_usecases": "Compliance/Usa2p/Usecases",
    "channel_senders": "ChannelSenders",
    "destination_alpha_senders": "DestinationAlphaSenders",
}


def _create(call: Call) -> Answer:
    parts.required(call.form, "FriendlyName")
    data = {**_DEFAULTS, **_given(call.form)}
    record = call.session.add(_KIND, call.session.new_sid("MG"), data)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    return parts.listing(call, "services", _KIND, _shape)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, _KIND, "service_sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "service_sid")
    changed = _given(call.form)
    campaign = campaign_of(call.session, record.key)
    if campaign and "usecase" in changed:
        refuse_use_case(changed["usecase"], campaign.data["us_app_to_person_usecase"])
    parts.change(call.session, record, changed)
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    session = call.session
    record = parts.stored(call, _KIND, "service_sid")
    for member in session.all("ServicePhoneNumber", record.key):
        leave_service(session, member)
    campaign = campaign_of(session, record.key)
    if campaign:
        remove_campaign(session, campaign)
    session.remove(record)
    return Answer(204)


def _use_cases(call: Call) -> Answer:
    shapes = [
        {"usecase": each.code, "description": each.description, "purpose": each.purpose}
        for each in service_use_cases().values()
    ]
    return Answer(200, {"usecases": shapes})


def _given(form: Fields) -> Shape:
    given: Shape = {}
    name = parts.limited(form, "FriendlyName", LIMITS.messaging_service_name_max, 20002)
    if name:
        given["friendly_name"] = name
    given |= {field: parts.web_address(form, n) for n, field in _URLS.items() if n in form}
    given |= {field: parts.boolean(form, n) for n, field in _BOOLEANS.items() if form.get(n)}
    for method, field in (
        ("InboundMethod", "inbound_method"),
        ("FallbackMethod", "fallback_method"),
    ):
        if method in form:
            given[field] = parts.one_of(form, method, _METHODS, "POST")
    if "ScanMessageContent" in form:
        given["scan_message_content"] = parts.one_of(
            form, "ScanMessageContent", ("inherit", "enable", "disable"), "inherit"
        )
    if "ValidityPeriod" in form:
        given["validity_period"] = _validity_period(form)
    if form.get("Usecase", [""])[-1]:
        given["usecase"] = form["Usecase"][-1]
        if given["usecase"] not in service_use_cases():
            raise Refusal(21713)
    return given


def _validity_period(form: Fields) -> int:
    text = parts.text(form, "ValidityPeriod") or ""
    if not text.isdecimal() or not 1 <= int(text[:9]) <= LIMITS.validity_period_max:
        raise Refusal(20001, f"ValidityPeriod must be 1 to {LIMITS.validity_period_max}")
    return int(text)


def _shape(call: Call, record: Record) -> Shape:
    url = f"{call.origin}{_PATH}/{record.key}"
    campaign = campaign_of(call.session, record.key)
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        **record.data,
        **parts.v1_dates(record),
        "us_app_to_person_registered": bool(
            campaign and campaign.data["campaign_status"] == "VERIFIED"
        ),
        "sending_windows": [],
        "url": url,
        "links": {name: f"{url}/{path}" for name, path in _LINKS.items()},
    }


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create),
    Operation("GET", "messaging", _PATH, _index),
    Operation("GET", "messaging", f"{_PATH}/Usecases", _use_cases),
    Operation("GET", "messaging", f"{_PATH}/{{service_sid}}", _fetch),
    Operation("POST", "messaging", f"{_PATH}/{{service_sid}}", _update),
    Operation("DELETE", "messaging", f"{_PATH}/{{service_sid}}", _delete),
)
