"""Charges: what the requests of an account would have cost at Twilio.

Stored where the money would be taken, so that usage and balance are sums and nobody has to work
out again what happened. A monthly fee is one row with a beginning and an end; how many months it
counts is found when it is read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tendlc.catalog.fees import current_fees
from tendlc.sandbox.world.store import Store

MONTH_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Charged:
    """One item and how often it was charged; `cents` is the sum in cents of a US dollar."""

    item: str
    about: str
    count: int
    cents: int


class Charges:
    """The charges of all accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, account: int, item: str, about: str, now: float) -> None:
        """Charge the current fee of an item (domain: lifecycle, section 17)."""
        fee = current_fees()[item]
        self._store.write(
            "INSERT INTO charges (account, item, about, cents, monthly, at) VALUES (?,?,?,?,?,?)",
            (account, item, about, int(fee.usd * 100), fee.per == "month", now),
        )

    def end(self, account: int, about: str, now: float) -> None:
        """End the monthly fees for a resource."""
        self._store.write(
            "UPDATE charges SET ended_at = ?"
            " WHERE account = ? AND about = ? AND monthly = 1 AND ended_at IS NULL",
            (now, account, about),
        )

    def end_all(self, account: int, now: float) -> None:
        """End the monthly fees of an account that is going."""
        self._store.write(
            "UPDATE charges SET ended_at = ?"
            " WHERE account = ? AND monthly = 1 AND ended_at IS NULL",
            (now, account),
        )

    def between(self, accounts: Sequence[int], start: float, end: float) -> list[Charged]:
        """Return what was charged from `start` to `end`, the latter not included, oldest first."""
        marks = ",".join("?" * len(accounts))
        rows = self._store.read(
            "SELECT item, about, cents, monthly, at, ended_at FROM charges"
            f" WHERE account IN ({marks}) AND at < ? ORDER BY id",
            [*accounts, end],
        )
        found = []
        for item, about, cents, monthly, at, ended_at in rows:
            last = min(end, ended_at if ended_at is not None else end)
            times = _months(at, start, last) if monthly else int(at >= start)
            if times:
                found.append(Charged(item, about, times, times * cents))
        return found


def _months(began: float, start: float, end: float) -> int:
    """Count the months that begin from `start` to `end`, for a fee that began at `began`."""
    first = max(0, math.ceil((start - began) / MONTH_SECONDS))
    beyond = math.ceil((end - began) / MONTH_SECONDS)
    return max(0, beyond - first)
