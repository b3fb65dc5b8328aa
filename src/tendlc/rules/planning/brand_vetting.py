"""The import of a Campaign Verify result, which a political brand needs before its campaign.

The brand must be approved. A token is good for one import, so a lost answer is looked up, never
repeated blindly; an import that fails needs another token.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import ImportVetting
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import VETTING, Standing, standing
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Owner, Task
from tendlc.domain.terms import Terms
from tendlc.rules import deadlines
from tendlc.rules.planning.attempts import create_once, is_current, pursue
from tendlc.rules.planning.decision import AskHuman, Decision, Look, Wait

IMPORT = Step(StepName.BRAND_VETTING)


def decide(
    onboarding: Onboarding, terms: Terms, now: datetime, *, brand_sid: str, look_first: bool
) -> Decision | None:
    """Say what the import needs next; None where it succeeded, or where there is no token."""
    token = onboarding.customer.brand.campaign_verify_token
    # fact: use-case-political
    if token is None or onboarding.sid_of(StepName.CAMPAIGN) is not None:
        return None
    action = ImportVetting(brand_sid=brand_sid, token=token)
    decision = create_once(onboarding, IMPORT, action, terms, now, look_first=look_first)
    if decision is not None:
        return decision
    last, seen = onboarding.last_attempt(IMPORT), onboarding.observed.vetting
    if last is not None and last.in_doubt:
        return pursue(onboarding, IMPORT, action, terms, now)
    if seen is None or seen.stale:
        return Look(subject=subjects.BrandVettings(brand_sid=brand_sid))
    match standing(VETTING, seen.vetting_status or ""):
        case Standing.GOOD:
            return None
        case Standing.BAD if last is not None and not last.blind:
            same = is_current(onboarding, IMPORT, action)
            again = pursue(onboarding, IMPORT, action, terms, now)
            return AskHuman(tasks=(_failed(),)) if same else again
        case Standing.BAD:
            return AskHuman(tasks=(_failed(),))
    success = onboarding.last_success(IMPORT)
    since = success.noted_at if success else onboarding.enrolled_at
    at = deadlines.next_look(since, seen.seen_at, terms.patience)
    if now >= at:
        return Look(subject=subjects.BrandVettings(brand_sid=brand_sid))
    return Wait(until=at, what="the import of the Campaign Verify result")


def _failed() -> Task:
    return Task(
        code="vetting_failed",
        owner=Owner.BUSINESS,
        step=IMPORT.name,
        reason="The import of the Campaign Verify result failed.",
        next_step="Get a new token from Campaign Verify and put it into the file.",
        command=Command.ONBOARD,
        fields=("brand.campaign_verify_token",),
    )
