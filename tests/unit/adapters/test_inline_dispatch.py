"""The queue of this process: in time order, nobody twice, and it ends."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest

from tendlc.adapters.clock import SystemClock
from tendlc.adapters.dispatch.inline import InlineDispatch
from tendlc.domain.onboarding import Lane
from tests.fakes import START, FixedClock

FREE, PACED = Lane.FREE, Lane.PACED
HOUR = timedelta(hours=1)


class _Seen:
    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.jobs: list[tuple[str, Lane, float]] = []

    def __call__(self, key: str, lane: Lane) -> None:
        self.jobs.append((key, lane, (self.clock.now() - START).total_seconds()))


def test_jobs_run_earliest_first_each_at_its_time() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    dispatch.enqueue("late", FREE, at=START + timedelta(seconds=30))
    dispatch.enqueue("soon", FREE, at=START + timedelta(seconds=10))
    dispatch.enqueue("now", FREE)
    dispatch.run(seen, HOUR)
    assert seen.jobs == [("now", FREE, 0), ("soon", FREE, 10), ("late", FREE, 30)]


def test_the_same_job_twice_runs_once() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    dispatch.enqueue("acme", FREE)
    dispatch.enqueue("acme", FREE)
    dispatch.run(seen, HOUR)
    assert seen.jobs == [("acme", FREE, 0)]


def test_the_earlier_of_two_times_counts() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    for seconds in (20, 5, 30):
        dispatch.enqueue("acme", FREE, at=START + timedelta(seconds=seconds))
    dispatch.run(seen, HOUR)
    assert seen.jobs == [("acme", FREE, 5)]


def test_the_lanes_of_one_customer_are_two_jobs() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    dispatch.enqueue("acme", FREE)
    dispatch.enqueue("acme", PACED)
    dispatch.run(seen, HOUR)
    assert seen.jobs == [("acme", FREE, 0), ("acme", PACED, 0)]


def test_a_job_that_asks_for_another_run_gets_it() -> None:
    clock = FixedClock()
    dispatch = InlineDispatch(clock)
    runs: list[str] = []

    def again(key: str, lane: Lane) -> None:
        runs.append(key)
        if len(runs) < 3:
            dispatch.enqueue(key, lane)

    dispatch.enqueue("acme", FREE)
    dispatch.run(again, HOUR)
    assert runs == ["acme"] * 3


def test_a_job_due_after_the_end_stays_queued() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    dispatch.enqueue("acme", FREE, at=START + HOUR + timedelta(seconds=1))
    dispatch.run(seen, HOUR)
    assert (seen.jobs, clock.now()) == ([], START)
    dispatch.run(seen, HOUR + timedelta(seconds=1))
    assert seen.jobs == [("acme", FREE, 3601)]


def test_all_waits_together_take_no_longer_than_the_patience() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    for seconds in (20, 40, 70):
        dispatch.enqueue(str(seconds), FREE, at=START + timedelta(seconds=seconds))
    dispatch.run(seen, timedelta(seconds=60))
    assert seen.jobs == [("20", FREE, 20), ("40", FREE, 40)]


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(days=1), timedelta(days=400)])
def test_a_job_is_waited_for_no_longer_after_the_clock_was_set_back(back: timedelta) -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    dispatch.enqueue("acme", FREE, at=START + timedelta(seconds=10))
    clock.advance(-back.total_seconds())
    dispatch.run(seen, timedelta(seconds=10))
    assert seen.jobs == [("acme", FREE, 10 - back.total_seconds())]


def test_a_job_is_due_at_once_after_the_clock_was_set_forward() -> None:
    clock = FixedClock()
    dispatch, seen = InlineDispatch(clock), _Seen(clock)
    dispatch.enqueue("acme", FREE, at=START + timedelta(seconds=10))
    clock.advance(3600)
    dispatch.run(seen, timedelta(0))
    assert seen.jobs == [("acme", FREE, 3600)]


def test_a_stopped_clock_ends_the_run_before_its_time() -> None:
    stop = Event()
    clock = SystemClock(stop)
    dispatch = InlineDispatch(clock)
    due = clock.now() + timedelta(days=1)
    dispatch.enqueue("acme", FREE, at=due)
    stop.set()
    runs: list[str] = []
    dispatch.run(lambda key, _lane: runs.append(key), timedelta(days=2))
    assert runs == []
