"""Rules over what kind of company registers: governments and non-profits are looked up.

Whether the registry knows the organization is for the reviewer to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tendlc.catalog.places import US_TERRITORIES
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

COMPANY_TYPE: Final = "messaging_profile.company_type"
BUSINESS_TYPE: Final = "business_information.business_type"
INDUSTRY: Final = "business_information.business_industry"
_NON_PROFIT: Final = "Non-profit Corporation"
_PAGE: Final = "Twilio, Government and Non-Profit"

ABROAD: Final = Rule(id="government-outside-the-us", codes=(30797,), source="Twilio, error 30797")
GOVERNMENT: Final = Rule(id="government-form", codes=(30797,), source=_PAGE, sure=False)
NON_PROFIT: Final = Rule(id="non-profit-form", codes=(30798,), source=_PAGE, sure=False)


def government_is_of_the_us(customer: Customer) -> Iterator[Finding]:
    """30797: only bodies of the United States register as a government."""
    country = customer.address.iso_country
    if customer.messaging_profile.company_type != "government" or country == "US":
        return
    if country in US_TERRITORIES:
        yield ABROAD.error(
            "address.iso_country",
            f"a government in {US_TERRITORIES[country]} counts as one of the US, but only with the "
            "country US",
            text=country,
            instead=f"iso_country: US and region: {country}",
        )
        return
    yield ABROAD.error(
        COMPANY_TYPE,
        f"only government bodies of the US register as government; the address is in {country}",
        text="government",
        instead="company_type: private, with the number of the country's own register",
    )


def government_has_its_form(customer: Customer) -> Iterator[Finding]:
    """30797: a government is filed as a non-profit corporation of the industry GOVERNMENT."""
    if customer.messaging_profile.company_type != "government":
        return
    yield from _wanted(GOVERNMENT, customer, "government", ("GOVERNMENT",))


def non_profit_has_its_form(customer: Customer) -> Iterator[Finding]:
    """30798: a non-profit is filed as such, and listed by the IRS under 501(c)."""
    if customer.messaging_profile.company_type != "non-profit":
        return
    # Churches are contested: RELIGION is accepted for them by some.
    yield from _wanted(NON_PROFIT, customer, "non-profit", ("NOT_FOR_PROFIT", "RELIGION"))
    if customer.address.iso_country not in ("US", *US_TERRITORIES):
        yield NON_PROFIT.warning(
            COMPANY_TYPE,
            "a non-profit must be listed by the IRS under 501(c), as few abroad are",
            text="non-profit",
            instead="company_type: private, if the IRS does not list it",
        )


def _wanted(
    rule: Rule, customer: Customer, kind: str, industries: tuple[str, ...]
) -> Iterator[Finding]:
    business = customer.business_information
    if business.business_type != _NON_PROFIT:
        yield rule.warning(
            BUSINESS_TYPE,
            f"is {business.business_type}, although company_type is {kind}",
            text=business.business_type,
            instead=f"{_NON_PROFIT}, or another company_type",
        )
    if business.business_industry not in industries:
        yield rule.warning(
            INDUSTRY,
            f"is {business.business_industry}, although company_type is {kind}",
            text=business.business_industry,
            instead=industries[0],
        )


CHECKS: Final = (government_is_of_the_us, government_has_its_form, non_profit_has_its_form)
