"""Prices and sums in words: once, a month, a range, and those that nobody knows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tendlc.domain.approval import Price, QuoteLine
from tendlc.entrypoints.words.prices import price_words, total


def price(usd: str, most: str | None = None, per: str = "once") -> Price:
    return Price(usd=Decimal(usd), usd_max=Decimal(most) if most else None, per=per)


def line(count: int = 1, of: Price | None = None, *, used: int = 0, what: str = "x") -> QuoteLine:
    return QuoteLine(what=what, count=count, price=of, used=used)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([line(of=price("4.50"))], "$4.50 once"),
        ([line(2, price("4.50")), line(of=price("15"))], "$24.00 once"),
        ([line(2, price("1.50", "10", "month"))], "$3.00 to 20 a month"),
        ([line(2)], "2 x x (price not known here)"),
        (
            [line(of=price("46")), line(of=price("2", per="month")), line(what="y")],
            "$46 once, $2 a month, y (price not known here)",
        ),
    ],
)
def test_the_sum_is_told_in_words(told: list[QuoteLine], expected: str) -> None:
    assert total(told) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (line(of=price("4.50")), "$4.50"),
        (line(2, price("1.50", "10", "month")), "2 x $1.50 to 10 a month"),
        (line(), "price not known here"),
        (line(6), "6 x price not known here"),
    ],
)
def test_the_price_of_a_line_is_told_in_words(told: QuoteLine, expected: str) -> None:
    assert price_words(told) == expected
