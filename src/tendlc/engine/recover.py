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
from tendlc.engine.engine import Engine
from tendlc.engine.observe import absorb, status_events
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


def not_yet(engine: Engine, onboarding: Onboarding) -> NotProcessed:
    """Count a look that found nothing, and return the error that has it repeated."""
    engine.save(replace(onboarding, missed_looks=onboarding.missed_looks + 1))
    return NotProcessed("Twilio does not show yet what should be there.", status=NOT_FOUND)


def read_back(engine: Engine, onboarding: Onboarding, decision: ReadBack) -> Onboarding:
    """Look for the object of an attempt and record what was found.

    Raises:
        NotProcessed: what the object belongs to is not shown; Twilio may show it late.
    """
    attempt = _attempt(engine, onboarding, decision)
    answer = _find(engine, onboarding, decision, attempt)
    onboarding = replace(onboarding, missed_looks=0)
    now = engine.clock.now()
    if isinstance(answer, MorePages):
        return engine.save(onboarding.with_attempt(replace(attempt, page_token=answer.page_token)))
    if decision.confirm:
        return _confirmed(engine, onboarding, decision, replace(attempt, page_token=None), answer)
    if isinstance(answer, Found):
        adopted = replace(
            attempt, result=Result.ADOPTED, result_at=now, sid=answer.sid, page_token=None
        )
        changed = replace(
            onboarding.with_attempt(adopted),
            observed=absorb(onboarding.observed, decision.action, answer.seen),
            trouble=None,
            surplus=(*onboarding.surplus, *_surplus(decision, answer.sid, answer.others)),
        )
        event = Event(at=now, name=EventName.STEP_ADOPTED, step=str(attempt.step), sid=answer.sid)
        return engine.save(changed, event, *_doubled(decision, answer.sid, answer.others, now))
    absent = _missed(attempt, now)
    if decision.blind:
        return engine.save(onboarding.with_attempt(absent))
    return engine.save(onboarding.with_attempt(absent), *_told(attempt, absent, now))


def _find(
    engine: Engine, onboarding: Onboarding, decision: ReadBack, attempt: Attempt
) -> Found | Absent | MorePages:
    """Look once; a 404 is looked at again a few times before it counts as absent."""
    try:
        return engine.gateway.find(decision.action, page_token=attempt.page_token)
    except Refused as error:
        if error.status != NOT_FOUND:
            raise
        if may_be_late(onboarding):
            raise not_yet(engine, onboarding) from error
        return Absent()


def _confirmed(
    engine: Engine,
    onboarding: Onboarding,
    decision: ReadBack,
    ours: Attempt,
    answer: Found | Absent,
) -> Onboarding:
    """Note that an object was looked for once more; where there are several, use the oldest."""
    now = engine.clock.now()
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
    if isinstance(answer, Absent):  # vetted brands are listed nowhere
        return engine.save(known)
    return _take_oldest(engine, known, decision, ours, answer, now)


def _take_oldest(
    engine: Engine,
    known: Onboarding,
    decision: ReadBack,
    ours: Attempt,
    found: Found,
    now: datetime,
) -> Onboarding:
    """Go on with the oldest of several objects as if it had been there from before."""
    others = tuple(sid for sid in (*found.others, ours.sid or "") if sid != found.sid)
    others = tuple(dict.fromkeys(others))
    events = [*_doubled(decision, found.sid, others, now)]
    changed = replace(
        known,
        observed=absorb(known.observed, decision.action, found.seen),
        surplus=(*known.surplus, *_surplus(decision, found.sid, others)),
        trouble=None,
    )
    if found.sid != ours.sid:
        number = max(tried.number for tried in known.attempts_at(ours.step)) + 1
        taken = _looking(engine, known, replace(decision, number=number))
        taken = replace(taken, result=Result.ADOPTED, result_at=now, sid=found.sid)
        changed = changed.with_attempt(taken)
        events.append(
            Event(at=now, name=EventName.STEP_ADOPTED, step=str(ours.step), sid=found.sid)
        )
    return engine.save(changed, *events, *status_events(known, found.seen, now))


def _surplus(decision: ReadBack, kept: str, others: tuple[str, ...]) -> Iterator[Surplus]:
    if decision.action.paid:
        yield from (Surplus(step=decision.step, sid=sid, kept=kept) for sid in others)


def _doubled(
    decision: ReadBack, kept: str, others: tuple[str, ...], now: datetime
) -> Iterator[Event]:
    """Say of each object that is there besides the one that is used which one that is."""
    for sid in others:
        text = f"Besides {sid} there is the older {kept}, which is used."
        name = EventName.STEP_DOUBLED
        yield Event(at=now, name=name, step=str(decision.step), sid=sid, text=text)


def _told(attempt: Attempt, absent: Attempt, now: datetime) -> tuple[Event, ...]:
    """Say that nothing was found; of a conflict only once it turns out to be a refusal."""
    if absent.result is Result.CONFLICT:
        return ()
    refused = absent.result is Result.REFUSED
    name = EventName.STEP_REFUSED if refused else EventName.STEP_NOT_FOUND
    text = (absent.message or "") if refused else ""
    return (Event(at=now, name=name, step=str(attempt.step), text=text),)


def _missed(attempt: Attempt, now: datetime) -> Attempt:
    """Note that a look found nothing; a conflict with what is not ours is a refusal after all."""
    absences = (*attempt.absences, now)
    result = Result.ABSENT
    if attempt.result is Result.CONFLICT:
        result = Result.REFUSED if len(absences) >= PAID_ABSENCES else Result.CONFLICT
    return replace(attempt, result=result, result_at=now, absences=absences, page_token=None)


def _attempt(engine: Engine, onboarding: Onboarding, decision: ReadBack) -> Attempt:
    """Take the attempt in doubt; where nothing was ever sent, begin one that only looks."""
    for attempt in onboarding.attempts_at(decision.step):
        if attempt.number == decision.number:
            return attempt
    return _looking(engine, onboarding, decision)


def _looking(engine: Engine, onboarding: Onboarding, decision: ReadBack) -> Attempt:
    """Begin an attempt that sends nothing."""
    now = engine.clock.now()
    return Attempt(
        step=decision.step,
        number=decision.number,
        action=type(decision.action).__name__,
        digest="",
        retry_round=onboarding.retry_round,
        noted_at=now,
        send_by=now,
    )
