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
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.failures import translated
from tendlc.adapters.sql.tables import attempts, history, onboardings, targets
from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target, TargetKind, Unreadable
from tendlc.domain.steps import Attempt
from tendlc.errors import (
    NotAllowed,
    SealBroken,
    StaleWrite,
    UnknownOnboarding,
    UnreadableRecord,
)
from tendlc.ports import Vault


class SqlStore:
    """The ledger behind an SQLAlchemy engine; personal data passes through `vault`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def load(self, target: Target, key: str) -> Onboarding:
        with self._reading() as connection:
            found = self._records(connection, [*_is(target), onboardings.c.key == key])
        if not found:
            raise _unknown(key)
        if isinstance(found[0], Unreadable):
            raise _unreadable(key, found[0].what)
        return found[0]

    def all(self, target: Target | None = None) -> Sequence[Onboarding]:
        return [one for one in self.records(target) if isinstance(one, Onboarding)]

    def records(self, target: Target | None = None) -> Sequence[Onboarding | Unreadable]:
        with self._reading() as connection:
            return self._records(connection, _is(target) if target else [])

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
                    f"The ledger already has the customer {onboarding.key}."
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
            try:
                rows = connection.execute(query.order_by(history.c.id)).all()
                return [codec.event_of(row, self._vault) for row in rows]
            except _UNREADABLE as error:
                raise _unreadable(key, "its history") from error

    def forget(self, target: Target, key: str) -> None:
        if target.kind is TargetKind.LIVE:
            raise NotAllowed("A registration at Twilio cannot be forgotten.")
        with self._writing() as connection:
            onboarding_id = self._onboarding_id(connection, target, key)
            connection.execute(delete(onboardings).where(onboardings.c.id == onboarding_id))

    def _records(
        self, connection: Connection, which: Sequence[Any]
    ) -> list[Onboarding | Unreadable]:
        """Read records by key; those that cannot be read are told apart from the others."""
        query = _names().where(*which).order_by(onboardings.c.key, targets.c.id)
        names = connection.execute(query).all()
        found: list[Onboarding | Unreadable] = []
        for start in range(0, len(names), _IDS_A_QUERY):
            some = names[start : start + _IDS_A_QUERY]
            try:
                found += self._onboardings(connection, some)
            except _UNREADABLE:
                found += [self._one(connection, name) for name in some]
        return found

    def _one(self, connection: Connection, name: codec.Row) -> Onboarding | Unreadable:
        """Read one record; raises SealBroken where the key opens no record at all."""
        try:
            return self._onboardings(connection, [name])[0]
        except _UNREADABLE as error:
            if isinstance(error, SealBroken):
                self._check_vault(connection)
            return codec.unreadable(name, error)

    def _onboardings(self, connection: Connection, names: Sequence[codec.Row]) -> list[Onboarding]:
        """Read some records, in the order of `names`; raises where one cannot be read."""
        ids = [name.id for name in names]
        query = select(onboardings).where(onboardings.c.id.in_(ids))
        rows = {row.id: row for row in connection.execute(query)}
        tries = self._attempts(connection, ids)
        return [
            codec.onboarding_of(rows[name.id], codec.target_of(name), tries[name.id], self._vault)
            for name in names
        ]

    def _attempts(self, connection: Connection, ids: Sequence[int]) -> dict[int, list[Attempt]]:
        """Read the attempts of some onboardings, as they were noted; of few hundred ids at most."""
        tries: dict[int, list[Attempt]] = defaultdict(list)
        query = select(attempts).where(attempts.c.onboarding_id.in_(ids))
        for row in connection.execute(query.order_by(attempts.c.id)):
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
        """Unseal something old, so that no second key ever seals into one ledger.

        Raises:
            SealBroken: nothing that the ledger sealed can be opened with this key.
        """
        broken: SealBroken | None = None
        for row in connection.execute(select(onboardings.c.document, onboardings.c.state)):
            for sealed in row:
                try:
                    self._vault.unseal(sealed)
                except SealBroken as error:
                    broken = error
                else:
                    return
        if broken is not None:
            raise broken

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


_UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, SealBroken)
"""What decoding raises over a row that is damaged, or was written by another version."""


def _names() -> Select[*tuple[Any, ...]]:
    """Select what names a record, in columns that decode whatever stands in them."""
    place = (targets.c.kind, targets.c.account_sid, targets.c.world_id)
    return select(onboardings.c.id, onboardings.c.key, *place).join_from(onboardings, targets)


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


def _unreadable(key: str, what: str) -> UnreadableRecord:
    return UnreadableRecord(f"The record of {key} cannot be read ({what}).")
