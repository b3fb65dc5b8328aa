"""The Board port in SQL: lists and counts from the open columns of `customers`, along an index.

No record is opened for a list; the name of the business is the only thing that is unsealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
)

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.database import UNREADABLE, Database, targets_in
from tendlc.adapters.sql.page_tokens import position_of, token_of
from tendlc.adapters.sql.tables import customers, fingerprints, targets, words
from tendlc.domain.onboarding import Stage, Target, TargetKind
from tendlc.domain.tasks import Owner
from tendlc.errors import BadPageToken
from tendlc.ports import CustomerRow, Filter, KnownTarget, Page

_TIMES: Final = ("stage_since", "attention_at", "due_at")
_ROW: Final = (
    select(
        customers.c.target_id,
        customers.c.key,
        customers.c.name,
        customers.c.stage,
        customers.c.owner,
        customers.c.code,
        customers.c.twilio_code,
        customers.c.tasks,
        customers.c.account_sid,
        customers.c.hold,
        customers.c.trouble,
        *(type_coerce(customers.c[name], Text).label(name) for name in _TIMES),
        targets.c.kind,
        targets.c.account_sid.label("target_account"),
        targets.c.world_id,
    )
    .join(targets, targets.c.id == customers.c.target_id)
    .where(targets.c.kind.in_([kind.value for kind in TargetKind]))
    .order_by(customers.c.target_id, customers.c.key)
)
_TARGETS: Final = (
    select(targets)
    .where(select(customers.c.id).where(customers.c.target_id == targets.c.id).exists())
    .order_by(targets.c.id)
)
_COUNTS: Final = select(customers.c.stage, customers.c.target_id, func.count()).group_by(
    customers.c.stage, customers.c.target_id
)
"""Of all targets at once, along the index that covers it; SQLite takes a slow one by target."""
_DUE: Final = (
    select(customers.c.key)
    .where(customers.c.target_id == bindparam("its_target"))
    .where(customers.c.due_at <= bindparam("now"), customers.c.hold.is_(None))
    .order_by(customers.c.due_at, customers.c.key)
    .limit(bindparam("most"))
)
_ALL: Final = 2**31 - 1


class SqlBoard(Database):
    """The lists of the ledger; see the port."""

    def targets(self) -> Sequence[KnownTarget]:
        with self._reading() as connection:
            return targets_in(connection.execute(_TARGETS).all())

    def page(self, wanted: Filter, after: str | None = None, limit: int = 50) -> Page:
        with self._reading() as connection:
            where = self._where(connection, wanted)
            if where is None:
                if after is not None:
                    raise BadPageToken
                return Page(rows=())
            if after is not None:
                position = position_of(self._vault.derive("pages"), wanted, after)
                where.append(_after(wanted, *position))
            rows = connection.execute(_ROW.where(*where).limit(limit + 1)).all()
            shown = tuple(self._row(row) for row in rows[:limit])
            return Page(rows=shown, next=self._next(wanted, rows, limit))

    def counts(self, wanted: Filter) -> Mapping[Stage, int]:
        with self._reading() as connection:
            where = self._where(connection, replace(wanted, target=None))
            counted: Counter[Stage] = Counter()
            if where is None:
                return counted
            only = wanted.target and self._known_target(connection, wanted.target)
            for stage, target_id, number in connection.execute(_COUNTS.where(*where)):
                if wanted.target is None or target_id == only:
                    counted[_stage(stage)] += number
            return counted

    def due(self, target: Target, now: datetime, limit: int | None = None) -> Sequence[str]:
        with self._reading() as connection:
            target_id = self._known_target(connection, target)
            where = {"its_target": target_id, "now": now, "most": limit or _ALL}
            return list(connection.scalars(_DUE, where))

    def _where(self, connection: Any, wanted: Filter) -> list[ColumnElement[bool]] | None:
        """Return the conditions of a filter; None where nobody can fulfil them."""
        where: list[ColumnElement[bool]] = []
        if wanted.target is not None:
            target_id = self._known_target(connection, wanted.target)
            if target_id is None:
                return None
            where.append(customers.c.target_id == target_id)
        elif connection.execute(_TARGETS.limit(1)).first() is None:
            return None
        for name in ("stage", "owner", "code", "account_sid"):
            value = getattr(wanted, name)
            if value is not None:
                where.append(customers.c[name] == str(value))
        if wanted.twilio_code is not None:
            where.append(customers.c.twilio_code == wanted.twilio_code)
        if wanted.older_than is not None:
            where.append(customers.c.stage_since <= wanted.older_than)
        if wanted.search:
            where.append(self._is_meant(wanted.search))
        return where

    def _is_meant(self, search: str) -> ColumnElement[bool]:
        """Say that a customer has all of the words, or is known by the whole text."""
        asked = self._words.asked(search)
        prints = self._words.fingerprints_asked(search)
        named = (
            and_(*(customers.c.id.in_(_with_word(word)) for word in asked)) if asked else false()
        )
        if not prints:
            return named
        known = select(fingerprints.c.customer_id).where(fingerprints.c.fingerprint.in_(prints))
        return or_(named, customers.c.id.in_(known))

    def _next(self, wanted: Filter, rows: Sequence[Any], limit: int) -> str | None:
        if len(rows) <= limit:
            return None
        last = rows[limit - 1]
        return token_of(self._vault.derive("pages"), wanted, (last.target_id, last.key))

    def _row(self, row: Any) -> CustomerRow:
        target = codec.target_of(row.kind, row.target_account, row.world_id)
        try:
            return CustomerRow(
                target=target,
                key=row.key,
                name=codec.unseal_text(row.name, self._vault),
                stage=Stage(row.stage),
                owner=Owner(row.owner) if row.owner else None,
                stage_since=_moment(row.stage_since),
                attention_at=_moment(row.attention_at),
                code=row.code,
                twilio_code=row.twilio_code,
                tasks=row.tasks,
                due_at=_moment(row.due_at),
                account_sid=row.account_sid,
                hold=row.hold,
                trouble=row.trouble,
            )
        except UNREADABLE:
            return CustomerRow(
                target=target,
                key=row.key,
                name=None,
                stage=Stage.NEEDS_ACTION,
                owner=Owner.ISV,
                code="unreadable_record",
                tasks=1,
            )


def _after(wanted: Filter, target_id: int, key: str) -> ColumnElement[bool]:
    """Say what comes after a row; of one target by the key alone, which goes along an index."""
    if wanted.target is not None:
        return customers.c.key > key
    return tuple_(customers.c.target_id, customers.c.key) > tuple_(target_id, key)


def _with_word(word: bytes) -> Any:
    return select(words.c.customer_id).where(words.c.word == word)


def _stage(text: str) -> Stage:
    """Return a stage; one that this version does not know needs a person."""
    try:
        return Stage(text)
    except ValueError:
        return Stage.NEEDS_ACTION


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
