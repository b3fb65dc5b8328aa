"""One customer's whole way: the document, every attempt, and what was last seen.

An onboarding belongs to one target, one account and, in the sandbox, one world; it is a value, and
each change is a new value with the pass count raised by the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tendlc.domain.customer import Customer
from tendlc.domain.observed import AvailableNumbersSeen, Observations, PhoneNumberSeen
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Task


class TargetKind(StrEnum):
    """Where the requests go."""

    SANDBOX = "sandbox"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The place and account a record belongs to; `world_id` is None at Twilio."""

    kind: TargetKind
    account_sid: str
    world_id: str | None = None


class Lane(StrEnum):
    """Free requests, or those under the limit of one a second."""

    FREE = "free"
    PACED = "paced"


class Stage(StrEnum):
    """Where a customer stands, in the words that people see."""

    PREPARING = "preparing"
    BRAND_REVIEW = "brand review"
    CAMPAIGN_REVIEW = "campaign review"
    FINISHING = "finishing"
    NEEDS_ACTION = "needs action"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Onboarding:
    """The record of one customer.

    `passes` counts the writes to this record and guards each against a second writer.
    `retry_round` is raised when a person asks to try refused steps again. `due_at` is None when
    nothing is due: the customer is ready, or a person must act.
    """

    key: str
    target: Target
    customer: Customer
    enrolled_at: datetime
    attempts: tuple[Attempt, ...] = ()
    observed: Observations = field(default_factory=Observations)
    passes: int = 0
    lane: Lane = Lane.FREE
    stage: Stage = Stage.PREPARING
    due_at: datetime | None = None
    tasks: tuple[Task, ...] = ()
    retry_round: int = 0
    spending_approved_at: datetime | None = None

    def attempts_at(self, step: Step) -> tuple[Attempt, ...]:
        """The tries at one step, oldest first."""
        return tuple(attempt for attempt in self.attempts if attempt.step == step)

    def last_attempt(self, step: Step) -> Attempt | None:
        tries = self.attempts_at(step)
        return tries[-1] if tries else None

    def last_success(self, step: Step) -> Attempt | None:
        """The newest attempt that made, changed or found the object."""
        done = [attempt for attempt in self.attempts_at(step) if attempt.succeeded]
        return done[-1] if done else None

    def was_there_before(self, name: StepName, ordinal: int = 1) -> bool:
        """Say whether the object was found without this ledger having ever sent anything."""
        tries = self.attempts_at(Step(name, ordinal))
        return any(attempt.succeeded and attempt.blind for attempt in tries)

    def sid_of(self, name: StepName, ordinal: int = 1) -> str | None:
        done = self.last_success(Step(name, ordinal))
        return done.sid if done else None

    def open_attempts(self) -> Iterator[Attempt]:
        return (attempt for attempt in self.attempts if attempt.result is None)

    def with_attempt(self, attempt: Attempt) -> Onboarding:
        """Add an attempt, or put it in the place of the one with its step and number."""
        others = [
            known
            for known in self.attempts
            if (known.step, known.number) != (attempt.step, attempt.number)
        ]
        ordered = sorted([*others, attempt], key=lambda a: (a.noted_at, a.number))
        return replace(self, attempts=tuple(ordered))

    def available_for(self, ordinal: int) -> AvailableNumbersSeen | None:
        found = [seen for seen in self.observed.available_numbers if seen.ordinal == ordinal]
        return found[-1] if found else None

    def number_seen(self, sid: str) -> PhoneNumberSeen | None:
        found = [seen for seen in self.observed.phone_numbers if seen.sid == sid]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A record that the ledger holds and this version cannot read.

    `what` names the part that it stumbles over, never a value; `target` is None where not even
    that can be told.
    """

    key: str
    target: Target | None
    what: str
