"""The list of all rules, pack by pack, and the one function that runs them.

A rule that is not in this list does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding, by_weight
from tendlc.rules.preflight import (
    address,
    company_type,
    consent,
    identity,
    listing,
    people,
    phone_numbers,
    use_case,
    websites,
)

Check = Callable[[Customer], Iterator[Finding]]

PACKS: Final[tuple[tuple[Check, ...], ...]] = (
    identity.CHECKS,
    people.CHECKS,
    address.CHECKS,
    company_type.CHECKS,
    listing.CHECKS,
    websites.CHECKS,
    use_case.CHECKS,
    consent.CHECKS,
    phone_numbers.CHECKS,
)


def preflight(customer: Customer) -> tuple[Finding, ...]:
    """Return everything that the rules find in a customer, the heaviest first."""
    return by_weight(finding for pack in PACKS for check in pack for finding in check(customer))
