"""The one way into the core: the command line, and every program that embeds tendlc, uses an App.

An App is aimed at one destination and holds its data folder. A Reader sees the same ledger beside
it and changes nothing. What neither shows is not for doors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.destinations import Destination, to_sandbox, to_twilio
from tendlc.engine.queries import (
    CustomerView,
    NextKind,
    NextStep,
    customer,
    next_step,
    records,
    tasks_of,
)
from tendlc.ports import CustomerRow, Filter, Page
from tendlc.settings import Settings, load_settings

if TYPE_CHECKING:
    from tendlc.bootstrap import Listener
    from tendlc.domain.approval import Approval
    from tendlc.domain.customer import Customer
    from tendlc.domain.findings import Finding
    from tendlc.domain.onboarding import Onboarding, Stage, Target, Unreadable
    from tendlc.engine.commands import Added, Enrolment
    from tendlc.engine.engine import Engine
    from tendlc.ports import Clock, Pacer, Store

__all__ = [
    "App",
    "CustomerRow",
    "CustomerView",
    "Destination",
    "Filter",
    "NextKind",
    "NextStep",
    "Page",
    "Reader",
    "load_adapters",
    "open_app",
    "open_reader",
    "preflight",
    "tasks_of",
    "to_sandbox",
    "to_twilio",
]


@dataclass(frozen=True, slots=True)
class Reader:
    """A ledger to look into, beside whoever works on it; its methods may be called in any thread.

    Methods raise StoreError where the ledger cannot be read.
    """

    _store: Store
    _clock: Clock

    def now(self) -> datetime:
        """Return the time by the clock that this was opened with, in UTC."""
        return self._clock.now()

    def records(self, key: str) -> Sequence[Onboarding | Unreadable]:
        """Return the records of one customer, one for each target that has any."""
        return [*records(self._store, key)]

    def page(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page:
        """Return some customers of a list, by target and key.

        Args:
            wanted: which customers the list is of.
            after: the `next` of the page before; None for the first page.
            limit: how many at most.

        Raises:
            BadPageToken: `after` is not a token of this ledger and this filter.
        """
        return self._store.page(wanted, after, limit)

    def counts(self, wanted: Filter) -> Mapping[Stage, int]:
        """Return how many customers of a list stand at each stage; empty stages are left out."""
        return self._store.counts(wanted)

    def view(self, onboarding: Onboarding) -> CustomerView:
        """Return a record as people see it, with its history."""
        history = self._store.history(onboarding.target, onboarding.key)
        return CustomerView(onboarding=onboarding, history=history)


@dataclass(frozen=True, slots=True)
class App(Reader):
    """One installation, aimed at one destination; made by `open_app`.

    Its methods may be called in any thread; two runs of one customer at once do not disturb each
    other. `run` makes requests, `answer` makes one or two; all else only reads and writes the
    ledger. Methods raise StoreError where the ledger cannot be read or written.
    """

    _engine: Engine
    _pacer: Pacer

    @property
    def target(self) -> Target:
        """The account, and at a sandbox the world, that this App's records belong to."""
        return self._engine.target

    def add(
        self,
        customer: Customer,
        *,
        another: bool = False,
        retry: bool = False,
        recreate_campaign: bool = False,
        approval: Approval | None = None,
    ) -> Onboarding:
        """Put a customer into the ledger, or bring its record in line with a changed document.

        Args:
            customer: the document.
            another: go on although another customer of the target is the same business.
            retry: try again what was refused or rejected although the document did not change.
            recreate_campaign: delete the campaign and create it again, where that changes anything.
            approval: what a person agreed to pay. Without one, nothing that costs money is sent:
                it becomes a task with its quote.

        Raises:
            NotAllowed, SameBusiness, WorldGone, ConfigurationError: as `prepare`.
        """
        options = {"another": another, "retry": retry, "recreate_campaign": recreate_campaign}
        return self.commit(self.prepare(customer, **options), approval)

    def add_many(self, customers: Sequence[Customer]) -> Added:
        """Put many new customers into the ledger in one commit; what is there stays as it is.

        One that is the same business as another gets a task before anything is paid for it.

        Args:
            customers: the documents, each with a key of its own; some hundreds at a time.

        Returns:
            Which customers the ledger had already, and which were left out, with the reason.
        """
        from tendlc.engine import commands

        return commands.add_many(self._engine, customers)

    def prepare(
        self,
        customer: Customer,
        *,
        another: bool = False,
        retry: bool = False,
        recreate_campaign: bool = False,
    ) -> Enrolment:
        """Do what `add` does up to the question of money; its `due` lists what must be agreed to.

        Nothing is stored.

        Raises:
            NotAllowed: the document changes what can no longer change, or there is no campaign to
                create again.
            SameBusiness: a new customer is the same business as another one of the target.
            WorldGone: the customer was registered in a sandbox world that is no more.
            ConfigurationError: the mailbox for status mails is the customer's own.
        """
        from tendlc.engine import commands

        return commands.prepare(
            self._engine,
            customer,
            another=another,
            retry=retry,
            recreate_campaign=recreate_campaign,
        )

    def commit(self, enrolment: Enrolment, approval: Approval | None = None) -> Onboarding:
        """Store what was prepared, with what a person agreed to pay."""
        from tendlc.engine import commands, inbox

        known = commands.commit(self._engine, enrolment, approval)
        return inbox.take_now(self._engine, known.key)

    def begin_anew(self, key: str) -> None:
        """Forget what a sandbox world that is gone knew of a customer.

        Raises:
            NotAllowed: the customer's record is at Twilio.
        """
        from tendlc.engine import commands

        commands.begin_anew(self._engine, key)

    def look_again(self, key: str) -> Onboarding:
        """Have the next run look at all of a customer, whose document stays as it is.

        Raises:
            UnknownOnboarding: the ledger does not know the customer at this target.
        """
        from tendlc.engine import commands, inbox

        commands.look_again(self._engine, key)
        return inbox.take_now(self._engine, key)

    def answer(self, key: str, step: str, sid: str | None) -> Onboarding:
        """Say what a person saw in the Console where only a person can tell.

        Args:
            key: the customer's key.
            step: the step in doubt, as its task names it.
            sid: the SID of the object, which is looked up before it is believed; None: there is
                none.

        Raises:
            NotAllowed: there is no such doubt, or the answer is not so.
            UnknownOnboarding: the ledger does not know the customer at this target.
            RemoteError: the object cannot be looked up now.
        """
        from tendlc.engine import answers, inbox

        self._pacer.wait_for_slot()
        answers.answer(self._engine, key, step, sid)
        return inbox.take_now(self._engine, key)

    def plan(self, key: str) -> NextStep:
        """Return what a run would do next with a customer, by what the ledger knows.

        Raises:
            UnknownOnboarding: the ledger does not know the customer at this target.
        """
        return next_step(self.record(key), self._engine.terms, self.now())

    def run(self, key: str, patience: timedelta = timedelta(0)) -> Onboarding:
        """Carry one customer on until it must wait, a person must act, or all is done.

        Args:
            key: the customer's key.
            patience: how long to wait for reviews, all waits together.

        Raises:
            UnknownOnboarding: the ledger does not know the customer at this target.
            Unreachable, CredentialsRefused, Refused: nothing can be done now.
            NotProcessed, UnexpectedAnswer: after the last of several tries.
        """
        from tendlc.bootstrap import run_inline

        run_inline(self._engine, self._pacer, key, patience)
        return self.record(key)

    def due(self, limit: int | None = None) -> Sequence[str]:
        """Return the keys of this target's customers whose time has come, longest due first."""
        return self._store.due(self.target, self.now(), limit)

    def record(self, key: str) -> Onboarding:
        """Return the record of a customer at this App's target.

        Raises:
            UnknownOnboarding: the ledger does not know the customer at this target.
            UnreadableRecord: the record cannot be read by this version.
        """
        return self._store.load(self.target, key)

    def status(self, key: str, since: datetime | None = None) -> CustomerView:
        """Return a customer with its steps, reviews, tasks and history.

        Args:
            key: the customer's key.
            since: what was done before it is shown as done, not as made or adopted.

        Raises:
            UnknownOnboarding, UnreadableRecord: as `record`.
        """
        return customer(self._store, self.target, key, since)

    def looking_only(self) -> App:
        """Return this App for a run that sends nothing, since the customer's file has errors."""
        terms = replace(self._engine.terms, faulty_document=True)
        return replace(self, _engine=replace(self._engine, terms=terms))


@contextmanager
def open_app(
    destination: Destination | AbstractContextManager[Destination],
    data: Path | None = None,
    *,
    settings: Settings | None = None,
    listeners: Sequence[Listener] = (),
    clock: Clock | None = None,
) -> Iterator[App]:
    """Open the ledger in a data folder and aim it at a destination.

    Args:
        destination: from `to_twilio` or `to_sandbox`; or what gives it when it is entered, which
            happens once the folder is locked.
        data: the folder of the ledger and its key; the one of the settings where none is given.
            One App at a time holds a folder.
        settings: those of the environment where none are given.
        listeners: called with a record and its new events after each commit, in the thread that
            made it. What one raises ends the run.
        clock: the machine's where none is given.

    Raises:
        FolderInUse: another process, or another App of this one, holds the folder.
        ConfigurationError: a setting or the folder cannot be used.
        Unreachable: the sandbox does not answer.
        StoreError: the ledger cannot be read or written.
    """
    from tendlc.bootstrap import open_engine

    settings = settings or load_settings()
    way = nullcontext(destination) if isinstance(destination, Destination) else destination
    folder = data or settings.data_folder
    with open_engine(settings, way, folder, listeners, clock) as (engine, pacer):
        yield App(engine.store, engine.clock, engine, pacer)


@contextmanager
def open_reader(data: Path | None = None, *, settings: Settings | None = None) -> Iterator[Reader]:
    """Open a ledger to look into it beside an App that works on it; a missing one is empty.

    Args:
        data: as in `open_app`.
        settings: those of the environment where none are given.

    Raises:
        ConfigurationError: the folder or its key cannot be read.
        StoreError: the ledger is damaged, or of another version.
    """
    from tendlc.bootstrap import open_store

    settings = settings or load_settings()
    with open_store(settings, data or settings.data_folder) as (store, clock):
        yield Reader(store, clock)


def preflight(customer: Customer) -> tuple[Finding, ...]:
    """Look a customer over: what would be refused, and what is likely to be rejected."""
    from tendlc.rules.preflight.packs import preflight

    return tuple(preflight(customer))


def load_adapters() -> None:
    """Import the heavy libraries now, for a caller that has time to spare."""
    from tendlc.bootstrap import load_adapters

    load_adapters()
