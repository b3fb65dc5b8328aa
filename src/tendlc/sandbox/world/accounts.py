"""Accounts and worlds: whose request this is, and in which world it is made.

Any well-formed AccountSid makes a world of its own; the first token seen for it becomes its token
and any other is refused. A world has an identity that outlives restarts and a generation that every
reset raises, so that a caller can tell whether what it made is still there. A reset gives a world
and its accounts other numbers: rows under the old ones are unreachable at once and are removed
later, in small pieces. Only worlds that were lately used, or in which something is about to happen,
are in memory.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from itertools import islice
from secrets import token_hex
from typing import Any
from weakref import WeakValueDictionary

import orjson

from tendlc.catalog.sids import is_sid
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.api_keys import ApiKeys
from tendlc.sandbox.world.chance import Chance, digest
from tendlc.sandbox.world.clock import Clock, machine_time
from tendlc.sandbox.world.outbox import Outbox
from tendlc.sandbox.world.scripts import Scripts
from tendlc.sandbox.world.store import Store

_WORLD = (
    "SELECT id, account_sid, world_id, generation, created_at, stream, drawn, anchor_real,"
    " anchor_world, speed, settings, paced_breaches FROM worlds"
)
_MOST_REMEMBERED = 5000


@dataclass(slots=True, weakref_slot=True, eq=False)
class World:
    """One top-level account with its subaccounts: one clock, one source of chance.

    `unsaved` is the list, shared by all worlds, of those that changed since the last commit.
    """

    id: int
    account_sid: str
    world_id: str
    generation: int
    created_at: float
    clock: Clock
    chance: Chance
    settings: dict[str, Any] = field(default_factory=dict)
    next_due: float = -math.inf
    """When the next transition is due; minus infinity while nobody has looked."""
    unsaved: list[World] = field(default_factory=list)
    is_unsaved: bool = False
    paced_at: dict[str, deque[float]] = field(default_factory=dict)
    """When the last paced requests of each kind were let in, on the machine's clock."""
    paced_breaches: int = 0
    awaits_reads: bool = False
    """Whether any step has ever waited for reads; while it is False nobody counts them."""

    def change(self) -> None:
        """Have what the world itself is, its clock and chance and settings, stored."""
        if not self.is_unsaved:
            self.is_unsaved = True
            self.unsaved.append(self)


@dataclass(slots=True)
class Account:
    """An account of a world. A subaccount has a parent."""

    id: int
    sid: str
    token: str | None
    parent: int | None
    world: World
    data: dict[str, Any]
    created_at: float = 0.0
    updated_at: float = 0.0

    @property
    def status(self) -> str:
        """Return active, suspended or closed."""
        return str(self.data["status"])


class Worlds:
    """All worlds of one data folder."""

    def __init__(self, store: Store, seed: str, speed: float) -> None:
        self._store = store
        self.speed = speed
        self.scripts = Scripts(store)
        self.outbox = Outbox(store, self.scripts)
        self._worlds: WeakValueDictionary[int, World] = WeakValueDictionary()
        """All worlds in memory: whoever looks one up gets the one that others hold."""
        self._waiting: dict[int, World] = {}
        """The worlds in which something will happen by itself."""
        self._unsaved: list[World] = []
        self._last_number = self._highest_number()
        self._accounts: dict[str, Account] = {}
        self._new: set[str] = set()
        """The accounts made since the last commit."""
        store.undone = self._forget_unstored
        self.first_settings: Mapping[str, Any] = {}
        """What the settings of new worlds begin with."""
        self.busy: set[int] = set()
        """The worlds that are being copied: whoever wants something in one waits."""
        self.keys = ApiKeys(store)
        self.wake_at = math.inf
        """When the next step of any world is due, on the machine's clock."""
        self.found: Callable[[Account], None] = lambda account: None
        """Furnishes the account of a new world; set by the server."""
        self.installation_id, self.seed = self._installation(seed)

    def enter(self, sid: str, token: str) -> Account:
        """Return the account of these credentials, making a world where there was none.

        `sid` is an AccountSid with its token, or the SID of an API key with its secret.

        Raises:
            Refusal: 20003, the SID is malformed, the token is not the account's, or the account is
                suspended or closed.
        """
        account = self._enter(sid, token)
        if account.data["status"] != "active":
            raise Refusal(20003, "Authenticate", because=f"the account is {account.status}")
        return account

    def _enter(self, sid: str, token: str) -> Account:
        if sid.startswith("SK"):
            return self._known(self.keys.open(sid, token))
        account = self.account(sid)
        if account is None:
            if not is_sid(sid, "AC") or not token:
                raise Refusal(20003, "Authenticate", because="no AccountSid and token were given")
            account = self.create(sid)
        if account.token is None:
            account.token = token
            self._store.write("UPDATE accounts SET token = ? WHERE id = ?", (token, account.id))
        elif not compare_digest(account.token.encode(), token.encode()):
            raise Refusal(20003, "Authenticate", because="another token came first")
        return account

    def account(self, sid: str) -> Account | None:
        """Return an account by its SID, or None."""
        known = self._accounts.get(sid)
        if known is not None:
            return known
        row = self._store.read_one(
            "SELECT id, token, parent, world, data, created_at, updated_at FROM accounts"
            " WHERE sid = ?",
            (sid,),
        )
        if row is None:
            return None
        world = self._world_by_id(row[3])
        account = Account(row[0], sid, row[1], row[2], world, orjson.loads(row[4]), *row[5:])
        self._accounts[sid] = account
        return account

    def family(self, world: World) -> list[Account]:
        """Return the accounts of a world, the newest first and the top-level account last."""
        rows = self._store.read(
            "SELECT sid FROM accounts WHERE world = ? ORDER BY id DESC", (world.id,)
        )
        return [account for (sid,) in rows if (account := self.account(sid))]

    def open_subaccount(
        self, parent: Account, sid: str, token: str, name: str, now: float
    ) -> Account:
        """Make an account under a parent, in its world; `now` is on the world's clock."""
        data = {"friendly_name": name, "status": "active"}
        number = self._store.write(
            "INSERT INTO accounts (world, sid, parent, token, data, created_at, updated_at)"
            " VALUES (?,?,?,?,?,?,?)",
            (parent.world.id, sid, parent.id, token, orjson.dumps(data).decode(), now, now),
        )
        account = Account(number, sid, token, parent.id, parent.world, data, now, now)
        self._accounts[sid] = account
        self._new.add(sid)
        return account

    def save_account(self, account: Account, now: float) -> None:
        """Make the changed data of an account last."""
        account.updated_at = now
        self._store.write(
            "UPDATE accounts SET data = ?, updated_at = ? WHERE id = ?",
            (orjson.dumps(account.data).decode(), now, account.id),
        )

    def purge(self, account: Account) -> None:
        """Make an account unknown at once; what it holds is removed later, in small pieces."""
        self._accounts.pop(account.sid, None)
        self._store.write("DELETE FROM accounts WHERE id = ?", (account.id,))
        self._store.write("DELETE FROM schedule WHERE account = ?", (account.id,))
        self._store.write(
            "UPDATE charges SET account = ? WHERE account = ?", (account.parent, account.id)
        )
        self._drop([account.id])

    def account_by_id(self, account_id: int) -> Account:
        """Return an account by the number under which it is stored."""
        row = self._store.read_one("SELECT sid FROM accounts WHERE id = ?", (account_id,))
        return self._known(row[0] if row else "")

    def _known(self, sid: str) -> Account:
        account = self.account(sid)
        if account is None:
            raise LookupError(sid)
        return account

    def world(self, account_sid: str) -> World | None:
        """Return the world of a top-level account or of one of its subaccounts, or None."""
        account = self.account(account_sid)
        return account.world if account else None

    def world_by_id(self, number: int) -> World | None:
        """Return a world by the number under which it is stored, or None."""
        try:
            return self._world_by_id(number)
        except LookupError:
            return None

    def all(self) -> Iterator[World]:
        """Iterate over all worlds, oldest first."""
        for (world_id,) in self._store.read("SELECT id FROM worlds ORDER BY id"):
            yield self._world_by_id(world_id)

    def clocks(self, most: int) -> list[tuple[str, Clock]]:
        """Return the clocks of the newest worlds by their SIDs, the oldest first."""
        if self._unsaved:
            self.write_back()
        rows = self._store.read(
            "SELECT account_sid, anchor_real, anchor_world, speed FROM worlds"
            " ORDER BY id DESC LIMIT ?",
            (most,),
        )
        return [(sid, Clock(*line)) for sid, *line in reversed(rows)]

    def load_waiting(self) -> None:
        """Load the worlds in which something is still to happen."""
        for (number,) in self._store.read("SELECT DISTINCT world FROM schedule WHERE world > 0"):
            world = self.world_by_id(number)
            if world:
                self.stir(world)

    def waiting(self) -> list[World]:
        """Return the worlds in which something will happen by itself."""
        return list(self._waiting.values())

    def trim(self) -> None:
        """Forget accounts that were not used lately; call it between two turns."""
        too_many = max(0, len(self._accounts) - _MOST_REMEMBERED)
        for sid in list(islice(self._accounts, too_many)):
            del self._accounts[sid]
        self.outbox.trim(_MOST_REMEMBERED)

    def create(self, sid: str) -> Account:
        """Make a world with its top-level account. It has no token until one is seen."""
        now = machine_time()
        world = World(
            id=self.new_number(),
            account_sid=sid,
            world_id=f"{digest(self.installation_id, sid):032x}",
            generation=1,
            created_at=now,
            clock=Clock.starting(now, self.speed),
            chance=Chance(f"{self.seed}/{sid}/1", 0),
            settings=dict(self.first_settings),
            unsaved=self._unsaved,
        )
        self._store.write(
            "INSERT INTO worlds (id, account_sid, world_id, generation, created_at, stream, drawn,"
            " anchor_real, anchor_world, speed, settings) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(world.id, sid, world.world_id, 1, now, world.chance.stream, 0),
                *_line(world.clock),
                orjson.dumps(world.settings).decode(),
            ),
        )
        self._worlds[world.id] = world
        return self._open_account(world)

    def reset(self, world: World, seed: str | None = None) -> None:
        """Empty a world at once and raise its generation; its clock and its settings stay.

        With a seed, the world draws the same SIDs after every reset with that seed.
        """
        self.abandon(world, self.new_number())
        world.generation += 1
        origin = f"{self.seed}/{world.account_sid}/{world.generation}"
        world.chance = Chance(origin if seed is None else f"{seed}/{world.account_sid}", 0)
        world.next_due = math.inf
        world.paced_breaches = 0
        world.change()
        self._open_account(world)

    def new_number(self) -> int:
        """Return a number that no world has ever had."""
        self._last_number += 1
        return self._last_number

    def abandon(self, world: World, number: int) -> None:
        """Make what a world holds unknown at once, by giving the world another number.

        Steps and deliveries under the old one are nobody's; they go with the rows of the accounts.
        """
        accounts = self._store.read("SELECT id, sid FROM accounts WHERE world = ?", (world.id,))
        self._drop([row[0] for row in accounts])
        self._store.write("DELETE FROM accounts WHERE world = ?", (world.id,))
        for _, sid in accounts:
            self._accounts.pop(sid, None)
        for table, column in (("worlds", "id"), ("snapshots", "world"), ("scripts", "world")):
            self._store.write(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (number, world.id)
            )
        self.scripts.renumber(world.id, number)
        self._waiting.pop(world.id, None)
        self._worlds.pop(world.id, None)
        world.id = number
        self._worlds[number] = world

    def stir(self, world: World) -> None:
        """Note when something is due in a world, which may be sooner than was known."""
        real = machine_time()
        seconds = world.clock.seconds_until(world.next_due, real)
        if seconds is None or seconds == math.inf:
            self._waiting.pop(world.id, None)
            return
        self._waiting[world.id] = world
        self.wake_at = min(self.wake_at, real + seconds)

    def write_back(self) -> None:
        """Store what changed in the worlds themselves; call it before each commit."""
        self._new.clear()
        self.scripts.unsaved = False
        for world in self._unsaved:
            world.is_unsaved = False
            self._store.write(
                "UPDATE worlds SET generation=?, stream=?, drawn=?, anchor_real=?,"
                " anchor_world=?, speed=?, settings=?, paced_breaches=? WHERE id=?",
                (
                    world.generation,
                    world.chance.stream,
                    world.chance.drawn,
                    *_line(world.clock),
                    orjson.dumps(world.settings).decode(),
                    world.paced_breaches,
                    world.id,
                ),
            )
        self._unsaved.clear()

    def forget(self) -> None:
        """Have memory show what is stored, after writes were taken back.

        Worlds are read again and not dropped: whoever holds one goes on with it.
        """
        self._unsaved.clear()
        self._waiting.clear()
        known = list(self._worlds.values())
        self._worlds.clear()
        for world in known:
            row = self._store.read_one(f"{_WORLD} WHERE account_sid = ?", (world.account_sid,))
            if row:
                self._fill(world, row)
        self.load_waiting()
        self.outbox.forget_receivers()
        self._accounts.clear()
        self._new.clear()
        self.keys.forget()
        self.scripts.load()

    def _forget_unstored(self) -> None:
        """Drop what was made since the last commit and is not stored any more."""
        if self.scripts.unsaved:
            self.scripts.load()
        for sid in tuple(self._new):
            account = self._accounts.get(sid)
            if account is None:
                self._new.discard(sid)
            elif not self._store.read_one("SELECT 1 FROM accounts WHERE id = ?", (account.id,)):
                self._new.discard(sid)
                del self._accounts[sid]
                if account.parent is None and account.world.generation == 1:
                    self._worlds.pop(account.world.id, None)
                    self._waiting.pop(account.world.id, None)

    def _drop(self, accounts: list[int]) -> None:
        self.keys.remove_all(accounts)
        self._store.write_many("INSERT INTO graveyard VALUES (?)", [(each,) for each in accounts])
        self.outbox.forget_receivers()

    def _installation(self, seed: str) -> tuple[str, str]:
        row = self._store.read_one("SELECT installation_id, seed FROM installation")
        if row is None:
            row = (token_hex(16), seed or token_hex(4))
            self._store.write("INSERT INTO installation VALUES (1, ?, ?)", row)
        elif seed and seed != row[1]:
            row = (row[0], seed)
            self._store.write("UPDATE installation SET seed = ?", (seed,))
        self._store.commit()
        return row[0], row[1]

    def _open_account(self, world: World) -> Account:
        data = {"friendly_name": "Sandbox account", "status": "active"}
        now = world.clock.at(machine_time())
        number = self._store.write(
            "INSERT INTO accounts (world, sid, data, created_at, updated_at) VALUES (?,?,?,?,?)",
            (world.id, world.account_sid, orjson.dumps(data).decode(), now, now),
        )
        account = Account(number, world.account_sid, None, None, world, data, now, now)
        self._accounts[world.account_sid] = account
        self._new.add(world.account_sid)
        self.found(account)
        return account

    def _world_by_id(self, number: int) -> World:
        known = self._worlds.get(number)
        if known is not None:
            return known
        row = self._store.read_one(f"{_WORLD} WHERE id = ?", (number,))
        if row is None:
            raise LookupError(number)
        clock, chance = Clock.starting(row[4], 1), Chance(row[5], 0)
        world = World(row[0], row[1], row[2], row[3], row[4], clock, chance, unsaved=self._unsaved)
        self._fill(world, row)
        return world

    def _fill(self, world: World, row: tuple[Any, ...]) -> None:
        """Have a world be what is stored of it, and be found."""
        world.id = row[0]
        world.generation = row[3]
        world.chance = Chance(row[5], row[6])
        world.clock = Clock(anchor_real=row[7], anchor_world=row[8], speed=row[9])
        world.settings = orjson.loads(row[10])
        world.paced_breaches = row[11]
        world.next_due = -math.inf
        world.is_unsaved = False
        world.awaits_reads = self._awaits_reads(world.id)
        self._worlds[world.id] = world

    def _highest_number(self) -> int:
        """Return the highest number of a world, or of rows that a killed process left behind."""
        rows = (
            self._store.read_one(f"SELECT max({column}) FROM {table}") or (None,)
            for table, column in (("worlds", "id"), ("schedule", "world"))
        )
        return max(number or 0 for (number,) in rows)

    def _awaits_reads(self, number: int) -> bool:
        sql = "SELECT 1 FROM schedule WHERE reads IS NOT NULL AND world = ? LIMIT 1"
        return self._store.read_one(sql, (number,)) is not None


def _line(clock: Clock) -> tuple[float, float, float]:
    return clock.anchor_real, clock.anchor_world, clock.speed
