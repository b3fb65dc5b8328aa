"""The Clock port over the machine's clock: the one place where the engine's time is read.

Waiting ends early when the stop event is set, so that a signal need not wait for a review.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from time import monotonic
from typing import Final

_LONGEST_NAP_SECONDS: Final = 60.0
"""A machine that slept, or whose clock was set, is noticed this late at most."""


class SystemClock:
    """UTC; `stop` wakes whoever waits."""

    def __init__(self, stop: Event | None = None) -> None:
        self.stop = stop or Event()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait_until(self, moment: datetime) -> bool:
        """Return at `moment`, and not later where the clock is set back meanwhile.

        Returns:
            False where the stop event was set before.
        """
        end = monotonic() + (moment - self.now()).total_seconds()
        while (left := min(end - monotonic(), (moment - self.now()).total_seconds())) > 0:
            if self.stop.wait(min(left, _LONGEST_NAP_SECONDS)):
                return False
        return True
