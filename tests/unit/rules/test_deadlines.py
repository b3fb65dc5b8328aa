"""The durations of judgement: the next look, the next try, and when a request is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tendlc.domain.actions import Action, AddPhoneNumber, BuyPhoneNumber
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.terms import Patience
from tendlc.rules import deadlines
from tests.records import absent, at, lost, under_way

PATIENCE = Patience()
STEP = Step(StepName.PHONE_NUMBER)
PAID = BuyPhoneNumber(friendly_name="acme: phone number 1", phone_number="+13035550142")
FREE = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid="PN1")
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("waited", "pause"),
    [
        pytest.param(-DAY, 30, id="seen before it began, by another clock"),
        pytest.param(0, 30, id="just begun"),
        pytest.param(150, 30, id="the shortest pause"),
        pytest.param(151, 30.2, id="a fifth of the time so far"),
        pytest.param(10 * MINUTE, 2 * MINUTE, id="ten minutes"),
        pytest.param(5 * HOUR, HOUR, id="five hours"),
        pytest.param(30 * HOUR, 6 * HOUR, id="the longest pause"),
        pytest.param(31 * HOUR, 6 * HOUR, id="over a day"),
        pytest.param(20 * DAY, 6 * HOUR, id="weeks"),
    ],
)
def test_a_review_is_looked_at_ever_less_often(waited: float, pause: float) -> None:
    began = at(1000)
    seen = began + timedelta(seconds=waited)
    assert deadlines.next_look(began, seen, PATIENCE) == seen + timedelta(seconds=pause)


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, 300), (17, 300), (18, 300), (10**6, 300)],
)
def test_the_pause_after_a_failure_doubles_up_to_five_minutes(failures: int, pause: int) -> None:
    assert deadlines.next_try(failures, at(7), PATIENCE) == at(7 + pause)


@pytest.mark.parametrize(("failures", "doublings"), [(16, 15), (17, 16), (18, 16), (10**6, 16)])
def test_the_pause_doubles_sixteen_times_at_most(failures: int, doublings: int) -> None:
    patience = Patience(longest_backoff=timedelta(days=365))
    expected = at(0) + timedelta(seconds=2**doublings)
    assert deadlines.next_try(failures, at(0), patience) == expected


@pytest.mark.parametrize(
    ("attempt", "action", "settled"),
    [
        pytest.param(lost(STEP, took=2), FREE, 12, id="free, answer lost"),
        pytest.param(lost(STEP, took=2), PAID, 62, id="paid, answer lost"),
        pytest.param(under_way(STEP), FREE, 5 + 30 + 10, id="free, no word of it"),
        pytest.param(under_way(STEP), PAID, 5 + 30 + 60, id="paid, no word of it"),
        pytest.param(lost(STEP, result_at=None), PAID, 95, id="paid, lost at no known time"),
    ],
)
def test_a_request_in_doubt_is_settled_once_it_can_no_longer_arrive(
    attempt: Attempt, action: Action, settled: float
) -> None:
    assert deadlines.settled_at(attempt, action, PATIENCE) == at(settled)


def test_an_absence_is_confirmed_a_settling_time_after_the_last_look() -> None:
    missed = absent(STEP, missed=[61, 100])
    assert deadlines.confirm_absence_at(missed, PAID, PATIENCE) == at(160)
    assert deadlines.confirm_absence_at(missed, FREE, PATIENCE) == at(110)
