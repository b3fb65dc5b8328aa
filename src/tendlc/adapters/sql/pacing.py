"""The Pacer port in the ledger's database: one statement reserves the next slot for its caller.

Shared by every process that opens the same ledger, since the budget belongs to the installation,
not to a process. Sleeping is the Clock's business.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, Engine, case, insert, literal, update
from sqlalchemy.exc import IntegrityError

from tendlc.adapters.sql.failures import translated
from tendlc.adapters.sql.tables import pacing
from tendlc.ports import Clock

_LANE: Final = "paced"
_LONGEST_BACKLOG_SECONDS: Final = 120.0
"""A slot is reserved by somebody who waits for it, so one farther away than this was reserved
before the clock was set back."""


class SqlPacer:
    """Slots `interval_seconds` apart; an interval of 0 means no pacing at all."""

    def __init__(self, engine: Engine, interval_seconds: float, clock: Clock) -> None:
        self._engine = engine
        self._interval = interval_seconds
        self._clock = clock

    def wait_for_slot(self) -> None:
        """Reserve the next slot and return when it has come, or when the clock is stopped.

        Raises:
            StoreError: the ledger cannot be written.
        """
        if self._interval <= 0:
            return
        now = self._clock.now().timestamp()
        self._clock.wait(timedelta(seconds=self._reserve(now) - now))

    def _reserve(self, now: float) -> float:
        with translated(self._engine.url.database), self._engine.begin() as connection:
            following = self._advance(connection, now)
            if following is None:
                _make_lane(connection)
                following = self._advance(connection, now)
        assert following is not None
        return following - self._interval

    def _advance(self, connection: Connection, now: float) -> float | None:
        set_back = pacing.c.next_at > now + _LONGEST_BACKLOG_SECONDS
        later = case(
            (set_back, literal(now + self._interval)),
            (pacing.c.next_at > now, pacing.c.next_at),
            else_=literal(now),
        )
        statement = (
            update(pacing)
            .where(pacing.c.lane == _LANE)
            .values(next_at=later + self._interval)
            .returning(pacing.c.next_at)
        )
        return connection.execute(statement).scalar()


def _make_lane(connection: Connection) -> None:
    try:
        with connection.begin_nested():
            connection.execute(insert(pacing).values(lane=_LANE, next_at=0.0))
    except IntegrityError:
        return  # another process made it in the same moment
