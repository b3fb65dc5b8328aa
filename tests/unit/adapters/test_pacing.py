"""The pacer: one slot an interval, over everybody who shares the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tendlc.adapters.sql.pacing import SqlPacer
from tendlc.adapters.sql.sqlite import open_ledger
from tests.fakes import START, FixedClock, ReversingVault


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ledger(tmp_path / "ledger.db", ReversingVault())
    yield engine
    engine.dispose()


def _seconds(clock: FixedClock) -> float:
    return round((clock.now() - START).total_seconds(), 3)


def test_the_first_request_goes_at_once(ledger: Engine) -> None:
    clock = FixedClock()
    SqlPacer(ledger, 1.005, clock).wait_for_slot()
    assert _seconds(clock) == 0


def test_requests_that_follow_keep_their_distance(ledger: Engine) -> None:
    clock = FixedClock()
    pacer = SqlPacer(ledger, 1.005, clock)
    slots = []
    for _ in range(3):
        pacer.wait_for_slot()
        slots.append(_seconds(clock))
    assert slots == [0, 1.005, 2.01]


@pytest.mark.parametrize("back", [300, 86_400, 400 * 86_400])
def test_a_clock_set_back_makes_nobody_wait_for_the_old_slots(ledger: Engine, back: int) -> None:
    clock = FixedClock()
    pacer = SqlPacer(ledger, 1.0, clock)
    pacer.wait_for_slot()
    clock.advance(-back)
    for _ in range(2):
        pacer.wait_for_slot()
    assert _seconds(clock) == 2 - back


def test_a_budget_not_used_is_not_saved_up(ledger: Engine) -> None:
    clock = FixedClock()
    pacer = SqlPacer(ledger, 1.0, clock)
    pacer.wait_for_slot()
    clock.advance(60)
    pacer.wait_for_slot()
    pacer.wait_for_slot()
    assert _seconds(clock) == 61


def test_two_processes_share_one_budget(ledger: Engine, tmp_path: Path) -> None:
    other_ledger = open_ledger(tmp_path / "ledger.db", ReversingVault())
    here, there = FixedClock(), FixedClock()
    SqlPacer(ledger, 1.0, here).wait_for_slot()
    SqlPacer(other_ledger, 1.0, there).wait_for_slot()
    other_ledger.dispose()
    assert (_seconds(here), _seconds(there)) == (0, 1)


def test_an_interval_of_zero_waits_for_nothing(ledger: Engine) -> None:
    clock = FixedClock()
    pacer = SqlPacer(ledger, 0, clock)
    for _ in range(3):
        pacer.wait_for_slot()
    assert _seconds(clock) == 0
