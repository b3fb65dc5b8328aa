"""Entries of the journal, read for the pages.

The journal is a ring, so an entry is found by its number alone. A search goes through it in pieces,
newest first, and leaves the loop to others between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, quote_plus

from tendlc.sandbox.inspector.bodies import Body, read_body, target_line
from tendlc.sandbox.world.journal import KEPT, Journal

PIECE: Final = 150
STATUSES: Final = {
    "2xx": (200, 299),
    "4xx": (400, 499),
    "429": (429, 429),
    "5xx": (500, 599),
    "dropped": (0, 0),
}
METHODS: Final = ("GET", "POST", "DELETE", "control", "STEP")


@dataclass(frozen=True, slots=True)
class Logged:
    """One request and its answer. The raw parts are not for showing."""

    number: int
    account_sid: str
    at: float
    method: str
    raw_target: str
    raw_request: bytes
    status: int
    raw_answer: bytes
    because: str

    @property
    def by_control(self) -> bool:
        """Whether it was a request to control and not to Twilio."""
        return self.because == "control"

    @property
    def target(self) -> str:
        """The request line, without secrets."""
        return target_line(self.raw_target)

    @property
    def request(self) -> Body:
        """What the caller sent."""
        return read_body(self.raw_request)

    @property
    def answer(self) -> Body:
        """What the caller was told."""
        return read_body(self.raw_answer)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is for; empty parts do not limit it."""

    account_sid: str = ""
    method: str = ""
    status: str = ""
    text: str = ""


def piece(journal: Journal, wanted: Wanted, newest: int) -> list[Logged]:
    """Return the entries of one piece of the ring that fit, newest first."""
    oldest = max(1, newest - PIECE + 1)
    conditions, values = _conditions(wanted)
    rows: list[tuple[Any, ...]] = []
    for low, high in _slots(oldest, newest):
        rows += journal.read(
            f"slot BETWEEN ? AND ? AND number BETWEEN ? AND ?{conditions}",
            [low, high, oldest, newest, *values],
        )
    found = [Logged(*row) for row in rows]
    fitting = [entry for entry in found if not wanted.text or _holds(entry, wanted.text)]
    return sorted(fitting, key=lambda entry: -entry.number)


def entry(journal: Journal, number: int) -> Logged | None:
    """Return one entry; None where it has gone from the ring or never was."""
    rows = journal.read("slot = ? AND number = ?", (number % KEPT, number))
    return Logged(*rows[0]) if rows else None


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    sql = ""
    values: list[Any] = []
    if wanted.account_sid:
        sql += " AND account_sid = ?"
        values.append(wanted.account_sid)
    if wanted.method == "control":
        sql += " AND because = 'control'"
    elif wanted.method:
        sql += " AND method = ? AND because <> 'control'"
        values.append(wanted.method)
    if wanted.status in STATUSES:
        sql += " AND status BETWEEN ? AND ?"
        values += STATUSES[wanted.status]
    return sql, values


def _holds(entry: Logged, text: str) -> bool:
    """Say whether an entry contains a text, and not merely in what is hidden."""
    sought = text.lower()
    line = f"{entry.account_sid} {entry.target} {entry.because}".lower()
    spellings = {each.encode() for each in (sought, quote_plus(sought).lower(), quote(sought))}
    return sought in line or any(
        any(each in raw.lower() for each in spellings) and read_body(raw).holds(sought)
        for raw in (entry.raw_request, entry.raw_answer)
    )


def _slots(oldest: int, newest: int) -> list[tuple[int, int]]:
    low, high = oldest % KEPT, newest % KEPT
    return [(low, high)] if low <= high else [(low, KEPT - 1), (0, high)]
