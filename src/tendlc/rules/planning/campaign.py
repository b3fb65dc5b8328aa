"""The campaign: guide steps 5.1 and 5.2, paid once, reviewed for weeks.

The use cases open to the brand are asked before anything is paid. A failed campaign is edited and
resubmitted, which costs nothing more; what can only be set at creation is guarded elsewhere.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.catalog.error_codes import error_codes
from tendlc.domain import subjects
from tendlc.domain.actions import CreateCampaign, UpdateCampaign
from tendlc.domain.observed import CampaignSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import CAMPAIGN, Standing, standing
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command, Owner, Task
from tendlc.domain.terms import Terms
from tendlc.rules import deadlines, remedies
from tendlc.rules.planning.attempts import create_once, looks_first, missed_first, pursue
from tendlc.rules.planning.decision import AskHuman, Decision, Look, Wait

CREATE = Step(StepName.CAMPAIGN)
UPDATE = Step(StepName.CAMPAIGN_UPDATE)


def decide(
    onboarding: Onboarding,
    terms: Terms,
    now: datetime,
    *,
    messaging_service_sid: str,
    look_first: bool,
) -> Decision | None:
    """Say what the campaign needs next; None where it is verified."""
    service = messaging_service_sid
    last = onboarding.last_attempt(CREATE)
    unsent = last is None or missed_first(last)
    if unsent and not looks_first(onboarding, CREATE, CreateCampaign.paid, look_first):
        decision = _ask_use_cases(onboarding, service)
        if decision is not None:
            return decision
    create = _create(onboarding, service)
    decision = create_once(onboarding, CREATE, create, terms, now, look_first=look_first)
    if decision is not None:
        return decision
    last_update = onboarding.last_attempt(UPDATE)
    if last_update is not None and last_update.in_doubt:
        return pursue(onboarding, UPDATE, _update(onboarding, service), terms, now)
    seen = onboarding.observed.campaign
    if seen is None or seen.stale:
        return Look(subject=subjects.CampaignOfService(messaging_service_sid=service))
    return _by_status(onboarding, seen, service, terms, now)


def _ask_use_cases(onboarding: Onboarding, service: str) -> Decision | None:
    """Guide step 5.1: nothing is paid for a use case that is not open to the brand."""
    seen = onboarding.observed.use_cases
    brand = onboarding.sid_of(StepName.BRAND_REGISTRATION) or ""
    if seen is None or seen.stale:
        subject = subjects.UseCases(messaging_service_sid=service, brand_registration_sid=brand)
        return Look(subject=subject)
    if not seen.codes:
        reason = "Twilio opens no use case at all to this brand, so no campaign can be registered."
        return AskHuman(tasks=(remedies.support("no_use_cases", CREATE.name, reason, brand),))
    wished = onboarding.customer.campaign.us_app_to_person_usecase
    if wished in seen.codes:
        return None
    task = Task(
        code="use_case_not_open",
        owner=Owner.ISV,
        step=CREATE.name,
        reason=f"The use case {wished} is not open to this brand.",
        next_step=f"Choose one of: {', '.join(seen.codes)}.",
        fields=("campaign.us_app_to_person_usecase",),
        command=Command.ONBOARD,
    )
    return AskHuman(tasks=(task,))


def _by_status(
    onboarding: Onboarding, seen: CampaignSeen, service: str, terms: Terms, now: datetime
) -> Decision | None:
    match standing(CAMPAIGN, seen.status):
        case Standing.GOOD:
            return None
        case Standing.MOVING:
            at = deadlines.next_look(_last(onboarding).noted_at, seen.seen_at, terms.patience)
            if now >= at:
                return Look(subject=subjects.CampaignOfService(messaging_service_sid=service))
            return Wait(until=at, what=f"the campaign review ({seen.status})")
        case Standing.BAD:
            return _failed(onboarding, seen, service, terms, now)
        case _:
            reason = f"The campaign of {service} has the status `{seen.status}`."
            task = remedies.support("campaign_stuck", CREATE.name, reason, service)
            return AskHuman(tasks=(task,))


def _failed(
    onboarding: Onboarding, seen: CampaignSeen, service: str, terms: Terms, now: datetime
) -> Decision:
    """Resubmit where the texts were edited since; else say what must be fixed."""
    update = _update(onboarding, service)
    last = _last(onboarding)
    edited = last.digest != update.digest() or onboarding.retry_round > last.retry_round
    final = [p for p in seen.problems if _not_resubmittable(p.code)]
    if edited and not last.blind and not final:
        return pursue(onboarding, UPDATE, update, terms, now)
    cost = "the campaign vetting fee again, for a new campaign" if final else None
    tasks = remedies.verdict(
        "campaign_failed",
        "The campaign was rejected",
        CREATE.name,
        seen.problems,
        sid=service,
        public_company=onboarding.customer.messaging_profile.company_type == "public",
        cost=cost,
    )
    return AskHuman(tasks=tasks)


def _not_resubmittable(code: int | None) -> bool:
    known = error_codes().get(code or 0)
    return known is not None and known.resubmittable is False


def _last(onboarding: Onboarding) -> Attempt:
    last = onboarding.last_success(UPDATE) or onboarding.last_success(CREATE)
    assert last is not None, "the campaign was created before it could be reviewed"
    return last


def _create(onboarding: Onboarding, service: str) -> CreateCampaign:
    campaign = onboarding.customer.campaign
    return CreateCampaign(
        messaging_service_sid=service,
        brand_registration_sid=onboarding.sid_of(StepName.BRAND_REGISTRATION) or "",
        us_app_to_person_usecase=campaign.us_app_to_person_usecase,
        description=campaign.description,
        message_flow=campaign.message_flow,
        message_samples=campaign.message_samples,
        has_embedded_links=campaign.has_embedded_links,
        has_embedded_phone=campaign.has_embedded_phone,
        opt_in_message=campaign.opt_in_message,
        opt_out_message=campaign.opt_out_message,
        help_message=campaign.help_message,
        opt_in_keywords=campaign.opt_in_keywords,
        opt_out_keywords=campaign.opt_out_keywords,
        help_keywords=campaign.help_keywords,
        subscriber_opt_in=campaign.subscriber_opt_in,
        age_gated=campaign.age_gated,
        direct_lending=campaign.direct_lending,
        privacy_policy_url=campaign.privacy_policy_url,
        terms_and_conditions_url=campaign.terms_and_conditions_url,
    )


def _update(onboarding: Onboarding, service: str) -> UpdateCampaign:
    campaign = onboarding.customer.campaign
    seen = onboarding.observed.campaign
    return UpdateCampaign(
        messaging_service_sid=service,
        description=campaign.description,
        message_flow=campaign.message_flow,
        message_samples=campaign.message_samples,
        has_embedded_links=campaign.has_embedded_links,
        has_embedded_phone=campaign.has_embedded_phone,
        age_gated=campaign.age_gated,
        direct_lending=campaign.direct_lending,
        privacy_policy_url=campaign.privacy_policy_url,
        terms_and_conditions_url=campaign.terms_and_conditions_url,
        seen_updated_at=seen.updated_at if seen else None,
    )
