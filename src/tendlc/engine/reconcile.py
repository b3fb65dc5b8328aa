"""The one loop: load, plan, note the intent, perform, record, and again until the customer waits.

At most one write to Twilio stands between two decisions, its intent is committed before it leaves,
and its outcome after it came back, whoever else wrote to the record meanwhile. What a lost answer
means is recover.py's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Lane, Onboarding, Stage
from tendlc.domain.steps import Attempt, Result, StepName
from tendlc.domain.subjects import CampaignOfService, Subject
from tendlc.engine import recover
from tendlc.engine.engine import Engine
from tendlc.engine.observe import absorb, shows_nothing, stale_after_refusal, status_events
from tendlc.engine.trouble import after_read, with_trouble
from tendlc.errors import (
    AlreadyThere,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
    StaleWrite,
    UnexpectedAnswer,
    Unreachable,
)
from tendlc.ports import Made
from tendlc.rules import unsent
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Done, Look, ReadBack, Wait
from tendlc.rules.planning.plan import plan
from tendlc.rules.stages import stage_of

MOST_STALE_PLANS: Final = 20
"""How often one job plans again because somebody else wrote to the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Why the passes ended: due again at a time, on the other lane, or neither."""

    onboarding: Onboarding
    lane: Lane
    due_at: datetime | None = None
    hand_over: bool = False
    what: str = ""


def reconcile(engine: Engine, key: str, lane: Lane) -> Ended:
    """Carry one customer on until it must wait, change lanes, or all is done.

    1. Load the record.
    2. Plan the next thing from it, the terms and the time.
    3. Hand over where it belongs on the other lane; the paced lane makes one request only.
    4. Write: note the intent, send, record. Or read back, or look, and record.
    5. Again; or record when the customer is due, and end.

    Where somebody else wrote to the record, the outcome of a write goes into the fresh record; an
    intent, a rest and what was only read are dropped, and the next thing is planned again.

    Raises:
        StaleWrite: another job keeps writing to this customer's record.
        Unreachable, CredentialsRefused: nothing can be done now; the record says how far it came.
    """
    for _ in range(MOST_STALE_PLANS):
        try:
            return _passes(engine, key, lane)
        except StaleWrite:
            if lane is Lane.PACED:  # its one request may have left: the slot is used
                return _hand_over(engine, engine.store.load(engine.target, key), Lane.FREE)
    raise StaleWrite


def _passes(engine: Engine, key: str, lane: Lane) -> Ended:
    onboarding = engine.store.load(engine.target, key)
    while True:
        now = engine.clock.now()
        onboarding = _as_of(engine, onboarding, now)
        decision = plan(onboarding, engine.terms, now)
        wanted = Lane.PACED if decision.paced else Lane.FREE
        if wanted is not lane:
            return _hand_over(engine, onboarding, wanted)
        match decision:
            case Act():
                onboarding = _act(engine, onboarding, decision)
            case ReadBack():
                onboarding = recover.read_back(engine, after_read(onboarding), decision)
            case Look():
                onboarding = _look(engine, after_read(onboarding), decision)
            case Wait() | AskHuman() | Done():
                ended = _rest(engine, onboarding, decision, lane)
                if engine.clock.now() >= now:
                    return ended
                onboarding = ended.onboarding  # the clock was set back: plan by the new time
                continue
        if lane is Lane.PACED:
            return _hand_over(engine, onboarding, Lane.FREE)


def _as_of(engine: Engine, onboarding: Onboarding, now: datetime) -> Onboarding:
    """Keep what a clock that was set back makes of the record, so that its waits run down."""
    timely = onboarding.as_of(now)
    return onboarding if timely is onboarding else engine.save(timely)


def _hand_over(engine: Engine, onboarding: Onboarding, lane: Lane) -> Ended:
    handed = engine.record(onboarding, lambda fresh: replace(fresh, lane=lane))
    return Ended(onboarding=handed, lane=lane, hand_over=True)


def _act(engine: Engine, onboarding: Onboarding, decision: Act) -> Onboarding:
    now = engine.clock.now()
    attempt = Attempt(
        step=decision.step,
        number=decision.number,
        action=type(decision.action).__name__,
        digest=decision.action.digest(),
        retry_round=onboarding.retry_round,
        noted_at=now,
        send_by=now + engine.terms.patience.send_window,
    )
    onboarding = engine.save(unsent.noted(onboarding.with_attempt(attempt), attempt))
    try:
        made = engine.gateway.perform(decision.action, send_by=attempt.send_by)
    except RemoteError as error:
        return _record_failure(engine, onboarding, attempt, decision, error)
    return _record_made(engine, onboarding, attempt, decision, made)


def _record_made(
    engine: Engine, onboarding: Onboarding, attempt: Attempt, decision: Act, made: Made
) -> Onboarding:
    now = engine.clock.now()
    done = replace(attempt, result=Result.MADE, result_at=now, sid=made.sid)

    def with_outcome(fresh: Onboarding) -> Onboarding:
        observed = absorb(fresh.observed, decision.action, made.seen)
        made_one = replace(fresh.with_attempt(done), observed=observed, trouble=None)
        return recover.to_be_confirmed(made_one, decision)

    event = Event(at=now, name=EventName.STEP_MADE, step=str(attempt.step), sid=made.sid)
    events = (event, *status_events(onboarding, made.seen, now))
    return engine.record(onboarding, with_outcome, *events)


def _record_failure(
    engine: Engine, onboarding: Onboarding, attempt: Attempt, decision: Act, error: RemoteError
) -> Onboarding:
    """Write down what the failure proves about the request, and pass on what stops everything."""
    now = engine.clock.now()
    result, name = _meaning(error)
    failed = replace(
        attempt,
        result=result,
        result_at=now,
        twilio_code=error.twilio_code,
        http_status=error.status,
        message=error.message,
    )
    event = Event(at=now, name=name, step=str(attempt.step), text=error.message)
    answered = isinstance(error, Refused | AlreadyThere)

    def with_outcome(fresh: Onboarding) -> Onboarding:
        tried = _with_failure(fresh, failed, decision)
        return (
            replace(tried, trouble=None)
            if answered
            else with_trouble(tried, error, now, str(attempt.step))
        )

    saved = engine.record(onboarding, with_outcome, event)
    if isinstance(error, Unreachable | CredentialsRefused):
        raise error
    return saved


def _with_failure(fresh: Onboarding, failed: Attempt, decision: Act) -> Onboarding:
    """Put a failure onto its attempt, unless somebody has found or named the object meanwhile."""
    tries = fresh.attempts_at(failed.step)
    known = any(attempt.succeeded for attempt in tries if attempt.number == failed.number)
    if known:
        return fresh
    if failed.result is Result.REFUSED:
        observed = stale_after_refusal(fresh.observed, decision.action, failed.twilio_code)
        fresh = replace(fresh, observed=observed)
    return fresh.with_attempt(failed)


def _meaning(error: RemoteError) -> tuple[Result, EventName]:
    match error:
        case NotProcessed() | CredentialsRefused():
            return Result.NOT_PROCESSED, EventName.STEP_NOT_PROCESSED
        case Refused():
            return Result.REFUSED, EventName.STEP_REFUSED
        case AlreadyThere():
            return Result.CONFLICT, EventName.STEP_IN_CONFLICT
        case OutcomeUnknown() | UnexpectedAnswer():
            return Result.UNKNOWN, EventName.OUTCOME_LOST
        case _:
            return Result.UNKNOWN, EventName.OUTCOME_LOST


def _look(engine: Engine, onboarding: Onboarding, decision: Look) -> Onboarding:
    """Look, and look again a few times before it is believed that nothing is there.

    Raises:
        NotProcessed: nothing is there yet; Twilio may show late what was just made.
    """
    try:
        seen = engine.gateway.look(decision.subject)
    except Refused as error:
        if error.status != recover.NOT_FOUND or not _may_be_late(onboarding, decision.subject):
            raise
        raise recover.not_yet(engine, onboarding) from error
    if shows_nothing(seen) and _may_be_late(onboarding, decision.subject):
        raise recover.not_yet(engine, onboarding)
    observed = absorb(onboarding.observed, decision.subject, seen)
    changed = replace(onboarding, observed=observed, missed_looks=0)
    return engine.save(changed, *status_events(onboarding, seen, engine.clock.now()))


def _may_be_late(onboarding: Onboarding, subject: Subject) -> bool:
    """Say whether it is too early to believe that nothing is there."""
    campaign = isinstance(subject, CampaignOfService)
    if campaign and onboarding.sid_of(StepName.CAMPAIGN) is None:
        return False  # asked whether there is one at all
    return recover.may_be_late(onboarding)


def _rest(engine: Engine, onboarding: Onboarding, decision: Decision, lane: Lane) -> Ended:
    """Write down when the customer is due again and what people must do, where that is new."""
    due_at = decision.until if isinstance(decision, Wait | AskHuman) else None
    tasks = decision.tasks if isinstance(decision, AskHuman) else ()
    stage = stage_of(onboarding, decision)
    now = engine.clock.now()
    rested = replace(onboarding, due_at=due_at, tasks=tasks, stage=stage)
    first = stage is Stage.REGISTERED and onboarding.stage is not Stage.REGISTERED
    if first:
        rested = replace(rested, registered_at=now)
    if rested != onboarding:
        events = [
            Event(at=now, name=EventName.TASK_RAISED, step=task.step, task=task)
            for task in tasks
            if task not in onboarding.tasks
        ]
        if first:
            events.append(Event(at=now, name=EventName.CUSTOMER_REGISTERED))
        rested = engine.save(rested, *events)
    what = decision.what if isinstance(decision, Wait) else ""
    return Ended(onboarding=rested, lane=lane, due_at=due_at, what=what)
