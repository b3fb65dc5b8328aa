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
from tendlc.errors import StaleWrite, StoreError, Unheard

Change = Callable[[Onboarding], Onboarding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a request came to: how it changes any record, and what is told of it.

    A `read` may ride along with the next commit, whatever is asked before that.
    """

    change: Change
    events: tuple[Event, ...]
    read: bool = False


class UnitOfWork:
    """The record of one customer, changed in memory and committed at the latest moment allowed.

    An `eager` one commits each read before it asks anything else: another writer may come again.
    """

    def __init__(self, engine: Engine, stored: Onboarding, *, eager: bool = False) -> None:
        self.engine = engine
        self.record = stored
        self._stored = stored
        self._eager = eager
        self._events: tuple[Event, ...] = ()
        self._owed = eager
        self._outcome: Settled | None = None
        self._log_waits = False

    def learn(self, record: Onboarding, *events: Event) -> None:
        """Take up what may be dropped where somebody else wrote: a read, an intent, a rest."""
        self.record = record
        self._events += events

    def settle(self, outcome: Settled) -> None:
        """Take up what a write came to, which is never dropped, or a read that was waited for."""
        self.learn(outcome.change(self.record), *outcome.events)
        self._outcome = outcome

    def owe(self) -> None:
        """Have what is known committed before anything else is asked: it was waited for."""
        self._owed = True

    def before_asking(self) -> None:
        """Commit what must be in the ledger before another read leaves; see `commit`."""
        if self._owed or (self._outcome is not None and not self._outcome.read):
            self.commit(log_waits=True)

    def commit(self, *, log_waits: bool = False) -> None:
        """Write what is new, then tell about it.

        What was sent to Twilio is written down with it, or later where `log_waits`.

        Raises:
            StaleWrite: somebody else wrote; of what was new, the outcome of a write is kept.
        """
        if self._has_news or (self._log_waits and not log_waits):
            self._write(log_waits=log_waits)

    def commit_unless_asked(
        self, record: Onboarding, *events: Event, log_waits: bool = False
    ) -> None:
        """Commit what heeds all that people asked for: the intent of a paid write, or a rest.

        Raises:
            Unheard: people have asked for something more; nothing is taken up or written.
            StaleWrite: as `commit`.
        """
        before, told = self.record, self._events
        self.learn(record, *events)
        try:
            if self._has_news or self._log_waits:
                self._write(log_waits=log_waits, unless_asked=True)
            elif self.engine.store.after(record.target, record.key, record.mark):
                raise Unheard
        except Unheard:
            self.record, self._events = before, told
            raise

    @property
    def _has_news(self) -> bool:
        return self.record != self._stored or bool(self._events)

    def _write(self, *, log_waits: bool, unless_asked: bool = False) -> None:
        events = self._events
        try:
            saved = self.engine.commit(
                self._stored, self.record, *events, unless_asked=unless_asked, log_waits=log_waits
            )
        except StaleWrite:
            self._keep_outcome()
            raise
        self.record = self._stored = saved
        self._events, self._outcome, self._owed = (), None, self._eager
        self._log_waits = bool(self.engine.gateway.sent())
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
                if self._has_news:
                    self._write(log_waits=False)
            raise

    def _keep_outcome(self) -> None:
        """Put an outcome into the fresh record; a read only where nobody else has seen anything."""
        outcome, self._outcome = self._outcome, None
        if outcome is None:
            return
        fresh = self.engine.store.load(self._stored.target, self._stored.key)
        if not outcome.read:
            self.engine.record(fresh, outcome.change, *outcome.events)
        elif fresh.observed == self._stored.observed:
            with suppress(StaleWrite):
                self.engine.save(fresh, outcome.change(fresh), *outcome.events)
