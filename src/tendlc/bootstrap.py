"""The one place where ports meet adapters.

Heavy libraries are imported inside, when an App is built, so that --help and check stay quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Lane, Onboarding, Target, TargetKind
from tendlc.engine.engine import Engine
from tendlc.engine.jobs import Jobs
from tendlc.engine.reconcile import Ended
from tendlc.ports import Clock, Store
from tendlc.settings import Settings, live_terms, sandbox_terms

if TYPE_CHECKING:
    from sqlalchemy import Engine as SqlEngine

Listener = Callable[[Onboarding, Sequence[Event]], None]

# fact: registration-requests-per-second
LIVE_INTERVAL_SECONDS = 1.005
"""One request a second, and a little more for the clocks' sake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the requests go: a URL of a sandbox (or of a gateway), or None for Twilio itself.

    `authorities` is the file of certificate authorities to trust. `region` and `edge` are those of
    Twilio itself; no URL has any. `name` is what a sandbox is known by from run to run.
    """

    kind: TargetKind
    account_sid: str
    auth_token: str
    url: str | None = None
    name: str | None = None
    authorities: Path | None = None
    region: str | None = None
    edge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One installation, aimed at one place."""

    engine: Engine
    jobs: Jobs

    @property
    def clock(self) -> Clock:
        return self.engine.clock

    def run(self, key: str, patience: timedelta) -> Ended | None:
        """Advance one customer until it rests, waiting for reviews no longer than `patience`.

        Returns:
            How it rested last; its `due_at` is None where nothing will move by itself.
        """
        from tendlc.adapters.dispatch.inline import InlineDispatch
        from tendlc.adapters.twilio.transport import load_products

        load_products()
        dispatch = self.jobs.dispatch
        assert isinstance(dispatch, InlineDispatch), "this door runs jobs in its own process"
        last: list[Ended] = []

        def advance(customer: str, lane: Lane) -> None:
            ended = self.jobs.advance(customer, lane)
            if ended is not None:
                last[:] = [ended]

        dispatch.enqueue(key, Lane.FREE)
        dispatch.run(advance, patience)
        return last[0] if last else None

    def looking_only(self) -> App:
        """Return this installation for a run that sends nothing, since the file has errors."""
        terms = replace(self.engine.terms, faulty_document=True)
        engine = replace(self.engine, terms=terms)
        return App(engine=engine, jobs=replace(self.jobs, engine=engine))

    def answer(self, key: str, step: str, sid: str | None) -> Onboarding:
        """Settle a doubt of a customer from what a person saw; see engine.answers.

        Raises:
            NotAllowed: there is no such doubt, or the answer is not so.
        """
        from tendlc.engine import answers

        self.jobs.pacer.wait_for_slot()
        return answers.answer(self.engine, key, step, sid)


def load_adapters() -> None:
    """Import the heavy libraries now, for a caller that has time to spare."""
    import tendlc.adapters.sql.store
    import tendlc.adapters.twilio.gateway  # noqa: F401 the import is the work


@contextmanager
def open_app(
    settings: Settings,
    reach: AbstractContextManager[Place],
    data: Path,
    listeners: Sequence[Listener] = (),
    clock: Clock | None = None,
) -> Iterator[App]:
    """Lock the data folder, reach the place, open the ledger and aim the engine.

    `reach` is entered once the folder is locked: what it starts runs for one process only.
    `clock` is the machine's unless the caller brings its own.

    Raises:
        FolderInUse: another process holds the folder.
        ConfigurationError: a setting or the folder cannot be used.
        Unreachable: the sandbox does not answer.
    """
    from tendlc.adapters.sql.folder import DataFolder

    with DataFolder(data) as folder, reach as place:
        ledger = _open_ledger(folder.ledger)
        try:
            yield _build(settings, place, folder.path, ledger, listeners, clock)
        finally:
            ledger.dispose()


def _open_ledger(path: Path) -> SqlEngine:
    from tendlc.adapters.sql.sqlite import open_ledger

    return open_ledger(path)


def _build(
    settings: Settings,
    place: Place,
    folder: Path,
    ledger: SqlEngine,
    listeners: Sequence[Listener],
    clock: Clock | None,
) -> App:
    from tendlc.adapters.clock import SystemClock
    from tendlc.adapters.dispatch.inline import InlineDispatch
    from tendlc.adapters.notify.listeners import ListenerNotifier
    from tendlc.adapters.pacing import SqlPacer
    from tendlc.adapters.sql.store import SqlStore
    from tendlc.adapters.twilio.gateway import TwilioGateway
    from tendlc.adapters.twilio.transport import Way
    from tendlc.adapters.vault import FernetVault

    live = place.kind is TargetKind.LIVE
    terms = live_terms(settings) if live else sandbox_terms(settings)
    clock = clock or SystemClock()
    engine = Engine(
        target=_target(place),
        terms=terms,
        store=SqlStore(ledger, FernetVault.open(folder, settings.vault_key)),
        gateway=TwilioGateway(
            place.account_sid,
            place.auth_token,
            clock=clock,
            timeout=terms.patience.client_timeout,
            way=Way(
                url=place.url,
                authorities=place.authorities,
                region=place.region,
                edge=place.edge,
            ),
        ),
        clock=clock,
        notifier=ListenerNotifier(listeners),
        place=place.name,
    )
    pacer = SqlPacer(ledger, _interval(settings, live), clock)
    jobs = Jobs(engine=engine, dispatch=InlineDispatch(clock), pacer=pacer)
    return App(engine=engine, jobs=jobs)


@contextmanager
def open_store(settings: Settings, data: Path) -> Iterator[Store]:
    """Open the ledger as it is, beside whoever works on it; one that is not there is empty."""
    from tendlc.adapters.sql.folder import DataFolder
    from tendlc.adapters.sql.sqlite import open_ledger_for_reading
    from tendlc.adapters.sql.store import SqlStore
    from tendlc.adapters.vault import FernetVault

    folder = DataFolder(data)
    folder.check_readable()
    ledger = open_ledger_for_reading(folder.ledger)
    try:
        yield SqlStore(ledger, FernetVault.open(folder.path, settings.vault_key))
    finally:
        ledger.dispose()


def _target(place: Place) -> Target:
    if place.kind is TargetKind.LIVE:
        return Target(kind=TargetKind.LIVE, account_sid=place.account_sid)
    from tendlc.adapters.twilio.sandbox_world import sandbox_world

    world = sandbox_world(place.url or "", place.account_sid, place.auth_token, place.authorities)
    return Target(kind=TargetKind.SANDBOX, account_sid=place.account_sid, world_id=world)


def _interval(settings: Settings, live: bool) -> float:
    if settings.request_interval_seconds is not None:
        return settings.request_interval_seconds
    return LIVE_INTERVAL_SECONDS if live else 0.0
