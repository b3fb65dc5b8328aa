"""The campaign: guide steps 5.1 and 5.2, paid once, reviewed for weeks.

The use cases open to the brand are asked before anything is paid. A failed campaign is edited and
resubmitted, which costs nothing more. What can only be set at creation needs another campaign: the
one that is there is deleted, read until it is gone, and created again on the same brand and
service, after a person has agreed. The ordinal of their steps tells such campaigns apart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tendlc.catalog.error_codes import error_codes
from tendlc.domain import subjects
from tendlc.domain.actions import CreateCampaign, DeleteCampaign, UpdateCampaign
from tendlc.domain.observed import CampaignSeen, UseCasesSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import CAMPAIGN, GONE, Standing, standing
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import authentication, deadlines, remedies
from tendlc.rules.planning.attempts import create_once, looks_first, missed_first, pursue
from tendlc.rules.planning.decision import AskHuman, Decision, Look, Wait
from tendlc.rules.recreation import is_wanted
from tendlc.rules.unsent import fixed_with_campaign, of_sections, unsent


def create_step(onboarding: Onboarding) -> Step:
    """Return the step that creates the campaign of today."""
    return Step(StepName.CAMPAIGN, onboarding.campaign_number)


def update_step(onboarding: Onboarding) -> Step:
    return Step(StepName.CAMPAIGN_UPDATE, onboarding.campaign_number)


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
    create = create_step(onboarding)
    first = create.ordinal == 1
    last = onboarding.last_attempt(create)
    if last is None or missed_first(last):
        decision = _await_deletion(onboarding, service, terms, now)
        if not looks_first(onboarding, create, CreateCampaign.paid, look_first and first):
            decision = decision or _ask_use_cases(onboarding, service)
        if decision is not None:
            return decision
    action = _create(onboarding, service)
    decision = create_once(onboarding, create, action, terms, now, look_first=look_first and first)
    decision = decision or _settle(onboarding, service, terms, now)
    if decision is not None:
        return decision
    seen = onboarding.observed.last(CampaignSeen)
    if seen is None or seen.stale:
        return Look(subject=subjects.CampaignOfService(messaging_service_sid=service))
    return _by_status(onboarding, seen, service, terms, now)


def _settle(onboarding: Onboarding, service: str, terms: Terms, now: datetime) -> Decision | None:
    """Find out what became of an edit, and go on with a deletion that was agreed to."""
    update = update_step(onboarding)
    last_update = onboarding.last_attempt(update)
    if last_update is not None and last_update.in_doubt:
        return pursue(onboarding, update, _update(onboarding, service), terms, now)
    if is_wanted(onboarding):
        return _delete(onboarding, service, terms, now)
    return None


def _delete(onboarding: Onboarding, service: str, terms: Terms, now: datetime) -> Decision:
    """Delete the campaign once the next one may be created: its use case is open, its fee agreed.

    Source: lifecycle section 5.
    """
    number = onboarding.campaign_number
    deletion = Step(StepName.CAMPAIGN_DELETION, number)
    if onboarding.last_attempt(deletion) is None:
        closed = _ask_use_cases(onboarding, service)
        if closed is not None:
            return closed
        following = Step(StepName.CAMPAIGN, number + 1)
        create = pursue(onboarding, following, _create(onboarding, service), terms, now)
        if isinstance(create, AskHuman):
            return create
    return pursue(onboarding, deletion, DeleteCampaign(messaging_service_sid=service), terms, now)


def _await_deletion(
    onboarding: Onboarding, service: str, terms: Terms, now: datetime
) -> Decision | None:
    """Look until the campaign before this one is gone; None where there was none, or it is."""
    before = Step(StepName.CAMPAIGN_DELETION, onboarding.campaign_number - 1)
    deleted = onboarding.last_success(before)
    if deleted is None:
        return None
    seen = onboarding.observed.last(CampaignSeen)
    look = Look(subject=subjects.CampaignOfService(messaging_service_sid=service))
    if seen is None or seen.stale:
        return look
    if seen.status == GONE:
        return None
    at = deadlines.next_look(deleted.noted_at, seen.seen_at, terms.patience)
    if now >= at:
        return look
    if now - deleted.noted_at > terms.patience.deletion:
        task = remedies.support(TaskCode.CAMPAIGN_NOT_GONE, str(deleted.step), service)
        return AskHuman(tasks=(task,), until=at)
    return Wait(until=at, what="the deletion of the campaign")


def _ask_use_cases(onboarding: Onboarding, service: str) -> Decision | None:
    """Guide step 5.1: nothing is paid for a use case that is not open to the brand."""
    seen = onboarding.observed.last(UseCasesSeen)
    brand = onboarding.known_sid(StepName.BRAND_REGISTRATION)
    if seen is None or seen.stale:
        subject = subjects.UseCases(messaging_service_sid=service, brand_registration_sid=brand)
        return Look(subject=subject)
    if not seen.codes:
        task = remedies.support(TaskCode.NO_USE_CASES, StepName.CAMPAIGN, brand)
        return AskHuman(tasks=(task,))
    wished = onboarding.customer.campaign.us_app_to_person_usecase
    if wished in seen.codes:
        return None
    task = remedies.isv(
        TaskCode.USE_CASE_NOT_OPEN,
        StepName.CAMPAIGN,
        command=Command.ONBOARD,
        fields=("campaign.us_app_to_person_usecase",),
        data={"use_case": wished, "open": tuple(seen.codes)},
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
        case Standing.GONE:
            return AskHuman(tasks=(_gone(create_step(onboarding)),))
        case _:
            data = {"status": seen.status}
            task = remedies.support(TaskCode.CAMPAIGN_STUCK, StepName.CAMPAIGN, service, data)
            return AskHuman(tasks=(task,))


def _gone(create: Step) -> Task:
    command = Command.RECREATE_CAMPAIGN
    return remedies.isv(TaskCode.CAMPAIGN_GONE, str(create), command=command)


def _failed(
    onboarding: Onboarding, seen: CampaignSeen, service: str, terms: Terms, now: datetime
) -> Decision:
    """Resubmit where the texts were edited since; else say what must be fixed."""
    final = [p for p in seen.problems if _not_resubmittable(p.code)]
    changed = of_sections(unsent(onboarding), "campaign")
    if fixed_with_campaign(changed) or (final and changed):
        return AskHuman(tasks=(remedies.recreate_campaign(changed, verified=False),))
    if _edited(onboarding, service) and not final:
        update = _update(onboarding, service)
        return pursue(onboarding, update_step(onboarding), update, terms, now)
    tasks = remedies.verdict(
        TaskCode.CAMPAIGN_FAILED,
        StepName.CAMPAIGN,
        seen.problems,
        sid=service,
        public_company=authentication.is_awaited(onboarding),
        data={"final": bool(final)},
    )
    if _last(onboarding).blind:
        tasks = tuple(map(_by_retry, tasks))
    return AskHuman(tasks=tasks)


def _edited(onboarding: Onboarding, service: str) -> bool:
    """Say whether the texts changed, or a retry was asked for, after the campaign's last try.

    Nobody knows what a campaign was created with that was there before this ledger: it goes again
    when somebody says so.
    """
    last = _last(onboarding)
    if onboarding.retry_round > last.retry_round:
        return True
    created = last.step.name is StepName.CAMPAIGN
    wished = _create(onboarding, service) if created else _update(onboarding, service)
    return not last.blind and last.digest != wished.digest()


def _by_retry(task: Task) -> Task:
    plain = task.command is Command.ONBOARD
    return replace(task, command=Command.RETRY) if plain else task


def _not_resubmittable(code: int | None) -> bool:
    known = error_codes().get(code or 0)
    return known is not None and known.resubmittable is False


def _last(onboarding: Onboarding) -> Attempt:
    last = onboarding.last_success(update_step(onboarding))
    last = last or onboarding.last_success(create_step(onboarding))
    assert last is not None, "the campaign was created before it could be reviewed"
    return last


def _create(onboarding: Onboarding, service: str) -> CreateCampaign:
    return CreateCampaign(
        messaging_service_sid=service,
        brand_registration_sid=onboarding.known_sid(StepName.BRAND_REGISTRATION),
        campaign=onboarding.customer.campaign,
    )


def _update(onboarding: Onboarding, service: str) -> UpdateCampaign:
    seen = onboarding.observed.last(CampaignSeen)
    return UpdateCampaign(
        messaging_service_sid=service,
        campaign=onboarding.customer.campaign,
        seen_updated_at=seen.updated_at if seen else None,
    )
