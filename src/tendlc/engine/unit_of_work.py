"""One customer's record in a job's hands: what the ledger has, and what is known by now.

What was only read waits here for the next commit. What a write came to waits for nothing but
planning: it is committed before anything else is asked of Twilio, with the next intent where a
write follows at once. Where somebody else wrote meanwhile, it goes into the fresh record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding
from tendlc.engine.engine import Engine
from tendlc.errors import StaleWrite, StoreError

Change = Callable[[Onboarding], Onboarding]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOutcome:
    """What a write came to: how it changes any record, and what is told of it."""

    change: Change
    events: tuple[Event, ...]


class UnitOfWork:
    """The record of one customer, changed in memory and committed at the latest moment allowed.

    An `eager` one commits each read before it asks anything else: another writer may come again.
    """

    def __init__(self, engine: Engine, stored: Onboarding, *, eager: bool = False) -> None:
        self.engine = engine
        self.record = stored
        self._stored = stored
        self._eager = eager
        self._owed = eager
        self._events: tuple[Event, ...] = ()
        self._outcome: WriteOutcome | None = None

    def learn(self, record: Onboarding, *events: Event) -> None:
        """Take up what may be dropped where somebody else wrote: a read, an intent, a rest."""
        self.record = record
        self._events += events

    def settle(self, outcome: WriteOutcome) -> None:
        """Take up what a write came to, which is never dropped."""
        self.learn(outcome.change(self.record), *outcome.events)
        self._outcome = outcome

    def owe(self) -> None:
        """Have what is known committed before anything else is asked: it was waited for."""
        self._owed = True

    def before_asking(self) -> None:
        """Commit what must be in the ledger before another read leaves; see `commit`."""
        if self._owed or self._outcome is not None:
            self.commit()

    def commit(self) -> None:
        """Write what is new, then tell about it.

        Raises:
            StaleWrite: somebody else wrote; of what was new, the outcome of a write is kept.
        """
        if self.record == self._stored and not self._events:
            return
        events = self._events
        try:
            saved = self.engine.commit(self._stored, self.record, *events)
        except StaleWrite:
            self._keep_outcome()
            raise
        self.record = self._stored = saved
        self._events, self._outcome, self._owed = (), None, self._eager
        self.engine.notifier.notify(saved, events)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Commit what is known before anything that is raised in the block goes on its way."""
        try:
            yield
        except StoreError:
            raise
        except BaseException:
            with suppress(StaleWrite):
                self.commit()
            raise

    def _keep_outcome(self) -> None:
        outcome, self._outcome = self._outcome, None
        if outcome is not None:
            fresh = self.engine.store.load(self._stored.target, self._stored.key)
            self.engine.record(fresh, outcome.change, *outcome.events)
