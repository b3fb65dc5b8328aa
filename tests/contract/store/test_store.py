"""What every Store promises: nothing lost, nothing mixed, and the second writer stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from tendlc.domain.events import EventName
from tendlc.domain.observed import BrandSeen
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.steps import Attempt, Result, StepName
from tendlc.errors import NotAllowed, StaleWrite, UnknownOnboarding
from tendlc.ports import Store
from tests.contract.store.onboardings import LIVE, SANDBOX, attempt, event, full, onboarding
from tests.fakes import START


def noted_in(store: Store, tried: Attempt) -> Onboarding:
    """Enrol acme and note an attempt."""
    added = store.add(onboarding())
    return store.save(added, added.with_attempt(tried))


def test_a_new_onboarding_comes_back_as_it_was(store: Store) -> None:
    added = store.add(onboarding())
    assert store.load(SANDBOX, "acme") == added == onboarding()


def test_every_field_comes_back_as_it_was(store: Store) -> None:
    store.add(onboarding())
    saved = store.save(store.load(SANDBOX, "acme"), full())
    assert store.load(SANDBOX, "acme") == saved == replace(full(), passes=1)


def test_times_come_back_in_utc(store: Store) -> None:
    store.add(full())
    loaded = store.load(SANDBOX, "acme")
    brand = loaded.observed.last(BrandSeen)
    assert loaded.due_at is not None
    assert brand is not None
    assert loaded.due_at.utcoffset() == loaded.attempts[0].noted_at.utcoffset() == timedelta(0)
    assert brand.seen_at.astimezone(UTC) == START


def test_an_unknown_customer_is_said_so(store: Store) -> None:
    with pytest.raises(UnknownOnboarding):
        store.load(SANDBOX, "nobody")


def test_the_same_customer_twice_is_not_allowed(store: Store) -> None:
    store.add(onboarding())
    with pytest.raises(NotAllowed):
        store.add(onboarding())


def test_a_refused_second_enrolment_leaves_no_event(store: Store) -> None:
    store.add(onboarding(), [event()])
    with pytest.raises(NotAllowed):
        store.add(onboarding(), [event(EventName.AMENDED)])
    assert [entry.name for entry in store.history(SANDBOX, "acme")] == [EventName.ENROLLED]


def test_each_save_raises_the_pass_count(store: Store) -> None:
    added = store.add(onboarding())
    saved = store.save(store.save(added, added), added)
    assert saved.passes == store.load(SANDBOX, "acme").passes == 2


def test_the_second_writer_of_one_pass_writes_nothing(store: Store) -> None:
    seen_by_both = store.add(onboarding())
    store.save(seen_by_both, seen_by_both.with_attempt(attempt()), [event(EventName.STEP_MADE)])
    late = replace(seen_by_both, stage=Stage.REGISTERED).with_attempt(attempt(at=9))
    with pytest.raises(StaleWrite):
        store.save(seen_by_both, late, [event(EventName.CUSTOMER_REGISTERED)])
    assert store.load(SANDBOX, "acme").attempts == (attempt(),)
    assert [entry.name for entry in store.history(SANDBOX, "acme")] == [EventName.STEP_MADE]


def test_saving_a_customer_who_was_never_enrolled_is_said_so(store: Store) -> None:
    with pytest.raises(UnknownOnboarding):
        store.save(onboarding(), onboarding())


def test_an_attempt_gets_its_outcome(store: Store) -> None:
    noted = noted_in(store, attempt())
    done = replace(attempt(), result=Result.MADE, sid="BU1", result_at=START)
    store.save(noted, noted.with_attempt(done))
    assert store.load(SANDBOX, "acme").attempts == (done,)


def test_attempts_come_back_in_the_order_of_their_noting(store: Store) -> None:
    first = attempt(StepName.ADDRESS, at=20)
    by_a_clock_set_back = attempt(StepName.TRUST_PRODUCT, at=10)
    noted = noted_in(store, first)
    store.save(noted, noted.with_attempt(by_a_clock_set_back))
    assert store.load(SANDBOX, "acme").attempts == (first, by_a_clock_set_back)


@pytest.mark.parametrize("times", [(0, 10, 20), (20, 10, 0), (10, 20, 0), (20, 0, 10)])
def test_tries_at_a_step_come_back_by_their_numbers(store: Store, times: Sequence[int]) -> None:
    record = store.add(onboarding())
    for number, at in enumerate(times, 1):
        tried = replace(attempt(at=at), number=number)
        record = store.save(record, record.with_attempt(tried))
    loaded = store.load(SANDBOX, "acme")
    assert [a.number for a in loaded.attempts_at(attempt().step)] == [1, 2, 3]
    assert loaded.attempts == record.attempts


def test_an_attempt_once_noted_is_never_lost(store: Store) -> None:
    noted = noted_in(store, attempt())
    store.save(noted, replace(noted, attempts=()))
    assert store.load(SANDBOX, "acme").attempts == (attempt(),)


def test_history_is_told_oldest_first(store: Store) -> None:
    first, second = event(at=0, text="a"), event(EventName.STEP_MADE, at=1, text="b")
    added = store.add(onboarding(), [first])
    store.save(added, added, [second])
    assert list(store.history(SANDBOX, "acme")) == [first, second]


def test_the_history_of_an_unknown_customer_is_said_so(store: Store) -> None:
    with pytest.raises(UnknownOnboarding):
        store.history(SANDBOX, "nobody")


def test_one_target_never_loads_what_belongs_to_another(store: Store) -> None:
    store.add(onboarding(target=SANDBOX))
    with pytest.raises(UnknownOnboarding):
        store.load(LIVE, "acme")


def test_another_world_is_another_target(store: Store) -> None:
    store.add(onboarding(target=SANDBOX))
    with pytest.raises(UnknownOnboarding):
        store.load(replace(SANDBOX, world_id="w1.2"), "acme")


def test_two_targets_may_each_have_the_customer(store: Store) -> None:
    store.add(onboarding(target=SANDBOX))
    live = store.add(onboarding(target=LIVE))
    store.save(live, live)
    assert [store.load(target, "acme").passes for target in (SANDBOX, LIVE)] == [0, 1]


def test_due_names_the_longest_due_first_and_nobody_else(store: Store) -> None:
    for key, seconds in (("later", 5), ("first", -5), ("exactly", 0)):
        store.add(replace(onboarding(key), due_at=START + timedelta(seconds=seconds)))
    store.add(onboarding("resting"))
    store.add(replace(onboarding("elsewhere", LIVE), due_at=START))
    assert list(store.due(SANDBOX, START)) == ["first", "exactly"]


def test_a_forgotten_customer_leaves_nothing(store: Store) -> None:
    store.add(onboarding().with_attempt(attempt()), [event()])
    store.forget(SANDBOX, "acme")
    store.add(onboarding())
    assert store.load(SANDBOX, "acme").attempts == ()
    assert list(store.history(SANDBOX, "acme")) == []


def test_forgetting_leaves_the_same_key_elsewhere_alone(store: Store) -> None:
    store.add(onboarding(target=SANDBOX))
    store.add(onboarding(target=LIVE).with_attempt(attempt()))
    store.forget(SANDBOX, "acme")
    assert store.load(LIVE, "acme").attempts == (attempt(),)


def test_a_live_registration_is_never_forgotten(store: Store) -> None:
    store.add(onboarding(target=LIVE))
    with pytest.raises(NotAllowed):
        store.forget(LIVE, "acme")


def test_forgetting_an_unknown_customer_is_said_so(store: Store) -> None:
    with pytest.raises(UnknownOnboarding):
        store.forget(SANDBOX, "nobody")
