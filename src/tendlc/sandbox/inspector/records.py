"""Records: resources, their history and their links, read for the pages.

Every query here walks an index from a key onwards and stops after a page, so that it costs the same
with a hundred resources and with a million: the loop that draws pages also answers requests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from tendlc.sandbox.inspector.kinds import owner_of, resource_path, status_of, title_of
from tendlc.sandbox.world.accounts import Account, Worlds
from tendlc.sandbox.world.store import Store

SID: Final = re.compile(r"[A-Z]{2}[0-9a-f]{32}|\+1\d{10}")
MANY: Final = 1000
_LOOKED_AT: Final = 1500
_FEED: Final = 3000
_COLUMNS: Final = "kind, key, created_at, updated_at, data"


@dataclass(frozen=True, slots=True)
class Row:
    """A resource as it is stored."""

    kind: str
    key: str
    created_at: int
    updated_at: int
    data: dict[str, Any]
    owner: str = ""
    """What the customer or the service that it is for is called, where it has no name itself."""

    @property
    def sid(self) -> str:
        """The last part of the key: the resource's own SID."""
        return self.key.rpartition("/")[2]

    @property
    def parent(self) -> str:
        """The SID of the resource that this one belongs to; empty for most."""
        return self.key.rpartition("/")[0]

    @property
    def title(self) -> str:
        """What it is best called by."""
        own = title_of(self.kind, self.data)
        return f"{self.owner} · {own}" if self.owner else own

    @property
    def status(self) -> str:
        """Its status, where it has one."""
        return status_of(self.data)


@dataclass(frozen=True, slots=True)
class Named:
    """A resource that a SID or number leads to."""

    path: str
    row: Row


Names = Mapping[str, Named]
"""Where the SIDs on a page lead."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of the history."""

    kind: str
    key: str
    at: float
    event: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, and from where it would go on: empty when it saw everything."""

    rows: list[Row]
    goes_on_before: str


def kinds_in(store: Store, account: int) -> list[str]:
    """Return the kinds of which an account has resources, by leaping from one to the next."""
    kinds: list[str] = []
    last = ""
    while row := store.read_one(
        "SELECT kind FROM resources WHERE account = ? AND kind > ? ORDER BY kind LIMIT 1",
        (account, last),
    ):
        last = row[0]
        kinds.append(last)
    return kinds


def how_many(store: Store, account: int, kind: str) -> str:
    """Return how many resources of a kind there are, counting no further than MANY."""
    row = store.read_one(
        "SELECT count(*) FROM (SELECT 1 FROM resources WHERE account = ? AND kind = ? LIMIT ?)",
        (account, kind, MANY + 1),
    )
    count = row[0] if row else 0
    return f"{MANY:,}+" if count > MANY else f"{count:,}"


def newest(store: Store, account: int, kind: str, size: int, before: str = "") -> list[Row]:
    """Return resources of a kind, newest first, from a key onwards."""
    sql = f"SELECT {_COLUMNS} FROM resources WHERE account = ? AND kind = ?"
    values: list[Any] = [account, kind]
    if before:
        sql += " AND key < ?"
        values.append(before)
    return _rows(store, account, store.read(f"{sql} ORDER BY key DESC LIMIT ?", [*values, size]))


def search(store: Store, account: int, kind: str, text: str, before: str, size: int) -> Found:
    """Return resources whose key or data contain a text, having looked at 1,500 of them."""
    start = before or "~"
    edge = store.read_one(
        "SELECT key FROM resources WHERE account = ? AND kind = ? AND key < ?"
        " ORDER BY key DESC LIMIT 1 OFFSET ?",
        (account, kind, start, _LOOKED_AT),
    )
    rows = _rows(
        store,
        account,
        store.read(
            f"SELECT {_COLUMNS} FROM resources WHERE account = ? AND kind = ? AND key < ?"
            " AND key >= ? AND (instr(lower(data), ?) OR instr(lower(key), ?))"
            " ORDER BY key DESC LIMIT ?",
            (account, kind, start, edge[0] if edge else "", text.lower(), text.lower(), size + 1),
        ),
    )
    if len(rows) > size:
        return Found(rows[:size], rows[size - 1].key)
    return Found(rows, edge[0] if edge else "")


def one(store: Store, account: int, kind: str, key: str) -> Row | None:
    """Return a resource, or None."""
    rows = _rows(
        store,
        account,
        store.read(
            f"SELECT {_COLUMNS} FROM resources WHERE account = ? AND kind = ? AND key = ?",
            (account, kind, key),
        ),
    )
    return rows[0] if rows else None


def children(store: Store, account: int, key: str, size: int) -> list[Row]:
    """Return what belongs to a resource, at most `size` of each kind."""
    found: list[Row] = []
    for kind in kinds_in(store, account):
        found += _rows(
            store,
            account,
            store.read(
                f"SELECT {_COLUMNS} FROM resources WHERE account = ? AND kind = ? AND key > ?"
                " AND key < ? ORDER BY key LIMIT ?",
                (account, kind, f"{key}/", f"{key}0", size),
            ),
        )
    return found


def targets(store: Store, account: int, kind: str, key: str) -> list[str]:
    """Return the SIDs and numbers that a resource refers to."""
    rows = store.read(
        "SELECT target FROM links WHERE account = ? AND kind = ? AND holder = ? LIMIT 50",
        (account, kind, key),
    )
    return [row[0] for row in rows]


def holders(store: Store, account: int, target: str, size: int) -> list[Row]:
    """Return the resources of an account that refer to a SID or number."""
    rows = store.read(
        "SELECT kind, holder FROM links WHERE account = ? AND target = ? LIMIT ?",
        (account, target, size),
    )
    found = (one(store, account, kind, holder) for kind, holder in rows)
    return [row for row in found if row]


def history(store: Store, account: int, kind: str, key: str, size: int) -> list[Happening]:
    """Return what happened to a resource, newest first."""
    rows = store.read(
        "SELECT at, event, data FROM history WHERE account = ? AND kind = ? AND key = ?"
        " ORDER BY id DESC LIMIT ?",
        (account, kind, key, size),
    )
    return [Happening(kind, key, at, event, orjson.loads(data)) for at, event, data in rows]


def lately(store: Store, account: int, size: int) -> list[Happening]:
    """Return what happened in an account among the last few thousand changes of all accounts."""
    rows = store.read(
        "SELECT kind, key, at, event, data FROM history"
        " WHERE id > (SELECT max(id) FROM history) - ? AND +account = ? ORDER BY id DESC LIMIT ?",
        (_FEED, account, size),
    )
    return [
        Happening(kind, key, at, event, orjson.loads(data)) for kind, key, at, event, data in rows
    ]


def sids_in(value: Any) -> list[str]:
    """Return the SIDs and phone numbers in plain data, in the order in which they come."""
    if isinstance(value, dict):
        return [sid for inner in value.values() for sid in sids_in(inner)]
    if isinstance(value, list | tuple):
        return [sid for inner in value for sid in sids_in(inner)]
    return SID.findall(value) if isinstance(value, str) else []


def names_in(store: Store, worlds: Worlds, account: Account, *values: Any) -> Names:
    """Return where the SIDs in plain data lead: to this account's resources or its parent's."""
    sids = sids_in(list(values))
    near = [sid for sid in dict.fromkeys(sids) if sid[:2] in ("BU", "MG", "BN")]
    names = _named(store, account, sids, near)
    if account.parent is not None:
        names = _named(store, worlds.account_by_id(account.parent), sids, near) | names
    accounts = (worlds.account(sid) for sid in dict.fromkeys(sids) if sid.startswith("AC"))
    return names | {each.sid: _account(each) for each in accounts if each}


def _account(account: Account) -> Named:
    row = Row("Account", account.sid, 0, 0, account.data)
    return Named(f"/accounts/{account.sid}", row)


def _named(store: Store, account: Account, sids: list[str], near: list[str]) -> dict[str, Named]:
    wanted = list(dict.fromkeys(sids))[:60]
    keys = {f"{parent}/{sid}": sid for parent in near[:4] for sid in wanted if sid != parent}
    keys |= {sid: sid for sid in wanted}
    found: dict[str, Named] = {}
    if not wanted:
        return found
    places = ",".join("?" * len(keys))
    for kind in kinds_in(store, account.id):
        rows = store.read(
            f"SELECT {_COLUMNS} FROM resources"
            f" WHERE account = ? AND kind = ? AND key IN ({places})",
            (account.id, kind, *keys),
        )
        for row in _rows(store, account.id, rows):
            named = Named(resource_path(account.sid, row.kind, row.key), row)
            if "/" not in row.key or keys[row.key] not in found:
                found[keys[row.key]] = named
    return found


def _rows(store: Store, account: int, stored: list[tuple[Any, ...]]) -> list[Row]:
    rows = [
        Row(kind, key, created_at, updated_at, orjson.loads(data))
        for kind, key, created_at, updated_at, data in stored
    ]
    owners = {row.key: owner_of(row.kind, row.key, row.data) for row in rows}
    names = _friendly_names(store, account, {owner for owner in owners.values() if owner[1]})
    return [replace(row, owner=names.get(owners[row.key], "")) for row in rows] if names else rows


def _friendly_names(
    store: Store, account: int, owners: set[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    found = {
        (kind, key): store.read_one(
            "SELECT json_extract(data, '$.friendly_name') FROM resources"
            " WHERE account = ? AND kind = ? AND key = ?",
            (account, kind, key),
        )
        for kind, key in owners
    }
    return {owner: row[0] for owner, row in found.items() if row and row[0]}
