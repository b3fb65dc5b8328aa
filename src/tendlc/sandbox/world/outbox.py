"""The outbox: what receivers are still to be told, and what became of it.

A delivery is stored in the transaction of the change that it tells of, so that no killed process
can lose one. Faults that somebody asked for are applied here, where the order is certain. Nothing
is sent from here, and nothing is read where an account has no receivers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlsplit, urlunsplit

import orjson

from tendlc.sandbox.world.scripts import Scripts
from tendlc.sandbox.world.store import Store

_HELD_SECONDS: Final = 60
_ATTEMPTS_KEPT: Final = 50
_COLUMNS: Final = (
    "id, world, account, kind, about, name, sink, destination, method, batch, body, made_at,"
    " began_at, due_at, place, state, fault, attempts"
)

Kind = Literal["callback", "event", "test"]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where a delivery goes. `sink` is empty for status callbacks; `version` is the schema's."""

    destination: str
    method: str = "POST"
    sink: str = ""
    batch: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one receiver. `about` is the key of a resource; `name` the type of the event,
    or the status of a callback. Times are those of the world's clock; `due_at` is None once nothing
    more will be sent; `place` orders what is due at the same moment. States: waiting, held,
    delivered, lost, refused, dropped.
    """

    number: int = 0
    world: int
    account: int
    kind: Kind
    about: str
    name: str
    receiver: Receiver
    body: bytes
    made_at: float
    began_at: float
    due_at: float | None
    place: int = 0
    state: str = "waiting"
    fault: str = ""
    attempts: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. `status` is None where no answer came; `seconds` are those of the machine."""

    at: float
    status: int | None
    error: str
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the entry of the log."""
        return {
            "at": self.at,
            "status": self.status,
            "error": self.error,
            "seconds": round(self.seconds, 4),
        }


class Outbox:
    """All deliveries of one data folder. `wake` is called when something may be due sooner."""

    def __init__(self, store: Store, scripts: Scripts) -> None:
        self._store = store
        self._scripts = scripts
        self._receivers: dict[int, dict[str, list[Receiver]]] = {}
        self.wake: Callable[[], None] = lambda: None
        self.stirred: set[int] = {
            row[0]
            for row in store.read("SELECT DISTINCT world FROM deliveries WHERE due_at IS NOT NULL")
        }
        """The worlds in which something may be due sooner than was known, until somebody looks."""

    # Who is to be told

    def receivers(self, account: int, event_type: str) -> list[Receiver]:
        """Return the sinks of an account that want events of a type. Kept in memory."""
        known = self._receivers.get(account)
        if known is None:
            known = self._receivers[account] = self._subscribed(account)
        return known.get(event_type, [])

    def forget_receivers(self, account: int | None = None) -> None:
        """Have the subscriptions of an account, or of all, looked up again."""
        if account is None:
            self._receivers.clear()
        else:
            self._receivers.pop(account, None)

    def trim(self, most: int) -> None:
        """Forget the subscriptions of all accounts once too many are in memory."""
        if len(self._receivers) > most:
            self._receivers.clear()

    def keep_destination(self, account: int, sink: str, destination: str | None) -> None:
        """Keep where a webhook sink leads, apart from what is shown of it; None forgets it."""
        self._store.write(
            "DELETE FROM sink_destinations WHERE account = ? AND sink = ?", (account, sink)
        )
        if destination:
            self._store.write(
                "INSERT INTO sink_destinations VALUES (?,?,?)", (account, sink, destination)
            )
        self.forget_receivers(account)

    def receiver(
        self, account: int, sink: str, configuration: Mapping[str, Any], version: int = 1
    ) -> Receiver | None:
        """Return where the events of a webhook sink go; None for a sink that leads nowhere."""
        row = self._store.read_one(
            "SELECT destination FROM sink_destinations WHERE account = ? AND sink = ?",
            (account, sink),
        )
        if row is None:
            return None
        method, batch = configuration["method"], configuration["batch_events"]
        return Receiver(row[0], method=method, sink=sink, batch=batch, version=version)

    # What they are to be told

    def put(self, delivery: Delivery) -> None:
        """Store a delivery, spoilt by the fault that was asked for, if any was."""
        fault = self._scripts.delivery_fault_for(delivery.world, delivery.name)
        kind = fault["kind"] if fault else ""
        due = delivery.due_at or delivery.made_at
        if kind == "drop":
            delivery = replace(delivery, state="dropped", due_at=None)
        elif kind == "delay":
            delivery = replace(delivery, due_at=due + (fault or {})["seconds"])
        elif kind == "reorder":
            delivery = replace(delivery, state="held", due_at=due + _HELD_SECONDS)
        delivery = replace(delivery, fault=kind)
        self._insert(delivery)
        if kind == "duplicate":
            self._insert(delivery)
        if kind not in ("reorder", "drop"):
            self._release_held(delivery)

    def again(self, number: int, now: float) -> None:
        """Have a delivery sent again, whatever became of it."""
        self._store.write(
            "UPDATE deliveries SET state = 'waiting', began_at = ?, due_at = ?, place = place + 1"
            " WHERE id = ?",
            (now, now, number),
        )
        row = self._store.read_one("SELECT world FROM deliveries WHERE id = ?", (number,))
        if row:
            self.stir(row[0])

    def settle(
        self, delivery: Delivery, attempt: Attempt, state: str, due_at: float | None = None
    ) -> None:
        """Write down a try, and what becomes of the delivery by it.

        A delivery that was asked for again in the meantime stays due.
        """
        row = self._store.read_one(
            "SELECT attempts, place FROM deliveries WHERE id = ?", (delivery.number,)
        )
        if row is None:
            return
        attempts = [*orjson.loads(row[0]), attempt.as_json()][-_ATTEMPTS_KEPT:]
        values: list[Any] = [orjson.dumps(attempts).decode()]
        sql = "UPDATE deliveries SET attempts = ?"
        if row[1] == delivery.place:
            sql += ", state = ?, due_at = ?"
            values += [state, due_at]
        self._store.write(f"{sql} WHERE id = ?", [*values, delivery.number])

    # What is waiting

    def stir(self, world: int) -> None:
        """Note that something may be due in a world, or that its clock was changed."""
        self.stirred.add(world)
        self.wake()

    def first_due(self, world: int, besides: Collection[str] = ()) -> tuple[float, str] | None:
        """Return when the next delivery of a world is due, and its destination; None where none is.

        Those to the destinations `besides` are not looked at.
        """
        places = ",".join("?" * len(besides))
        row = self._store.read_one(
            "SELECT due_at, destination FROM deliveries WHERE world = ? AND due_at IS NOT NULL"
            f" AND destination NOT IN ({places}) ORDER BY due_at, place, id LIMIT 1",
            (world, *besides),
        )
        return (row[0], row[1]) if row else None

    def due(self, world: int, destination: str, until: float, limit: int) -> list[Delivery]:
        """Return the deliveries that are due to a destination, first things first."""
        rows = self._store.read(
            f"SELECT {_COLUMNS} FROM deliveries WHERE world = ? AND destination = ?"
            " AND due_at <= ? ORDER BY due_at, place, id LIMIT ?",
            (world, destination, until, limit),
        )
        return [_delivery(row) for row in rows]

    def counts(self, world: int, now: float) -> tuple[int, int]:
        """Return how many deliveries of a world are due by now, and how many are waiting at all."""
        row = self._store.read_one(
            "SELECT coalesce(sum(due_at <= ?), 0), count(*) FROM deliveries"
            " WHERE world = ? AND due_at IS NOT NULL",
            (now, world),
        )
        return row or (0, 0)

    def of_world(self, world: int, limit: int = 1000) -> list[Delivery]:
        """Return the last deliveries of a world since its last reset, oldest first."""
        accounts = self._store.read("SELECT id FROM accounts WHERE world = ?", (world,))
        numbers = self._store.newest("deliveries", [number for (number,) in accounts], limit)
        marks = ",".join("?" * len(numbers))
        rows = self._store.read(
            f"SELECT {_COLUMNS} FROM deliveries WHERE id IN ({marks}) ORDER BY id", numbers
        )
        return [_delivery(row) for row in rows]

    def of_account(self, account: int, before: int, state: str, limit: int) -> list[Delivery]:
        """Return the deliveries of an account before a number, newest first; of one state where it
        is named, among the two thousand before that number.
        """
        rows = self._store.read(
            f"SELECT {_COLUMNS} FROM (SELECT {_COLUMNS} FROM deliveries WHERE account = ?"
            " AND id < ? ORDER BY id DESC LIMIT 2000) WHERE ? IN ('', state) LIMIT ?",
            (account, before, state, limit),
        )
        return [_delivery(row) for row in rows]

    def find(self, world: int, number: int) -> Delivery | None:
        """Return a delivery of a world by its number, or None."""
        row = self._store.read_one(
            f"SELECT {_COLUMNS} FROM deliveries WHERE id = ? AND account IN"
            " (SELECT id FROM accounts WHERE world = ?)",
            (number, world),
        )
        return _delivery(row) if row else None

    def _insert(self, delivery: Delivery) -> None:
        to = delivery.receiver
        self._store.write(
            "INSERT INTO deliveries (world, account, kind, about, name, sink, destination, method,"
            " batch, body, made_at, began_at, due_at, place, state, fault, attempts)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,0,?,?,'[]')",
            (
                delivery.world,
                delivery.account,
                delivery.kind,
                delivery.about,
                delivery.name,
                to.sink,
                to.destination,
                to.method,
                to.batch,
                delivery.body,
                delivery.made_at,
                delivery.began_at,
                delivery.due_at,
                delivery.state,
                delivery.fault,
            ),
        )
        self.stir(delivery.world)

    def _release_held(self, after: Delivery) -> None:
        rows = self._store.read(
            "SELECT id FROM deliveries WHERE state = 'held' AND world = ? ORDER BY id DESC",
            (after.world,),
        )
        self._store.write_many(
            "UPDATE deliveries SET state = 'waiting', due_at = ?, place = ? WHERE id = ?",
            [(after.due_at, place, *row) for place, row in enumerate(rows, start=1)],
        )

    def _subscribed(self, account: int) -> dict[str, list[Receiver]]:
        sink_of = {sid: data["sink_sid"] for sid, data in self._resources(account, "Subscription")}
        if not sink_of:
            return {}
        sinks = dict(self._resources(account, "Sink"))
        found: dict[str, dict[str, Receiver]] = {}
        for key, data in self._resources(account, "SubscribedEvent"):
            subscription, _, event_type = key.partition("/")
            sid = sink_of.get(subscription, "")
            configuration = sinks.get(sid, {}).get("sink_configuration", {})
            receiver = self.receiver(account, sid, configuration, data["schema_version"])
            if receiver:
                found.setdefault(event_type, {})[sid] = receiver
        return {event_type: list(by_sink.values()) for event_type, by_sink in found.items()}

    def _resources(self, account: int, kind: str) -> list[tuple[str, dict[str, Any]]]:
        rows = self._store.read(
            "SELECT key, data FROM resources WHERE account = ? AND kind = ? ORDER BY key",
            (account, kind),
        )
        return [(key, orjson.loads(data)) for key, data in rows]


def shown_address(destination: str) -> str:
    """Return an address as it may be shown: with three stars for its password."""
    parts = urlsplit(destination)
    credentials, at, host = parts.netloc.rpartition("@")
    if not at:
        return destination
    user = credentials.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}:***@{host}"))


def _delivery(row: tuple[Any, ...]) -> Delivery:
    return Delivery(
        number=row[0],
        world=row[1],
        account=row[2],
        kind=row[3],
        about=row[4],
        name=row[5],
        receiver=Receiver(sink=row[6], destination=row[7], method=row[8], batch=bool(row[9])),
        body=row[10],
        made_at=row[11],
        began_at=row[12],
        due_at=row[13],
        place=row[14],
        state=row[15],
        fault=row[16],
        attempts=orjson.loads(row[17]),
    )
