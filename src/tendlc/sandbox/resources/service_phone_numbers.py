"""PhoneNumbers of a messaging service, and their registration with the carriers.

No REST field tells whether a number is registered: it shows in the history, and in events.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import SOLE_PROPRIETOR
from tendlc.sandbox.behaviour.lifecycles import NUMBER_REGISTRATION, Transition
from tendlc.sandbox.behaviour.review import NumberSubmission, review_number
from tendlc.sandbox.exchange import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "ServicePhoneNumber"
_PATH: Final = "/v1/Services/{service_sid}/PhoneNumbers"


def _create(call: Call) -> Answer:
    session = call.session
    service = parts.stored(call, "MessagingService", "service_sid")
    sid = parts.sid(call.form, "PhoneNumberSid", "PN")
    number = session.find("IncomingPhoneNumber", sid)
    if number is None:
        raise Refusal(20404, path=f"{call.target}/{sid}")
    for other in session.holders(sid, _KIND):
        raise Refusal(21710 if other.key.startswith(f"{service.key}/") else 21712)
    if len(session.all(_KIND, service.key)) >= LIMITS.senders_per_messaging_service:
        raise Refusal(21714)
    data = {
        "phone_number": number.data["phone_number"],
        "friendly_name": number.data["friendly_name"],
        "registration": "unregistered",
    }
    record = session.add(_KIND, f"{service.key}/{sid}", data, refers_to=(sid,))
    if _campaign_status(session, service.key) == "VERIFIED":
        session.schedule_in(0, f"{_KIND}.register", record.key)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    service = parts.stored(call, "MessagingService", "service_sid")
    return parts.listing(call, "phone_numbers", _KIND, _shape, under=service.key)


def _fetch(call: Call) -> Answer:
    parts.stored(call, "MessagingService", "service_sid")
    return Answer(200, _shape(call, parts.stored(call, _KIND, "service_sid", "sid")))


def _delete(call: Call) -> Answer:
    parts.stored(call, "MessagingService", "service_sid")
    call.session.remove(parts.stored(call, _KIND, "service_sid", "sid"))
    return Answer(204)


def _register(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["registration"] in ("unregistered", "failure"):
        _move(session, record, NUMBER_REGISTRATION["submit"])
        session.schedule(NUMBER_REGISTRATION["register"].timing, f"{_KIND}.registered", key)


def _registered(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["registration"] != "pending_registration":
        return
    service_sid = key.partition("/")[0]
    service = session.find("MessagingService", service_sid)
    campaign = session.find("Usa2p", f"{service_sid}/{CAMPAIGN_SID}")
    use_case = campaign.data["us_app_to_person_usecase"] if campaign else ""
    before = [each for each in session.all(_KIND, service_sid) if each.id < record.id]
    verdict = review_number(
        NumberSubmission(
            phone_number=record.data["phone_number"],
            friendly_name=record.data["friendly_name"],
            service_name=service.data["friendly_name"] if service else "",
            sole_proprietor=use_case == SOLE_PROPRIETOR,
            numbers_before=len(before),
        )
    )
    if verdict.path:
        reason = verdict.error.url if verdict.error else ""
        _move(session, record, NUMBER_REGISTRATION[verdict.path[0]], failure_reason=reason)
    else:
        session.hold(f"{_KIND}.registered", key)


def _deregister(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["registration"] in ("registered", "pending_registration"):
        _move(session, record, NUMBER_REGISTRATION["withdraw"])
        session.schedule(NUMBER_REGISTRATION["deregister"].timing, f"{_KIND}.unregistered", key)


def _unregistered(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["registration"] == "pending_deregistration":
        _move(session, record, NUMBER_REGISTRATION["deregister"])


def _move(session: Session, record: Record, transition: Transition, **details: str) -> None:
    record.data["registration"] = transition.target
    session.save_quietly(record)
    session.remember(record, transition.target, event_type=transition.event, **details)


def _campaign_status(session: Session, service: str) -> str:
    campaign = session.find("Usa2p", f"{service}/{CAMPAIGN_SID}")
    return str(campaign.data["campaign_status"]) if campaign else ""


def _shape(call: Call, record: Record) -> Shape:
    service, _, sid = record.key.partition("/")
    return {
        "sid": sid,
        "account_sid": call.account_sid,
        "service_sid": service,
        **parts.v1_dates(record),
        "phone_number": record.data["phone_number"],
        "country_code": "US",
        "capabilities": ["MMS", "SMS", "Voice"],
        "url": f"{call.origin}/v1/Services/{service}/PhoneNumbers/{sid}",
    }


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create),
    Operation("GET", "messaging", _PATH, _index),
    Operation("GET", "messaging", f"{_PATH}/{{sid}}", _fetch),
    Operation("DELETE", "messaging", f"{_PATH}/{{sid}}", _delete),
)
STEPS: Final = {
    f"{_KIND}.register": _register,
    f"{_KIND}.registered": _registered,
    f"{_KIND}.deregister": _deregister,
    f"{_KIND}.unregistered": _unregistered,
}
