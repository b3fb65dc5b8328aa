"""Whether the campaign is to be deleted and created again: a person asks, and it changes something.

The quote and the plan both read it here, so that nothing is deleted that was not priced.
"""

from __future__ import annotations

from tendlc.catalog.error_codes import error_codes
from tendlc.domain.observed import CampaignSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import CAMPAIGN, GONE, Standing, standing
from tendlc.domain.steps import Result, Step, StepName
from tendlc.rules.unsent import of_sections, unsent

_NO_EFFECT = (Result.NOT_PROCESSED, Result.REFUSED, Result.ABSENT)


def may_be_recreated(onboarding: Onboarding) -> bool:
    """Say whether deleting the campaign and creating it again changes anything.

    It guards a command that is run twice: the campaign that it made is not deleted by the second.
    """
    seen = onboarding.observed.last(CampaignSeen)
    created = onboarding.last_success(Step(StepName.CAMPAIGN, onboarding.campaign_number))
    if seen is None or created is None:
        return False
    if of_sections(unsent(onboarding), "campaign") or seen.status == GONE:
        return True
    bad = standing(CAMPAIGN, seen.status) is Standing.BAD
    return bad and any(_as_it_is(problem.code) for problem in seen.problems)


def is_wanted(onboarding: Onboarding) -> bool:
    """Say whether a person asked for another campaign, and it would still change something.

    Who puts the old values back keeps the campaign; a deletion that was sent is gone through with.
    """
    number = onboarding.campaign_number
    if onboarding.recreation_of != number:
        return False
    last = onboarding.last_attempt(Step(StepName.CAMPAIGN_DELETION, number))
    sent = last is not None and last.result not in _NO_EFFECT
    return sent or may_be_recreated(onboarding)


def _as_it_is(code: int | None) -> bool:
    """Say whether the same campaign, created again unchanged, may pass."""
    known = error_codes().get(code or 0)
    return known is not None and known.way == "recreate" and not known.fields
