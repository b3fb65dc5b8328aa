"""The doubt after a lost answer: is the object there or not?

Reading back writes *found* or *absent* onto the attempt, one list page a pass, with the page token
kept in the record; what follows from it is the planner's judgement.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Result
from tendlc.engine.engine import Engine
from tendlc.engine.observe import absorb
from tendlc.ports import Found, MorePages
from tendlc.rules.planning.attempts import PAID_ABSENCES
from tendlc.rules.planning.decision import ReadBack


def read_back(engine: Engine, onboarding: Onboarding, decision: ReadBack) -> Onboarding:
    """Look for the object of an attempt and record what was found."""
    attempt = _attempt(engine, onboarding, decision)
    answer = engine.gateway.find(decision.action, page_token=attempt.page_token)
    now = engine.clock.now()
    if isinstance(answer, MorePages):
        return engine.save(onboarding.with_attempt(replace(attempt, page_token=answer.page_token)))
    if isinstance(answer, Found):
        adopted = replace(
            attempt, result=Result.ADOPTED, result_at=now, sid=answer.sid, page_token=None
        )
        changed = replace(
            onboarding.with_attempt(adopted),
            observed=absorb(onboarding.observed, decision.action, answer.seen),
            trouble=None,
        )
        event = Event(at=now, name=EventName.STEP_ADOPTED, step=str(attempt.step), sid=answer.sid)
        return engine.save(changed, event)
    absent = _missed(attempt, now)
    if decision.blind:
        return engine.save(onboarding.with_attempt(absent))
    return engine.save(onboarding.with_attempt(absent), *_told(attempt, absent, now))


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
