"""How one step is carried through: act, doubt, read back, try again, or ask.

The kinds say what a step should send; here stands, once for all of them, what the attempts so far
allow. Nothing that costs or creates is sent again while an earlier attempt is in doubt.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tendlc.domain.actions import Action, RegisterBrand, Repeat
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.tasks import Command, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import deadlines, remedies
from tendlc.rules.planning import gate
from tendlc.rules.planning.decision import Act, AskHuman, Decision, ReadBack, Wait

PAID_ABSENCES = 2
"""A paid object must be missed twice before it is paid for again."""
MOST_WRITES_OF_A_RUN = 10
"""A step that was written so often in one run, without the plan moving on, goes to a person."""


def create_once(
    onboarding: Onboarding,
    step: Step,
    action: Action,
    terms: Terms,
    now: datetime,
    *,
    look_first: bool = False,
) -> Decision | None:
    """Say what makes the object of `step` exist; None where it does.

    `look_first`: the object may be there from before this ledger, so it is looked for first.
    """
    if onboarding.last_success(step) is not None:
        return None
    decision = pursue(onboarding, step, action, terms, now)
    if isinstance(decision, Act) and looks_first(onboarding, step, action.paid, look_first):
        return ReadBack(step=step, action=action, number=decision.number, blind=True)
    return decision


def looks_first(onboarding: Onboarding, step: Step, paid: bool, look_first: bool = False) -> bool:
    """Say whether the object of `step` is looked for before it is made.

    The ledger may be older than Twilio: a copy from a backup, put back before this run. So a run
    that finds a ledger with attempts looks first, until one look finds nothing; what is paid is
    looked for all the same. A write that met what was there already tells the same of a new ledger.
    """
    last = onboarding.last_attempt(step)
    if last is not None and (last in onboarding.tries_of_run() or _said_absent(last)):
        return False
    if last is None and look_first:
        return True
    met = any(_met_conflict(tried) for tried in onboarding.attempts)
    if onboarding.attempts_before_run == 0 and not met:
        return False
    return paid or not any(missed_first(tried) for tried in onboarding.tries_of_run())


def missed_first(tried: Attempt | None) -> bool:
    """Say whether an object was looked for before it was made, and not found."""
    return tried is not None and tried.blind and tried.result is Result.ABSENT


def _met_conflict(tried: Attempt) -> bool:
    """Say whether a write was refused because its object was there, and the object was found."""
    status = tried.http_status or 0
    return tried.result is Result.ADOPTED and 400 <= status < 500


def _said_absent(last: Attempt) -> bool:
    """Say whether a person answered that the object is not there."""
    return last.blind and last.result is Result.NOT_PROCESSED


def is_current(onboarding: Onboarding, step: Step, action: Action) -> bool:
    """Say whether the last attempt at `step` did just what `action` would do."""
    last = onboarding.last_attempt(step)
    return last is not None and last.succeeded and last.digest == action.digest()


def keep_current(
    onboarding: Onboarding, step: Step, update: Action, terms: Terms, now: datetime
) -> Decision | None:
    """Say what brings an existing object in line with the document; None where it is."""
    if is_current(onboarding, step, update):
        return None
    return pursue(onboarding, step, update, terms, now)


def pursue(
    onboarding: Onboarding, step: Step, action: Action, terms: Terms, now: datetime
) -> Decision:
    """Say what the attempts so far allow for a step that must still do `action`."""
    decision = _allowed(onboarding, step, action, terms, now)
    if isinstance(decision, Act) and _writes_of_run(onboarding, step) >= MOST_WRITES_OF_A_RUN:
        return AskHuman(tasks=(_too_many_writes(step),))
    return decision


def _perhaps_vetted(step: Step) -> Task:
    return remedies.in_doubt(str(step), StepName.BRAND_REGISTRATION, vetted=True)


def _too_many_writes(step: Step) -> Task:
    return remedies.isv(TaskCode.TOO_MANY_WRITES, str(step), command=Command.ONBOARD)


def _writes_of_run(onboarding: Onboarding, step: Step) -> int:
    """Count what was sent for a step in this run, but for what surely had no effect."""
    return sum(
        attempt.step == step and not attempt.blind and attempt.result is not Result.NOT_PROCESSED
        for attempt in onboarding.tries_of_run()
    )


def _allowed(
    onboarding: Onboarding, step: Step, action: Action, terms: Terms, now: datetime
) -> Decision:
    tries = onboarding.attempts_at(step)
    if tries and tries[-1].blind and tries[-1].in_doubt:
        return ReadBack(step=step, action=action, number=tries[-1].number, blind=True)
    last = next((tried for tried in reversed(tries) if tried.succeeded or not tried.blind), None)
    if last is None or last.succeeded:
        return _act(onboarding, step, action, terms)
    if last.in_doubt:
        return _resolve_doubt(onboarding, step, action, last, terms, now)
    if last.result is Result.ABSENT:
        return _after_absence(onboarding, step, action, last, terms, now)
    if last.result is Result.NOT_PROCESSED:
        return _after_backoff(onboarding, step, action, last, terms, now)
    return _after_refusal(onboarding, step, action, last, terms, now)


def _act(onboarding: Onboarding, step: Step, action: Action, terms: Terms) -> Decision:
    task = gate.objection(action, onboarding, terms)
    if task is not None:
        return AskHuman(tasks=(replace(task, step=str(step)),))
    return Act(step=step, action=action, number=len(onboarding.attempts_at(step)) + 1)


def _resolve_doubt(
    onboarding: Onboarding, step: Step, action: Action, last: Attempt, terms: Terms, now: datetime
) -> Decision:
    if last.result is Result.CONFLICT:
        return _look_for_conflict(step, action, last, terms, now)
    settled = deadlines.settled_at(last, action, terms.patience)
    if now < settled:
        return Wait(until=settled, what="an earlier request to arrive or not")
    if action.repeat is Repeat.FREELY:
        return _act(onboarding, step, action, terms)
    return ReadBack(step=step, action=action, number=last.number)


def _look_for_conflict(
    step: Step, action: Action, last: Attempt, terms: Terms, now: datetime
) -> Decision:
    """Look at once for what Twilio says is there; where a list lags, once more after a while."""
    if last.absences:
        second = deadlines.confirm_absence_at(last, action, terms.patience)
        if now < second:
            return Wait(until=second, what="a second look for what Twilio says is there")
    return ReadBack(step=step, action=action, number=last.number)


def _after_absence(
    onboarding: Onboarding, step: Step, action: Action, last: Attempt, terms: Terms, now: datetime
) -> Decision:
    if action.paid and len(last.absences) < PAID_ABSENCES:
        second = deadlines.confirm_absence_at(last, action, terms.patience)
        if now < second:
            return Wait(until=second, what="a second look for a paid object")
        return ReadBack(step=step, action=action, number=last.number)
    if isinstance(action, RegisterBrand) and _list_proves_nothing(action, last, terms):
        return AskHuman(tasks=(_perhaps_vetted(step),))
    if onboarding.lists_lag and remedies.can_be_answered(step.name):
        return AskHuman(tasks=(remedies.in_doubt(str(step), step.name),))
    return _act(onboarding, step, action, terms)


def _list_proves_nothing(action: RegisterBrand, last: Attempt, terms: Terms) -> bool:
    """Tell whether the brand may have been vetted, and so have left the list, by the last look.

    After a clock was set back, nobody knows how long ago the brand was sent.
    """
    if action.brand.skip_automatic_sec_vet:
        return False
    passed = last.absences[-1] - last.noted_at
    return not timedelta(0) <= passed <= terms.patience.brand_list_trusted


def _after_backoff(
    onboarding: Onboarding, step: Step, action: Action, last: Attempt, terms: Terms, now: datetime
) -> Decision:
    failures = 0
    for attempt in reversed(onboarding.attempts_at(step)):
        if attempt.result is not Result.NOT_PROCESSED:
            break
        failures += 1
    again = deadlines.next_try(failures, last.result_at or last.noted_at, terms.patience)
    if now < again:
        return Wait(until=again, what="another try at a request that was not processed")
    return _act(onboarding, step, action, terms)


def _after_refusal(
    onboarding: Onboarding, step: Step, action: Action, last: Attempt, terms: Terms, now: datetime
) -> Decision:
    if last.digest != action.digest() or last.retry_round < onboarding.retry_round:
        return _act(onboarding, step, action, terms)
    refusals = [a for a in onboarding.attempts_at(step) if a.result is Result.REFUSED]
    pause = remedies.pause_before_repeat(last, len(refusals))
    if pause is None:
        return AskHuman(tasks=(remedies.refused(last),))
    again = (last.result_at or last.noted_at) + pause
    if now < again:
        return Wait(until=again, what="another try at a request that came too early")
    return _act(onboarding, step, action, terms)
