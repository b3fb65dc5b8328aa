"""Copying what an account holds, a piece at a time, so that other worlds are served in between.

Each generator yields after every piece; whoever drives it commits there. The numbers of the rows
are read first and copied in their order, since that is the order in which things happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tendlc.sandbox.world.store import Store

_ROWS: Final = 200
"""How many rows are copied in one piece: some three milliseconds."""
_NUMBERS: Final = 2000
"""How many row numbers are read in one piece."""


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: str
    """All but the row's number and its account."""
    order: str
    """What the index on its account is ordered by, beyond the account."""
    of_world: bool = False
    """Whether its rows stand under a world too."""


_TABLES: Final = (
    _Table("resources", "kind, key, created_at, updated_at, data", "kind, key, id"),
    _Table("history", "kind, key, at, event, data", "kind, key, id"),
    _Table("charges", "item, about, cents, monthly, at, ended_at", "at, id"),
    _Table("schedule", "at, step, key, reads", "key, id", of_world=True),
)
"""The tables whose rows belong to an account and have a number; links stand apart."""


def copy_account(store: Store, source: int, target: int, *, world: int) -> Iterator[None]:
    """Copy all that one account holds to another number.

    `world` is the number of the world under which the steps that are still due are to stand.
    """
    for table in _TABLES:
        numbers: list[int] = []
        for piece in _numbers(store, table, source):
            numbers += piece
            yield
        numbers.sort()
        for start in range(0, len(numbers), _ROWS):
            batch = numbers[start : start + _ROWS]
            marks = ",".join("?" * len(batch))
            owner = "world, account" if table.of_world else "account"
            numbers_of_owner = [world, target] if table.of_world else [target]
            store.write(
                f"INSERT INTO {table.name} ({owner}, {table.columns})"
                f" SELECT {','.join('?' * len(numbers_of_owner))}, {table.columns}"
                f" FROM {table.name} WHERE id IN ({marks}) ORDER BY id",
                [*numbers_of_owner, *batch],
            )
            yield
    yield from _copy_links(store, source, target)


def _numbers(store: Store, table: _Table, account: int) -> Iterator[list[int]]:
    columns = table.order.split(", ")
    marks = ",".join("?" * len(columns))
    after: list[object] = []
    while True:
        beyond = f" AND ({table.order}) > ({marks})" if after else ""
        rows = store.read(
            f"SELECT {table.order} FROM {table.name} WHERE account = ?{beyond}"
            f" ORDER BY {table.order} LIMIT {_NUMBERS}",
            [account, *after],
        )
        if not rows:
            return
        yield [row[-1] for row in rows]
        after = list(rows[-1])


def _copy_links(store: Store, source: int, target: int) -> Iterator[None]:
    after: list[object] = []
    while True:
        beyond = " AND (target, kind, holder) > (?,?,?)" if after else ""
        rows = store.read(
            f"SELECT target, kind, holder FROM links WHERE account = ?{beyond}"
            f" ORDER BY target, kind, holder LIMIT {_ROWS}",
            [source, *after],
        )
        if not rows:
            return
        store.write_many("INSERT INTO links VALUES (?,?,?,?)", [(target, *row) for row in rows])
        yield
        after = list(rows[-1])
