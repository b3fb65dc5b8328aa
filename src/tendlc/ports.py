"""What the engine asks of the world, one small protocol each.

Adapters fill these; tests fill them with fakes that pass the same contract suite. Nothing here
knows Twilio's library, a database or a clock of the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tendlc.domain.actions import Action
from tendlc.domain.events import Event
from tendlc.domain.observed import Seen
from tendlc.domain.onboarding import Lane, Onboarding, Target, Unreadable
from tendlc.domain.subjects import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A write that Twilio answered: the object's SID, and what the answer showed of it."""

    sid: str
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Reading back found the object of an earlier write; of several, the oldest.

    `others` are the rest of them on the same page, oldest first.
    """

    sid: str
    seen: Seen | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Reading back came to the end of the list without finding the object."""


@dataclass(frozen=True, slots=True)
class MorePages:
    """Reading back must go on at this page token."""

    page_token: str


class Gateway(Protocol):
    """The three verbs to Twilio; each makes exactly one request, except where it says more.

    All raise RemoteError: Unreachable and NotProcessed (no effect), OutcomeUnknown, AlreadyThere,
    Refused, CredentialsRefused, UnexpectedAnswer.
    """

    def perform(self, action: Action, *, send_by: datetime) -> Made:
        """Send one write; after `send_by` nothing is sent and NotProcessed is raised."""

    def find(self, action: Action, *, page_token: str | None = None) -> Found | Absent | MorePages:
        """Look for the object that `action` would have made, one page a call."""

    def look(self, subject: Subject) -> Seen:
        """Fetch what moves by itself; a resource that answers 404 is seen as `gone`."""


class Store(Protocol):
    """The ledger. Every write is committed when the call returns."""

    def load(self, target: Target, key: str) -> Onboarding:
        """Return one onboarding; raises UnknownOnboarding, UnreadableRecord.

        A stored document is not judged again: rules run where documents come in.
        """

    def all(self, target: Target | None = None) -> Sequence[Onboarding]:
        """Return every onboarding of a target, or of all targets, by key, that can be read."""

    def records(self, target: Target | None = None) -> Sequence[Onboarding | Unreadable]:
        """Return what `all` does, and in between the records that cannot be read."""

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        """Store a new onboarding; raises NotAllowed where target and key exist."""

    def save(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        """Write a changed onboarding if `passes` is still the stored one, and raise `passes`.

        A second intent with the same step and number is refused by the database.
        Raises StaleWrite where somebody else was first.
        """

    def due(self, target: Target, now: datetime) -> Sequence[str]:
        """Return the keys of the customers whose `due_at` has come, longest due first."""

    def history(self, target: Target, key: str) -> Sequence[Event]:
        """Return what happened to one customer, oldest first; raises UnreadableRecord."""

    def forget(self, target: Target, key: str) -> None:
        """Remove one sandbox onboarding; raises NotAllowed for a live one."""


class Dispatch(Protocol):
    """Brings a customer to a job on a lane; saying it twice is the same as once."""

    def enqueue(self, key: str, lane: Lane, *, at: datetime | None = None) -> None:
        """Ask for `key` to be advanced on `lane`, now or at a time."""


class Clock(Protocol):
    """The only time that the engine knows; always in UTC."""

    def now(self) -> datetime: ...

    def wait(self, pause: timedelta) -> bool:
        """Return True after `pause`, however the clock is set in it; False when told to stop."""


class Pacer(Protocol):
    """The budget of requests towards brand and campaign registration."""

    def wait_for_slot(self) -> None:
        """Reserve the next slot of the whole installation and return when it has come."""


class Notifier(Protocol):
    """Tells people and programs what happened."""

    def notify(self, onboarding: Onboarding, events: Sequence[Event]) -> None: ...


class Vault(Protocol):
    """Seals personal data before it is stored."""

    def seal(self, plain: bytes) -> bytes: ...

    def unseal(self, sealed: bytes) -> bytes: ...
