"""The order of attempts, and what becomes of times when the clock was set back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from tendlc.domain.observed import BrandSeen
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tests.contract.store.onboardings import everything_seen
from tests.fakes import START
from tests.records import absent, at, last_seen, lost, made, record, refused, seen_brand, under_way

STEP = Step(StepName.BRAND_REGISTRATION)
OTHER = Step(StepName.TRUST_PRODUCT_SUBMISSION)


@pytest.mark.parametrize("times", list(permutations((0, 100, 200))))
def test_the_last_try_is_the_one_with_the_highest_number(times: tuple[float, ...]) -> None:
    tries = [replace(lost(STEP, at=when), number=n) for n, when in enumerate(times, 1)]
    onboarding = record()
    for tried in tries:
        onboarding = onboarding.with_attempt(tried)
    assert onboarding.last_attempt(STEP) == tries[-1]
    assert onboarding.attempts_at(STEP) == tuple(tries)


@pytest.mark.parametrize(("first", "second"), [(0, 100), (100, 0), (100, 100)])
def test_tries_at_different_steps_stand_as_they_were_noted(first: float, second: float) -> None:
    one, other = made(STEP, at=first), made(OTHER, at=second)
    onboarding = record().with_attempt(one).with_attempt(other)
    assert onboarding.noted_after(other, one)
    assert not onboarding.noted_after(one, other)


def test_an_outcome_leaves_an_attempt_in_its_place() -> None:
    one, other = under_way(STEP), made(OTHER)
    onboarding = record().with_attempt(one).with_attempt(other)
    settled = replace(one, result=Result.MADE, result_at=at(500))
    assert onboarding.with_attempt(settled).attempts == (settled, other)


def test_what_a_run_tried_is_what_was_noted_since_it_began() -> None:
    before, since = made(OTHER, at=900), made(STEP, at=5)
    assert record(before, since, attempts_before_run=1).tries_of_run() == (since,)


@pytest.mark.parametrize(
    "tried", [made(STEP), refused(STEP), lost(STEP), under_way(STEP), absent(STEP, missed=[3])]
)
def test_times_of_the_past_stay_as_they_are(tried: Attempt) -> None:
    onboarding = record(tried, observed=everything_seen())
    assert onboarding.as_of(at(3)) is onboarding


def test_times_of_the_future_count_as_now() -> None:
    observed = last_seen(brand=seen_brand("PENDING", at=1000))
    onboarding = record(made(STEP, at=900), observed=observed, enrolled_at=at(800)).as_of(at(10))
    (tried,) = onboarding.attempts
    assert (tried.noted_at, tried.result_at) == (at(10), at(10))
    assert onboarding.observed.last(BrandSeen) == seen_brand("PENDING", at=10)
    assert onboarding.enrolled_at == at(10)
    assert onboarding.as_of(at(10)) is onboarding


def test_everything_seen_in_the_future_was_seen_now() -> None:
    earlier = START - timedelta(days=20)
    timely = everything_seen().as_of(earlier)
    assert timely.keys() == everything_seen().keys()
    assert {seen.seen_at for seen in timely.values()} == {earlier}


@pytest.mark.parametrize("tried", [lost(STEP, at=900), under_way(STEP, at=900)])
def test_a_doubt_of_the_future_is_settled_as_if_it_had_begun_now(tried: Attempt) -> None:
    (timely,) = record(tried).as_of(at(10)).attempts
    assert timely.noted_at == at(900), "nobody knows how long ago it was sent"
    assert timely.send_by == at(15)
    assert timely.result_at == (at(10) if tried.result else None)
    (again,) = record(timely).as_of(at(11)).attempts
    assert again.send_by == at(15)


def test_absences_of_the_future_were_seen_now() -> None:
    (timely,) = record(absent(STEP, at=900, missed=[961, 1021])).as_of(at(10)).attempts
    assert timely.absences == (at(10), at(10))


@pytest.mark.parametrize(
    ("key", "what", "name"),
    [
        ("acme", "customer profile", "acme: customer profile"),
        ("delta-aid", "phone number 2", "delta-aid: phone number 2"),
    ],
)
def test_the_name_of_an_object_has_the_customers_key(key: str, what: str, name: str) -> None:
    assert replace(record(), key=key).friendly_name(what) == name


def test_a_name_of_the_longest_key_fits_into_64_characters() -> None:
    assert len(replace(record(), key="k" * 40).friendly_name("messaging service")) <= 64


def test_the_sid_of_what_comes_first_is_there() -> None:
    known = record(made(StepName.PHONE_NUMBER, sid="PN1"))
    assert known.known_sid(StepName.PHONE_NUMBER) == "PN1"
    with pytest.raises(AssertionError, match="messaging_service comes first"):
        known.known_sid(StepName.MESSAGING_SERVICE)
