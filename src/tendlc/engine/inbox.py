"""Takes up what people asked for: rows that they append, and the mark of the last one applied.

Only a job changes a record. A person who appends makes no job's work stale, and a request is
applied once, for its change, its history and the mark are one commit.
"""

from __future__ import annotations

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding
from tendlc.engine.engine import MOST_RELOADS, Engine
from tendlc.engine.person_requests import apply
from tendlc.engine.unit_of_work import UnitOfWork
from tendlc.errors import StaleWrite


def take(work: UnitOfWork) -> None:
    """Apply what was asked for since the mark; it rides along with the next commit."""
    engine, known = work.engine, work.record
    for request in engine.store.after(known.target, known.key, known.mark):
        changed, events = apply(work.record, request, engine.clock.now())
        work.learn(changed, *events)


def take_now(engine: Engine, key: str) -> Onboarding:
    """Do the first thing that a job does and no more, where no job may come by itself.

    Raises:
        UnknownOnboarding: the ledger does not know the customer at this target.
        StaleWrite: other writers were faster a hundred times in a row.
    """
    for _ in range(MOST_RELOADS):
        work = UnitOfWork(engine, engine.store.load(engine.target, key))
        try:
            if work.record.has_news:
                take(work)
                work.commit()
        except StaleWrite:
            continue
        return work.record
    raise StaleWrite


def foreseen(engine: Engine, key: str) -> tuple[Onboarding, tuple[Event, ...]]:
    """Return the record as the next job will find it, and what will be told; nothing is stored.

    Raises:
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    record = engine.store.load(engine.target, key)
    told: tuple[Event, ...] = ()
    new = engine.store.after(record.target, key, record.mark) if record.has_news else ()
    for request in new:
        record, events = apply(record, request, engine.clock.now())
        told += events
    return record, told
