"""Rules over the stock exchange listing of a public company.

Whether the ticker is that of the company is for the registry to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

EXCHANGE: Final = Rule(
    id="public-without-exchange", codes=(30796, 30793), source="Twilio, error 30796"
)
FORM: Final = Rule(
    id="public-form", codes=(30796,), source="Twilio, error 30796; inferred", sure=False
)


def public_company_is_listed(customer: Customer) -> Iterator[Finding]:
    """30796: a public company without a stock exchange; its legal form is a corporation."""
    profile, business = customer.messaging_profile, customer.business_information
    if profile.company_type != "public":
        return
    if profile.stock_exchange == "NONE":
        yield EXCHANGE.error(
            "messaging_profile.stock_exchange",
            "a public company is listed somewhere",
            text="NONE",
            instead="the exchange, OTHER if it is not in the list, or company_type: private",
        )
    if business.business_type == "Non-profit Corporation":
        yield FORM.warning(
            "business_information.business_type",
            "is Non-profit Corporation, although company_type is public",
            text=business.business_type,
            instead="Corporation, or another company_type",
        )


CHECKS: Final = (public_company_is_listed,)
