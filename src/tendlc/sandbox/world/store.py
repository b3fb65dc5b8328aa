"""The store: SQLite by hand, and the transaction that the requests of one batch share.

A transaction is begun by a batch of several requests, or by the first write; every request that may
write has a savepoint of its own in it, so a refusal takes back its own writes and nobody else's.
Commits are not synchronised to the disk one by one (WAL, synchronous=NORMAL): a killed process
loses nothing, a power cut may lose the last moments. Nothing here knows what the rows mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, TypeVar

from tendlc.sandbox.world.folder import SandboxUnavailable, lock_folder

Outcome = TypeVar("Outcome")
_CHECKPOINT_PAGES = 1000
_CHECKPOINT_PAGES_AT_MOST = 16_000


class Store:
    """The one connection that writes. Not for use by several threads at once."""

    def __init__(self, folder: Path) -> None:
        self._lock: IO[str] = lock_folder(folder)
        self.path = folder / "sandbox.sqlite3"
        try:
            self._connection = self._open()
            self._migrate()
        except (sqlite3.Error, OSError) as error:
            self._lock.close()
            raise unusable(self.path, error) from None
        except SandboxUnavailable:
            self._lock.close()
            raise
        self.write_count = 0
        self._writing = False
        self._begun = False
        """Whether this batch has a transaction, as far as we know."""
        self._later: list[tuple[str, Sequence[Any]]] = []
        """Rows that are to be written before anybody reads, with their statements."""
        self._own: int | None = None
        """Where in them those of the work under way begin, while it needs no savepoint."""
        self._is_lost = False
        """Whether rows of an earlier request could not be written."""
        self.undone: Callable[[], None] = lambda: None
        """Forgets what is in memory of writes that were taken back; set by the worlds."""

    @property
    def writing(self) -> bool:
        """Whether something was written in this batch."""
        return self._writing

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        if self._later:
            self._write_what_waits()
        return self._connection.execute(sql, values).fetchall()

    def read_one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        if self._later:
            self._write_what_waits()
        row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def read_some(
        self, sql: str, values: Sequence[Any], most_bytes: int
    ) -> tuple[list[tuple[Any, ...]], bool]:
        """Return the rows of a query until their last columns have so many characters together,
        and whether it stopped there.
        """
        if self._later:
            self._write_what_waits()
        rows: list[tuple[Any, ...]] = []
        size = 0
        for row in self._connection.execute(sql, values):
            rows.append(row)
            size += len(row[-1])
            if size > most_bytes:
                return rows, True
        return rows, False

    def newest(self, table: str, accounts: Sequence[int], most: int) -> list[int]:
        """Return the ids of the newest rows of some accounts, the oldest first."""
        found: list[int] = []
        for account in accounts:
            rows = self.read(
                f"SELECT id FROM {table} WHERE account = ? ORDER BY id DESC LIMIT ?",
                (account, most),
            )
            found += [number for (number,) in rows]
        return sorted(found)[-most:]

    def begin(self) -> None:
        """Open the transaction of a batch, whose reads then ask for one lock together.

        Raises:
            sqlite3.OperationalError: SQLite gave up the transaction of this batch, as it may when
                the disk is full; what was written before in this batch is gone.
        """
        if not self._connection.in_transaction:
            self._refuse_if_given_up()
            self._connection.execute("BEGIN")
            self._begun = True

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Change rows in the transaction of this batch; return the id of an inserted row."""
        self._begin_writing()
        self._open_savepoint()
        cursor = self._connection.execute(sql, values)
        self.write_count += max(1, cursor.rowcount)
        return cursor.lastrowid or 0

    def write_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Change many rows in the transaction of this batch."""
        self._begin_writing()
        self._open_savepoint()
        self.write_count += len(rows)
        self._connection.executemany(sql, rows)

    def write_later(self, sql: str, row: Sequence[Any]) -> None:
        """Change rows before anybody reads or the batch ends, together with others of its kind."""
        self._begin_writing()
        self._later.append((sql, row))

    def apart(self, work: Callable[[], Outcome]) -> Outcome:
        """Run work so that what it wrote is gone when it raises.

        A savepoint is opened when it writes something that cannot wait.
        """
        self._begin_writing()
        self._open_savepoint()  # of the work around it, if there is any
        self._own = len(self._later)
        try:
            outcome = work()
        except BaseException:
            self._take_back()
            self.undone()
            raise
        if self._own is None:
            self._connection.execute("RELEASE request")
        self._own = None
        return outcome

    def commit(self) -> None:
        """Make the writes of this batch last.

        Raises:
            sqlite3.Error: they cannot be stored; none of them is, once they are taken back.
        """
        self._writing = False
        if self._later:
            self._write_what_waits()
        if self._is_lost:
            raise sqlite3.OperationalError("rows of this batch were lost")
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        else:
            self._refuse_if_given_up()
        self._begun = False

    def roll_back(self) -> None:
        """Take back the writes of this batch."""
        self._writing = self._begun = self._is_lost = False
        self._later, self._own = [], None
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def checkpoint_is_due(self) -> bool:
        """Say whether enough was written since the last checkpoint to be worth another."""
        return self.write_count >= _CHECKPOINT_PAGES

    def checkpoint(self) -> None:
        """Move the log into the database on a connection of its own: call it in another thread."""
        self.write_count = 0
        apart = sqlite3.connect(self.path, isolation_level=None)
        try:
            apart.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            apart.close()

    def close(self) -> None:
        """Commit, close and give the folder free."""
        self.commit()
        self._connection.close()
        self._lock.close()

    def _refuse_if_given_up(self) -> None:
        if self._begun:
            raise sqlite3.OperationalError("the transaction was given up")

    def _open_savepoint(self) -> None:
        """Write what waits; where work is under way, what is its own under a savepoint."""
        own = self._own
        if own is not None:
            later, self._later, self._own = self._later, self._later[own:], None
            self._insert(later[:own])
            self._connection.execute("SAVEPOINT request")
        if self._later:
            self._write_what_waits()

    def _write_what_waits(self) -> None:
        if self._own is not None and self._own < len(self._later):
            self._open_savepoint()
            return
        later, self._later = self._later, []
        if self._own is not None:
            self._own = 0
        self._insert(later)

    def _insert(self, rows: list[tuple[str, Sequence[Any]]]) -> None:
        by_statement: dict[str, list[Sequence[Any]]] = {}
        for sql, row in rows:
            by_statement.setdefault(sql, []).append(row)
        self.write_count += len(rows)
        try:
            for sql, values in by_statement.items():
                self._connection.executemany(sql, values)
        except sqlite3.Error:
            self._is_lost = True
            raise

    def _take_back(self) -> None:
        """Take back what the work under way has written."""
        if self._own is not None:
            del self._later[self._own :]
            self._own = None
            return
        self._later = []
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK TO request")
            self._connection.execute("RELEASE request")

    def _begin_writing(self) -> None:
        self._writing = True
        self.begin()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, cached_statements=256)
        self.path.chmod(0o600)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "cache_size = -8000",
            f"wal_autocheckpoint = {_CHECKPOINT_PAGES_AT_MOST}",
            "journal_size_limit = 16777216",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _migrate(self) -> None:
        scripts = _schema_scripts()
        (stored,) = self._connection.execute("PRAGMA user_version").fetchone()
        if stored > len(scripts):
            raise SandboxUnavailable(
                f"The data in {self.path.parent} was written by a newer version of the sandbox.",
                "Use that version, or name another folder with --data.",
            )
        for number, script in enumerate(scripts[stored:], start=stored + 1):
            self._connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
            )


def unusable(path: Path, error: Exception) -> SandboxUnavailable:
    """Return what is to be said of a database that is damaged, or not ours."""
    return SandboxUnavailable(
        f"The sandbox's database {path} cannot be used: {error}.",
        "Name another data folder with --data, or move this one away.",
    )


def _schema_scripts() -> list[str]:
    folder = files(__package__).joinpath("schema")
    scripts = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [entry.read_text(encoding="utf-8") for entry in sorted(scripts, key=lambda e: e.name)]
