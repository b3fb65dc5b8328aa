"""The reviews of one customer that people may watch: which, and where each stands.

Read from the record alone, so that a status seen twice is one status.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tendlc.domain.observed import BrandSeen, BundleSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import BRAND, BUNDLE, CAMPAIGN, Standing, standing
from tendlc.domain.steps import Step, StepName

VETTED = "VETTED_VERIFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review under way or over; `status` in Twilio's words."""

    what: str
    status: str
    standing: Standing
    at: datetime

    @property
    def title(self) -> str:
        return f"Review of {self.what}"


def reviews(onboarding: Onboarding) -> Iterator[Review]:
    """Give the reviews that have begun, in the guide's order."""
    seen = onboarding.observed
    bundles = (("customer profile", seen.customer_profile), ("trust product", seen.trust_product))
    for what, bundle in bundles:
        if bundle is not None and standing(BUNDLE, bundle.status) is not Standing.OPEN:
            yield _bundle(what, bundle)
    if seen.brand is not None:
        yield _brand(onboarding, seen.brand)
    if seen.campaign is not None:
        status = seen.campaign.status
        yield Review(
            what="campaign",
            status=status,
            standing=standing(CAMPAIGN, status),
            at=seen.campaign.seen_at,
        )


def _bundle(what: str, seen: BundleSeen) -> Review:
    where = standing(BUNDLE, seen.status)
    return Review(what=what, status=seen.status, standing=where, at=seen.seen_at)


def _brand(onboarding: Onboarding, seen: BrandSeen) -> Review:
    """An approved brand stays in review while its secondary vetting is awaited."""
    where, status = standing(BRAND, seen.status), seen.status
    if where is Standing.GOOD and _awaits_vetting(onboarding, seen):
        where, status = Standing.MOVING, f"{status}, vetting"
    elif seen.brand_score is not None:
        status = f"{status}, score {seen.brand_score}"
    return Review(what="brand", status=status, standing=where, at=seen.seen_at)


def _awaits_vetting(onboarding: Onboarding, seen: BrandSeen) -> bool:
    options = onboarding.customer.brand
    ordered = not (options.skip_automatic_sec_vet or options.mock)
    gone_on = onboarding.last_attempt(Step(StepName.CAMPAIGN)) is not None
    return ordered and not gone_on and seen.identity_status != VETTED and not seen.problems
