"""What a dispatched job does: advance one customer on one lane.

A job is safe to run again from its start, for the ledger is the truth. Reads that Twilio did not
process, or that somebody else answered, are tried again a little later; everything that stops all
work is passed on to the door.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tendlc.domain.onboarding import Lane
from tendlc.engine.engine import Engine
from tendlc.engine.reconcile import Ended, reconcile
from tendlc.engine.trouble import with_trouble
from tendlc.errors import (
    NotProcessed,
    OutcomeUnknown,
    RemoteError,
    UnexpectedAnswer,
    Unreachable,
)
from tendlc.ports import Dispatch, Pacer
from tendlc.rules.deadlines import next_try, still_paused

MOST_FAILED_READS = 8
_PASSING = (NotProcessed, OutcomeUnknown, UnexpectedAnswer)


@dataclass(slots=True)
class Jobs:
    """The jobs of one process."""

    engine: Engine
    dispatch: Dispatch
    pacer: Pacer
    failed_reads: dict[str, int] = field(default_factory=dict)

    def advance(self, key: str, lane: Lane) -> Ended | None:
        """Advance one customer, and have it dispatched again where it is due.

        A paced job waits for its slot first, so that its intent is noted after the slot came.

        Returns:
            How the passes ended; None where a read failed and the job goes again.

        Raises:
            Unreachable, CredentialsRefused, Refused: nothing can be done now.
            NotProcessed, UnexpectedAnswer: after the last of several tries.
        """
        if lane is Lane.PACED:
            self.pacer.wait_for_slot()
        try:
            ended = reconcile(self.engine, key, lane)
        except RemoteError as error:
            self._note(key, lane, error)
            return None
        self.failed_reads.pop(key, None)
        if ended.hand_over:
            self.dispatch.enqueue(key, ended.lane)
        elif ended.due_at is not None:
            self.dispatch.enqueue(key, Lane.FREE, at=ended.due_at)
        return ended

    def _note(self, key: str, lane: Lane, error: RemoteError) -> None:
        """Write down what failed, and when it goes again; pass on what does not go again."""
        now = self.engine.clock.now()
        known = self.engine.store.load(self.engine.target, key)
        troubled = with_trouble(known, error, now)
        failures = self.failed_reads.get(key, 0) + 1
        passing = isinstance(error, _PASSING) and not isinstance(error, Unreachable)
        if not passing or failures > MOST_FAILED_READS:
            self.engine.record(known, lambda fresh: with_trouble(fresh, error, now))
            raise error
        self.failed_reads[key] = failures
        at = next_try(failures, now, self.engine.terms.patience)
        at = max(at, still_paused(troubled, now) or at)
        self.engine.record(known, lambda fresh: replace(with_trouble(fresh, error, now), due_at=at))
        self.dispatch.enqueue(key, lane, at=at)
