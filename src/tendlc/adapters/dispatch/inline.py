"""The Dispatch port inside the calling process: a queue in memory, run by whoever asks.

Nothing is lost with it: the ledger holds who is due, and a new process queues them again.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from tendlc.domain.onboarding import Lane
from tendlc.ports import Clock

Handler = Callable[[str, Lane], object]
Job = tuple[str, Lane]


class InlineDispatch:
    """Jobs by time, earliest first; the same customer on the same lane waits only once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[Job, datetime] = {}
        self._pauses: dict[Job, timedelta] = {}
        self._queue: list[tuple[datetime, int, Job]] = []
        self._order = count()

    def enqueue(self, key: str, lane: Lane, *, at: datetime | None = None) -> None:
        """Queue a job; where it waits already, the earlier of both times counts."""
        now = self._clock.now()
        job, moment = (key, lane), at or now
        known = self._due.get(job)
        if known is not None and known <= moment:
            return
        self._due[job], self._pauses[job] = moment, moment - now
        heapq.heappush(self._queue, (moment, next(self._order), job))

    def run(self, handler: Handler, patience: timedelta) -> None:
        """Hand out jobs, waiting for each, until the next would be waited for too long.

        `patience` is how long all waits together may take. A job that is due is handed out however
        late it is, and none is waited for longer than it should have been when it was queued: the
        clock may have been set back since. A stopped clock ends the run.
        Whatever the handler raises ends the run; the jobs that still wait stay queued.
        """
        while (moment := self._earliest()) is not None:
            job = self._queue[0][2]
            pause = max(min(moment - self._clock.now(), self._pauses[job]), timedelta(0))
            if pause > patience or not self._clock.wait(pause):
                return
            patience -= pause
            heapq.heappop(self._queue)
            del self._due[job], self._pauses[job]
            handler(*job)

    def _earliest(self) -> datetime | None:
        """Return the time of the next job, passing over entries that an earlier one replaced."""
        while self._queue:
            moment, _, job = self._queue[0]
            if self._due.get(job) == moment:
                return moment
            heapq.heappop(self._queue)
        return None
