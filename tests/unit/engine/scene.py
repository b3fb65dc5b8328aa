"""An engine over fakes, for one customer: what the ledger has, what Twilio says, what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tendlc.adapters.notify.listeners import ListenerNotifier
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import BUILT_IN, Lane, Onboarding, Target, Unreadable
from tendlc.domain.sent_requests import SentRequest
from tendlc.domain.terms import Terms
from tendlc.engine import inbox
from tendlc.engine.engine import Engine
from tendlc.engine.reconcile import Ended, reconcile
from tendlc.errors import RemoteError
from tests.fakes import FixedClock, InMemoryStore
from tests.records import SANDBOX, TERMS, every_record
from tests.simulated_twilio import Fate, SimulatedTwilio

MOST_JOBS = 200


class Failing:
    """A gateway whose next calls end in these errors, one each, with or without their effect."""

    def __init__(self, gateway: Any, *errors: RemoteError | None, after: bool = False) -> None:
        self._gateway = gateway
        self._errors = list(errors)
        self._after = after
        self.calls: list[str] = []

    def sent(self) -> list[SentRequest]:
        told: list[SentRequest] = self._gateway.sent()
        return told

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._gateway, name)

        def call(*arguments: Any, **options: Any) -> Any:
            self.calls.append(name)
            error = self._errors.pop(0) if self._errors else None
            if error is None:
                return method(*arguments, **options)
            if self._after:
                method(*arguments, **options)
            raise error

        return call


@dataclass
class Scene:
    """The engine, its fakes, and everything that it told its listeners."""

    target: Target = SANDBOX
    terms: Terms = TERMS
    clock: FixedClock = field(default_factory=FixedClock)
    store: InMemoryStore = field(default_factory=InMemoryStore)
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.twilio = SimulatedTwilio(self.clock, lambda _: Fate.DONE, lambda _: True)
        self.engine = Engine(
            target=self.target,
            terms=self.terms,
            store=self.store,
            gateway=self.twilio,
            clock=self.clock,
            notifier=ListenerNotifier([self._hear]),
            place=None if self.target.world_id is None else BUILT_IN,
        )

    def knows(self, onboarding: Onboarding) -> Onboarding:
        """Put a record into the ledger."""
        return self.store.add(onboarding)

    def fails(self, *errors: RemoteError | None, after: bool = False) -> Failing:
        """Let the next calls to Twilio end in these errors."""
        gateway: Any = Failing(self.twilio, *errors, after=after)
        self.engine = replace(self.engine, gateway=gateway)
        failing: Failing = gateway
        return failing

    def records(self) -> list[Onboarding | Unreadable]:
        return every_record(self.store)

    def stored(self, key: str = "acme") -> Onboarding:
        return self.store.load(self.target, key)

    def take(self, key: str = "acme") -> Onboarding:
        """Have what people asked applied, as the next job does first; return the record."""
        return inbox.take_now(self.engine, key)

    def history(self, key: str = "acme") -> list[EventName]:
        return [event.name for event in self.store.history(self.target, key)]

    def carry(self, key: str = "acme") -> list[Ended]:
        """Reconcile on one lane after the other, and wait, until nothing is due any more."""
        ended: list[Ended] = []
        lane = Lane.FREE
        for _ in range(MOST_JOBS):
            ended.append(reconcile(self.engine, key, lane))
            lane = ended[-1].lane
            if ended[-1].due_at is not None:
                self.clock.wait_until(ended[-1].due_at)
            elif not ended[-1].hand_over:
                return ended
        raise AssertionError("no end in sight")

    def later(self, seconds: float) -> datetime:
        self.clock.advance(seconds)
        return self.clock.now()

    def _hear(self, _: Onboarding, events: Sequence[Event]) -> None:
        self.told.extend(events)
