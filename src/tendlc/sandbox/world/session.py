"""A session: what one request, or one due transition, may do in its account.

Resources are documents under a kind and a key. Every change leaves an entry in the history, in the
same transaction; links say which resource refers to what. A session knows its moment on the world's
clock and draws from the world's chance; it knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.timings import timings
from tendlc.sandbox.behaviour.announcements import Subject, event_about, status_callback
from tendlc.sandbox.behaviour.lifecycles import TIMED_STEPS
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import Account, World, Worlds
from tendlc.sandbox.world.chance import digest
from tendlc.sandbox.world.charges import Charged, Charges
from tendlc.sandbox.world.outbox import Delivery, Kind, Receiver
from tendlc.sandbox.world.store import Store

MOST_BYTES_OF_A_PAGE = 4_000_000
HELD = 1e12
"""The moment of steps that wait for a decision by hand: no clock of a world gets there."""
_RECORDS = (
    "SELECT id, key, created_at, updated_at, data FROM resources WHERE account = ? AND kind = ?"
)
_THIS = "WHERE account = ? AND kind = ? AND key = ?"
_ONE = f"{_RECORDS} AND key = ?"


@dataclass(slots=True)
class Record:
    """A stored resource. `data` is its own to change; `Session.save` makes the change last."""

    account: int
    kind: str
    key: str
    created_at: int
    updated_at: int
    data: dict[str, Any]
    order: int = 0
    """Which came first when they were stored; 0 for one that has just been made."""

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it is stored."""
        return self.account, self.kind, self.key

    @property
    def sid(self) -> str:
        """The last part of the key: the resource's own SID."""
        return self.key.rpartition("/")[2]


class Session:
    """One request's or transition's view of one account at one moment."""

    __slots__ = ("_store", "_worlds", "account", "notes", "now", "world")

    def __init__(self, store: Store, worlds: Worlds, account: Account, now: float) -> None:
        self._store = store
        self._worlds = worlds
        self.account = account
        self.world: World = account.world
        self.now = now
        self.notes: list[str] = []

    @property
    def _charges(self) -> Charges:
        return Charges(self._store)

    def note(self, because: str) -> None:
        """Leave a reason for the journal."""
        self.notes.append(because)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting of the world."""
        return self.world.settings.get(name, default)

    def verdict(self, kind: str, sid: str) -> dict[str, Any] | None:
        """Return the verdict that somebody asked for, for this resource or the next of its kind."""
        return self._worlds.scripts.verdict_for(self.world.id, kind, sid)

    def awaits_verdict(self, kind: str, sid: str) -> bool:
        """Say whether somebody asked for a verdict on this resource or the next of its kind."""
        return self._worlds.scripts.has_verdict_for(self.world.id, kind, sid)

    # Chance

    def new_sid(self, prefix: str) -> str:
        """Draw a new SID."""
        self.world.change()
        return self.world.chance.sid(prefix)

    # Resources

    def add(
        self,
        kind: str,
        key: str,
        data: dict[str, Any],
        *,
        refers_to: Sequence[str] = (),
        event: str = "created",
    ) -> Record:
        """Store a new resource and what it refers to."""
        moment = int(self.now)
        text = orjson.dumps(data).decode()
        self._store.write_later(
            "INSERT INTO resources (account, kind, key, created_at, updated_at, data)"
            " VALUES (?,?,?,?,?,?)",
            (self.account.id, kind, key, moment, moment, text),
        )
        record = Record(self.account.id, kind, key, moment, moment, data)
        for target in refers_to:
            self.link(record, target)
        self._remember(record, event, text)
        return record

    def find(self, kind: str, key: str) -> Record | None:
        """Return a resource of this account, or None."""
        account = self.account.id
        row = self._store.read_one(_ONE, (account, kind, key))
        return _record(account, kind, row) if row else None

    def page(
        self,
        kind: str,
        *,
        under: str = "",
        where: Mapping[str, Any] | None = None,
        like: Mapping[str, str] | None = None,
        token: str = "",
        size: int,
    ) -> tuple[list[Record], str, str]:
        """Return a page, newest first, and the tokens of the next and the previous page.

        A page whose resources are very large has fewer of them.

        `under` is the key of the parent. `where` names attributes and the values they must have,
        `like` attributes and the patterns of SQL that they must match.
        """
        start = f"{under}/" if under else ""
        sql, values = self._of_kind(kind, start)
        lag = self.setting("list_lag_seconds")
        if lag:
            sql += " AND created_at <= ?"
            values.append(self.now - lag)
        for name, value in (where or {}).items():
            sql += f" AND json_extract(data, '$.{name}') = ?"
            values.append(value)
        for name, pattern in (like or {}).items():
            sql += f" AND json_extract(data, '$.{name}') LIKE ?"
            values.append(pattern)
        backwards = token.startswith("PB")
        if token:
            sql += f" AND key {'>' if backwards else '<'} ?"
            values.append(start + sid_of_token(token))
        sql += f" ORDER BY key {'ASC' if backwards else 'DESC'} LIMIT ?"
        rows, is_cut = self._store.read_some(sql, [*values, size + 1], MOST_BYTES_OF_A_PAGE)
        records = [_record(self.account.id, kind, row) for row in rows]
        more = len(records) > size or is_cut
        del records[size:]
        if backwards:
            records.reverse()
        if not records:
            return [], "", ""
        follows = more or backwards
        precedes = more if backwards else bool(token)
        return (
            records,
            f"PA{records[-1].sid}" if follows else "",
            f"PB{records[0].sid}" if precedes else "",
        )

    def _of_kind(self, kind: str, start: str) -> tuple[str, list[Any]]:
        if not start:
            return _RECORDS, [self.account.id, kind]
        # "0" follows "/" in the alphabet.
        return f"{_RECORDS} AND key > ? AND key < ?", [
            self.account.id,
            kind,
            start,
            f"{start[:-1]}0",
        ]

    def is_listed(self, created_at: float) -> bool:
        """Say whether a list shows what was made then; lists may be set to lag behind."""
        return bool(created_at <= self.now - self.setting("list_lag_seconds", 0))

    def all(self, kind: str, under: str = "") -> list[Record]:
        """Return every resource of a kind, oldest first; of one parent where `under` names it."""
        sql, values = self._of_kind(kind, f"{under}/" if under else "")
        rows = self._store.read(f"{sql} ORDER BY key", values)
        return [_record(self.account.id, kind, row) for row in rows]

    def save(self, record: Record, event: str, **details: Any) -> None:
        """Make the changed data of a resource last, and remember what happened."""
        record.updated_at = int(self.now)
        self.save_quietly(record)
        self.remember(record, event, **details)

    def save_quietly(self, record: Record) -> None:
        """Make a change last that no caller can see."""
        self._store.write(
            f"UPDATE resources SET updated_at = ?, data = ? {_THIS}",
            (record.updated_at, orjson.dumps(record.data).decode(), *record.place),
        )

    def remember(self, record: Record, event: str, **details: Any) -> None:
        """Put an entry into the history of a resource, and tell of it where it has an `event_type`.

        That is the full name of an event of Event Streams.
        """
        self._remember(record, event, orjson.dumps(details).decode())
        if details.get("event_type"):
            self._announce(details["event_type"], record, details)

    def remove(self, record: Record) -> None:
        """Remove a resource, what it refers to, and what was still to happen to it."""
        self._store.write(f"DELETE FROM resources {_THIS}", record.place)
        for target, kind in self._store.read(
            "SELECT target, kind FROM links WHERE account = ? AND kind = ? AND holder = ?",
            (record.account, record.kind, record.key),
        ):
            self._unlink(target, kind, record.key)
        self._store.write(
            "DELETE FROM schedule WHERE world = ? AND account = ? AND key = ? AND step LIKE ?",
            (self.world.id, self.account.id, record.key, f"{record.kind}.%"),
        )
        self.remember(record, "removed")

    def link(self, record: Record, target: str) -> None:
        """Say that a resource refers to a SID or number."""
        self._store.write_later(
            "INSERT OR IGNORE INTO links VALUES (?,?,?,?)",
            (record.account, target, record.kind, record.key),
        )

    def unlink(self, record: Record, target: str) -> None:
        """Take back what `link` said."""
        self._unlink(target, record.kind, record.key)

    def is_held(self, target: str, kind: str) -> bool:
        """Say whether any resource of a kind refers to the target, in whichever account it is."""
        row = self._store.read_one(
            "SELECT 1 FROM links WHERE account = ? AND target = ? AND kind = ?",
            (self.account.id, target, kind),
        )
        return row is not None

    def holders(self, target: str, kind: str) -> list[Record]:
        """Return the resources of a kind that refer to the target, oldest first."""
        rows = self._store.read(
            "SELECT holder FROM links WHERE account = ? AND target = ? AND kind = ?"
            " ORDER BY holder",
            (self.account.id, target, kind),
        )
        found = (self.find(kind, holder) for (holder,) in rows)
        return [record for record in found if record]

    # What others are told

    def call_back(self, record: Record, status: str, reason: str = "") -> None:
        """Send the status of a bundle to the address that it names, if it names one.

        `reason` only goes with a rejection (domain: lifecycle, section 8).
        """
        address = record.data["status_callback"]
        if address:
            fields = status_callback(self.account.sid, record.key, status, reason)
            self.send("callback", record.key, status, Receiver(address), urlencode(fields).encode())

    def send(self, kind: Kind, about: str, name: str, receiver: Receiver, body: bytes) -> None:
        """Put something into the outbox, in the transaction of this batch."""
        self._worlds.outbox.put(
            Delivery(
                world=self.world.id,
                account=self.account.id,
                kind=kind,
                about=about,
                name=name,
                receiver=receiver,
                body=body,
                made_at=self.now,
                began_at=self.now,
                due_at=self.now,
            )
        )

    def forget_receivers(self) -> None:
        """Say that the subscriptions of this account have changed."""
        self._worlds.outbox.forget_receivers(self.account.id)

    def keep_destination(self, sink_sid: str, destination: str | None) -> None:
        """Keep where a webhook sink leads, password and all; None forgets it."""
        self._worlds.outbox.keep_destination(self.account.id, sink_sid, destination)

    def receiver_of(self, sink: Record) -> Receiver | None:
        """Return where the events of a sink go; None where it is no webhook."""
        configuration = sink.data["sink_configuration"]
        return self._worlds.outbox.receiver(self.account.id, sink.key, configuration)

    def _announce(self, event_type: str, record: Record, details: Mapping[str, Any]) -> None:
        receivers = self._worlds.outbox.receivers(self.account.id, event_type)
        if not receivers:
            return
        event_id = self.new_sid("EZ")
        subject = Subject(
            account_sid=self.account.sid,
            key=record.key,
            data=record.data,
            created_at=record.created_at,
            now=self.now,
            campaign_sid=self._campaign_sid(record),
            unique=digest(event_id),
            details=details,
        )
        for receiver in receivers:
            event = event_about(event_type, subject, event_id, receiver.version)
            self.send("event", record.key, event_type, receiver, orjson.dumps(event))

    def _campaign_sid(self, record: Record) -> str:
        # Only events show the CM SID of a campaign. It is made of what tells campaigns apart, so
        # that the numbers of one that is gone can still name it.
        service, slash, _ = record.key.partition("/")
        row = self._store.read_one(
            "SELECT max(id), at FROM history"
            " WHERE account = ? AND kind = 'Usa2p' AND key = ? AND event = 'created'",
            (self.account.id, f"{service}/{CAMPAIGN_SID}"),
        )
        if not slash or row is None or row[0] is None:
            return ""
        return f"CM{digest(self.world.chance.stream, service, int(row[1])):032x}"

    # What comes later

    def schedule(self, timing: str, step: str, key: str) -> None:
        """Have a step taken when the time of the catalog, or of the world's settings, is over.

        A stage that is set to be decided by hand waits for `release`; one that is set to a number
        of reads waits until its resource was read so often.
        """
        reviews = self.setting("reviews", {})
        wanted = reviews[timing] if timing in reviews else timings()[timing].sandbox_seconds
        if wanted is None:
            self.hold(step, key)
        elif isinstance(wanted, dict):
            self._schedule(HELD, step, key, wanted["reads"])
            self.world.awaits_reads = True
        else:
            self.schedule_in(wanted, step, key)

    def hold(self, step: str, key: str) -> None:
        """Have a step wait until somebody releases it."""
        self.note(f"{step} waits to be decided by hand")
        self.schedule_in(HELD - self.now, step, key)

    def release(self, key: str) -> int:
        """Have every review that waits on a key go on now; return how many steps there were."""
        waiting = self._store.read(
            "SELECT id, step FROM schedule WHERE world = ? AND account = ? AND key = ?",
            (self.world.id, self.account.id, key),
        )
        due = [each for each, step in waiting if step.rpartition(".")[2] not in TIMED_STEPS]
        for each in due:
            self._store.write(
                "UPDATE schedule SET at = ?, reads = NULL WHERE id = ?", (self.now, each)
            )
        self.world.next_due = min(self.world.next_due, self.now)
        self._worlds.stir(self.world)
        return len(due)

    def schedule_in(self, seconds: float, step: str, key: str) -> None:
        """Have a step taken after so many seconds of the world's clock."""
        self._schedule(self.now + seconds, step, key)

    def cancel(self, key: str, step: str = "") -> None:
        """Drop every step that was still to be taken on a key; only one step where it is named."""
        self._store.write(
            "DELETE FROM schedule WHERE world = ? AND account = ? AND key = ?"
            + (" AND step = ?" if step else ""),
            (self.world.id, self.account.id, key, *((step,) if step else ())),
        )

    # Other accounts of the same world

    def of_parent(self) -> Session | None:
        """Return a session on the parent account, or None for a top-level account."""
        if self.account.parent is None:
            return None
        parent = self._worlds.account_by_id(self.account.parent)
        return Session(self._store, self._worlds, parent, self.now)

    def of_world(self) -> Session:
        """Return a session on the top-level account of the world."""
        return self.of_parent() or self

    def _schedule(self, at: float, step: str, key: str, reads: int | None = None) -> None:
        self._store.write(
            "INSERT INTO schedule (world, account, at, step, key, reads) VALUES (?,?,?,?,?,?)",
            (self.world.id, self.account.id, at, step, key, reads),
        )
        self.world.next_due = min(self.world.next_due, at)
        self._worlds.stir(self.world)

    def of_account(self, account: Account) -> Session:
        """Return a session on another account of the world."""
        return Session(self._store, self._worlds, account, self.now)

    def family(self) -> list[Account]:
        """Return the accounts of the world, the newest first and the top-level account last."""
        return self._worlds.family(self.world)

    def relative(self, sid: str) -> Account | None:
        """Return an account of the same world by its SID, or None."""
        account = self._worlds.account(sid)
        return account if account and account.world is self.world else None

    def new_secret(self, about: str) -> str:
        """Draw a new auth token, or the secret of an API key."""
        self.world.change()
        return self.world.chance.token(about)

    def open_subaccount(self, name: str) -> Account:
        """Make an account under this one, with a token of its own."""
        sid, token = self.new_sid("AC"), self.new_secret("auth-token")
        return self._worlds.open_subaccount(self.account, sid, token, name, self.now)

    def save_account(self, account: Account) -> None:
        """Make the changed data of an account last."""
        self._worlds.save_account(account, self.now)

    def move(self, record: Record, account: Account) -> Record:
        """Give a resource to another account of the world; what it refers to stays behind."""
        self.remove(record)
        moved = self.of_account(account).add(record.kind, record.key, record.data, event="moved")
        self._store.write(
            f"UPDATE resources SET created_at = ? {_THIS}", (record.created_at, *moved.place)
        )
        moved.created_at = record.created_at
        return moved

    def purge(self, account: Account) -> None:
        """Make an account and all that it holds unknown."""
        self._charges.end_all(account.id, self.now)
        self._worlds.purge(account)

    def add_key(self, sid: str, secret: str) -> None:
        """Let an API key open this account."""
        self._worlds.keys.add(self.account.id, sid, secret)

    def remove_key(self, sid: str) -> None:
        """Let an API key open nothing any more."""
        self._worlds.keys.remove(sid)

    # Money

    def charge(self, item: str, about: str) -> None:
        """Charge the current fee of an item of the catalog; a monthly one goes on until it ends."""
        self._charges.add(self.account.id, item, about, self.now)

    def end_charge(self, about: str) -> None:
        """End the monthly fees for a resource."""
        self._charges.end(self.account.id, about, self.now)

    def charged(self, accounts: Sequence[Account], start: float, end: float) -> list[Charged]:
        """Return what accounts were charged from `start` to `end`, the latter not included."""
        return self._charges.between([each.id for each in accounts], start, end)

    def _remember(self, record: Record, event: str, text: str) -> None:
        self._store.write_later(
            "INSERT INTO history (account, kind, key, at, event, data) VALUES (?,?,?,?,?,?)",
            (record.account, record.kind, record.key, self.now, event, text),
        )

    def _unlink(self, target: str, kind: str, holder: str) -> None:
        self._store.write(
            "DELETE FROM links WHERE account = ? AND target = ? AND kind = ? AND holder = ?",
            (self.account.id, target, kind, holder),
        )


def _record(account: int, kind: str, row: tuple[Any, ...]) -> Record:
    order, key, created_at, updated_at, data = row
    return Record(account, kind, key, created_at, updated_at, orjson.loads(data), order)


def sid_of_token(token: str) -> str:
    """Return the SID at the edge of the page that a token continues; 21481 where it is none."""
    if len(token) != 36 or token[:2] not in ("PA", "PB") or not token[2:].isalnum():
        raise Refusal(21481, because=f"{token} is not a page token of ours")
    return token[2:]
