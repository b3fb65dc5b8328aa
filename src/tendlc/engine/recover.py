"""The doubt after a lost answer: is the object there or not? And after any answer: is it alone?

Reading back writes *found* or *absent* onto the attempt, one list page a pass, with the page token
kept in the record; what follows from it is the planner's judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from tendlc.domain.actions import (
    BuyPhoneNumber,
    CreateCustomerProfile,
    CreateMessagingService,
    CreateTrustProduct,
    RegisterBrand,
)
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, Surplus
from tendlc.domain.steps import Attempt, Result, StepName
from tendlc.engine.trouble import after_read
from tendlc.engine.unit_of_work import UnitOfWork
from tendlc.errors import NotProcessed, Refused
from tendlc.ports import Absent, Found, MorePages
from tendlc.rules.planning.attempts import PAID_ABSENCES
from tendlc.rules.planning.decision import Act, ReadBack

NOT_FOUND: Final = 404
MOST_MISSED_LOOKS: Final = 3
"""So many looks in a row may find nothing before it is believed; between them the pauses grow."""
_CONFIRMED: Final = (
    CreateCustomerProfile,
    CreateTrustProduct,
    CreateMessagingService,
    RegisterBrand,
    BuyPhoneNumber,
)
"""What can be there twice: the rest hangs on one of these. A service takes one campaign only."""


def to_be_confirmed(onboarding: Onboarding, made: Act) -> Onboarding:
    """Note that an object was made that somebody else may have made at the same time."""
    if not isinstance(made.action, _CONFIRMED) or made.step in onboarding.unconfirmed:
        return onboarding
    return replace(onboarding, unconfirmed=(*onboarding.unconfirmed, made.step))


def may_be_late(onboarding: Onboarding) -> bool:
    """Say whether it is too early to believe that nothing is there."""
    return onboarding.missed_looks < MOST_MISSED_LOOKS


def not_yet(work: UnitOfWork) -> NotProcessed:
    """Count a look that found nothing, and return the error that has it repeated."""
    work.learn(replace(work.record, missed_looks=work.record.missed_looks + 1))
    return NotProcessed("Twilio does not show yet what should be there.", status=NOT_FOUND)


def read_back(work: UnitOfWork, decision: ReadBack) -> None:
    """Look for the object of an attempt and take up what was found.

    Raises:
        NotProcessed: what the object belongs to is not shown; Twilio may show it late.
    """
    work.before_asking()
    attempt = _attempt(work, decision)
    answer = _find(work, decision, attempt)
    work.learn(replace(after_read(work.record), missed_looks=0))
    if isinstance(answer, MorePages):
        work.learn(work.record.with_attempt(replace(attempt, page_token=answer.page_token)))
    elif decision.confirm:
        _confirmed(work, decision, replace(attempt, page_token=None), answer)
    elif isinstance(answer, Found):
        _adopted(work, decision, attempt, answer)
    else:
        absent = _missed(attempt, work.engine.clock.now())
        told = () if decision.blind else _told(attempt, absent)
        work.learn(work.record.with_attempt(absent), *told)


def _find(work: UnitOfWork, decision: ReadBack, attempt: Attempt) -> Found | Absent | MorePages:
    """Look once; a 404 is looked at again a few times before it counts as absent."""
    try:
        return work.engine.gateway.find(decision.action, page_token=attempt.page_token)
    except Refused as error:
        if error.status != NOT_FOUND:
            raise
        if may_be_late(work.record):
            raise not_yet(work) from error
        return Absent()


def _adopted(work: UnitOfWork, decision: ReadBack, attempt: Attempt, found: Found) -> None:
    """Take what was found for what the attempt made."""
    onboarding, now = work.record, work.engine.clock.now()
    adopted = replace(attempt, result=Result.ADOPTED, result_at=now, sid=found.sid, page_token=None)
    changed = replace(
        onboarding.with_attempt(adopted),
        observed=decision.action.observed_after(onboarding.observed, found.sid, found.seen),
        trouble=None,
        surplus=(*onboarding.surplus, *_surplus(decision, found.sid, found.others)),
    )
    event = Event(at=now, name=EventName.STEP_ADOPTED, step=str(attempt.step), sid=found.sid)
    work.learn(changed, event, *_doubled(decision, found.sid, found.others, now))


def _confirmed(work: UnitOfWork, decision: ReadBack, ours: Attempt, answer: Found | Absent) -> None:
    """Note that an object was looked for once more; where there are several, use the oldest."""
    onboarding = work.record
    probe = decision.step.name is StepName.MESSAGING_SERVICE and onboarding.lists_lag is None
    left = onboarding.unconfirmed
    if not probe:  # that look was for the list alone; the one before the brand is paid follows
        left = tuple(step for step in left if step != decision.step)
    lags = isinstance(answer, Absent) and not isinstance(decision.action, RegisterBrand)
    known = replace(
        onboarding.with_attempt(ours),
        unconfirmed=left,
        lists_lag=bool(onboarding.lists_lag) or lags,
    )
    work.learn(known)
    if isinstance(answer, Found):  # vetted brands are listed nowhere
        _take_oldest(work, decision, ours, answer)


def _take_oldest(work: UnitOfWork, decision: ReadBack, ours: Attempt, found: Found) -> None:
    """Go on with the oldest of several objects as if it had been there from before."""
    known, now = work.record, work.engine.clock.now()
    others = tuple(sid for sid in (*found.others, ours.sid or "") if sid != found.sid)
    others = tuple(dict.fromkeys(others))
    events = [*_doubled(decision, found.sid, others, now)]
    changed = replace(
        known,
        observed=decision.action.observed_after(known.observed, found.sid, found.seen),
        surplus=(*known.surplus, *_surplus(decision, found.sid, others)),
        trouble=None,
    )
    if found.sid != ours.sid:
        number = max(tried.number for tried in known.attempts_at(ours.step)) + 1
        taken = _looking(work, replace(decision, number=number))
        taken = replace(taken, result=Result.ADOPTED, result_at=now, sid=found.sid)
        changed = changed.with_attempt(taken)
        events.append(
            Event(at=now, name=EventName.STEP_ADOPTED, step=str(ours.step), sid=found.sid)
        )
    news = known.observed.news(decision.action.touches(found.sid), found.seen, now)
    work.learn(changed, *events, *news)


def _surplus(decision: ReadBack, kept: str, others: tuple[str, ...]) -> Iterator[Surplus]:
    if decision.action.paid:
        yield from (Surplus(step=decision.step, sid=sid, kept=kept) for sid in others)


def _doubled(
    decision: ReadBack, kept: str, others: tuple[str, ...], now: datetime
) -> Iterator[Event]:
    """Say of each object that is there besides the one that is used which one that is."""
    for sid in others:
        name = EventName.STEP_DOUBLED
        yield Event(at=now, name=name, step=str(decision.step), sid=sid, kept=kept)


def _told(attempt: Attempt, absent: Attempt) -> tuple[Event, ...]:
    """Say that nothing was found; of a conflict only once it turns out to be a refusal."""
    if absent.result is Result.CONFLICT:
        return ()
    refused = absent.result is Result.REFUSED
    name = EventName.STEP_REFUSED if refused else EventName.STEP_NOT_FOUND
    text = (absent.message or "") if refused else ""
    return (Event(at=absent.absences[-1], name=name, step=str(attempt.step), text=text),)


def _missed(attempt: Attempt, now: datetime) -> Attempt:
    """Note that a look found nothing; a conflict with what is not ours is a refusal after all."""
    absences = (*attempt.absences, now)
    result = Result.ABSENT
    if attempt.result is Result.CONFLICT:
        result = Result.REFUSED if len(absences) >= PAID_ABSENCES else Result.CONFLICT
    return replace(attempt, result=result, result_at=now, absences=absences, page_token=None)


def _attempt(work: UnitOfWork, decision: ReadBack) -> Attempt:
    """Take the attempt in doubt; where nothing was ever sent, begin one that only looks."""
    for attempt in work.record.attempts_at(decision.step):
        if attempt.number == decision.number:
            return attempt
    return _looking(work, decision)


def _looking(work: UnitOfWork, decision: ReadBack) -> Attempt:
    """Begin an attempt that sends nothing."""
    now = work.engine.clock.now()
    return Attempt(
        step=decision.step,
        number=decision.number,
        action=type(decision.action).__name__,
        digest="",
        retry_round=work.record.retry_round,
        noted_at=now,
        send_by=now,
    )
