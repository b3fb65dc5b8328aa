"""Snapshots: a world as it once was, kept under a name, and brought back.

Both take place in pieces while the other worlds are served; the world itself is busy until the last
one. Restoring swaps the accounts in one transaction, so a killed process leaves the old world or
the new one. Deliveries are not part of a snapshot: what was sent was sent.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import World, Worlds
from tendlc.sandbox.world.chance import Chance
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.copying import copy_account
from tendlc.sandbox.world.store import Store


class Snapshots:
    """The snapshots of all worlds."""

    def __init__(self, store: Store, worlds: Worlds) -> None:
        self._store = store
        self._worlds = worlds
        store.write("INSERT OR IGNORE INTO graveyard SELECT account FROM copies")
        store.write("DELETE FROM copies")
        store.commit()

    def all(self, world: World) -> list[dict[str, Any]]:
        """Return the names of a world's snapshots with the times they show, the oldest first."""
        rows = self._store.read(
            "SELECT name, made_at, json_extract(state, '$.now') FROM snapshots"
            " WHERE world = ? ORDER BY id",
            (world.id,),
        )
        return [dict(zip(("name", "made_at", "now"), row, strict=True)) for row in rows]

    def take(self, world: World, name: str) -> Iterator[None]:
        """Keep a world under a name; a snapshot of that name is replaced at the end.

        Raises:
            Refusal: 20409, the world is being copied already.
        """
        yield from self._alone(world, self._take(world, name))

    def restore(self, world: World, name: str) -> Iterator[None]:
        """Make a world what it was; its generation goes up, so that callers can tell.

        Raises:
            Refusal: 20404, there is no such snapshot; 20409, the world is being copied already.
        """
        state = self._state(world, name)
        yield from self._alone(world, self._restore(world, state))

    def remove(self, world: World, name: str) -> None:
        """Forget a snapshot.

        Raises:
            Refusal: 20404, there is no such snapshot.
        """
        state = self._state(world, name)
        self._store.write("DELETE FROM snapshots WHERE world = ? AND name = ?", (world.id, name))
        self._bury([each["number"] for each in state["accounts"]])

    def _alone(self, world: World, work: Iterator[None]) -> Iterator[None]:
        if world.id in self._worlds.busy:
            raise Refusal(20409, because="the world is being copied already")
        number = world.id
        self._worlds.busy.add(number)
        try:
            yield from work
        finally:
            self._worlds.busy.discard(number)

    def _take(self, world: World, name: str) -> Iterator[None]:
        accounts = self._accounts(world)
        numbers = self._begin(len(accounts))
        yield
        for account, number in zip(accounts, numbers, strict=True):
            yield from copy_account(self._store, account["number"], number, world=-number)
        moved = dict(zip((each["number"] for each in accounts), numbers, strict=True))
        world = self._worlds.world(world.account_sid) or world  # others may have been rolled back
        state = {
            "now": world.clock.at(machine_time()),
            "speed": world.clock.speed,
            "stream": world.chance.stream,
            "drawn": world.chance.drawn,
            "settings": world.settings,
            "scripts": self._store.read(
                "SELECT kind, data FROM scripts WHERE world = ? ORDER BY id", (world.id,)
            ),
            "accounts": [_renumbered(each, moved) for each in accounts],
        }
        if any(each["name"] == name for each in self.all(world)):
            self.remove(world, name)
        self._store.write(
            "INSERT INTO snapshots (world, name, made_at, state) VALUES (?,?,?,?)",
            (world.id, name, machine_time(), orjson.dumps(state).decode()),
        )
        self._end(numbers)

    def _restore(self, world: World, state: dict[str, Any]) -> Iterator[None]:
        accounts = state["accounts"]
        numbers = self._begin(len(accounts))
        yield
        reserved = self._worlds.new_number()
        for account, number in zip(accounts, numbers, strict=True):
            yield from copy_account(self._store, account["number"], number, world=reserved)
        moved = dict(zip((each["number"] for each in accounts), numbers, strict=True))
        world = self._worlds.world(world.account_sid) or world  # others may have been rolled back
        self._worlds.abandon(world, reserved)
        for account in accounts:
            self._open(world, _renumbered(account, moved))
        self._set_world(world, state)
        self._end(numbers)

    def _open(self, world: World, account: dict[str, Any]) -> None:
        number = account["number"]
        self._store.write(
            "INSERT INTO accounts (id, world, sid, parent, token, data, created_at, updated_at)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (number, world.id, *(account[name] for name in _ACCOUNT)),
        )
        for table in _SMALL:
            for row in account[table]:
                marks = ",".join("?" * len(row))
                values = [number if name == "account" else value for name, value in row.items()]
                self._store.write(f"INSERT INTO {table} ({','.join(row)}) VALUES ({marks})", values)

    def _set_world(self, world: World, state: dict[str, Any]) -> None:
        real = machine_time()
        world.generation += 1
        world.chance = Chance(state["stream"], state["drawn"])
        world.clock = world.clock.running(state["speed"], real).set_to(state["now"], real)
        world.settings = state["settings"]
        world.next_due = -math.inf
        world.awaits_reads = True  # looked up on the next read
        world.change()
        self._store.write("DELETE FROM scripts WHERE world = ?", (world.id,))
        self._store.write_many(
            "INSERT INTO scripts (kind, world, data) VALUES (?,?,?)",
            [(kind, world.id, data) for kind, data in state["scripts"]],
        )
        self._worlds.scripts.load()
        self._worlds.stir(world)

    def _accounts(self, world: World) -> list[dict[str, Any]]:
        names = ("number", *_ACCOUNT)
        rows = self._store.read(
            "SELECT id, sid, parent, token, data, created_at, updated_at FROM accounts"
            " WHERE world = ? ORDER BY id",
            (world.id,),
        )
        accounts = [dict(zip(names, row, strict=True)) for row in rows]
        for account in accounts:
            for table, columns in _SMALL.items():
                found = self._store.read(
                    f"SELECT {columns} FROM {table} WHERE account = ?", (account["number"],)
                )
                account[table] = [dict(zip(columns.split(", "), row, strict=True)) for row in found]
        return accounts

    def _state(self, world: World, name: str) -> dict[str, Any]:
        row = self._store.read_one(
            "SELECT state FROM snapshots WHERE world = ? AND name = ?", (world.id, name)
        )
        if row is None:
            raise Refusal(20404, f"This world has no snapshot named {name}")
        state: dict[str, Any] = orjson.loads(row[0])
        return state

    def _begin(self, count: int) -> Sequence[int]:
        """Take account numbers that nobody else gets, and note that they are being written."""
        (last,) = self._store.read_one(
            "SELECT seq FROM sqlite_sequence WHERE name = 'accounts'"
        ) or (0,)
        self._store.write(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = 'accounts'", (last + count,)
        )
        numbers = range(last + 1, last + count + 1)
        self._store.write_many("INSERT INTO copies VALUES (?)", [(each,) for each in numbers])
        return numbers

    def _end(self, numbers: Sequence[int]) -> None:
        self._store.write_many(
            "DELETE FROM copies WHERE account = ?", [(each,) for each in numbers]
        )

    def _bury(self, numbers: Sequence[int]) -> None:
        self._store.write_many(
            "INSERT OR IGNORE INTO graveyard VALUES (?)", [(each,) for each in numbers]
        )


_ACCOUNT = ("sid", "parent", "token", "data", "created_at", "updated_at")
_SMALL = {
    "api_keys": "sid, account, digest",
    "sink_destinations": "account, sink, destination",
}
"""Tables with a few rows an account, which are kept in the state itself."""


def _renumbered(account: dict[str, Any], moved: dict[int, int]) -> dict[str, Any]:
    return {
        **account,
        "number": moved[account["number"]],
        "parent": None if account["parent"] is None else moved[account["parent"]],
    }
