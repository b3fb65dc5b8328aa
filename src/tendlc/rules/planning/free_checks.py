"""The free checks: what the document asks for is looked up before the first paid step.

A number that the account owns, whether it is named by SID or in E.164, joins the messaging service
at once: that is free too, and Twilio tells whether it is in another service. What is to be bought
must be on sale. Right before a purchase, phone_numbers.py looks again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import AddPhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import AvailableNumbersSeen, OwnedNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import remedies
from tendlc.rules.planning.attempts import create_once
from tendlc.rules.planning.decision import AskHuman, Decision, Look


def decide(
    onboarding: Onboarding,
    terms: Terms,
    now: datetime,
    *,
    messaging_service_sid: str,
    look_first: bool,
) -> Decision | None:
    """Say what is still to be looked up or told; None where nothing stands against paying.

    Once the campaign is there, only a number that a changed document names by its SID is new here.
    """
    wishes = tuple(onboarding.number_wishes())
    if onboarding.sid_of(StepName.CAMPAIGN) is not None:
        wishes = tuple((ordinal, wish) for ordinal, wish in wishes if wish.phone_number_sid)
    for ordinal, wish in wishes:
        look = _look(onboarding, ordinal, wish)
        if look is not None:
            return look
    found = (_fault(onboarding, ordinal, wish) for ordinal, wish in wishes)
    tasks = tuple(task for task in found if task is not None)
    if tasks:
        return AskHuman(tasks=tasks)
    for ordinal, wish in wishes:
        sid = owned_sid(onboarding, ordinal, wish)
        if sid is not None:
            step = Step(StepName.PHONE_NUMBER_ADDITION, ordinal)
            add = AddPhoneNumber(messaging_service_sid=messaging_service_sid, phone_number_sid=sid)
            decision = create_once(onboarding, step, add, terms, now, look_first=look_first)
            if decision is not None:
                return decision
    return None


def owned_sid(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> str | None:
    """Return the SID of the number that fulfils a wish without being bought; None: buy it.

    What was added to the service once stays the wish's, whatever was seen since.
    """
    added = onboarding.sid_of(StepName.PHONE_NUMBER_ADDITION, ordinal)
    seen = _owned(onboarding, ordinal, wish)
    return wish.phone_number_sid or added or (seen.sid if seen else None)


def look_for_owned(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Look | None:
    """Say whether it must still be looked up if the account owns the number of a wish."""
    known = _owned(onboarding, ordinal, wish) is not None
    if _named(wish) is None or known or _begun(onboarding, ordinal):
        return None
    return Look(
        subject=subjects.OwnedNumber(
            ordinal=ordinal, sid=wish.phone_number_sid, phone_number=wish.phone_number
        )
    )


def none_on_sale(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Task:
    """Ask the ISV for another wish: what this one asks for is not on sale."""
    step = str(Step(StepName.PHONE_NUMBER, ordinal))
    place = _place(onboarding, ordinal)
    if wish.phone_number is not None:
        return remedies.isv(
            TaskCode.NUMBER_NOT_ON_SALE,
            step,
            command=Command.ONBOARD,
            fields=(f"{place}.phone_number",),
        )
    return remedies.isv(
        TaskCode.NO_NUMBER_ON_SALE,
        step,
        command=Command.ONBOARD,
        fields=(place,),
        data={"area_code": wish.area_code or ""},
    )


def _look(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Look | None:
    look = look_for_owned(onboarding, ordinal, wish)
    wished = wish.phone_number or wish.area_code
    if look is not None or not _must_be_on_sale(onboarding, ordinal, wish):
        return look
    seen = onboarding.observed.last(AvailableNumbersSeen, ordinal=ordinal)
    if seen is not None and not seen.stale and seen.wished == wished:
        return None
    return Look(subject=on_sale(onboarding, ordinal, wish))


def on_sale(
    onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish
) -> subjects.AvailableNumbers:
    """Name the list to choose from for a wish; where in it to begin follows from the customer.

    Each further try begins elsewhere, so that two who met at one number do not meet again.
    """
    tries = len(onboarding.attempts_at(Step(StepName.PHONE_NUMBER, ordinal)))
    seed = hashlib.sha256(f"{onboarding.key}/{ordinal}/{tries}".encode()).digest()
    return subjects.AvailableNumbers(
        ordinal=ordinal,
        area_code=wish.area_code,
        phone_number=wish.phone_number,
        start=0 if wish.phone_number else int.from_bytes(seed[:4]),
    )


def _must_be_on_sale(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> bool:
    asks = wish.phone_number is not None or wish.area_code is not None
    owned = owned_sid(onboarding, ordinal, wish) is not None
    return asks and not owned and not _begun(onboarding, ordinal)


def _fault(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Task | None:
    owned = _owned(onboarding, ordinal, wish)
    if _begun(onboarding, ordinal):
        return None
    if owned is not None and owned.sid is not None:
        return None if owned.sends_messages else _cannot_send(onboarding, ordinal, wish)
    if wish.phone_number_sid is not None:
        return _not_ours(onboarding, ordinal)
    available = onboarding.observed.last(AvailableNumbersSeen, ordinal=ordinal)
    if _must_be_on_sale(onboarding, ordinal, wish) and available is not None:
        wanted = wish.phone_number
        offered = available.phone_numbers
        return (
            None
            if (wanted in offered if wanted else offered)
            else none_on_sale(onboarding, ordinal, wish)
        )
    return None


def _not_ours(onboarding: Onboarding, ordinal: int) -> Task:
    return remedies.isv(
        TaskCode.NUMBER_NOT_IN_ACCOUNT,
        str(Step(StepName.PHONE_NUMBER_ADDITION, ordinal)),
        command=Command.ONBOARD,
        fields=(f"{_place(onboarding, ordinal)}.phone_number_sid",),
    )


def _cannot_send(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Task:
    name = "phone_number_sid" if wish.phone_number_sid else "phone_number"
    return remedies.isv(
        TaskCode.NUMBER_CANNOT_SEND,
        str(Step(StepName.PHONE_NUMBER_ADDITION, ordinal)),
        command=Command.ONBOARD,
        fields=(f"{_place(onboarding, ordinal)}.{name}",),
    )


def _named(wish: PhoneNumberWish) -> str | None:
    return wish.phone_number_sid or wish.phone_number


def _owned(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> OwnedNumberSeen | None:
    """Return what was seen of the very number that a wish names."""
    seen = onboarding.observed.last(OwnedNumberSeen, ordinal=ordinal)
    fits = seen is not None and not seen.stale and seen.wished == _named(wish)
    return seen if fits else None


def _begun(onboarding: Onboarding, ordinal: int) -> bool:
    """Say whether a request for this wish has gone out, or has found what it looked for."""
    bought = onboarding.last_attempt(Step(StepName.PHONE_NUMBER, ordinal))
    added = onboarding.last_success(Step(StepName.PHONE_NUMBER_ADDITION, ordinal))
    tried = bought is not None and (bought.succeeded or bought.in_doubt)
    return tried or added is not None


def _place(onboarding: Onboarding, ordinal: int) -> str:
    """Return the path of the wish whose steps have this ordinal."""
    ordinals = [number for number, _ in onboarding.number_wishes()]
    return f"phone_numbers[{ordinals.index(ordinal)}]"
