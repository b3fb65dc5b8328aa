"""One customer's whole way: the document, every attempt, and what was last seen.

An onboarding belongs to one target, one account and, in the sandbox, one world; it is a value, and
each change is a new value with the pass count raised by the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from tendlc.domain.approval import Approval
from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import Observations
from tendlc.domain.tasks import Task
from tendlc.domain.trouble import Trouble


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


BUILT_IN: Final = "built-in"
"""The place of the sandbox that lies beside the ledger."""


class Lane(StrEnum):
    """Free requests, or those under the limit of one a second."""

    FREE = "free"
    PACED = "paced"


class Stage(StrEnum):
    """Where a customer stands, in the words that people see.

    REGISTERED: every step that Twilio's REST API shows is done. It does not show when the carriers
    have registered a number, so no stage says that a number may send.
    """

    PREPARING = "preparing"
    BRAND_REVIEW = "brand review"
    CAMPAIGN_REVIEW = "campaign review"
    FINISHING = "finishing"
    NEEDS_ACTION = "needs action"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the customer document said when one attempt was sent: paths and their values as text."""

    step: Step
    number: int
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """A paid object that is there a second time: `kept` is used, nothing is built on `sid`."""

    step: Step
    sid: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Onboarding:
    """The record of one customer.

    `attempts` are in the order in which they were noted; the clock may have been set back between
    two of them. The first `attempts_before_run` of them are from before the command that is
    running now: since then, the ledger may have been replaced by an older copy of itself.
    `missed_looks` counts the looks in a row that found nothing where something should be.
    `sent` keeps what the document said when a step was last sent. `recreation_of` is the number of
    the campaign that a person agreed to delete and create again, `mail_agreed` that of the further
    mail of Authentication+ that a person agreed to. `number_ordinals` gives each wish
    in `phone_numbers` the ordinal of its steps; empty: 1, 2, 3 and so on.
    `unconfirmed` are steps whose object was made and not yet looked for again, in case somebody
    else made one at the same time; `surplus` is what such looks found. `lists_lag` says whether a
    list left out what had just been made; None where nobody has tried yet.
    `passes` counts the writes to this record and guards each against a second writer.
    `retry_round` is raised when a person asks to try refused steps again. `due_at` is None when
    nothing is due: all is done, or a person must act. Of `approvals`, oldest first, the
    last one decides. `another_of` names customers of the same target that are the same business
    and were agreed to; `same_business` names those that nobody has agreed to. `place` is where a
    sandbox was found: its URL, or BUILT_IN; None at Twilio, and in older records.
    `trouble` is there while requests fail. `registered_at` is when the last step was done, for the
    last time; None before, and in older records.
    `stage_since` is when the stage was reached. `mark` is the id of the last request of a person
    that was applied, `newest_request` that of the newest there was when the record was loaded.
    `hold` says why the customer is not carried on; None where it is.
    `account_sid` is the account that the customer's own objects are in; None where that is the
    target's.
    """

    key: str
    target: Target
    customer: Customer
    enrolled_at: datetime
    attempts: tuple[Attempt, ...] = ()
    attempts_before_run: int = 0
    observed: Observations = field(default_factory=Observations)
    missed_looks: int = 0
    passes: int = 0
    stage: Stage = Stage.PREPARING
    due_at: datetime | None = None
    tasks: tuple[Task, ...] = ()
    retry_round: int = 0
    approvals: tuple[Approval, ...] = ()
    another_of: tuple[str, ...] = ()
    same_business: tuple[str, ...] = ()
    place: str | None = None
    trouble: Trouble | None = None
    sent: tuple[Sent, ...] = ()
    recreation_of: int = 0
    mail_agreed: int = 0
    number_ordinals: tuple[int, ...] = ()
    registered_at: datetime | None = None
    unconfirmed: tuple[Step, ...] = ()
    surplus: tuple[Surplus, ...] = ()
    lists_lag: bool | None = None
    stage_since: datetime | None = None
    mark: int = 0
    newest_request: int = field(default=0, compare=False)
    hold: str | None = None
    account_sid: str | None = None

    @property
    def has_news(self) -> bool:
        """Say whether people had asked for something by the time of loading that is not applied."""
        return self.newest_request > self.mark

    @property
    def seen_registered(self) -> bool:
        """Say whether every step is done and the last run saw it so; else it is from memory."""
        return self.stage is Stage.REGISTERED and self.due_at is None

    def attempts_at(self, step: Step) -> tuple[Attempt, ...]:
        """The tries at one step, by their numbers."""
        tries = (attempt for attempt in self.attempts if attempt.step == step)
        return tuple(sorted(tries, key=lambda attempt: attempt.number))

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

    def known_sid(self, name: StepName, ordinal: int = 1) -> str:
        """Return the SID of what is surely there, for what comes after it."""
        sid = self.sid_of(name, ordinal)
        assert sid is not None, f"{name} comes first"
        return sid

    def friendly_name(self, what: str) -> str:
        """Name one object so that it is found again; at most 64 characters.

        Twilio has no idempotency keys: the customer's key tells it from all others (walkthrough
        section 11).
        """
        return f"{self.key}: {what}"

    @property
    def campaign_number(self) -> int:
        """The number of the campaign of today: one more than were deleted."""
        number = 1
        while self.last_success(Step(StepName.CAMPAIGN_DELETION, number)) is not None:
            number += 1
        return number

    def number_wishes(self) -> Iterator[tuple[int, PhoneNumberWish]]:
        """Give each wish for a number with the ordinal of its steps."""
        wishes = self.customer.phone_numbers
        return zip(self.number_ordinals or range(1, len(wishes) + 1), wishes, strict=True)

    def with_attempt(self, attempt: Attempt) -> Onboarding:
        """Add an attempt, or put it in the place of the one with its step and number."""
        known = {(a.step, a.number): a for a in self.attempts}
        known[attempt.step, attempt.number] = attempt
        return replace(self, attempts=tuple(known.values()))

    def noted_after(self, attempt: Attempt, other: Attempt) -> bool:
        """Say whether an attempt was noted after another, whatever the clock said."""
        places = {(a.step, a.number): place for place, a in enumerate(self.attempts)}
        return places[attempt.step, attempt.number] > places[other.step, other.number]

    def tries_of_run(self) -> tuple[Attempt, ...]:
        """The attempts noted since the command that is running now began."""
        return self.attempts[self.attempts_before_run :]

    def as_of(self, now: datetime) -> Onboarding:
        """Count every time of the future as now: the clock has been set back since.

        Waits that are measured from such a time end as late as if it all had happened just now.
        """
        attempts = tuple(attempt.as_of(now) for attempt in self.attempts)
        observed = self.observed.as_of(now)
        enrolled_at = min(self.enrolled_at, now)
        trouble = self.trouble.as_of(now) if self.trouble else None
        registered_at = min(self.registered_at, now) if self.registered_at else None
        timely = replace(
            self,
            attempts=attempts,
            observed=observed,
            enrolled_at=enrolled_at,
            trouble=trouble,
            registered_at=registered_at,
            stage_since=min(self.stage_since, now) if self.stage_since else None,
        )
        return self if timely == self else timely


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A record that the ledger holds and this version cannot read.

    `what` names the part that it stumbles over, never a value; `target` is None where not even
    that can be told.
    """

    key: str
    target: Target | None
    what: str
