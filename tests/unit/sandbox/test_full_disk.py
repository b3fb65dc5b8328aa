"""What a sandbox says that cannot write its database, or that is told nonsense about its clocks."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pytest

from tendlc.sandbox.server import FASTEST, Sandbox, SandboxUnavailable, ServerOptions
from tendlc.sandbox.world.store import unusable


def _full() -> sqlite3.Error:
    """Have SQLite itself say that there is no room."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.Error) as caught:
        connection.executescript("CREATE TABLE a (b); CREATE TABLE c (d); CREATE TABLE e (f)")
    connection.close()
    return caught.value


def test_a_full_disk_is_told_to_be_freed_and_a_damaged_file_to_be_moved(tmp_path: Path) -> None:
    full = unusable(tmp_path, _full())
    assert full.message.endswith("cannot be written: database or disk is full.")
    assert full.next_step.startswith("Free some space")
    damaged = unusable(tmp_path, sqlite3.DatabaseError("file is not a database"))
    assert damaged.next_step.endswith("or move this one away.")


@pytest.mark.parametrize("speed", [math.inf, -math.inf, math.nan, -1.0, 1e300, FASTEST * 1.01])
def test_a_speed_that_no_clock_can_run_at_is_refused(speed: float, tmp_path: Path) -> None:
    with pytest.raises(SandboxUnavailable) as caught:
        Sandbox(ServerOptions(data=tmp_path, speed=speed))
    assert caught.value.message.startswith(f"--speed must be a number from 0 to {FASTEST}, not ")
    assert not any(tmp_path.iterdir()), "nothing was begun"


@pytest.mark.parametrize("speed", [0.0, 1.0, float(FASTEST)])
def test_every_other_speed_is_taken(speed: float, tmp_path: Path) -> None:
    Sandbox(ServerOptions(data=tmp_path, speed=speed)).close()
