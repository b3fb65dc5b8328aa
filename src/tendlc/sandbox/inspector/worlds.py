"""Worlds and their accounts, read for the pages without taking them into memory.

A test suite leaves thousands of worlds behind; a list of them must not load them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tendlc.sandbox.behaviour.lifecycles import TIMED_STEPS
from tendlc.sandbox.inspector.kinds import ACCOUNT
from tendlc.sandbox.world.account_status import PURGE_STEP
from tendlc.sandbox.world.accounts import World
from tendlc.sandbox.world.clock import Clock
from tendlc.sandbox.world.store import Store

_MANY = 99


@dataclass(frozen=True, slots=True)
class Member:
    """An account of a world."""

    sid: str
    name: str
    status: str
    is_sub: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A world in the list."""

    id: int
    account_sid: str
    created_at: float
    generation: int
    clock: Clock
    members: Sequence[Member]
    waiting: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that is still to happen."""

    at: float
    account: int
    account_sid: str
    step: str
    key: str
    reads: int | None
    """After how many reads of the resource it happens, where that is what it waits for."""

    @property
    def kind(self) -> str:
        """The kind of the resource that it happens to."""
        return ACCOUNT if self.step == PURGE_STEP else self.step.partition(".")[0]

    @property
    def is_review(self) -> bool:
        """Whether a verdict can end it, and not time alone."""
        return self.step.rpartition(".")[2] not in TIMED_STEPS


def newest_worlds(store: Store, size: int, before: int = 0) -> list[Listed]:
    """Return worlds, newest first."""
    rows = store.read(
        "SELECT id, account_sid, created_at, generation, anchor_real, anchor_world, speed"
        " FROM worlds WHERE id < ? ORDER BY id DESC LIMIT ?",
        (before or 1 << 62, size),
    )
    members = _members_of(store, [row[0] for row in rows])
    return [
        Listed(
            id=number,
            account_sid=sid,
            created_at=created_at,
            generation=generation,
            clock=Clock(*line),
            members=members.get(number, ()),
            waiting=waiting(store, number),
        )
        for number, sid, created_at, generation, *line in rows
    ]


def members(store: Store, world: World) -> Sequence[Member]:
    """Return the accounts of a world, its top-level account first."""
    return _members_of(store, [world.id]).get(world.id, ())


def waiting(store: Store, world: int) -> int:
    """Return how many steps are still to happen in a world, counting no further than to 100."""
    row = store.read_one(
        "SELECT count(*) FROM (SELECT 1 FROM schedule WHERE world = ? LIMIT ?)", (world, _MANY + 1)
    )
    return int(row[0]) if row else 0


def pending(store: Store, world: int, size: int, account: int = 0, key: str = "") -> list[Pending]:
    """Return what is still to happen in a world, or to one resource, in time order."""
    sql = (
        "SELECT schedule.at, schedule.account, accounts.sid, step, key, reads FROM schedule"
        " JOIN accounts ON accounts.id = schedule.account WHERE schedule.world = ?"
    )
    values: list[Any] = [world]
    if key:
        sql += " AND schedule.account = ? AND key = ?"
        values += [account, key]
    rows = store.read(f"{sql} ORDER BY schedule.at, schedule.id LIMIT ?", [*values, size])
    return [Pending(*row) for row in rows]


def _members_of(store: Store, worlds: list[int]) -> Mapping[int, Sequence[Member]]:
    places = ",".join("?" * len(worlds))
    rows = store.read(
        f"SELECT world, sid, parent, data FROM accounts WHERE world IN ({places}) ORDER BY id",
        worlds,
    )
    found: dict[int, list[Member]] = {}
    for world, sid, parent, text in rows:
        data = orjson.loads(text)
        name, status = data.get("friendly_name", ""), data.get("status", "")
        found.setdefault(world, []).append(Member(sid, name, status, parent is not None))
    return found
