"""What the three parts of the store share: transactions, and who a target and a customer are.

Every query names the target, so that no target ever sees another's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.failures import translated
from tendlc.adapters.sql.search_words import SearchWords
from tendlc.adapters.sql.tables import customers, states, targets
from tendlc.domain.onboarding import Target, TargetKind
from tendlc.errors import SealBroken, UnknownOnboarding, UnreadableRecord
from tendlc.ports import KnownTarget, Vault

UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, SealBroken)
"""What decoding raises over a row that is damaged, or was written by another version."""

_TARGET: Final = select(targets.c.id, targets.c.place).where(
    targets.c.kind == bindparam("kind"),
    targets.c.account_sid == bindparam("account_sid"),
    targets.c.world_id == bindparam("world_id"),
)
_CUSTOMER: Final = select(customers.c.id).where(
    customers.c.target_id == bindparam("target_id"), customers.c.key == bindparam("key")
)
SET_PLACE: Final = (
    update(targets).where(targets.c.id == bindparam("its_id")).values(place=bindparam("found"))
)
SET_STATE: Final = (
    update(states)
    .where(states.c.customer_id == bindparam("its_id"))
    .values(sealed=bindparam("sealed_state"))
)


class Database:
    """A ledger behind an SQLAlchemy engine; personal data passes through `vault`."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self._words = SearchWords(vault)
        self._target_ids: dict[Target, int] = {}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._engine.url.database), self._engine.connect() as connection:
            yield connection.execution_options(reading=True)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self._engine.url.database), self._engine.begin() as connection:
            yield connection

    def _known_target(self, connection: Connection, target: Target) -> int | None:
        """Return a target's id, which never changes once it is there."""
        known = self._target_ids.get(target)
        if known is None:
            row = connection.execute(_TARGET, codec.target_values(target)).first()
            if row is None:
                return None
            known = self._target_ids[target] = int(row.id)
        return known

    def _target_id(self, connection: Connection, target: Target, place: str | None) -> int:
        """Return a target's id, and make the target where it is new; its place is noted."""
        row = connection.execute(_TARGET, codec.target_values(target)).first()
        if row is None:
            values = codec.target_values(target) | {"place": place}
            new = insert(targets).values(values).returning(targets.c.id)
            return int(connection.execute(new).scalar_one())
        if place not in (None, row.place):
            self._note_place(connection, row.id, place)
        return int(row.id)

    def _note_place(self, connection: Connection, target_id: int, place: str | None) -> None:
        connection.execute(SET_PLACE, {"its_id": target_id, "found": place})

    def _customer_id(self, connection: Connection, target: Target, key: str) -> int:
        target_id = self._known_target(connection, target)
        where = {"target_id": target_id, "key": key}
        found: Any = connection.scalar(_CUSTOMER, where) if target_id is not None else None
        if found is None:
            raise unknown(key)
        return int(found)


def targets_in(rows: Sequence[Any]) -> list[KnownTarget]:
    """Return the targets of some rows, but for those whose kind this version does not know."""
    kinds = {kind.value for kind in TargetKind}
    return [
        KnownTarget(
            target=codec.target_of(row.kind, row.account_sid, row.world_id), place=row.place
        )
        for row in rows
        if row.kind in kinds
    ]


def unknown(key: str) -> UnknownOnboarding:
    return UnknownOnboarding(f"The ledger knows no customer {key} for this target.")


def unreadable(key: str, what: str) -> UnreadableRecord:
    return UnreadableRecord(f"The record of {key} cannot be read ({what}).", what=what)
