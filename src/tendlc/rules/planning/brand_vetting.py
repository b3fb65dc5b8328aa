"""What an approved brand may still need before its campaign is paid.

A political one the import of its Campaign Verify result: a token is good for one import, so a lost
answer is looked up, never repeated blindly. A public company the Authentication+ of its contact.
A non-profit the tax exemption that its use case asks for, as Twilio shows it on the brand.
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
        decision = _import(onboarding, action, terms, now, look_first=look_first)
        if decision is not None:
            return decision
    elif _is_closed(onboarding):
        return AskHuman(tasks=(_closed(onboarding),))
    return _authentication(onboarding, brand_sid, terms, now)


def _is_closed(onboarding: Onboarding) -> bool:
    """Say whether the tax exemption of the brand rules the use case out; unknown rules out nothing.

    Source: Twilio's error 30900.
    """
    seen = onboarding.observed.brand
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
        next_step=f"Open the link in the mail{by}. No campaign is paid for until then. If Twilio "
        "does not show that it was opened, the command says so.",
        command=Command.RETRY,
        fields=("messaging_profile.brand_contact_email",),
        deadline=deadline,
    )


def _mail_failed(onboarding: Onboarding, brand_sid: str) -> Task:
    problems = onboarding.observed.brand.problems if onboarding.observed.brand else ()
    codes = ", ".join(str(problem.code) for problem in problems if problem.code)
    reason = f"Authentication+ failed or expired{f' ({codes})' if codes else ''}."
    return Task(
        code="authentication_failed",
        owner=Owner.TWILIO_SUPPORT,
        step=StepName.BRAND_REGISTRATION.value,
        reason=reason,
        next_step="tendlc does not send the mail again: send the text below to Twilio Support, "
        "and have the link in the new mail opened within seven days.",
        command=Command.RETRY,
        cost="$12.50 for another mail, according to notes of 2026",
        support_text=f"{reason} Please send the Authentication+ mail of {brand_sid} again.",
    )


def _closed(onboarding: Onboarding) -> Task:
    seen = onboarding.observed.brand
    exemption = seen.tax_exempt_status if seen else None
    use_case = onboarding.customer.campaign.us_app_to_person_usecase
    political = use_case == "POLITICAL"
    token = ", or add the token of Campaign Verify if the organization is a 527"
    return Task(
        code="use_case_closed",
        owner=Owner.BUSINESS,
        step=StepName.CAMPAIGN.value,
        reason=f"Twilio lists this organization as {exemption}, and {use_case} is open to "
        f"{', '.join(_EXEMPTIONS[use_case])} only (30900). No campaign was paid.",
        next_step=f"Choose another use case{token if political else ''}.",
        command=Command.ONBOARD,
        fields=("campaign.us_app_to_person_usecase",),
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
