"""What a registration costs: each customer's lines, with the newest price of the fee table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tendlc.catalog.fees import fees
from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.rules.quotes import QuoteLine, quote
from tests import cast

CAMPAIGN = [
    ("campaign vetting", 1, "fee-campaign-vetting-2026"),
    ("campaign", 1, "fee-campaign-month-2023"),
]
VETTED = ("brand registration with secondary vetting", 1, "fee-brand-with-vetting-2026")
UNVETTED = ("brand registration", 1, "fee-brand-2026")
PUBLIC = ("Authentication+", 1, "fee-authentication-plus-2026")


def numbers(count: int) -> tuple[str, int, str | None]:
    """Return the line of the phone numbers, whose price the fee table need not have."""
    price = [fee.fact for fee in fees() if fee.item == "phone_number_month"]
    return "phone number", count, max(price, default=None)


def lines(customer: Customer) -> list[tuple[str, int, str | None]]:
    return [(x.what, x.count, x.fee.fact if x.fee else None) for x in quote(customer)]


def with_numbers(*wishes: PhoneNumberWish) -> Customer:
    return cast.acme().model_copy(update={"phone_numbers": wishes})


BOUGHT = PhoneNumberWish(area_code="303")
OWNED = PhoneNumberWish(phone_number_sid="PN" + "5" * 32)


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        pytest.param(cast.acme(), [VETTED, *CAMPAIGN, numbers(1)], id="private company"),
        pytest.param(cast.golf_city(), [VETTED, *CAMPAIGN, numbers(1)], id="government"),
        pytest.param(cast.foxtrot(), [UNVETTED, *CAMPAIGN, numbers(1)], id="low volume"),
        pytest.param(cast.delta_aid(), [UNVETTED, *CAMPAIGN, numbers(1)], id="non-profit"),
        pytest.param(cast.borealis(), [VETTED, PUBLIC, *CAMPAIGN, numbers(2)], id="public company"),
        pytest.param(with_numbers(OWNED), [VETTED, *CAMPAIGN], id="owned number"),
        pytest.param(
            with_numbers(BOUGHT, OWNED, BOUGHT),
            [VETTED, *CAMPAIGN, numbers(2)],
            id="two numbers bought, one owned",
        ),
    ],
)
def test_everything_that_costs_money_is_in_the_quote(
    customer: Customer, expected: list[tuple[str, int, str | None]]
) -> None:
    assert lines(customer) == expected


def test_a_line_costs_the_newest_price_for_each_piece() -> None:
    by_name = {line.what: line for line in quote(cast.borealis())}
    assert by_name["brand registration with secondary vetting"].usd == Decimal("46.00")
    assert by_name["Authentication+"].usd == Decimal("12.50")
    twice = QuoteLine(what="x", count=2, fee=by_name["Authentication+"].fee)
    assert twice.usd == Decimal("25.00")


def test_a_price_that_the_table_lacks_is_unknown() -> None:
    assert QuoteLine(what="x", count=2, fee=None).usd is None
