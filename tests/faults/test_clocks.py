"""A clock that is set back or forward, between two runs and in the middle of one.

Whatever the clock does, the registration ends, no run waits for a day that the clock lost, and
there is one of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tendlc.domain.onboarding import Onboarding, Stage
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import PAID, ShiftedClock, holds, hurry, run

DAY = timedelta(days=1)
HERE = timedelta()
LONGEST_WAIT = timedelta(minutes=2)
LONGEST_RUN = timedelta(seconds=60)
MOST_RUNS = 6
MOST_READS = 420
"""A run from beginning to end reads the clock about so often."""
ONE_OF_EACH = dict.fromkeys(PAID, 1) | {"EndUser": 4, "EntityAssignment": 7, "Address": 1}


class JumpingClock(ShiftedClock):
    """A clock that is set at chosen readings; refuses to wait for what is far away."""

    def __init__(self, jumps: dict[int, timedelta] | None = None) -> None:
        super().__init__()
        self._jumps = jumps or {}
        self._readings = 0

    def now(self) -> datetime:
        """Read the time; the jump of this reading, if there is one, happens first."""
        self._readings += 1
        self.ahead = self._jumps.get(self._readings, self.ahead)
        return super().now()

    def wait(self, pause: timedelta) -> bool:
        assert pause < LONGEST_WAIT, f"the engine would wait for {pause}"
        return super().wait(pause)


@pytest.fixture
def quick(account: SandboxAccount) -> SandboxAccount:
    hurry(account)
    return account


def carry(
    account: SandboxAccount, data: Path, clock: JumpingClock, patience: timedelta = LONGEST_RUN
) -> Onboarding:
    return run(account, data, cast.acme(), clock=clock, patience=patience)


def until_ready(account: SandboxAccount, data: Path, clock: JumpingClock) -> Onboarding:
    """Run again and again, as somebody does whose customer is not ready yet."""
    for _ in range(MOST_RUNS):
        record = carry(account, data, clock)
        if record.stage is Stage.REGISTERED:
            break
    return record


def spoil(account: SandboxAccount, path: str, **fault: Any) -> None:
    account.sandbox.control(
        "POST", "/faults", method="POST", path=path, account=account.sid, **fault
    )


def assert_registered_once(account: SandboxAccount, record: Onboarding) -> None:
    assert record.stage is Stage.REGISTERED, record.tasks
    assert holds(account, *ONE_OF_EACH) == ONE_OF_EACH


@pytest.mark.parametrize(
    "days",
    [(0, -1), (0, 1, 0), (0, -400), (0, 400, -400), (0, 0.01, -0.01, 0.01, -0.01)],
    ids=str,
)
@pytest.mark.parametrize("not_processed", ["", "Usa2p$", "BrandRegistrations$"])
def test_clock_set_between_runs(
    quick: SandboxAccount, tmp_path: Path, days: tuple[float, ...], not_processed: str
) -> None:
    """Each run but the last waits for nothing, and its clock differs."""
    clock = JumpingClock()
    for ahead in days:
        clock.ahead = ahead * DAY
        if not_processed:
            spoil(quick, not_processed, status=429, code=20429)
        carry(quick, tmp_path, clock, timedelta(0))
    assert_registered_once(quick, until_ready(quick, tmp_path, clock))


def _jumps() -> Iterator[Any]:
    for sign, size in ((-1, DAY), (1, DAY), (-1, timedelta(minutes=5))):
        for read in range(7, MOST_READS, 7):
            in_suite = read % 70 == 0 and size is DAY
            marks = [] if in_suite else [pytest.mark.slow]
            yield pytest.param(read, sign * size, marks=marks, id=f"read {read}: {sign * size}")


@pytest.mark.parametrize(("read", "ahead"), [*_jumps()])
def test_clock_set_within_a_run(
    quick: SandboxAccount, tmp_path: Path, read: int, ahead: timedelta
) -> None:
    assert_registered_once(quick, until_ready(quick, tmp_path, JumpingClock({read: ahead})))


def test_clock_that_jumps_at_every_tenth_reading(quick: SandboxAccount, tmp_path: Path) -> None:
    jumps = {read: (-DAY if read % 20 else HERE) for read in range(10, 10 * MOST_READS, 10)}
    assert_registered_once(quick, until_ready(quick, tmp_path, JumpingClock(jumps)))
