"""The journal: the last requests with their answers, and why they were answered so.

A ring of fixed size. What a write was told is stored in the transaction of that write; what a read
was told follows with the next transaction, a moment later at most. Credentials are never in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tendlc.sandbox.world.store import Store

KEPT = 10_000
_PASSWORD = re.compile(
    rb"(https?(?::|%3A)(?:/|%2F){2}[^/@&%\s\"]*(?::|%3A))[^/@&\s\"]*?(@|%40)", re.I
)
_BODY_LIMIT = 65_536
_LINE_LIMIT = 8192
_MOST_WAITING = 200
_MOST_BYTES_WAITING = 2_000_000


@dataclass(slots=True)
class Entry:
    """One request and its answer; `at` is on the clock of the account's world."""

    account_sid: str
    at: float
    method: str
    target: str
    request: bytes
    status: int
    answer: bytes
    because: str = ""


class Journal:
    """The ring of entries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        (last,) = store.read_one("SELECT max(number) FROM journal") or (None,)
        self.number: int = last or 0
        self._waiting: list[tuple[Any, ...]] = []
        self._bytes = 0

    @property
    def waiting(self) -> int:
        """How many entries are not stored yet."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether so much waits that it should be stored even without a write beside it."""
        return len(self._waiting) > _MOST_WAITING or self._bytes > _MOST_BYTES_WAITING

    def add(self, entry: Entry) -> None:
        """Take an entry; it is stored by the next `write_back`."""
        self.number += 1
        self._bytes += min(_BODY_LIMIT, len(entry.answer)) + min(_BODY_LIMIT, len(entry.request))
        self._waiting.append(
            (
                self.number % KEPT,
                self.number,
                entry.account_sid,
                entry.at,
                entry.method,
                entry.target[:_LINE_LIMIT],
                _without_password(entry)[:_BODY_LIMIT],
                entry.status,
                entry.answer[:_BODY_LIMIT],
                entry.because[:_LINE_LIMIT],
            )
        )

    def write_back(self) -> None:
        """Store the waiting entries in the transaction of this turn."""
        if self._waiting:
            self._store.write_many(
                "INSERT OR REPLACE INTO journal VALUES (?,?,?,?,?,?,?,?,?,?)", self._waiting
            )
            self._store.count_bytes(self._bytes)
            self.drop_waiting()

    def drop_waiting(self) -> None:
        """Forget entries of writes that were taken back."""
        self._waiting = []
        self._bytes = 0

    def entries(self, account_sid: str = "", limit: int = 100) -> list[dict[str, Any]]:
        """Return the last entries, newest first; of one account where it is named."""
        self.write_back()
        sql = (
            "SELECT number, account_sid, at, method, target, request, status, answer, because"
            " FROM journal WHERE slot BETWEEN ? AND ? AND ? IN ('', account_sid)"
            " ORDER BY slot DESC LIMIT ?"
        )
        last = self.number % KEPT
        rows = self._store.read(sql, (0, last, account_sid, limit))
        rows += self._store.read(sql, (last + 1, KEPT, account_sid, limit - len(rows)))
        names = ("number", "account_sid", "at", "method", "target", "request", "status", "answer")
        return [dict(zip((*names, "because"), row, strict=True)) for row in rows]


def _without_password(entry: Entry) -> bytes:
    """Return the request; the destination of a sink may hold a password, which is left out."""
    if "/v1/Sinks" not in entry.target:
        return entry.request
    return _PASSWORD.sub(rb"\1***\2", entry.request)
