"""The Clock port over the machine's clock: the one place where the engine's time is read.

Waiting ends early when the stop event is set, so that a signal need not wait for a review.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Final

_LONGEST_NAP_SECONDS: Final = 60.0
"""A machine that slept, or whose clock was set, is noticed this late at most."""


class SystemClock:
    """UTC; `stop` wakes whoever waits."""

    def __init__(self, stop: Event | None = None) -> None:
        self.stop = stop or Event()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait_until(self, moment: datetime) -> None:
        """Return at `moment`, or at once when the stop event is set."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            if self.stop.wait(min(left, _LONGEST_NAP_SECONDS)):
                return
