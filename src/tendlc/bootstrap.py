"""The one place where ports meet adapters: the engine, aimed at a destination, and the ledger.

Heavy libraries are imported inside, when something is opened, so that --help and check stay quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.destinations import Destination
from tendlc.domain.events import Event
from tendlc.domain.onboarding import Lane, Onboarding, Target, TargetKind
from tendlc.engine.engine import Engine
from tendlc.engine.jobs import Jobs
from tendlc.engine.reconcile import Ended
from tendlc.ports import Clock, Pacer, Store, Vault
from tendlc.settings import Settings, live_terms, sandbox_terms

if TYPE_CHECKING:
    from sqlalchemy import Engine as SqlEngine

Listener = Callable[[Onboarding, Sequence[Event]], None]

# fact: registration-requests-per-second
LIVE_INTERVAL_SECONDS = 1.005
"""One request a second, and a little more for the clocks' sake."""


def load_adapters() -> None:
    """Import the heavy libraries now, for a caller that has time to spare."""
    import tendlc.adapters.sql.store
    import tendlc.adapters.twilio.gateway  # noqa: F401 the import is the work


def run_inline(engine: Engine, pacer: Pacer, key: str, patience: timedelta) -> Ended | None:
    """Advance one customer in this thread until it rests; return how it rested last."""
    from tendlc.adapters.dispatch.inline import InlineDispatch
    from tendlc.adapters.twilio.transport import load_products

    load_products()
    dispatch = InlineDispatch(engine.clock)
    jobs = Jobs(engine=engine, dispatch=dispatch, pacer=pacer)
    last: list[Ended] = []

    def advance(customer: str, lane: Lane) -> None:
        ended = jobs.advance(customer, lane)
        if ended is not None:
            last[:] = [ended]

    dispatch.enqueue(key, Lane.FREE)
    dispatch.run(advance, patience)
    return last[0] if last else None


@contextmanager
def open_engine(
    settings: Settings,
    way: AbstractContextManager[Destination],
    data: Path,
    listeners: Sequence[Listener] = (),
    clock: Clock | None = None,
) -> Iterator[tuple[Engine, Pacer]]:
    """Lock the data folder, enter the way, open the ledger and aim the engine.

    `way` is entered once the folder is locked: what it starts runs for one process only.
    `clock` is the machine's unless the caller brings its own.

    Raises:
        FolderInUse: another process, or another App of this one, holds the folder.
        ConfigurationError: a setting or the folder cannot be used.
        Unreachable: the sandbox does not answer.
    """
    from tendlc.adapters.sql.folder import DataFolder

    with DataFolder(data) as folder, way as destination:
        vault = _vault(settings, folder.path)
        ledger = _open_ledger(folder.ledger, vault)
        try:
            engine, pacer = _build(settings, destination, ledger, vault, listeners, clock)
            kept = timedelta(days=settings.requests_kept_days)
            engine.store.drop_requests(engine.clock.now() - kept)
            yield engine, pacer
        finally:
            ledger.dispose()


def _open_ledger(path: Path, vault: Vault) -> SqlEngine:
    from tendlc.adapters.sql.sqlite import open_ledger

    return open_ledger(path, vault)


def _vault(settings: Settings, folder: Path) -> Vault:
    from tendlc.adapters.vault import FernetVault

    return FernetVault.open(folder, settings.vault_key)


def _build(
    settings: Settings,
    destination: Destination,
    ledger: SqlEngine,
    vault: Vault,
    listeners: Sequence[Listener],
    clock: Clock | None,
) -> tuple[Engine, Pacer]:
    from tendlc.adapters.clock import SystemClock
    from tendlc.adapters.notify.listeners import ListenerNotifier
    from tendlc.adapters.sql.pacing import SqlPacer
    from tendlc.adapters.sql.store import SqlStore
    from tendlc.adapters.twilio.gateway import TwilioGateway
    from tendlc.adapters.twilio.transport import Way

    live = destination.kind is TargetKind.LIVE
    terms = live_terms(settings) if live else sandbox_terms(settings)
    clock = clock or SystemClock()
    engine = Engine(
        target=_target(destination),
        terms=terms,
        store=SqlStore(ledger, vault),
        gateway=TwilioGateway(
            destination.account_sid,
            destination.auth_token,
            clock=clock,
            timeout=terms.patience.client_timeout,
            way=Way(
                url=destination.url,
                authorities=destination.authorities,
                region=destination.region,
                edge=destination.edge,
            ),
        ),
        clock=clock,
        notifier=ListenerNotifier(listeners),
        place=destination.name,
    )
    return engine, SqlPacer(ledger, _interval(settings, live), clock)


@contextmanager
def open_store(settings: Settings, data: Path) -> Iterator[tuple[Store, Clock]]:
    """Open the ledger as it is, beside whoever works on it; one that is not there is empty."""
    from tendlc.adapters.clock import SystemClock
    from tendlc.adapters.sql.folder import DataFolder
    from tendlc.adapters.sql.sqlite import open_ledger_for_reading
    from tendlc.adapters.sql.store import SqlStore

    folder = DataFolder(data)
    folder.check_readable()
    vault = _vault(settings, folder.path)
    ledger = open_ledger_for_reading(folder.ledger, vault)
    try:
        yield SqlStore(ledger, vault), SystemClock()
    finally:
        ledger.dispose()


def _target(destination: Destination) -> Target:
    if destination.kind is TargetKind.LIVE:
        return Target(kind=TargetKind.LIVE, account_sid=destination.account_sid)
    from tendlc.adapters.twilio.sandbox_world import sandbox_world

    account, token = destination.account_sid, destination.auth_token
    world = sandbox_world(destination.url or "", account, token, destination.authorities)
    return Target(kind=TargetKind.SANDBOX, account_sid=account, world_id=world)


def _interval(settings: Settings, live: bool) -> float:
    if settings.request_interval_seconds is not None:
        return settings.request_interval_seconds
    return LIVE_INTERVAL_SECONDS if live else 0.0
