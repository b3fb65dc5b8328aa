"""The one loop: an intent before each request, an outcome after it, a rest that is written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tendlc.catalog.fees import current_fees
from tendlc.domain.actions import Action, CreateCustomerProfile, EvaluateBundle, RegisterBrand
from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import BundleSeen, PrimaryProfileSeen, Seen
from tendlc.domain.onboarding import Lane, Stage
from tendlc.domain.steps import Result, Step, StepName
from tendlc.domain.subjects import BundleKind, Subject
from tendlc.domain.terms import Patience
from tendlc.engine.reconcile import reconcile
from tendlc.errors import (
    AlreadyThere,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
    UnexpectedAnswer,
    Unreachable,
)
from tendlc.rules import quotes
from tests import cast
from tests.records import SANDBOX, TERMS, at, last_seen, missed_first, record
from tests.simulated_twilio import Crash, Fate
from tests.unit.engine.scene import Scene

PROFILE = Step(StepName.CUSTOMER_PROFILE)
PRIMARY = PrimaryProfileSeen(seen_at=at(0), sid="BU" + "f" * 32, status="twilio-approved")
BEFORE_THE_FIRST_WRITE = record(
    missed_first(PROFILE), observed=last_seen(primary=PRIMARY), customer=cast.echo_salons()
)
KEY = "echo-salons"


def about_to_write() -> Scene:
    """Return a scene before the first write, in which the brand waits for no review."""
    scene = Scene(terms=replace(TERMS, wait_for_approval=False))
    scene.knows(BEFORE_THE_FIRST_WRITE)
    return scene


def test_an_intent_is_in_the_ledger_before_its_request_leaves() -> None:
    scene = about_to_write()
    scene.twilio.fate = lambda _: Fate.CRASH_BEFORE
    with pytest.raises(Crash):
        reconcile(scene.engine, KEY, Lane.FREE)
    (sent,) = scene.twilio.requests
    intent = scene.stored(KEY).attempts[-1]
    assert (intent.step, intent.number, intent.result) == (PROFILE, 2, None)
    assert (intent.action, intent.digest) == ("CreateCustomerProfile", sent.digest())
    assert (intent.noted_at, intent.send_by) == (at(0), at(5))


def test_a_request_may_leave_for_as_long_as_the_terms_say_and_carries_its_round() -> None:
    patience = Patience(send_window=timedelta(seconds=77))
    scene = Scene(terms=replace(TERMS, patience=patience))
    scene.knows(replace(BEFORE_THE_FIRST_WRITE, retry_round=4))
    scene.twilio.fate = lambda _: Fate.CRASH_BEFORE
    with pytest.raises(Crash):
        reconcile(scene.engine, KEY, Lane.FREE)
    intent = scene.stored(KEY).attempts[-1]
    assert (intent.send_by, intent.retry_round) == (at(77), 4)


def test_an_answer_is_in_the_ledger_with_what_it_showed() -> None:
    scene = about_to_write()
    scene.fails(None, Unreachable())
    with pytest.raises(Unreachable):
        reconcile(scene.engine, KEY, Lane.FREE)
    known = scene.stored(KEY)
    made = known.attempts_at(PROFILE)[-1]
    (profile,) = scene.twilio.things
    assert (made.result, made.sid, made.result_at) == (Result.MADE, profile, at(0))
    (seen,) = known.observed.each(BundleSeen, bundle=BundleKind.CUSTOMER_PROFILE)
    assert seen.sid == profile
    events = scene.store.history(SANDBOX, KEY)
    assert events[:2] == (
        Event(at=at(0), name=EventName.STEP_MADE, step="customer_profile", sid=profile),
        Event(at=at(0), name=EventName.STATUS_SEEN, sid=profile, text="draft"),
    )
    assert tuple(scene.told) == tuple(events)


CONFLICT = Result.CONFLICT, EventName.STEP_IN_CONFLICT
LOST = (Result.UNKNOWN, EventName.OUTCOME_LOST)
NOT_DONE = (Result.NOT_PROCESSED, EventName.STEP_NOT_PROCESSED)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Refused("No.", twilio_code=20001, status=400), (Result.REFUSED, EventName.STEP_REFUSED)),
        (NotProcessed("Later.", status=429), NOT_DONE),
        (Unreachable("No way."), NOT_DONE),
        (CredentialsRefused("Who?", status=401), NOT_DONE),
        (OutcomeUnknown("What?", status=500), LOST),
        (AlreadyThere("Again?", twilio_code=20409, status=409), CONFLICT),
        (UnexpectedAnswer("Hm.", status=418), LOST),
        (RemoteError("Hm.", status=600), LOST),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failure_is_in_the_ledger_with_what_it_proves(
    error: RemoteError, meaning: tuple[Result, EventName]
) -> None:
    scene = about_to_write()
    scene.fails(error)
    stops = isinstance(error, Unreachable | CredentialsRefused)
    if stops:
        with pytest.raises(type(error)):
            reconcile(scene.engine, KEY, Lane.FREE)
    else:
        reconcile(scene.engine, KEY, Lane.FREE)
    failed = scene.stored(KEY).attempts_at(PROFILE)[-1]
    result, name = meaning
    assert (failed.result, failed.result_at, failed.sid) == (result, at(0), None)
    assert (failed.twilio_code, failed.http_status) == (error.twilio_code, error.status)
    assert failed.message == error.message
    event = Event(at=at(0), name=name, step="customer_profile", text=error.message)
    assert scene.store.history(SANDBOX, KEY)[0] == event


@pytest.mark.parametrize(
    ("error", "stage", "due", "tasks"),
    [
        (Refused("No.", twilio_code=20001, status=400), Stage.NEEDS_ACTION, None, 1),
        (NotProcessed("Later.", status=429), Stage.PREPARING, at(1), 0),
        (OutcomeUnknown("What?", status=500), Stage.PREPARING, at(10), 0),
    ],
    ids=["refused", "not processed", "lost"],
)
def test_a_rest_is_in_the_ledger_with_its_time_and_tasks(
    error: RemoteError, stage: Stage, due: object, tasks: int
) -> None:
    scene = about_to_write()
    scene.fails(error)
    ended = reconcile(scene.engine, KEY, Lane.FREE)
    known = scene.stored(KEY)
    assert ended.onboarding == known
    assert (ended.lane, ended.hand_over) == (Lane.FREE, False)
    assert (known.stage, known.due_at, ended.due_at, len(known.tasks)) == (stage, due, due, tasks)
    assert bool(ended.what) is (due is not None)
    raised = [event for event in scene.told if event.name is EventName.TASK_RAISED]
    assert [(event.step, event.task) for event in raised] == [
        (task.step, task) for task in known.tasks
    ]


def test_a_rest_that_is_as_before_writes_nothing() -> None:
    scene = about_to_write()
    scene.fails(Refused("No.", twilio_code=20001, status=400))
    reconcile(scene.engine, KEY, Lane.FREE)
    known, told = scene.stored(KEY), len(scene.told)
    ended = reconcile(scene.engine, KEY, Lane.FREE)
    assert ended.onboarding == scene.stored(KEY) == known
    assert len(scene.told) == told


def test_a_task_is_raised_once_while_it_stands() -> None:
    scene = about_to_write()
    scene.fails(Refused("No.", twilio_code=20001, status=400))
    reconcile(scene.engine, KEY, Lane.FREE)
    known = scene.stored(KEY)
    scene.store.save(known, replace(known, stage=Stage.PREPARING))
    reconcile(scene.engine, KEY, Lane.FREE)
    assert scene.history(KEY).count(EventName.TASK_RAISED) == 1


def test_a_read_that_fails_changes_nothing() -> None:
    scene = Scene()
    known = scene.knows(record())
    scene.fails(OutcomeUnknown(status=500))
    with pytest.raises(OutcomeUnknown):
        reconcile(scene.engine, "acme", Lane.FREE)
    assert scene.stored() == known


def test_free_work_ends_where_paced_work_begins() -> None:
    scene = about_to_write()
    ended = reconcile(scene.engine, KEY, Lane.FREE)
    assert (ended.lane, ended.hand_over, ended.due_at) == (Lane.PACED, True, None)
    assert scene.stored(KEY) == ended.onboarding
    assert "RegisterBrand" not in [type(action).__name__ for action in scene.twilio.requests]


def test_a_slot_is_for_one_paced_request_and_free_work_goes_on_after_it() -> None:
    scene = about_to_write()
    reconcile(scene.engine, KEY, Lane.FREE)
    before = len(scene.twilio.requests)
    ended = reconcile(scene.engine, KEY, Lane.PACED)
    assert (ended.lane, ended.hand_over) == (Lane.FREE, False)
    assert [type(sent).__name__ for sent in scene.twilio.requests[before:]] == ["RegisterBrand"]
    assert ended.due_at == scene.stored(KEY).due_at is not None


def test_the_next_paced_request_waits_for_a_slot_of_its_own() -> None:
    scene = about_to_write()
    paced = 0
    lane = Lane.FREE
    while scene.stored(KEY).stage is not Stage.REGISTERED:
        before = len(scene.twilio.asked)
        ended = reconcile(scene.engine, KEY, lane)
        asked = [one for one in scene.twilio.asked[before:] if one.paced]
        assert len(asked) == (1 if lane is Lane.PACED else 0)
        paced += len(asked)
        lane = ended.lane
        if ended.due_at is not None:
            scene.clock.wait_until(ended.due_at)
    assert paced >= 4


def test_free_work_on_the_paced_lane_is_handed_back_undone() -> None:
    scene = about_to_write()
    ended = reconcile(scene.engine, KEY, Lane.PACED)
    assert (ended.lane, ended.hand_over) == (Lane.FREE, True)
    assert scene.twilio.requests == []


def test_a_life_in_which_all_goes_well_is_told_once_in_order() -> None:
    scene = Scene()
    scene.knows(record(customer=cast.echo_salons()))
    *_, last = scene.carry(KEY)
    assert (last.onboarding.stage, last.due_at, last.what) == (Stage.REGISTERED, None, "")
    steps = [event.step for event in scene.told if event.name is EventName.STEP_MADE]
    assert len(steps) == len(set(steps)) == len(scene.twilio.requests)
    statuses = [event.text for event in scene.told if event.name is EventName.STATUS_SEEN]
    primary, profile, compliant, *rest = statuses
    assert (primary, profile, compliant) == ("twilio-approved", "draft", "compliant")
    reviews = ["pending-review", "twilio-approved"] * 2
    others = ["draft", "compliant", "PENDING", "APPROVED", "PENDING", "VERIFIED"]
    assert sorted(rest) == sorted(reviews + others), "each status is told when it is new"
    (use_cases,) = [event for event in scene.told if event.name is EventName.USE_CASES_SEEN]
    assert "MIXED" in use_cases.text.split(", ")
    assert scene.told[-1].name is EventName.CUSTOMER_REGISTERED
    assert scene.history(KEY) == [event.name for event in scene.told]
    scene.carry(KEY)
    assert scene.history(KEY).count(EventName.CUSTOMER_REGISTERED) == 1


def test_what_is_sent_is_what_was_planned() -> None:
    scene = about_to_write()
    reconcile(scene.engine, KEY, Lane.FREE)
    first = scene.twilio.requests[0]
    assert isinstance(first, CreateCustomerProfile)
    assert first.friendly_name == f"{KEY}: customer profile"


@pytest.mark.parametrize("fate", [Fate.LOST_BEFORE, Fate.LOST_AFTER, Fate.CRASH_AFTER])
def test_a_repeated_evaluation_closes_the_one_it_replaces(fate: Fate) -> None:
    scene = about_to_write()
    lost = iter([fate])
    evaluates = Step(StepName.CUSTOMER_PROFILE_EVALUATION)

    def of_the_first_evaluation(action: Action) -> Fate:
        return next(lost, Fate.DONE) if isinstance(action, EvaluateBundle) else Fate.DONE

    scene.twilio.fate = of_the_first_evaluation
    with suppress(Crash):
        scene.carry(KEY)
    scene.later(60)
    scene.carry(KEY)
    first, second = scene.stored(KEY).attempts_at(evaluates)
    assert (first.result, first.result_at) == (Result.REPLACED, second.noted_at)
    assert second.result is Result.MADE
    assert all(tried.result for tried in scene.stored(KEY).attempts)


def test_an_answer_and_the_next_intent_are_one_commit() -> None:
    scene = about_to_write()
    scene.twilio.fate = lambda action: (
        Fate.DONE if isinstance(action, CreateCustomerProfile) else Fate.CRASH_BEFORE
    )
    with pytest.raises(Crash):
        reconcile(scene.engine, KEY, Lane.FREE)
    known = scene.stored(KEY)
    assert [attempt.result for attempt in known.attempts] == [Result.ABSENT, Result.MADE, None]
    assert known.passes == 2


def test_an_answer_is_in_the_ledger_before_anything_else_is_asked() -> None:
    scene = about_to_write()
    known_at_each_look = []
    look = scene.twilio.look

    def looking(subject: Subject) -> Seen:
        known_at_each_look.append([one for one in scene.stored(KEY).attempts if one.result is None])
        return look(subject)

    scene.twilio.look = looking  # type: ignore[method-assign]
    scene.carry(KEY)
    assert len(known_at_each_look) > 5
    assert known_at_each_look == [[]] * len(known_at_each_look)


def test_what_is_known_is_in_the_ledger_where_planning_raises() -> None:
    scene = Scene(terms=replace(TERMS, wait_for_approval=False))
    damaged = replace(BEFORE_THE_FIRST_WRITE, number_ordinals=(1, 2), lists_lag=False)
    scene.knows(damaged)  # there is one wish: nobody can tell what the second ordinal is for
    with pytest.raises(ValueError, match="zip"):
        scene.carry(KEY)
    known = scene.stored(KEY)
    assert known.attempts[-1].result is Result.MADE
    assert len(scene.twilio.requests) == sum(a.result is Result.MADE for a in known.attempts) > 10
    assert scene.history(KEY).count(EventName.STEP_MADE) == len(scene.twilio.requests)


@pytest.mark.parametrize("customer", [cast.echo_salons(), cast.acme()])
def test_a_happy_customer_is_at_most_thirty_eight_commits(customer: Customer) -> None:
    scene = Scene()
    scene.knows(record(customer=customer))
    scene.carry(customer.customer)
    known = scene.stored(customer.customer)
    assert known.stage is Stage.REGISTERED
    assert 1 + known.passes <= 38


def test_every_request_of_a_happy_customer_is_written_down_and_the_paid_ones_at_once() -> None:
    scene = Scene()
    scene.knows(record(customer=cast.echo_salons()))
    asked, written = len(scene.twilio.asked), list[set[str]]()
    look = scene.twilio.look

    def looking(subject: Subject) -> Seen:
        written.append({one.path for one in scene.store.requests(scene.target, KEY)})
        return look(subject)

    scene.twilio.look = looking  # type: ignore[method-assign]
    scene.carry(KEY)
    kept = [one.path for one in scene.store.requests(scene.target, KEY)]
    assert kept == [f"/{type(one).__name__}" for one in scene.twilio.asked[asked:]]
    first = next(place for place, paths in enumerate(written) if "/RegisterBrand" in paths)
    brand = [type(one).__name__ for one in scene.twilio.asked].index("RegisterBrand")
    looks_before = sum(isinstance(one, Subject) for one in scene.twilio.asked[:brand])
    assert first == looks_before


@pytest.mark.parametrize("fate", [Fate.DONE, Fate.LOST_AFTER, Fate.CRASH_AFTER, Fate.REFUSED])
def test_what_is_paid_is_charged_once_with_its_outcome(fate: Fate) -> None:
    scene = about_to_write()
    scene.twilio.looks_per_review = 100  # once approved, a brand leaves the list
    once = iter([fate])

    def of_the_brand(action: Action) -> Fate:
        return next(once, Fate.DONE) if isinstance(action, RegisterBrand) else Fate.DONE

    scene.twilio.fate = of_the_brand
    for _ in range(30):
        with suppress(Crash):
            ended = reconcile(scene.engine, KEY, Lane.FREE)
            if ended.hand_over:
                reconcile(scene.engine, KEY, Lane.PACED)
        scene.later(70)
    there = scene.stored(KEY).last_success(Step(StepName.BRAND_REGISTRATION))
    paid = scene.store.charges(scene.target, KEY)
    assert (there is None) is (fate is Fate.REFUSED)
    if there is None:
        assert paid == ()
        return
    (charge,) = paid
    assert charge.what == quotes.BRAND_WITH_VETTING
    assert (charge.step, charge.number, charge.at) == (there.step, there.number, there.result_at)
    fee = current_fees()["brand_with_secondary_vetting"]
    assert (charge.usd, charge.fees_of) == (fee.usd, fee.date)


def test_a_customer_that_is_carried_to_the_end_has_a_charge_for_each_line_of_its_quote() -> None:
    scene = Scene()
    known = scene.knows(record(customer=cast.echo_salons()))
    scene.carry(KEY)
    paid = scene.store.charges(scene.target, KEY)
    assert [charge.what for charge in paid] == [line.what for line in quotes.due(known)]
    certain = {ln.what for ln in quotes.due(known) if ln.price and ln.price.usd_max is None}
    assert {charge.what for charge in paid if charge.usd is not None} == certain
    assert len(certain) == 2


def test_every_request_of_a_customer_is_in_the_ledger_once_and_of_no_other() -> None:
    scene = Scene()
    scene.knows(record(customer=cast.echo_salons()))
    scene.knows(record())
    scene.carry(KEY)
    of_first = len(scene.twilio.asked)
    scene.carry("acme")
    for key, asked in (
        (KEY, scene.twilio.asked[:of_first]),
        ("acme", scene.twilio.asked[of_first:]),
    ):
        told = [one.path for one in scene.store.requests(scene.target, key)]
        assert told == [f"/{type(one).__name__}" for one in asked]
