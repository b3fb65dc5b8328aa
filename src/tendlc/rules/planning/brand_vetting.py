"""What an approved brand may still need before its campaign is paid.

A political one the import of its Campaign Verify result: a token is good for one import, so a lost
answer is looked up, never repeated blindly.
A non-profit the tax exemption that its use case asks for, as Twilio shows it on the brand.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import ImportVetting
from tendlc.domain.observed import BrandSeen, VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import VETTING, Standing, standing
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Owner, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import deadlines
from tendlc.rules.planning.attempts import create_once, is_current, pursue
from tendlc.rules.planning.decision import AskHuman, Decision, Look, Wait

IMPORT = Step(StepName.BRAND_VETTING)
_EXEMPTIONS = {"CHARITY": ("501c3",), "POLITICAL": ("501c4", "501c5", "501c6")}


def decide(
    onboarding: Onboarding, terms: Terms, now: datetime, *, brand_sid: str, look_first: bool
) -> Decision | None:
    """Say what the brand still needs before its campaign is paid; None where it needs nothing."""
    if onboarding.sid_of(StepName.CAMPAIGN) is not None:
        return None
    token = onboarding.customer.brand.campaign_verify_token
    # fact: use-case-political
    if token is not None:
        action = ImportVetting(brand_sid=brand_sid, token=token)
        return _import(onboarding, action, terms, now, look_first=look_first)
    if _is_closed(onboarding):
        return AskHuman(tasks=(_closed(onboarding),))
    return None


def _is_closed(onboarding: Onboarding) -> bool:
    """Say whether the tax exemption of the brand rules the use case out; unknown rules out nothing.

    Source: Twilio's error 30900.
    """
    seen = onboarding.observed.last(BrandSeen)
    # fact: use-case-charity
    open_to = _EXEMPTIONS.get(onboarding.customer.campaign.us_app_to_person_usecase)
    if seen is None or seen.tax_exempt_status is None or open_to is None:
        return False
    return seen.tax_exempt_status not in open_to


def _import(
    onboarding: Onboarding, action: ImportVetting, terms: Terms, now: datetime, *, look_first: bool
) -> Decision | None:
    decision = create_once(onboarding, IMPORT, action, terms, now, look_first=look_first)
    if decision is not None:
        return decision
    last, seen = onboarding.last_attempt(IMPORT), onboarding.observed.last(VettingSeen)
    if last is not None and last.in_doubt:
        return pursue(onboarding, IMPORT, action, terms, now)
    if seen is None or seen.stale:
        return Look(subject=subjects.BrandVettings(brand_sid=action.brand_sid))
    match standing(VETTING, seen.vetting_status or ""):
        case Standing.GOOD:
            return None
        case Standing.BAD if last is not None and not last.blind:
            same = is_current(onboarding, IMPORT, action)
            again = pursue(onboarding, IMPORT, action, terms, now)
            return AskHuman(tasks=(_failed(),)) if same else again
        case Standing.BAD:
            return AskHuman(tasks=(_failed(),))
    return _next_look(onboarding, seen, terms, now)


def _next_look(
    onboarding: Onboarding, seen: VettingSeen, terms: Terms, now: datetime
) -> Look | Wait:
    done = onboarding.last_success(IMPORT)
    brand = onboarding.last_success(Step(StepName.BRAND_REGISTRATION))
    since = max((a.noted_at for a in (done, brand) if a), default=onboarding.enrolled_at)
    at = deadlines.next_look(since, seen.seen_at, terms.patience)
    if now >= at:
        return Look(subject=subjects.BrandVettings(brand_sid=seen.brand_sid))
    return Wait(until=at, what="a vetting of the brand")


def _closed(onboarding: Onboarding) -> Task:
    seen = onboarding.observed.last(BrandSeen)
    exemption = seen.tax_exempt_status if seen else None
    use_case = onboarding.customer.campaign.us_app_to_person_usecase
    return Task(
        code=TaskCode.USE_CASE_CLOSED,
        owner=Owner.BUSINESS,
        step=StepName.CAMPAIGN,
        command=Command.ONBOARD,
        fields=("campaign.us_app_to_person_usecase",),
        data={
            "use_case": use_case,
            "exemption": str(exemption),
            "open_to": tuple(_EXEMPTIONS[use_case]),
        },
    )


def _failed() -> Task:
    return Task(
        code=TaskCode.VETTING_FAILED,
        owner=Owner.BUSINESS,
        step=IMPORT.name,
        command=Command.ONBOARD,
        fields=("brand.campaign_verify_token",),
    )
