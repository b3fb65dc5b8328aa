"""The brand registration: guide step 3, the first that costs money.

Registered once; a failed brand is resubmitted when its bundles were submitted anew since, at most
three times. What the brand needs from an approved bundle goes through Twilio Support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tendlc.catalog.limits import LIMITS
from tendlc.domain import subjects
from tendlc.domain.actions import RegisterBrand, SubmitBundle, UpdateBrandRegistration
from tendlc.domain.observed import BrandSeen, CampaignSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import BRAND, Standing, standing
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import deadlines, remedies
from tendlc.rules.planning import only_ones
from tendlc.rules.planning.attempts import PAID_ABSENCES, create_once, missed_first, pursue
from tendlc.rules.planning.bundles import BundleState, is_open
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look, ReadBack, Wait

REGISTER = Step(StepName.BRAND_REGISTRATION)
UPDATE = Step(StepName.BRAND_REGISTRATION_UPDATE)
_LEADS_TO_A_BRAND = (StepName.TRUST_PRODUCT, StepName.MESSAGING_SERVICE)
"""Whoever made one of these, elsewhere or earlier, may have registered a brand since."""
# fact: brand-update-exhausted
UPDATES_EXHAUSTED = 21724


def decide(
    onboarding: Onboarding,
    bundles: Sequence[BundleState],
    terms: Terms,
    now: datetime,
    *,
    messaging_service_sid: str | None,
) -> Decision | None:
    """Say what the brand needs next; None where it is approved.

    Args:
        onboarding: the record.
        bundles: customer profile and trust product, in this order.
        terms: the ISV's terms.
        now: the time of the plan.
        messaging_service_sid: the service whose campaign may name a brand that left the list, if
            there is one.
    """
    decision = create_once(
        onboarding,
        REGISTER,
        _register(onboarding, bundles),
        terms,
        now,
        look_first=any(map(onboarding.was_there_before, _LEADS_TO_A_BRAND)),
    )
    if isinstance(decision, Act):
        return _unless_it_left_the_list(onboarding, decision, messaging_service_sid)
    if decision is not None:
        return decision
    last_update = onboarding.last_attempt(UPDATE)
    if last_update is not None and last_update.in_doubt:
        return pursue(onboarding, UPDATE, _update(onboarding), terms, now)
    seen = onboarding.observed.last(BrandSeen)
    look = _confirm(onboarding, bundles, terms, now)
    if look is None and (seen is None or seen.stale):
        return Look(subject=subjects.Brand(sid=_sid(onboarding)))
    if look is not None or seen is None:
        return look
    return _by_status(onboarding, seen, bundles, terms, now)


def _confirm(
    onboarding: Onboarding, bundles: Sequence[BundleState], terms: Terms, now: datetime
) -> ReadBack | None:
    """Read the list in place of the brand the first time that it is looked at.

    It shows the brand as well, and a second one that somebody registered at the same time.
    """
    seen = onboarding.observed.last(BrandSeen)
    if seen and not seen.stale and standing(BRAND, seen.status) is Standing.MOVING:
        at = deadlines.next_look(_submitted_at(onboarding), seen.seen_at, terms.patience)
        if now < at:
            return None
    return only_ones.confirm(onboarding, REGISTER, _register(onboarding, bundles))


def _unless_it_left_the_list(onboarding: Onboarding, act: Act, service: str | None) -> Decision:
    """Pay for a brand that the list lacks only where no campaign names it and nothing is older.

    Twilio's list leaves out vetted brands. A campaign of the customer's messaging service names
    its brand; where neither ledger nor Twilio knows of anything earlier, there is none.
    """
    last = onboarding.last_attempt(REGISTER)
    if last is None or not missed_first(last) or not isinstance(act.action, RegisterBrand):
        return act
    if _made_in_this_run(onboarding, Step(StepName.MESSAGING_SERVICE)):
        return act
    seen = onboarding.observed.last(CampaignSeen)
    if service and (seen is None or seen.stale):
        return Look(subject=subjects.CampaignOfService(messaging_service_sid=service))
    brand = seen.brand_sid if seen else None
    if brand and len(last.absences) < PAID_ABSENCES:
        known = replace(act.action, known_sid=brand)
        return ReadBack(step=REGISTER, action=known, number=last.number, blind=True)
    if brand or any(map(onboarding.was_there_before, _LEADS_TO_A_BRAND)):
        return AskHuman(tasks=(remedies.in_doubt(REGISTER.name, REGISTER.name, vetted=True),))
    return act


def _made_in_this_run(onboarding: Onboarding, step: Step) -> bool:
    """Say whether the object was made by a request of this run; then nothing hangs on it yet."""
    if onboarding.was_there_before(step.name):
        return False
    first = next((tried for tried in onboarding.attempts_at(step) if tried.succeeded), None)
    return first is not None and not first.blind and first in onboarding.tries_of_run()


def _by_status(
    onboarding: Onboarding,
    seen: BrandSeen,
    bundles: Sequence[BundleState],
    terms: Terms,
    now: datetime,
) -> Decision | None:
    match standing(BRAND, seen.status):
        case Standing.GOOD:
            return _await_score(onboarding, seen, terms, now)
        case Standing.MOVING:
            return _await_verdict(onboarding, seen, terms, now)
        case Standing.BAD:
            return _failed(onboarding, seen, bundles, terms, now)
        case _:
            data = {"status": seen.status}
            task = remedies.support(TaskCode.BRAND_STUCK, REGISTER.name, seen.sid, data)
            return AskHuman(tasks=(task,))


def lacks_score(onboarding: Onboarding) -> bool:
    """Say whether the brand's secondary vetting was ordered, and nothing is seen of it yet."""
    brand, seen = onboarding.customer.brand, onboarding.observed.last(BrandSeen)
    ordered = not (brand.skip_automatic_sec_vet or brand.mock)
    vetted = seen and (seen.identity_status == "VETTED_VERIFIED" or seen.problems)
    return ordered and not vetted


def _await_score(
    onboarding: Onboarding, seen: BrandSeen, terms: Terms, now: datetime
) -> Decision | None:
    """Wait for the secondary vetting where it was ordered: the campaign's limits hang on it."""
    waited = now - _submitted_at(onboarding)
    if not lacks_score(onboarding) or waited > terms.patience.vetting:
        return None
    return _next_look(onboarding, seen, terms, now, "the secondary vetting of the brand")


def _await_verdict(
    onboarding: Onboarding, seen: BrandSeen, terms: Terms, now: datetime
) -> Decision:
    decision = _next_look(onboarding, seen, terms, now, f"the brand review ({seen.status})")
    too_long = now - _submitted_at(onboarding) > terms.patience.brand_in_review
    if isinstance(decision, Wait) and seen.status == "IN_REVIEW" and too_long:
        task = remedies.support(TaskCode.BRAND_IN_REVIEW, REGISTER.name, seen.sid)
        return AskHuman(tasks=(task,), until=decision.until)
    return decision


def _next_look(
    onboarding: Onboarding, seen: BrandSeen, terms: Terms, now: datetime, what: str
) -> Look | Wait:
    at = deadlines.next_look(_submitted_at(onboarding), seen.seen_at, terms.patience)
    if now >= at:
        return Look(subject=subjects.Brand(sid=seen.sid))
    return Wait(until=at, what=what)


def _failed(
    onboarding: Onboarding,
    seen: BrandSeen,
    bundles: Sequence[BundleState],
    terms: Terms,
    now: datetime,
) -> Decision:
    """Resubmit where something was mended since; else say what must be mended."""
    updates = [a for a in onboarding.attempts_at(UPDATE) if a.succeeded]
    left = 0 if _exhausted(onboarding) else max(LIMITS.brand_update_limit - len(updates), 0)
    if seen.tcr_id is None:
        return AskHuman(tasks=_never_reached(seen))
    if left and _mended_since(onboarding, _last(onboarding)):
        return pursue(onboarding, UPDATE, _update(onboarding), terms, now)
    stuck = [b for b in bundles if not is_open(b) and _edited(onboarding, b)]
    if left and stuck:
        return AskHuman(tasks=tuple(_reopen(bundle) for bundle in stuck))
    if not left:
        task = remedies.support(TaskCode.BRAND_UPDATES_USED_UP, REGISTER.name, seen.sid)
        return AskHuman(tasks=(task,))
    tasks = remedies.verdict(
        TaskCode.BRAND_FAILED,
        REGISTER.name,
        seen.problems,
        sid=seen.sid,
        tries_left=left,
    )
    return AskHuman(tasks=tasks)


def _mended_since(onboarding: Onboarding, last: Attempt) -> bool:
    """Say whether a bundle was submitted, or a retry asked for, after the brand's last try."""
    if onboarding.retry_round > last.retry_round:
        return True
    submissions = (StepName.CUSTOMER_PROFILE_SUBMISSION, StepName.TRUST_PRODUCT_SUBMISSION)
    done = [onboarding.last_success(Step(name)) for name in submissions]
    return any(a is not None and not a.blind and onboarding.noted_after(a, last) for a in done)


def _edited(onboarding: Onboarding, bundle: BundleState) -> bool:
    submitted = onboarding.last_success(bundle.submit_step)
    if submitted is None or submitted.blind:
        return False
    wished = SubmitBundle(bundle=bundle.kind, bundle_sid=bundle.sid, contents=bundle.contents)
    return submitted.digest != wished.digest()


def _exhausted(onboarding: Onboarding) -> bool:
    last = onboarding.last_attempt(UPDATE)
    return last is not None and last.twilio_code == UPDATES_EXHAUSTED


def _reopen(bundle: BundleState) -> Task:
    kind = bundle.kind.value
    return remedies.support(TaskCode.REOPEN_BUNDLE, kind, bundle.sid, {"bundle": kind})


def _never_reached(seen: BrandSeen) -> tuple[Task, ...]:
    """A brand without a TCR id cannot be submitted again, whatever its problems."""
    tasks = remedies.verdict(
        TaskCode.BRAND_NEVER_REGISTERED, REGISTER.name, seen.problems, sid=seen.sid
    )
    return tuple(map(remedies.only_a_new_brand, tasks))


def _register(onboarding: Onboarding, bundles: Sequence[BundleState]) -> RegisterBrand:
    profile, product = bundles
    return RegisterBrand(
        customer_profile_bundle_sid=profile.sid,
        a2p_profile_bundle_sid=product.sid,
        brand=onboarding.customer.brand,
    )


def _update(onboarding: Onboarding) -> UpdateBrandRegistration:
    seen = onboarding.observed.last(BrandSeen)
    submissions = (StepName.CUSTOMER_PROFILE_SUBMISSION, StepName.TRUST_PRODUCT_SUBMISSION)
    done = [onboarding.last_success(Step(name)) for name in submissions]
    return UpdateBrandRegistration(
        sid=_sid(onboarding),
        submission=":".join([str(onboarding.retry_round), *(a.digest if a else "" for a in done)]),
        seen_updated_at=seen.updated_at if seen else None,
    )


def _last(onboarding: Onboarding) -> Attempt:
    last = onboarding.last_success(UPDATE) or onboarding.last_success(REGISTER)
    assert last is not None, "the brand was registered before it could fail"
    return last


def _submitted_at(onboarding: Onboarding) -> datetime:
    return _last(onboarding).noted_at


def _sid(onboarding: Onboarding) -> str:
    return onboarding.known_sid(StepName.BRAND_REGISTRATION)
