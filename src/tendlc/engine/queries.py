"""What people ask about one record: its steps and reviews, what was not sent, what happens next.

Everything follows from the record, the terms and the time: no request leaves, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target, Unreadable
from tendlc.domain.status import Review
from tendlc.domain.steps import Step, StepReport
from tendlc.domain.tasks import Task
from tendlc.domain.terms import Terms
from tendlc.errors import UnreadableRecord
from tendlc.ports import Store
from tendlc.rules import number_registration, stages, unsent
from tendlc.rules.planning import phone_numbers
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Done, Look, ReadBack, Wait
from tendlc.rules.planning.plan import plan
from tendlc.rules.remedies import unreadable_record


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """One customer as people see it: the record, what follows from it, and its history.

    Steps that were done before `since` are shown as done, those after it as made or adopted.
    `history` is oldest first, and empty where it was not asked for.
    """

    onboarding: Onboarding
    since: datetime | None = None
    history: Sequence[Event] = ()

    @property
    def steps(self) -> tuple[StepReport, ...]:
        """One line for each step of Twilio's guide, in its order."""
        return stages.report(self.onboarding, self.since)

    def step(self, step: Step) -> StepReport:
        """Return the line of one step."""
        return stages.step_report(self.onboarding, step, self.since)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The reviews that have begun, in the guide's order."""
        return tuple(stages.reviews(self.onboarding))

    @property
    def not_sent(self) -> tuple[str, ...]:
        """The fields of the document whose value Twilio does not have."""
        return unsent.unsent(self.onboarding)

    @property
    def removed_numbers(self) -> tuple[str, ...]:
        """SIDs of numbers that left the messaging service and are still billed."""
        return tuple(phone_numbers.replaced(self.onboarding))

    @property
    def carriers_approve(self) -> bool:
        """Whether the carriers approve the use case themselves before numbers may send."""
        return number_registration.approved_by_carriers(self.onboarding)

    def expected_by(self, number_sid: str) -> datetime | None:
        """Return when the carriers should have activated a number; None where nobody can say."""
        return number_registration.expected_by(self.onboarding, number_sid)


def records(store: Store, key: str) -> Iterator[Onboarding | Unreadable]:
    """Read every record of a customer, one for each target that has any."""
    for known in store.targets_of(key):
        yield _record(store, known.target, key)


def _record(store: Store, target: Target, key: str) -> Onboarding | Unreadable:
    try:
        return store.load(target, key)
    except UnreadableRecord as error:
        return Unreadable(key=key, target=target, what=error.context["what"])


def customer(store: Store, target: Target, key: str, since: datetime | None = None) -> CustomerView:
    """Return one customer; raises UnknownOnboarding, UnreadableRecord."""
    onboarding, history = store.load(target, key), store.history(target, key)
    return CustomerView(onboarding=onboarding, since=since, history=history)


class NextKind(StrEnum):
    """What an onboarding does next."""

    SEND = "send"
    FIND = "find"
    LOOK = "look"
    WAIT = "wait"
    ASK = "ask"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What a run would do next with a customer, by what the ledger knows.

    `step` is the step in question where there is one, `request` what would be sent, looked for or
    looked at, `at` when something is due where it waits, `tasks` what people must do first.
    """

    kind: NextKind
    step: str | None = None
    request: str | None = None
    at: datetime | None = None
    tasks: tuple[Task, ...] = ()


def next_step(record: Onboarding, terms: Terms, now: datetime) -> NextStep:
    """Say what a run would do next; nothing is sent."""
    return _told(plan(record.as_of(now), terms, now))


def _told(decision: Decision) -> NextStep:
    match decision:
        case Act(step=step, action=action):
            return NextStep(kind=NextKind.SEND, step=str(step), request=type(action).__name__)
        case ReadBack(step=step, action=action):
            return NextStep(kind=NextKind.FIND, step=str(step), request=type(action).__name__)
        case Look(subject=subject):
            return NextStep(kind=NextKind.LOOK, request=type(subject).__name__)
        case Wait(until=until):
            return NextStep(kind=NextKind.WAIT, at=until)
        case AskHuman(tasks=tasks, until=until):
            return NextStep(kind=NextKind.ASK, at=until, tasks=tuple(tasks))
        case Done():
            return NextStep(kind=NextKind.DONE)


def tasks_of(record: Onboarding | Unreadable) -> tuple[Task, ...]:
    """Return what people must do about a record; one that cannot be read is itself a task."""
    if isinstance(record, Unreadable):
        return (unreadable_record(record.what),)
    return record.tasks
