"""What a person agreed to pay: an approval is of a quote, line by line.

A quote lists what is still to be paid for one record. Its lines are kept with the approval as they
were shown, so that whatever was not on them is asked about again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one piece in US dollars.

    `usd_max` is set where only a range is known. `per` is `once` or `month`; `date` is that of the
    price.
    """

    usd: Decimal
    usd_max: Decimal | None = None
    per: str = "once"
    date: str = ""

    @property
    def most(self) -> Decimal:
        """The highest amount that this price can come to."""
        return self.usd if self.usd_max is None else self.usd_max

    def is_within(self, agreed: Price) -> bool:
        """Say whether somebody who agreed to the price `agreed` has agreed to this one."""
        return self.per == agreed.per and self.most <= agreed.most


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One thing that costs money: `count` pieces of it, at a price for each (None: not known).

    `used` counts the pieces that the record had taken when the line was written, so the line
    allows `used` + `count` pieces in all.
    """

    what: str
    count: int
    price: Price | None
    used: int = 0

    @property
    def usd(self) -> Decimal | None:
        """The lowest amount of the whole line; None where the price is not known."""
        return self.price.usd * self.count if self.price else None

    def covers(self, due: QuoteLine) -> bool:
        """Say whether an approval of this line reaches as far as the line `due`."""
        if due.what != self.what or due.used + due.count > self.used + self.count:
            return False
        if due.price is None or self.price is None:
            return due.price is None and self.price is None
        return due.price.is_within(self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One agreement to pay: when, by whom, and to which lines."""

    at: datetime
    actor: str
    lines: tuple[QuoteLine, ...]

    @property
    def amount(self) -> Decimal:
        """The sum of the one-time prices that are known, in US dollars."""
        once = [line for line in self.lines if line.price and line.price.per == "once"]
        return sum((line.usd or Decimal(0) for line in once), Decimal(0))

    def covers(self, due: QuoteLine) -> bool:
        """Say whether one of the lines agreed to reaches as far as the line `due`."""
        return any(line.covers(due) for line in self.lines)
