"""Fees: what a registration costs, in US dollars, as of a date.

Sources differ and prices change, so several rows may name one item; a quote takes the newest and
says its date. Whether somebody agreed to pay is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal

from tendlc.catalog.facts import Certainty, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A price in US dollars; `usd_max` is set where only a range is known."""

    item: str
    usd: Decimal
    usd_max: Decimal | None
    per: Literal["once", "month"]
    charged_when: str
    fact: str
    source: str
    date: str
    certainty: Certainty


@cache
def fees() -> tuple[Fee, ...]:
    """Return every known price, also the older ones."""
    return tuple(
        Fee(
            item=fact.values["item"],
            usd=Decimal(fact.values["usd"]),
            usd_max=Decimal(fact.values["usd_max"]) if "usd_max" in fact.values else None,
            per=fact.values["per"],
            charged_when=fact.values["charged_when"],
            fact=fact.id,
            source=fact.source,
            date=fact.date,
            certainty=fact.certainty,
        )
        for fact in facts("fees")
    )


@cache
def current_fees() -> Mapping[str, Fee]:
    """Return the newest price of each item."""
    return MappingProxyType({fee.item: fee for fee in sorted(fees(), key=lambda fee: fee.date)})
