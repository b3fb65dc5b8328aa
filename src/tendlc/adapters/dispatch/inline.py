"""The Dispatch port inside the calling process: a queue in memory, run by whoever asks.

Nothing is lost with it: the ledger holds who is due, and a new process queues them again.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

from tendlc.domain.onboarding import Lane
from tendlc.ports import Clock

Handler = Callable[[str, Lane], object]


class InlineDispatch:
    """Jobs by time, earliest first; the same customer on the same lane waits only once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[tuple[str, Lane], datetime] = {}
        self._queue: list[tuple[datetime, int, tuple[str, Lane]]] = []
        self._order = count()

    def enqueue(self, key: str, lane: Lane, *, at: datetime | None = None) -> None:
        """Queue a job; where it waits already, the earlier of both times counts."""
        job, moment = (key, lane), at or self._clock.now()
        known = self._due.get(job)
        if known is not None and known <= moment:
            return
        self._due[job] = moment
        heapq.heappush(self._queue, (moment, next(self._order), job))

    def run(self, handler: Handler, until: datetime) -> None:
        """Hand out jobs, waiting for each, until none is due now or by `until`.

        A job that is due is handed out however late it is; only waiting ends at `until`. A stopped
        clock ends it too.
        Whatever the handler raises ends the run; the jobs that still wait stay queued.
        """
        while (moment := self._earliest()) is not None:
            if moment > max(until, self._clock.now()):
                return
            self._clock.wait_until(moment)
            if self._clock.now() < moment:
                return
            _, _, (key, lane) = heapq.heappop(self._queue)
            del self._due[key, lane]
            handler(key, lane)

    def _earliest(self) -> datetime | None:
        """Return the time of the next job, passing over entries that an earlier one replaced."""
        while self._queue:
            moment, _, job = self._queue[0]
            if self._due.get(job) == moment:
                return moment
            heapq.heappop(self._queue)
        return None
