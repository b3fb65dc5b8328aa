"""The clock of a world: the only time that there is.

A clock is a straight line through one point: at `anchor_real` of the machine's time the world's
time was `anchor_world`, and it runs `speed` times as fast. Frozen is speed 0, real is speed 1
without an offset. Being a line, it goes on rightly after a restart. This is the one place of the
sandbox that reads the machine's clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

_LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()


def machine_time() -> float:
    """Return the machine's time in seconds since 1970."""
    return time.time()


@dataclass(frozen=True, slots=True)
class Clock:
    """A world's time as a line over the machine's time. All times in seconds since 1970."""

    anchor_real: float
    anchor_world: float
    speed: float

    @classmethod
    def starting(cls, real: float, speed: float) -> Clock:
        """Return a clock that shows the machine's time now and runs at `speed` from here."""
        return cls(anchor_real=real, anchor_world=real, speed=speed)

    def at(self, real: float) -> float:
        """Return the world's time at a machine time."""
        return min(_LATEST, self.anchor_world + (real - self.anchor_real) * self.speed)

    def seconds_until(self, world_time: float, real: float) -> float | None:
        """Return the machine's seconds until the world's time comes; None if it stands still."""
        missing = world_time - self.at(real)
        if missing <= 0:
            return 0.0
        return missing / self.speed if self.speed else None

    def running(self, speed: float, real: float) -> Clock:
        """Return this clock, going on from now at another speed."""
        return Clock(anchor_real=real, anchor_world=self.at(real), speed=speed)

    def set_to(self, world_time: float, real: float) -> Clock:
        """Return this clock, showing `world_time` now."""
        return replace(self, anchor_real=real, anchor_world=min(_LATEST, world_time))

    def mode(self) -> str:
        """Return frozen, real, offset or accelerated."""
        if self.speed == 0:
            return "frozen"
        if self.speed != 1:
            return "accelerated"
        return "real" if abs(self.anchor_world - self.anchor_real) < 0.001 else "offset"
