"""Authentication+ of a public company: whether it is needed, how far it is, whom the mail goes to.

Twilio shows its outcome among the vettings of the brand, and a failure among the brand's errors.
"""

from __future__ import annotations

import json

from tendlc.domain.observed import BrandSeen, CampaignSeen, Problem, VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import CAMPAIGN, VETTING, Standing, standing
from tendlc.domain.steps import Step, StepName
from tendlc.rules import remedies
from tendlc.rules.unsent import last_sent, unsent

CONTACT = "messaging_profile.brand_contact_email"
# fact: error-21736
# fact: error-21737
# fact: error-21738
# fact: error-21739
# fact: error-21740
# fact: error-21741
FAILURES = frozenset({21736, 21737, 21738, 21739, 21740, 21741})


def is_needed(onboarding: Onboarding) -> bool:
    """Say whether the brand's contact must prove who they are: a public company's, of a real brand.

    Source: lifecycle section 4.
    """
    customer = onboarding.customer
    return customer.messaging_profile.company_type == "public" and not customer.brand.mock


def is_asked(onboarding: Onboarding) -> bool:
    """Say whether a campaign is still to be paid, or failed for want of Authentication+."""
    if not is_needed(onboarding):
        return False
    if onboarding.sid_of(StepName.CAMPAIGN) is None:
        return True
    seen = onboarding.observed.last(CampaignSeen)
    if seen is None or seen.stale or standing(CAMPAIGN, seen.status) is not Standing.BAD:
        return False
    ways = [remedies.way_back(problem, public_company=True) for problem in seen.problems]
    return "authentication" in ways


def outcome(onboarding: Onboarding) -> Standing:
    """Say how far it is, by the vetting that was last seen; where none is listed, by the errors."""
    seen = onboarding.observed.last(VettingSeen)
    listed = standing(VETTING, (seen.authentication_status if seen else None) or "")
    if listed is Standing.UNKNOWN and failures(onboarding):
        return Standing.BAD
    return listed


def is_awaited(onboarding: Onboarding) -> bool:
    """Say whether it is needed and not done, as far as anybody has seen."""
    return is_needed(onboarding) and outcome(onboarding) is not Standing.GOOD


def failures(onboarding: Onboarding) -> tuple[Problem, ...]:
    """Return the errors of the brand that tell why it failed."""
    brand = onboarding.observed.last(BrandSeen)
    return tuple(p for p in brand.problems if p.code in FAILURES) if brand else ()


def next_mail(onboarding: Onboarding) -> Step:
    """Return the step of the next mail beyond the one that the approval of the brand sent."""
    number = 1
    while onboarding.last_success(Step(StepName.BRAND_AUTHENTICATION_MAIL, number)) is not None:
        number += 1
    return Step(StepName.BRAND_AUTHENTICATION_MAIL, number)


def is_corrected(onboarding: Onboarding) -> bool:
    """Say whether the document names another address than Twilio was sent."""
    return CONTACT in unsent(onboarding)


def mailbox(onboarding: Onboarding) -> str:
    """Return the address that Twilio was sent, else that of the document."""
    sent = last_sent(onboarding).get(CONTACT)
    known = json.loads(sent) if sent else None
    return str(known or onboarding.customer.messaging_profile.brand_contact_email)
