"""The registration of phone numbers with the carriers, for the campaign of their service.

It outlives the number's place in the service: a number that has left is first deregistered, and
until then no other service takes it. No REST field shows any of this; it stands in the history, in
events, and among the resources that control shows.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import SOLE_PROPRIETOR
from tendlc.sandbox.behaviour.lifecycles import NUMBER_REGISTRATION, Transition
from tendlc.sandbox.behaviour.review import (
    NumberSubmission,
    NumberVerdict,
    review_deregistration,
    review_error,
    review_number,
)
from tendlc.sandbox.operations import Shape
from tendlc.sandbox.resources.scripted import scripted_errors
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "NumberRegistration"
_MEMBER: Final = "ServicePhoneNumber"
_REGISTERED: Final = f"{_KIND}.registered"
_UNREGISTERED: Final = f"{_KIND}.unregistered"
_UNKNOWN_REASON: Final = 30126


def is_held_elsewhere(session: Session, number_sid: str, service_sid: str) -> bool:
    """Say whether a number is still registered for another service, or being let go there."""
    return any(
        each.data["state"] != "unregistered" and not each.key.startswith(f"{service_sid}/")
        for each in session.holders(number_sid, _KIND)
    )


def number_joined(session: Session, member: Record) -> None:
    """Have a number registered that has joined a service, if its campaign is ready for that."""
    if _is_admitted(session, member.key.partition("/")[0]):
        _submit(session, member)


def leave_service(session: Session, member: Record) -> None:
    """Take a number out of its service and have it let go."""
    session.remove(member)
    registration = session.find(_KIND, member.key)
    if registration:
        _withdraw(session, registration)


def register_numbers(session: Session, service_sid: str) -> None:
    """Have all numbers of a service registered, its campaign being ready for that."""
    for member in session.all(_MEMBER, service_sid):
        _submit(session, member)


def withdraw_numbers(session: Session, service_sid: str) -> None:
    """Have all numbers of a service let go, its campaign being gone."""
    for registration in session.all(_KIND, service_sid):
        _withdraw(session, registration)


def _submit(session: Session, member: Record) -> None:
    registration = session.find(_KIND, member.key) or _begin(session, member)
    names = {"unregistered": "submit", "failure": "resubmit"}
    name = names.get(registration.data["state"])
    if name:
        _move(session, registration, NUMBER_REGISTRATION[name])
        timing = NUMBER_REGISTRATION["register"].timing
        session.schedule(timing, _REGISTERED, registration.key)


def _begin(session: Session, member: Record) -> Record:
    service_sid, _, number_sid = member.key.partition("/")
    service = session.find("MessagingService", service_sid)
    data = {
        "messaging_service_sid": service_sid,
        "phone_number_sid": number_sid,
        "phone_number": member.data["phone_number"],
        "friendly_name": member.data["friendly_name"],
        "service_name": service.data["friendly_name"] if service else "",
        "state": "unregistered",
        "failure_reason": "",
    }
    return session.add(_KIND, member.key, data, refers_to=(number_sid,), event="unregistered")


def _withdraw(session: Session, registration: Record) -> None:
    if registration.data["state"] in ("unregistered", "pending_deregistration"):
        return
    session.cancel(registration.key, _REGISTERED)
    _move(session, registration, NUMBER_REGISTRATION["withdraw"])
    session.schedule(NUMBER_REGISTRATION["deregister"].timing, _UNREGISTERED, registration.key)


def _registered(session: Session, key: str) -> None:
    registration = session.find(_KIND, key)
    member = session.find(_MEMBER, key)
    if registration is None or member is None:
        return
    if registration.data["state"] != "pending_registration":
        return
    verdict = _scripted(session, registration) or review_number(
        _submission(session, registration, member)
    )
    if verdict.path:
        reason = verdict.error.url if verdict.error else ""
        _move(session, registration, NUMBER_REGISTRATION[verdict.path[0]], failure_reason=reason)
    else:
        session.hold(_REGISTERED, key)


def _unregistered(session: Session, key: str) -> None:
    registration = session.find(_KIND, key)
    if registration is None or registration.data["state"] != "pending_deregistration":
        return
    verdict = _scripted(session, registration) or review_deregistration(
        registration.data["friendly_name"]
    )
    if not verdict.path:
        session.hold(_UNREGISTERED, key)
        return
    if verdict.error:
        failed = NUMBER_REGISTRATION["fail-deregistration"]
        _move(session, registration, failed, failure_reason=verdict.error.url)
        return
    _move(session, registration, NUMBER_REGISTRATION["deregister"])
    member = session.find(_MEMBER, key)
    if member:
        number_joined(session, member)


def _scripted(session: Session, registration: Record) -> NumberVerdict | None:
    script = session.verdict("phone_number", registration.data["phone_number_sid"])
    if script is None:
        return None
    if script["outcome"] == "rejected":
        errors = scripted_errors(script) or (review_error(_UNKNOWN_REASON),)
        return NumberVerdict(registered=False, path=("fail",), error=errors[0])
    approved = script["outcome"] == "approved"
    return NumberVerdict(registered=approved, path=("register",) if approved else ())


def _submission(session: Session, registration: Record, member: Record) -> NumberSubmission:
    service_sid = member.key.partition("/")[0]
    campaign = session.find("Usa2p", f"{service_sid}/{CAMPAIGN_SID}")
    use_case = campaign.data["us_app_to_person_usecase"] if campaign else ""
    members = session.all(_MEMBER, service_sid)
    return NumberSubmission(
        phone_number=registration.data["phone_number"],
        friendly_name=registration.data["friendly_name"],
        service_name=registration.data["service_name"],
        sole_proprietor=use_case == SOLE_PROPRIETOR,
        numbers_before=sum(1 for each in members if each.order < member.order),
    )


def _is_admitted(session: Session, service_sid: str) -> bool:
    campaign = session.find("Usa2p", f"{service_sid}/{CAMPAIGN_SID}")
    return bool(
        campaign and campaign.data["campaign_status"] == "VERIFIED" and campaign.data["admitted"]
    )


def _move(
    session: Session, registration: Record, transition: Transition, *, failure_reason: str = ""
) -> None:
    """Take a transition of a registration: the one place where its state changes."""
    data: Shape = registration.data
    data |= {"state": transition.target, "failure_reason": failure_reason}
    session.save_quietly(registration)
    session.remember(
        registration,
        transition.target,
        event_type=transition.event,
        **({"failure_reason": failure_reason} if failure_reason else {}),
    )


STEPS: Final = {_REGISTERED: _registered, _UNREGISTERED: _unregistered}
