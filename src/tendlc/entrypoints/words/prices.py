"""Prices and sums of a quote, in words.

A price that is not known is said so; a range stays a range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from tendlc.domain.approval import QuoteLine


def total(lines: Iterable[QuoteLine]) -> str:
    """Put the sum into words, such as `$61.00 once, $1.50 to 10.00 a month`."""
    return ", ".join(_total([*lines]))


def price_words(line: QuoteLine) -> str:
    """Put the price of one line into words, such as `2 x $1.50 a month`."""
    if line.price is None:
        return f"{_times(line)}price not known here"
    return f"{_times(line)}{_range(line.price.usd, line.price.most)}{_per(line.price.per)}"


def _total(lines: list[QuoteLine]) -> Iterator[str]:
    for per in ("once", "month"):
        priced = [
            (line.price, line.count) for line in lines if line.price and line.price.per == per
        ]
        if priced:
            least = sum((price.usd * count for price, count in priced), Decimal(0))
            most = sum((price.most * count for price, count in priced), Decimal(0))
            yield f"{_range(least, most)}{_per(per) or ' once'}"
    for line in lines:
        if line.price is None:
            yield f"{_times(line)}{line.what} (price not known here)"


def _times(line: QuoteLine) -> str:
    return f"{line.count} x " if line.count > 1 else ""


def _range(least: Decimal, most: Decimal) -> str:
    return f"${least}" if least == most else f"${least} to {most}"


def _per(per: str) -> str:
    return " a month" if per == "month" else ""
