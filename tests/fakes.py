"""Small stand-ins for the ports, each with the behaviour that the contract suites ask for.

They keep their state in memory and take time from a clock that tests move. A fake that does not
pass `tests/contract/` has no place here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target, TargetKind, Unreadable
from tendlc.domain.steps import Attempt
from tendlc.errors import NotAllowed, StaleWrite, UnknownOnboarding

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


class FixedClock:
    """A Clock that stands still until a test, or a wait, moves it."""

    def __init__(self, moment: datetime = START) -> None:
        self._now = moment

    def now(self) -> datetime:
        return self._now

    def wait(self, pause: timedelta) -> bool:
        self._now += pause
        return True

    def wait_until(self, moment: datetime) -> bool:
        self._now = max(self._now, moment)
        return True

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class ReversingVault:
    """A Vault whose seal can be seen: sealed bytes are the plain ones backwards."""

    def seal(self, plain: bytes) -> bytes:
        return plain[::-1]

    def unseal(self, sealed: bytes) -> bytes:
        return sealed[::-1]


class InMemoryStore:
    """The Store port in two dictionaries."""

    def __init__(self) -> None:
        self._onboardings: dict[tuple[Target, str], Onboarding] = {}
        self._history: dict[tuple[Target, str], list[Event]] = {}

    def load(self, target: Target, key: str) -> Onboarding:
        try:
            return self._onboardings[target, key]
        except KeyError:
            raise UnknownOnboarding(f"The ledger knows no customer {key}.") from None

    def all(self, target: Target | None = None) -> Sequence[Onboarding]:
        found = [o for o in self._onboardings.values() if target in (None, o.target)]
        return sorted(found, key=lambda onboarding: onboarding.key)

    def records(self, target: Target | None = None) -> Sequence[Onboarding | Unreadable]:
        return self.all(target)

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        place = (onboarding.target, onboarding.key)
        if place in self._onboardings:
            raise NotAllowed(f"The ledger already has the customer {onboarding.key}.")
        self._onboardings[place] = replace(onboarding, passes=0)
        self._history[place] = list(events)
        return self._onboardings[place]

    def save(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        stored = self.load(onboarding.target, onboarding.key)
        if stored.passes != onboarding.passes:
            raise StaleWrite
        place = (onboarding.target, onboarding.key)
        self._onboardings[place] = replace(
            onboarding,
            passes=onboarding.passes + 1,
            attempts=_merged(stored.attempts, onboarding.attempts),
        )
        self._history[place].extend(events)
        return self._onboardings[place]

    def due(self, target: Target, now: datetime) -> Sequence[str]:
        waiting = [
            (onboarding.due_at, onboarding.key)
            for onboarding in self.all(target)
            if onboarding.due_at is not None and onboarding.due_at <= now
        ]
        return [key for _, key in sorted(waiting)]

    def history(self, target: Target, key: str) -> Sequence[Event]:
        self.load(target, key)
        return tuple(self._history[target, key])

    def forget(self, target: Target, key: str) -> None:
        if target.kind is TargetKind.LIVE:
            raise NotAllowed("A registration at Twilio cannot be forgotten.")
        self.load(target, key)
        del self._onboardings[target, key]
        del self._history[target, key]


def _merged(stored: Sequence[Attempt], wanted: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """Keep what was ever noted, as the ledger does, each attempt in its newest form."""
    both = {(attempt.step, attempt.number): attempt for attempt in (*stored, *wanted)}
    return tuple(both.values())
