"""Fakes that fill the engine's ports; each passes the contract suite of its port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.errors import NotAllowed, StaleWrite, UnknownOnboarding


@dataclass
class InMemoryStore:
    """The Store port over a dict."""

    rows: dict[tuple[Target, str], Onboarding] = field(default_factory=dict)
    events: dict[tuple[Target, str], list[Event]] = field(default_factory=dict)

    def load(self, target: Target, key: str) -> Onboarding:
        try:
            return self.rows[(target, key)]
        except KeyError:
            raise UnknownOnboarding(f"The ledger knows no customer {key}.") from None

    def all(self, target: Target | None = None) -> Sequence[Onboarding]:
        rows = [row for (of, _), row in self.rows.items() if target in (None, of)]
        return sorted(rows, key=lambda row: row.key)

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        place = (onboarding.target, onboarding.key)
        if place in self.rows:
            raise NotAllowed(f"{onboarding.key} is in the ledger already.")
        self.rows[place] = onboarding
        self.events[place] = list(events)
        return onboarding

    def save(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        place = (onboarding.target, onboarding.key)
        if self.load(*place).passes != onboarding.passes:
            raise StaleWrite
        self.rows[place] = replace(onboarding, passes=onboarding.passes + 1)
        self.events[place].extend(events)
        return self.rows[place]

    def due(self, target: Target, now: datetime) -> Sequence[str]:
        due = [row for row in self.all(target) if row.due_at is not None and row.due_at <= now]
        return [row.key for row in sorted(due, key=lambda row: row.due_at or now)]

    def history(self, target: Target, key: str) -> Sequence[Event]:
        return tuple(self.events[(target, key)])

    def forget(self, target: Target, key: str) -> None:
        del self.rows[(target, key)]


@dataclass
class Listening:
    """The Notifier port: keeps what it hears."""

    heard: list[Event] = field(default_factory=list)

    def notify(self, onboarding: Onboarding, events: Sequence[Event]) -> None:
        self.heard.extend(events)
