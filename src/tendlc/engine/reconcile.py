"""The one loop: load, plan, note the intent, perform, record, and again until the customer waits.

At most one write to Twilio stands between two decisions, its intent is committed before it leaves,
and its outcome before anything else is asked of Twilio, whoever else wrote to the record meanwhile.
What a lost answer means is recover.py's business, what is committed when unit_of_work.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Lane, Onboarding, Stage
from tendlc.domain.steps import Attempt, Result, StepName
from tendlc.domain.subjects import CampaignOfService, Subject
from tendlc.engine import inbox, recover
from tendlc.engine.engine import Engine
from tendlc.engine.trouble import after_read, with_trouble
from tendlc.engine.unit_of_work import Settled, UnitOfWork
from tendlc.errors import (
    AlreadyThere,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
    StaleWrite,
    UnexpectedAnswer,
    Unheard,
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

    1. Load the record, and apply what people asked for since.
    2. Plan the next thing from it, the terms and the time.
    3. Hand over where it belongs on the other lane; the paced lane makes one paced request.
    4. Write: note the intent, send, take up the outcome. Or read back, or look.
    5. Again; or note when the customer is due, and end.

    One commit holds the outcome of a write, what was read since, and the next intent. Where
    somebody else wrote to the record, the outcome goes into the fresh record; an intent, a rest
    and what was only read are dropped, and the next thing is planned again.

    Raises:
        StaleWrite: another job keeps writing to this customer's record.
        Unreachable, CredentialsRefused: nothing can be done now; the record says how far it came.
    """
    engine.gateway.sent().clear()  # what another customer's job has left
    for stale in range(MOST_STALE_PLANS):
        work = UnitOfWork(engine, engine.store.load(engine.target, key), eager=stale > 0)
        try:
            with work.kept():
                if work.record.has_news:
                    inbox.take(work)
                return _passes(work, lane)
        except StaleWrite:
            if lane is Lane.PACED:  # its one request may have left: the slot is used
                known = engine.store.load(engine.target, key)
                return Ended(onboarding=known, lane=Lane.FREE, hand_over=True)
    raise StaleWrite


def _passes(work: UnitOfWork, lane: Lane) -> Ended:
    engine = work.engine
    while True:
        now = engine.clock.now()
        work.learn(work.record.as_of(now))  # a clock that was set back: waits run down all the same
        decision = plan(work.record, engine.terms, now)
        wanted = Lane.PACED if decision.paced else Lane.FREE
        if wanted is not lane:
            work.commit()
            return Ended(onboarding=work.record, lane=wanted, hand_over=True)
        try:
            ended = _carried_out(work, decision, lane)
        except Unheard:
            work.commit()  # what is known does not wait for what people ask
            inbox.take(work)
            continue
        if ended is not None and engine.clock.now() >= now:
            return ended  # else the clock was set back: plan by the new time
        if lane is Lane.PACED:  # the slot is used; free work goes on
            if isinstance(decision, ReadBack):
                work.owe()
            lane = Lane.FREE


def _carried_out(work: UnitOfWork, decision: Decision, lane: Lane) -> Ended | None:
    """Do what was decided; return how the passes end where that was a rest.

    Raises:
        Unheard: people have asked for something before money is spent, or before the rest.
    """
    match decision:
        case Act():
            _act(work, decision)
        case ReadBack():
            recover.read_back(work, decision)
        case Look():
            _look(work, decision)
        case Wait() | AskHuman() | Done():
            return _rest(work, decision, lane)
    return None


def _act(work: UnitOfWork, decision: Act) -> None:
    engine, now = work.engine, work.engine.clock.now()
    attempt = Attempt(
        step=decision.step,
        number=decision.number,
        action=type(decision.action).__name__,
        digest=decision.action.digest(),
        retry_round=work.record.retry_round,
        noted_at=now,
        send_by=now + engine.terms.patience.send_window,
    )
    noted = unsent.noted(_closed(work.record, attempt).with_attempt(attempt), attempt)
    if decision.action.paid:
        work.commit_unless_asked(noted, log_waits=True)
    else:
        work.learn(noted)
        work.commit(log_waits=True)
    try:
        made = engine.gateway.perform(decision.action, send_by=attempt.send_by)
    except RemoteError as error:
        work.settle(_failure(work, attempt, decision, error))
        if isinstance(error, Unreachable | CredentialsRefused):
            raise
    else:
        work.settle(_success(work, attempt, decision, made))


def _closed(onboarding: Onboarding, again: Attempt) -> Onboarding:
    """Close the attempts in doubt that another one at their step replaces."""
    for tried in onboarding.attempts_at(again.step):
        if tried.in_doubt:
            replaced = replace(tried, result=Result.REPLACED, result_at=again.noted_at)
            onboarding = onboarding.with_attempt(replaced)
    return onboarding


def _success(work: UnitOfWork, attempt: Attempt, decision: Act, made: Made) -> Settled:
    now = work.engine.clock.now()
    done = replace(attempt, result=Result.MADE, result_at=now, sid=made.sid)

    def with_outcome(fresh: Onboarding) -> Onboarding:
        observed = decision.action.observed_after(fresh.observed, made.sid, made.seen)
        made_one = replace(fresh.with_attempt(done), observed=observed, trouble=None)
        return recover.to_be_confirmed(made_one, decision)

    event = Event(at=now, name=EventName.STEP_MADE, step=str(attempt.step), sid=made.sid)
    news = work.record.observed.news(decision.action.touches(made.sid), made.seen, now)
    events = (event, *news)
    return Settled(change=with_outcome, events=events)


def _failure(work: UnitOfWork, attempt: Attempt, decision: Act, error: RemoteError) -> Settled:
    """Say what the failure proves about the request."""
    now = work.engine.clock.now()
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
        if answered:
            return replace(tried, trouble=None)
        return with_trouble(tried, error, now, str(attempt.step))

    return Settled(change=with_outcome, events=(event,))


def _with_failure(fresh: Onboarding, failed: Attempt, decision: Act) -> Onboarding:
    """Put a failure onto its attempt, unless somebody has found or named the object meanwhile."""
    tries = fresh.attempts_at(failed.step)
    known = any(attempt.succeeded for attempt in tries if attempt.number == failed.number)
    if known:
        return fresh
    if failed.result is Result.REFUSED:
        action, code = decision.action, failed.twilio_code
        observed = action.observed_after_refusal(fresh.observed, code)
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


def _look(work: UnitOfWork, decision: Look) -> None:
    """Look, and look again a few times before it is believed that nothing is there.

    Raises:
        NotProcessed: nothing is there yet; Twilio may show late what was just made.
    """
    work.before_asking()
    onboarding, subject = work.record, decision.subject
    late = _may_be_late(onboarding, subject)
    try:
        seen = work.engine.gateway.look(subject)
    except Refused as error:
        if error.status != recover.NOT_FOUND or not late:
            raise
        raise recover.not_yet(work) from error
    if seen.shows_nothing and late:
        raise recover.not_yet(work)

    def with_seen(fresh: Onboarding) -> Onboarding:
        observed = fresh.observed.put(subject, seen)
        return replace(after_read(fresh), observed=observed, missed_looks=0)

    news = onboarding.observed.news(subject, seen, work.engine.clock.now())
    if decision.paced:
        work.settle(Settled(change=with_seen, events=news, read=True))
    else:
        work.learn(with_seen(onboarding), *news)


def _may_be_late(onboarding: Onboarding, subject: Subject) -> bool:
    """Say whether it is too early to believe that nothing is there."""
    campaign = isinstance(subject, CampaignOfService)
    if campaign and onboarding.sid_of(StepName.CAMPAIGN) is None:
        return False  # asked whether there is one at all
    return recover.may_be_late(onboarding)


def _rest(work: UnitOfWork, decision: Wait | AskHuman | Done, lane: Lane) -> Ended:
    """Write down when the customer is due again and what people must do, where that is new."""
    onboarding, now = work.record, work.engine.clock.now()
    due_at = decision.until if isinstance(decision, Wait | AskHuman) else None
    tasks = decision.tasks if isinstance(decision, AskHuman) else ()
    stage = stage_of(onboarding, decision)
    rested = replace(onboarding, due_at=due_at, tasks=tasks, stage=stage)
    events = [
        Event(at=now, name=EventName.TASK_RAISED, step=task.step, task=task)
        for task in tasks
        if not task.was_in(onboarding.tasks)
    ]
    if stage is Stage.REGISTERED and onboarding.stage is not Stage.REGISTERED:
        rested = replace(rested, registered_at=now)
        events.append(Event(at=now, name=EventName.CUSTOMER_REGISTERED))
    work.commit_unless_asked(rested, *events)
    what = decision.what if isinstance(decision, Wait) else ""
    return Ended(onboarding=work.record, lane=lane, due_at=due_at, what=what)
