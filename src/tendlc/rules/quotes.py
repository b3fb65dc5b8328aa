"""What one customer's registration will cost, by the dated fee table.

A price that the table does not have is said to be unknown, never estimated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tendlc.catalog.fees import Fee, fees
from tendlc.domain.customer import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One thing that costs money, with the newest price known."""

    what: str
    count: int
    fee: Fee | None

    @property
    def usd(self) -> Decimal | None:
        return self.fee.usd * self.count if self.fee else None


def quote(customer: Customer) -> tuple[QuoteLine, ...]:
    """List everything that registering this customer costs (lifecycle section 17)."""
    return tuple(_lines(customer))


def _lines(customer: Customer) -> Iterator[QuoteLine]:
    low_volume = customer.brand.skip_automatic_sec_vet
    item = "brand" if low_volume else "brand_with_secondary_vetting"
    title = "brand registration" if low_volume else "brand registration with secondary vetting"
    yield QuoteLine(what=title, count=1, fee=_newest(item))
    if customer.messaging_profile.company_type == "public":
        yield QuoteLine(what="Authentication+", count=1, fee=_newest("authentication_plus"))
    yield QuoteLine(what="campaign vetting", count=1, fee=_newest("campaign_vetting"))
    yield QuoteLine(what="campaign", count=1, fee=_newest("campaign_month"))
    bought = sum(wish.phone_number_sid is None for wish in customer.phone_numbers)
    if bought:
        yield QuoteLine(what="phone number", count=bought, fee=_newest("phone_number_month"))


def _newest(item: str) -> Fee | None:
    known = [fee for fee in fees() if fee.item == item]
    return max(known, key=lambda fee: fee.date, default=None)
