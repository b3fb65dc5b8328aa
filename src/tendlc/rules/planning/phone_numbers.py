"""The phone numbers: guide step 6, one wish after the other.

A number is bought only when the campaign is verified, so that nobody pays months of fees for a
campaign that may be rejected; an owned one is added as it is, by free_checks.py where that can be
before anything is paid. A wish that is taken out of the document takes its number out of the
service, after the others are in; the account keeps the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import AddPhoneNumber, BuyPhoneNumber, RemovePhoneNumber
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import AvailableNumbersSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import GONE
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import remedies
from tendlc.rules.planning import free_checks, only_ones
from tendlc.rules.planning.attempts import create_once, looks_first
from tendlc.rules.planning.decision import AskHuman, Decision, Look

_OF_A_NUMBER = (StepName.PHONE_NUMBER, StepName.PHONE_NUMBER_ADDITION)


def decide(
    onboarding: Onboarding,
    terms: Terms,
    now: datetime,
    *,
    messaging_service_sid: str,
    look_first: bool,
) -> Decision | None:
    """Say what the first wish that is not fulfilled needs; None where all are."""
    for ordinal, wish in onboarding.number_wishes():
        owned = free_checks.owned_sid(onboarding, ordinal, wish)
        if owned is None:
            decision = _buy(onboarding, ordinal, wish, terms, now, look_first=look_first)
            if decision is not None:
                return decision
            owned = onboarding.known_sid(StepName.PHONE_NUMBER, ordinal)
        step = Step(StepName.PHONE_NUMBER_ADDITION, ordinal)
        add = AddPhoneNumber(messaging_service_sid=messaging_service_sid, phone_number_sid=owned)
        decision = create_once(onboarding, step, add, terms, now, look_first=look_first)
        if decision is not None:
            return decision
    decision = _remove(onboarding, terms, now, messaging_service_sid)
    return decision or _still_there(onboarding, messaging_service_sid)


def ordinals_for(known: Onboarding, wishes: Sequence[PhoneNumberWish]) -> tuple[int, ...]:
    """Give each wish of a changed document the ordinal of its steps.

    A wish that stays, or that names the number it got, keeps its ordinal. One that is put back
    while its number is in the service still gets that number back. A new one takes an ordinal that
    nothing was made under, else one that was never used.
    """
    free = dict(known.number_wishes())
    kept = {place: _match(known, free, wish) for place, wish in enumerate(wishes)}
    given_up = _given_up(known)
    unused = [number for number in free if not _begun(known, number)]
    highest = max(_used(known), default=0)
    result = []
    for place in range(len(wishes)):
        number = kept[place]
        if number is None:
            number = _put_back(known, given_up, wishes[place])
        if number is None and unused:
            number = unused.pop(0)
        if number is None:
            highest += 1
            number = highest
        result.append(number)
    return tuple(result)


def in_doubt(known: Onboarding, wishes: Sequence[PhoneNumberWish]) -> tuple[int, ...]:
    """Give the places of wishes that are given up while their own requests are in doubt."""
    wanted = set(ordinals_for(known, wishes))
    numbers = [number for number, _ in known.number_wishes()]
    return tuple(
        place
        for place, number in enumerate(numbers)
        if number not in wanted and _open(known, number)
    )


def replaced(onboarding: Onboarding) -> tuple[str, ...]:
    """Give the SIDs of the numbers that were taken out of the service."""
    current = _current(onboarding)
    removals = (a for a in onboarding.attempts if a.step.name is StepName.PHONE_NUMBER_REMOVAL)
    sids = (a.sid for a in removals if a.succeeded and a.sid and a.sid not in current)
    return tuple(dict.fromkeys(sids))


def _remove(onboarding: Onboarding, terms: Terms, now: datetime, service: str) -> Decision | None:
    """Take out the number of each wish that is in the document no more, unless another has it."""
    ordinals = {number for number, _ in onboarding.number_wishes()}
    current = _current(onboarding)
    for number in _used(onboarding):
        sid = onboarding.sid_of(StepName.PHONE_NUMBER_ADDITION, number)
        if number in ordinals or sid is None or sid in current or _is_gone(onboarding, sid):
            continue
        remove = RemovePhoneNumber(messaging_service_sid=service, phone_number_sid=sid)
        step = Step(StepName.PHONE_NUMBER_REMOVAL, number)
        decision = create_once(onboarding, step, remove, terms, now)
        if decision is not None:
            return decision
    return None


def _still_there(onboarding: Onboarding, service: str) -> Decision | None:
    """Look at the numbers that somebody wants to know of, and ask about those that are gone."""
    tasks = []
    for place, (ordinal, _) in enumerate(onboarding.number_wishes()):
        sid = onboarding.sid_of(StepName.PHONE_NUMBER_ADDITION, ordinal)
        seen = onboarding.observed.last(PhoneNumberSeen, sid=sid)
        if seen is not None and seen.stale:
            subject = subjects.NumberOfService(
                messaging_service_sid=service, sid=seen.sid, phone_number=seen.phone_number
            )
            return Look(subject=subject)
        if seen is not None and seen.status == GONE:
            step = Step(StepName.PHONE_NUMBER_ADDITION, ordinal)
            tasks.append(_gone(step, seen, service, f"phone_numbers[{place}]"))
    return AskHuman(tasks=tuple(tasks)) if tasks else None


def _gone(step: Step, seen: PhoneNumberSeen, service: str, path: str) -> Task:
    """Ask what is to become of a number that left its messaging service."""
    return remedies.isv(
        TaskCode.NUMBER_NOT_IN_SERVICE,
        str(step),
        command=Command.ONBOARD,
        fields=(path,),
        sid=seen.sid,
        data={"number": seen.phone_number or "", "service": service},
    )


def _is_gone(onboarding: Onboarding, sid: str) -> bool:
    seen = onboarding.observed.last(PhoneNumberSeen, sid=sid)
    return seen is not None and seen.status == GONE


def _match(
    known: Onboarding, free: dict[int, PhoneNumberWish], wish: PhoneNumberWish
) -> int | None:
    """Take the ordinal of the same wish, or of the number that this wish names."""
    for number, old in free.items():
        if old == wish or _names(known, number, wish):
            del free[number]
            return number
    return None


def _given_up(known: Onboarding) -> list[int]:
    """The ordinals that no wish has any more, and whose number has not left the service yet."""
    wished = {number for number, _ in known.number_wishes()}
    return [number for number in _used(known) if number not in wished and _is_in(known, number)]


def _is_in(known: Onboarding, number: int) -> bool:
    sid = known.sid_of(StepName.PHONE_NUMBER_ADDITION, number)
    left = known.last_attempt(Step(StepName.PHONE_NUMBER_REMOVAL, number)) is not None
    return sid is not None and not left and not _is_gone(known, sid)


def _put_back(known: Onboarding, given_up: list[int], wish: PhoneNumberWish) -> int | None:
    """Take the ordinal of a number that is still there and is what this wish asks for."""
    for number in given_up:
        if _names(known, number, wish) or _is_of_area(known, number, wish):
            given_up.remove(number)
            return number
    return None


def _is_of_area(known: Onboarding, number: int, wish: PhoneNumberWish) -> bool:
    if wish.phone_number or wish.phone_number_sid:
        return False
    seen = known.observed.last(
        PhoneNumberSeen, sid=known.sid_of(StepName.PHONE_NUMBER_ADDITION, number)
    )
    return seen is not None and (seen.phone_number or "").startswith(f"+1{wish.area_code or ''}")


def _names(known: Onboarding, number: int, wish: PhoneNumberWish) -> bool:
    sids = [known.sid_of(name, number) for name in _OF_A_NUMBER]
    if wish.phone_number_sid is not None:
        return wish.phone_number_sid in sids
    seen = [known.observed.last(PhoneNumberSeen, sid=sid) for sid in sids if sid]
    return wish.phone_number in [one.phone_number for one in seen if one]


def _current(onboarding: Onboarding) -> set[str | None]:
    """The SIDs of the numbers that the document wants in the service."""
    wishes = [*onboarding.number_wishes()]
    named = {wish.phone_number_sid for _, wish in wishes}
    return named | {onboarding.sid_of(name, n) for n, _ in wishes for name in _OF_A_NUMBER}


def _used(onboarding: Onboarding) -> list[int]:
    """The ordinals under which anything was tried or wished, lowest first."""
    tried = {a.step.ordinal for a in onboarding.attempts if a.step.name in _OF_A_NUMBER}
    return sorted(tried | {number for number, _ in onboarding.number_wishes()})


def _begun(onboarding: Onboarding, number: int) -> bool:
    steps = [Step(name, number) for name in _OF_A_NUMBER]
    done = any(onboarding.last_success(step) is not None for step in steps)
    return done or _open(onboarding, number)


def _open(onboarding: Onboarding, number: int) -> bool:
    last = [onboarding.last_attempt(Step(name, number)) for name in _OF_A_NUMBER]
    return any(tried is not None and tried.in_doubt for tried in last)


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
        return only_ones.confirm(onboarding, step, _purchase(onboarding, ordinal))
    number = wish.phone_number or _candidate(onboarding, step)
    last = onboarding.last_attempt(step)
    in_doubt = last is not None and last.in_doubt
    looks = looks_first(onboarding, step, BuyPhoneNumber.paid, look_first)
    look = free_checks.look_for_owned(onboarding, ordinal, wish)
    if look is not None and not in_doubt and not looks:
        return look
    if number is None and not in_doubt and not looks:
        return _search(onboarding, ordinal, wish)
    buy = _purchase(onboarding, ordinal, number or "")
    return create_once(onboarding, step, buy, terms, now, look_first=look_first)


def _purchase(onboarding: Onboarding, ordinal: int, number: str = "") -> BuyPhoneNumber:
    name = onboarding.friendly_name(f"phone number {ordinal}")
    return BuyPhoneNumber(friendly_name=name, phone_number=number)


def _candidate(onboarding: Onboarding, step: Step) -> str | None:
    """Take the first number on sale; a list that named a number just sold is stale."""
    seen = onboarding.observed.last(AvailableNumbersSeen, ordinal=step.ordinal)
    if seen is None or seen.stale or not seen.phone_numbers:
        return None
    return seen.phone_numbers[0]


def _search(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> Decision:
    seen = onboarding.observed.last(AvailableNumbersSeen, ordinal=ordinal)
    if seen is None or seen.stale or seen.phone_numbers:
        return Look(subject=free_checks.on_sale(onboarding, ordinal, wish))
    return AskHuman(tasks=(free_checks.none_on_sale(onboarding, ordinal, wish),))
