from __future__ import annotations

from tendlc.sandbox.world.clock import Clock

NOON = 1_800_000_000.0


def test_a_clock_starts_at_the_machines_time() -> None:
    assert Clock.starting(NOON, 20).at(NOON) == NOON


def test_an_accelerated_clock_runs_that_many_times_as_fast() -> None:
    assert Clock.starting(NOON, 20).at(NOON + 3) == NOON + 60


def test_a_frozen_clock_stands_still() -> None:
    assert Clock.starting(NOON, 0).at(NOON + 3600) == NOON


def test_a_change_of_speed_makes_no_leap() -> None:
    clock = Clock.starting(NOON, 20).running(1, NOON + 3)
    assert clock.at(NOON + 3) == NOON + 60


def test_what_is_due_comes_sooner_on_a_faster_clock() -> None:
    assert Clock.starting(NOON, 20).seconds_until(NOON + 60, NOON) == 3


def test_nothing_comes_on_a_frozen_clock() -> None:
    assert Clock.starting(NOON, 0).seconds_until(NOON + 60, NOON) is None


def test_what_is_overdue_comes_now_even_on_a_frozen_clock() -> None:
    assert Clock.starting(NOON, 0).seconds_until(NOON - 1, NOON) == 0


def test_the_mode_says_how_a_clock_differs_from_the_machines() -> None:
    real = Clock.starting(NOON, 1)
    modes = [
        clock.mode()
        for clock in (
            real,
            real.set_to(NOON + 60, NOON),
            Clock(NOON, NOON, 5),
            Clock(NOON, NOON, 0),
        )
    ]
    assert modes == ["real", "offset", "accelerated", "frozen"]
