"""What an approved brand may still need before its campaign is paid.

A political one the import of its Campaign Verify result: a token is good for one import, so a lost
answer is looked up, never repeated blindly. A public company the Authentication+ of its contact.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.actions import ImportVetting
from tendlc.domain.observed import VettingSeen
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
    """Say what the brand still needs before its campaign is paid; None where it needs nothing."""
    if onboarding.sid_of(StepName.CAMPAIGN) is not None:
        return None
    token = onboarding.customer.brand.campaign_verify_token
    # fact: use-case-political
    if token is not None:
        action = ImportVetting(brand_sid=brand_sid, token=token)
        decision = _import(onboarding, action, terms, now, look_first=look_first)
        if decision is not None:
            return decision
    return _authentication(onboarding, brand_sid, terms, now)


def _import(
    onboarding: Onboarding, action: ImportVetting, terms: Terms, now: datetime, *, look_first: bool
) -> Decision | None:
    decision = create_once(onboarding, IMPORT, action, terms, now, look_first=look_first)
    if decision is not None:
        return decision
    last, seen = onboarding.last_attempt(IMPORT), onboarding.observed.vetting
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


def _authentication(
    onboarding: Onboarding, brand_sid: str, terms: Terms, now: datetime
) -> Decision | None:
    """Await the Authentication+ of a public company: without it every campaign fails."""
    customer = onboarding.customer
    if customer.messaging_profile.company_type != "public" or customer.brand.mock:
        return None
    seen = onboarding.observed.vetting
    if seen is None or seen.stale:
        return Look(subject=subjects.BrandVettings(brand_sid=brand_sid))
    brand = onboarding.last_success(Step(StepName.BRAND_REGISTRATION))
    status = standing(VETTING, seen.authentication_status or "")
    told = brand is not None and onboarding.retry_round > brand.retry_round
    if status is Standing.GOOD or (seen.authentication_status is None and told):
        return None
    if status is Standing.BAD:
        return AskHuman(tasks=(_mail_failed(onboarding, brand_sid),))
    wait = _next_look(onboarding, seen, terms, now)
    if isinstance(wait, Look):
        return wait
    deadline = brand.noted_at + terms.patience.authentication if brand else None
    return AskHuman(tasks=(_mail_awaited(onboarding, deadline),), until=wait.until)


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


def _mail_awaited(onboarding: Onboarding, deadline: datetime | None) -> Task:
    mailbox = onboarding.customer.messaging_profile.brand_contact_email
    by = f", by {deadline:%Y-%m-%d} at the latest" if deadline else ""
    return Task(
        code="authentication_awaited",
        owner=Owner.BUSINESS,
        step=StepName.BRAND_REGISTRATION.value,
        reason=f"The Authentication+ mail to {mailbox} waits for its link to be opened.",
        next_step=f"Open the link in the mail{by}. No campaign is paid before. If Twilio does not "
        "show that it was opened, the command says so.",
        command=Command.RETRY,
        fields=("messaging_profile.brand_contact_email",),
        deadline=deadline,
    )


def _mail_failed(onboarding: Onboarding, brand_sid: str) -> Task:
    problems = onboarding.observed.brand.problems if onboarding.observed.brand else ()
    codes = ", ".join(str(problem.code) for problem in problems if problem.code)
    reason = f"Authentication+ failed or ran out of time{f' ({codes})' if codes else ''}."
    return Task(
        code="authentication_failed",
        owner=Owner.TWILIO_SUPPORT,
        step=StepName.BRAND_REGISTRATION.value,
        reason=reason,
        next_step="tendlc does not send the mail again: send the text below to Twilio Support, "
        "and have the link in the new mail opened within seven days.",
        command=Command.RETRY,
        cost="$12.50 for another mail, by the notes of 2026",
        support_text=f"{reason} Please send the Authentication+ mail of {brand_sid} again.",
    )


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
