"""Rules over the numbers that will send.

Whether a number can be bought is asked of Twilio before anything is paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import phonenumbers

from tendlc.catalog.limits import LIMITS
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.rule import Rule

POOL: Final = Rule(id="numbers-need-a-pool", source="Twilio, campaign limits")
UNKNOWN: Final = Rule(
    id="number-not-in-use", codes=(21421,), source="North American Numbering Plan", sure=False
)


def numbers_fit_a_campaign(customer: Customer) -> Iterator[Finding]:
    """Carriers take more than 49 numbers on a campaign only with a number pool."""
    count, most = len(customer.phone_numbers), LIMITS.numbers_per_campaign_without_pool
    if count > most:
        yield POOL.warning(
            "phone_numbers",
            f"are {count}; more than {most} on one campaign need a number pool",
            instead="fewer numbers, or ask Twilio Support for a number pool first",
        )


def numbers_can_exist(customer: Customer) -> Iterator[Finding]:
    """21421: a wished number that no phone company can have given out."""
    for place, wish in enumerate(customer.phone_numbers):
        number = wish.phone_number
        if number and not phonenumbers.is_valid_number(phonenumbers.parse(number)):
            yield UNKNOWN.warning(
                f"phone_numbers[{place}].phone_number",
                "has an area code or exchange that is not in use",
                instead="a number from Twilio's list, or an area_code",
            )


CHECKS: Final = (numbers_fit_a_campaign, numbers_can_exist)
