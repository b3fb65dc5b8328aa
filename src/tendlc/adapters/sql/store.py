"""The Store port in SQL: each method is one transaction.

Every query names the target, so that no target ever sees another's rows. A write of a changed
record is a compare-and-set on the pass count; whoever comes second writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.failures import translated
from tendlc.adapters.sql.tables import attempts, history, onboardings, targets
from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target, TargetKind
from tendlc.domain.steps import Attempt
from tendlc.errors import NotAllowed, StaleWrite, UnknownOnboarding
from tendlc.ports import Vault


class SqlStore:
    """The ledger behind an SQLAlchemy engine; personal data passes through `vault`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def load(self, target: Target, key: str) -> Onboarding:
        with self._reading() as connection:
            found = self._onboardings(connection, _of(target).where(onboardings.c.key == key))
        if not found:
            raise _unknown(key)
        return found[0]

    def all(self, target: Target | None = None) -> Sequence[Onboarding]:
        query = _everyone() if target is None else _of(target)
        with self._reading() as connection:
            return self._onboardings(connection, query.order_by(onboardings.c.key, targets.c.id))

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        first = replace(onboarding, passes=0)
        with self._writing() as connection:
            self._check_vault(connection)
            target_id = _target_id(connection, onboarding.target)
            values = codec.onboarding_values(first, self._vault)
            row = insert(onboardings).values(target_id=target_id, passes=0, **values)
            try:
                onboarding_id = connection.execute(row.returning(onboardings.c.id)).scalar_one()
            except IntegrityError as error:
                raise NotAllowed(
                    f"The ledger knows the customer {onboarding.key} already."
                ) from error
            self._write_attempts(connection, onboarding_id, onboarding.attempts)
            self._append(connection, onboarding_id, events)
        return first

    def save(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        with self._writing() as connection:
            onboarding_id = self._onboarding_id(connection, onboarding.target, onboarding.key)
            values = codec.onboarding_values(onboarding, self._vault)
            won = connection.execute(
                update(onboardings)
                .where(onboardings.c.id == onboarding_id)
                .where(onboardings.c.passes == onboarding.passes)
                .values(passes=onboarding.passes + 1, **values)
            )
            if won.rowcount != 1:
                raise StaleWrite
            self._write_attempts(connection, onboarding_id, onboarding.attempts)
            self._append(connection, onboarding_id, events)
        return replace(onboarding, passes=onboarding.passes + 1)

    def due(self, target: Target, now: datetime) -> Sequence[str]:
        query = (
            select(onboardings.c.key)
            .join(targets)
            .where(*_is(target), onboardings.c.due_at <= now)
            .order_by(onboardings.c.due_at, onboardings.c.key)
        )
        with self._reading() as connection:
            return list(connection.scalars(query))

    def history(self, target: Target, key: str) -> Sequence[Event]:
        with self._reading() as connection:
            onboarding_id = self._onboarding_id(connection, target, key)
            query = select(history).where(history.c.onboarding_id == onboarding_id)
            rows = connection.execute(query.order_by(history.c.id)).all()
        return [codec.event_of(row, self._vault) for row in rows]

    def forget(self, target: Target, key: str) -> None:
        if target.kind is TargetKind.LIVE:
            raise NotAllowed("A registration at Twilio cannot be forgotten.")
        with self._writing() as connection:
            onboarding_id = self._onboarding_id(connection, target, key)
            connection.execute(delete(onboardings).where(onboardings.c.id == onboarding_id))

    def _onboardings(
        self, connection: Connection, query: Select[*tuple[Any, ...]]
    ) -> list[Onboarding]:
        rows = connection.execute(query).all()
        tries = self._attempts(connection, [row.id for row in rows])
        return [
            codec.onboarding_of(row, codec.target_of(row), tries[row.id], self._vault)
            for row in rows
        ]

    def _attempts(self, connection: Connection, ids: Sequence[int]) -> dict[int, list[Attempt]]:
        """Read the attempts of some onboardings, oldest first, few hundred ids at a time."""
        tries: dict[int, list[Attempt]] = defaultdict(list)
        for start in range(0, len(ids), _IDS_A_QUERY):
            some = ids[start : start + _IDS_A_QUERY]
            query = select(attempts).where(attempts.c.onboarding_id.in_(some))
            ordered = query.order_by(attempts.c.noted_at, attempts.c.number, attempts.c.id)
            for row in connection.execute(ordered):
                tries[row.onboarding_id].append(codec.attempt_of(row, self._vault))
        return tries

    def _write_attempts(
        self, connection: Connection, onboarding_id: int, wanted: Sequence[Attempt]
    ) -> None:
        """Insert the attempts that are new and update those that changed; none is ever removed."""
        stored = {
            (attempt.step, attempt.number): attempt
            for attempt in self._attempts(connection, [onboarding_id])[onboarding_id]
        }
        for attempt in wanted:
            known = stored.get((attempt.step, attempt.number))
            values = codec.attempt_values(attempt, self._vault)
            if known is None:
                row = insert(attempts).values(onboarding_id=onboarding_id, **values)
                connection.execute(row)
            elif known != attempt:
                connection.execute(
                    update(attempts)
                    .where(attempts.c.onboarding_id == onboarding_id)
                    .where(attempts.c.step == attempt.step.name.value)
                    .where(attempts.c.ordinal == attempt.step.ordinal)
                    .where(attempts.c.number == attempt.number)
                    .values(**values)
                )

    def _append(self, connection: Connection, onboarding_id: int, events: Sequence[Event]) -> None:
        for event in events:
            values = codec.event_values(event, self._vault)
            connection.execute(insert(history).values(onboarding_id=onboarding_id, **values))

    def _onboarding_id(self, connection: Connection, target: Target, key: str) -> int:
        query = select(onboardings.c.id).join(targets).where(*_is(target))
        found = connection.scalar(query.where(onboardings.c.key == key))
        if found is None:
            raise _unknown(key)
        return int(found)

    def _check_vault(self, connection: Connection) -> None:
        """Unseal one old document, so that no second key ever seals into one ledger."""
        sealed = connection.scalar(select(onboardings.c.document).limit(1))
        if sealed is not None:
            self._vault.unseal(sealed)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._engine.url.database), self._engine.connect() as connection:
            yield connection.execution_options(reading=True)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self._engine.url.database), self._engine.begin() as connection:
            yield connection


_IDS_A_QUERY = 500
"""Well under the number of parameters that every SQLite allows in one statement."""


def _everyone() -> Select[*tuple[Any, ...]]:
    return select(onboardings, targets.c.kind, targets.c.account_sid, targets.c.world_id).join_from(
        onboardings, targets
    )


def _of(target: Target) -> Select[*tuple[Any, ...]]:
    return _everyone().where(*_is(target))


def _is(target: Target) -> list[Any]:
    return [targets.c[name] == value for name, value in codec.target_values(target).items()]


def _target_id(connection: Connection, target: Target) -> int:
    known = connection.scalar(select(targets.c.id).where(*_is(target)))
    if known is not None:
        return int(known)
    row = insert(targets).values(**codec.target_values(target))
    return int(connection.execute(row.returning(targets.c.id)).scalar_one())


def _unknown(key: str) -> UnknownOnboarding:
    return UnknownOnboarding(f"The ledger knows no customer {key} for this target.")
