"""The phone numbers: guide step 6, one wish after the other.

A number is bought only when the campaign is verified, so that nobody pays months of fees for a
campaign that may be rejected; an owned one is added as it is, by free_checks.py where that can be
before anything is paid.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import AddPhoneNumber, BuyPhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.terms import Terms
from tendlc.rules.matching import friendly_name
from tendlc.rules.planning import free_checks
from tendlc.rules.planning.attempts import create_once, looks_first
from tendlc.rules.planning.decision import AskHuman, Decision, Look

# fact: error-21422
NOT_AVAILABLE = 21422


def decide(
    onboarding: Onboarding,
    terms: Terms,
    now: datetime,
    *,
    messaging_service_sid: str,
    look_first: bool,
) -> Decision | None:
    """Say what the first wish that is not fulfilled needs; None where all are."""
    for ordinal, wish in enumerate(onboarding.customer.phone_numbers, 1):
        owned = free_checks.owned_sid(onboarding, ordinal, wish)
        if owned is None:
            decision = _buy(onboarding, ordinal, wish, terms, now, look_first=look_first)
            if decision is not None:
                return decision
            owned = onboarding.sid_of(StepName.PHONE_NUMBER, ordinal)
        step = Step(StepName.PHONE_NUMBER_ADDITION, ordinal)
        add = AddPhoneNumber(
            messaging_service_sid=messaging_service_sid, phone_number_sid=owned or ""
        )
        decision = create_once(onboarding, step, add, terms, now, look_first=look_first)
        if decision is not None:
            return decision
    return None


def _buy(
    onboarding: Onboarding,
    ordinal: int,
    wish: PhoneNumberWish,
    terms: Terms,
    now: datetime,
    *,
    look_first: bool,
) -> Decision | None:
    step = Step(StepName.PHONE_NUMBER, ordinal)
    if onboarding.last_success(step) is not None:
        return None
    number = wish.phone_number or _candidate(onboarding, step)
    last = onboarding.last_attempt(step)
    in_doubt = last is not None and last.in_doubt
    looks = looks_first(onboarding, step, BuyPhoneNumber.paid, look_first)
    look = free_checks.look_for_owned(onboarding, ordinal, wish)
    if look is not None and not in_doubt and not looks:
        return look
    if number is None and not in_doubt and not looks:
        return _search(onboarding, ordinal, wish)
    buy = BuyPhoneNumber(
        friendly_name=friendly_name(onboarding.key, f"phone number {ordinal}"),
        phone_number=number or "",
    )
    return create_once(onboarding, step, buy, terms, now, look_first=look_first)


def _candidate(onboarding: Onboarding, step: Step) -> str | None:
    """Take the first number on sale; a list that named a number just sold is stale."""
    seen = onboarding.available_for(step.ordinal)
    if seen is None or seen.stale or not seen.phone_numbers:
        return None
    return seen.phone_numbers[0]


def _search(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Decision:
    seen = onboarding.available_for(ordinal)
    if seen is None or seen.stale or seen.phone_numbers:
        subject = subjects.AvailableNumbers(ordinal=ordinal, area_code=wish.area_code)
        return Look(subject=subject)
    return AskHuman(tasks=(free_checks.none_on_sale(ordinal, wish),))
