"""What the brand waits for before it is paid, and how long before somebody is asked about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.observed import AvailableNumbersSeen, BundleSeen, PrimaryProfileSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.terms import Terms
from tendlc.rules.planning import customer_profile, trust_product
from tendlc.rules.planning.decision import Act
from tendlc.rules.planning.plan import plan
from tests.records import TERMS, at, last_seen, made, record, seen_bundle, words

IMPATIENT = replace(TERMS, wait_for_approval=False)
DAY = 86_400
BUNDLES = (StepName.CUSTOMER_PROFILE, StepName.TRUST_PRODUCT)


def submitted(profile: BundleSeen | None, product: BundleSeen | None) -> Onboarding:
    """Return a record whose bundles are submitted and seen so."""
    attempts: list[Attempt] = [made(Step(name), sid="BU1") for name in BUNDLES]
    attempts += [
        made(Step(name))
        for name in (StepName.CUSTOMER_PROFILE_SUBMISSION, StepName.TRUST_PRODUCT_SUBMISSION)
    ]
    primary = PrimaryProfileSeen(seen_at=at(), sid="BU9", status="twilio-approved")
    sale = AvailableNumbersSeen(
        seen_at=at(), ordinal=1, phone_numbers=("+13035550142",), wished="303"
    )
    observed = last_seen(
        primary=primary,
        customer_profile=profile,
        trust_product=product,
        available_numbers=(sale,),
    )
    return record(*attempts, observed=observed)


@pytest.mark.parametrize(
    ("profile", "product", "terms", "expected"),
    [
        ("twilio-approved", "twilio-approved", TERMS, "act 1"),
        ("in-review", "twilio-approved", TERMS, "wait 30"),
        ("twilio-approved", "pending-review", TERMS, "wait 30"),
        ("in-review", "in-review", TERMS, "wait 30"),
        ("in-review", "in-review", IMPATIENT, "act 1"),
        ("pending-review", "twilio-approved", IMPATIENT, "act 1"),
    ],
)
def test_the_brand_comes_only_after_both_approvals_unless_waiting_is_turned_off(
    profile: str, product: str, terms: Terms, expected: str
) -> None:
    known = submitted(seen_bundle(profile), seen_bundle(product))
    free = plan(known, terms, at(1))
    assert isinstance(free, Act)
    assert free.step.name is StepName.MESSAGING_SERVICE, "what is free comes before what is paid"
    known = known.with_attempt(made(free.step, free.action))
    assert words(plan(known, terms, at(1))) == expected


@pytest.mark.parametrize(
    ("status", "seen", "now", "expected"),
    [
        ("in-review", 2 * DAY, 2 * DAY + 1, f"wait {2 * DAY + 21600}"),
        ("in-review", 3 * DAY, 3 * DAY, f"wait {3 * DAY + 21600}"),
        ("in-review", 3 * DAY, 3 * DAY + 1, f"ask bundle_in_review until {3 * DAY + 21600}"),
        ("pending-review", 9 * DAY, 9 * DAY + 1, f"ask bundle_in_review until {9 * DAY + 21600}"),
        ("in-review", 3 * DAY, 4 * DAY, "look at Bundle"),
        ("twilio-approved", 9 * DAY, 9 * DAY + 1, "settled"),
    ],
)
def test_a_review_of_more_than_three_days_is_asked_about_and_still_looked_at(
    status: str, seen: float, now: float, expected: str
) -> None:
    known = submitted(seen_bundle(status, at=seen), seen_bundle(status, at=seen))
    for review in (customer_profile.review, trust_product.review):
        assert words(review(known, TERMS, at(now))) == expected
