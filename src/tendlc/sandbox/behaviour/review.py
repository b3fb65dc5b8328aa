"""Reviews: the one door to the verdicts on bundles, brands, campaigns and numbers.

Every review takes a submission of plain data and answers with a verdict; neither knows the store.
A verdict names the transitions of `lifecycles` that lead to it, and carries the errors that the
resource shows in the end.
"""

from __future__ import annotations

from tendlc.sandbox.behaviour.authentication_review import AUTHENTICATION_CODES
from tendlc.sandbox.behaviour.brand_facts import CountedBrand
from tendlc.sandbox.behaviour.brand_review import (
    BrandSubmission,
    BrandVerdict,
    OtpOutcome,
    review_brand,
    score_of,
    waits_for_bundles,
)
from tendlc.sandbox.behaviour.bundle_review import (
    BundleSubmission,
    BundleVerdict,
    is_implausible,
    rejected,
    review_bundle,
)
from tendlc.sandbox.behaviour.campaign_review import (
    CampaignBrand,
    CampaignSubmission,
    CampaignVerdict,
    rate_limits_of,
    review_campaign,
    review_sharing,
    suspension_errors,
)
from tendlc.sandbox.behaviour.number_review import (
    NumberSubmission,
    NumberVerdict,
    review_deregistration,
    review_number,
)
from tendlc.sandbox.behaviour.review_errors import ReviewError, SubmittedBundle, review_error

__all__ = [
    "AUTHENTICATION_CODES",
    "BrandSubmission",
    "BrandVerdict",
    "BundleSubmission",
    "BundleVerdict",
    "CampaignBrand",
    "CampaignSubmission",
    "CampaignVerdict",
    "CountedBrand",
    "NumberSubmission",
    "NumberVerdict",
    "OtpOutcome",
    "ReviewError",
    "SubmittedBundle",
    "is_implausible",
    "rate_limits_of",
    "rejected",
    "review_brand",
    "review_bundle",
    "review_campaign",
    "review_deregistration",
    "review_error",
    "review_number",
    "review_sharing",
    "score_of",
    "suspension_errors",
    "waits_for_bundles",
]
