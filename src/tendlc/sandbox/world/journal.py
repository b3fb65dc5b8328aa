"""The journal: the last requests with their answers, and why they were answered so.

A ring of fixed size. What a write was told is stored in the transaction of that write; what a read
was told follows with the next transaction, a moment later at most. Bodies lie in files of their
own. Credentials are never in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tendlc.sandbox.world.journal_bodies import Bodies
from tendlc.sandbox.world.store import Store

KEPT = 10_000
_PASSWORD = re.compile(
    rb"(https?(?::|%3A)(?:/|%2F){2}[^/@&%\s\"]*(?::|%3A))[^/@&\s\"]*?(@|%40)", re.I
)
_BODY_LIMIT = 65_536
_LINE_LIMIT = 8192
_MOST_WAITING = 200
_MOST_BYTES_WAITING = 2_000_000


class Journal:
    """The ring of entries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        newest = store.read_one(
            "SELECT max(number), max(place + request_size + answer_size) FROM journal"
        )
        self.number, end = (each or 0 for each in newest or (0, 0))
        self._bodies = Bodies(store.path.parent, end)
        self._waiting: list[tuple[Any, ...]] = []

    @property
    def waiting(self) -> int:
        """How many entries are not stored yet."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether so much waits that it should be stored even without a write beside it."""
        return (
            len(self._waiting) > _MOST_WAITING or self._bodies.waiting_bytes > _MOST_BYTES_WAITING
        )

    def add(
        self,
        account_sid: str,
        at: float,
        method: str,
        target: str,
        request: bytes,
        status: int,
        answer: bytes,
        because: str = "",
    ) -> None:
        """Take an entry, stored by the next `write_back`; `at` is on the account's world's clock.

        The destination of a sink may hold a password, which is left out.
        """
        self.number += 1
        if "/v1/Sinks" in target:
            request = _PASSWORD.sub(rb"\1***\2", request)
        request, answer = request[:_BODY_LIMIT], answer[:_BODY_LIMIT]
        self._waiting.append(
            (
                self.number % KEPT,
                self.number,
                account_sid,
                at,
                method,
                target[:_LINE_LIMIT],
                status,
                because[:_LINE_LIMIT],
                self._bodies.add(request, answer),
                len(request),
                len(answer),
            )
        )

    def write_back(self) -> None:
        """Store the waiting entries in the transaction of this batch.

        Raises:
            OSError: their bodies cannot be stored.
        """
        if self._waiting:
            self._bodies.write()
            self._store.write_many(
                "INSERT OR REPLACE INTO journal (slot, number, account_sid, at, method, target,"
                " status, because, place, request_size, answer_size, request, answer)"
                " VALUES (?,?,?,?,?,?,?,?,?,?,?,'','')",
                self._waiting,
            )
            self.drop_waiting()

    def drop_waiting(self) -> None:
        """Forget entries of writes that were taken back."""
        self._waiting = []
        self._bodies.drop_waiting()

    def read(self, where: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return stored entries: number, account, moment, method, target, request, status, answer
        and reason. `where` is a condition of SQL, with what may follow it.
        """
        rows = self._store.read(
            "SELECT number, account_sid, at, method, target, request, status, answer, because,"
            f" place, request_size, answer_size FROM journal WHERE {where}",
            values,
        )
        return [self._with_bodies(row) for row in rows]

    def entries(self, account_sid: str = "", limit: int = 100) -> list[dict[str, Any]]:
        """Return the last entries, newest first; of one account where it is named."""
        self.write_back()
        where = "slot BETWEEN ? AND ? AND ? IN ('', account_sid) ORDER BY slot DESC LIMIT ?"
        last = self.number % KEPT
        rows = self.read(where, (0, last, account_sid, limit))
        rows += self.read(where, (last + 1, KEPT, account_sid, limit - len(rows)))
        names = ("number", "account_sid", "at", "method", "target", "request", "status", "answer")
        return [dict(zip((*names, "because"), row, strict=True)) for row in rows]

    def close(self) -> None:
        """Give the files free."""
        self._bodies.close()

    def _with_bodies(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        *shown, place, request_size, answer_size = row
        if place is not None:
            both = self._bodies.read(place, request_size + answer_size)
            shown[5], shown[7] = both[:request_size], both[request_size:]
        return tuple(shown)
