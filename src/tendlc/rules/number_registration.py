"""When to expect that the carriers have registered a customer's numbers.

Nothing here says that they have: Twilio's REST API does not show it, and so neither do we.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tendlc.catalog.timings import timings
from tendlc.catalog.use_cases import use_cases
from tendlc.domain.observed import CampaignSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import CAMPAIGN, GONE, Standing, standing
from tendlc.domain.steps import Step, StepName


def expected_by(onboarding: Onboarding, sid: str) -> datetime | None:
    """Say until when the carriers should have registered a number of the messaging service.

    They begin when a number joins the service of a verified campaign, or when the campaign of its
    service is verified. None where that has not happened, and for a mock brand, whose numbers the
    carriers never register, and for a number that has left the service.
    """
    added_at = _added_at(onboarding, sid)
    campaign = onboarding.observed.last(CampaignSeen)
    if added_at is None or campaign is None or onboarding.customer.brand.mock:
        return None
    number = onboarding.observed.last(PhoneNumberSeen, sid=sid)
    if number is not None and number.status == GONE:
        return None
    if standing(CAMPAIGN, campaign.status) is not Standing.GOOD:
        return None
    begun_at = max(added_at, onboarding.registered_at or added_at)
    return begun_at + _longest(onboarding)


def approved_by_carriers(onboarding: Onboarding) -> bool:
    """Say whether the carriers approve the campaign's use case before they register numbers."""
    case = use_cases().get(onboarding.customer.campaign.us_app_to_person_usecase)
    return case is not None and case.post_approval_required


def _longest(onboarding: Onboarding) -> timedelta:
    # fact: timing-number-to-registered
    seconds = timings()["timing-number-to-registered"].longest_seconds
    if approved_by_carriers(onboarding):
        # fact: timing-campaign-carrier-approval
        seconds += timings()["timing-campaign-carrier-approval"].longest_seconds
    return timedelta(seconds=seconds)


def _added_at(onboarding: Onboarding, sid: str) -> datetime | None:
    """Return when a number that the document wants joined the service."""
    for ordinal, _ in onboarding.number_wishes():
        step = Step(StepName.PHONE_NUMBER_ADDITION, ordinal)
        done = onboarding.last_success(step)
        if done is not None and done.sid == sid:
            return done.result_at or done.noted_at
    return None
