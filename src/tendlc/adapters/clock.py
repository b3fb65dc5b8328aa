"""The Clock port over the machine's clock: the one place where the engine's time is read.

Waiting ends early when the stop event is set, so that a signal need not wait for a review.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic
from typing import Final

_LONGEST_NAP_SECONDS: Final = 60.0
"""A machine that slept is noticed this late at most."""


class SystemClock:
    """UTC; `stop` wakes whoever waits."""

    def __init__(self, stop: Event | None = None) -> None:
        self.stop = stop or Event()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, pause: timedelta) -> bool:
        """Return after `pause`; False where the stop event was set before.

        Time in which the machine slept counts; a clock that is set back makes no wait longer.
        """
        began, end = self.now(), monotonic() + pause.total_seconds()
        while (left := end - monotonic()) > 0 and self.now() - began < pause:
            if self.stop.wait(min(left, _LONGEST_NAP_SECONDS)):
                return False
        return True
