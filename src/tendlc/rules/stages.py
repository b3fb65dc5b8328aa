"""The record in plain words: a customer's stage, a line for each step of the guide, the reviews.

It only retells: board, command line and JSON show what stands here and judge nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from tendlc.catalog.timings import timings
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import BrandSeen, BundleSeen, CampaignSeen, Seen, UseCasesSeen
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.status import BRAND, BUNDLE, CAMPAIGN, Review, Standing, standing
from tendlc.domain.steps import USE_CASES, Outcome, Result, Step, StepName, StepReport
from tendlc.domain.subjects import BundleKind, Subject
from tendlc.rules.planning import brand_registration
from tendlc.rules.planning.decision import AskHuman, Decision, Done
from tendlc.rules.planning.order import GUIDE_STEPS

_PER_REPRESENTATIVE = (
    StepName.AUTHORIZED_REPRESENTATIVE,
    StepName.AUTHORIZED_REPRESENTATIVE_ASSIGNMENT,
)
_OF_A_NEW_PROFILE = tuple(name for name, number, _ in GUIDE_STEPS if number.startswith("1."))
_BESIDE_THE_GUIDE = {
    StepName.BRAND_REGISTRATION_UPDATE: ("3", "Resubmit brand"),
    StepName.BRAND_VETTING: ("3", "Import Campaign Verify result"),
    StepName.BRAND_AUTHENTICATION_MAIL: ("3", "Send Authentication+ mail again"),
    StepName.CAMPAIGN_UPDATE: ("5.2", "Resubmit campaign"),
    StepName.CAMPAIGN_DELETION: ("5.2", "Delete campaign"),
    StepName.PHONE_NUMBER_REMOVAL: ("6", "Remove number from service"),
}
_REVIEWED = ("customer profile", "trust product", "brand", "campaign")


def reviews(onboarding: Onboarding) -> tuple[Review, ...]:
    """Give the reviews that have begun, in the guide's order."""
    found = [
        _review(onboarding, subject, seen)
        for subject, seen in onboarding.observed.items()
        if subject.statuses
    ]
    begun = (review for review in found if review.standing is not Standing.OPEN)
    return tuple(sorted(begun, key=lambda review: _REVIEWED.index(review.what)))


def _review(onboarding: Onboarding, subject: Subject, seen: Seen) -> Review:
    """An approved brand stays in review while its secondary vetting is awaited."""
    status = seen.words or ""
    where = standing(subject.statuses, status)
    if isinstance(seen, BrandSeen):
        gone_on = onboarding.last_attempt(Step(StepName.CAMPAIGN)) is not None
        if where is Standing.GOOD and not gone_on and brand_registration.lacks_score(onboarding):
            where, status = Standing.MOVING, f"{status}, vetting"
        elif seen.brand_score is not None:
            status = f"{status}, score {seen.brand_score}"
    return Review(what=subject.title, status=status, standing=where, at=seen.seen_at)


def stage_of(onboarding: Onboarding, decision: Decision) -> Stage:
    """Say in a few plain words where the customer stands after `decision`."""
    if isinstance(decision, Done):
        return Stage.REGISTERED
    if isinstance(decision, AskHuman) and decision.until is None:
        return Stage.NEEDS_ACTION
    if onboarding.sid_of(StepName.BRAND_REGISTRATION) is None:
        return Stage.PREPARING
    brand, seen = onboarding.observed.last(BrandSeen), onboarding.observed.last(CampaignSeen)
    if brand is None or standing(BRAND, brand.status) is not Standing.GOOD:
        return Stage.BRAND_REVIEW
    if seen is None or standing(CAMPAIGN, seen.status) is not Standing.GOOD:
        return Stage.CAMPAIGN_REVIEW
    return Stage.FINISHING


_LONGEST: Final[Mapping[Stage, str]] = {
    Stage.PREPARING: "timing-bundle-to-verdict",
    Stage.BRAND_REVIEW: "timing-brand-to-vetted",
    Stage.CAMPAIGN_REVIEW: "timing-campaign-to-verdict",
    Stage.FINISHING: "timing-number-to-registered",
}
"""The review that takes longest in each stage that is passed through."""


def late_at(stage: Stage, since: datetime | None) -> datetime | None:
    """Say when a stage that was reached at `since` has lasted too long; None for never.

    A customer that needs a person is late at once, and one that is registered never.
    """
    if since is None or stage is Stage.REGISTERED:
        return None
    if stage is Stage.NEEDS_ACTION:
        return since
    return since + timedelta(seconds=timings()[_LONGEST[stage]].longest_seconds)


def report(onboarding: Onboarding, since: datetime | None = None) -> tuple[StepReport, ...]:
    """Give one line a step, in the guide's order.

    What was made or adopted before `since` is called done, so that a second run says so.
    """
    return tuple(_lines(onboarding, since))


def step_report(onboarding: Onboarding, step: Step, since: datetime | None = None) -> StepReport:
    """Give the line of one step."""
    for name, number, title in GUIDE_STEPS:
        if name is step.name:
            return _line(onboarding, step, number, title, since)
    number, title = _BESIDE_THE_GUIDE[step.name]
    return _line(onboarding, step, number, title, since)


def _lines(onboarding: Onboarding, since: datetime | None) -> Iterator[StepReport]:
    for name, number, title in GUIDE_STEPS:
        if name is StepName.CAMPAIGN:
            yield _use_cases(onboarding)
        if onboarding.customer.customer_profile_sid and name in _OF_A_NEW_PROFILE:
            if name is StepName.CUSTOMER_PROFILE:
                yield _named_profile(onboarding, number, title)
            continue
        for ordinal in _ordinals(onboarding, name):
            yield _line(onboarding, Step(name, ordinal), number, title, since)


def _ordinals(onboarding: Onboarding, name: StepName) -> range | list[int]:
    customer = onboarding.customer
    if name in _PER_REPRESENTATIVE:
        return range(1, len(customer.authorized_representatives) + 1)
    if name is StepName.PHONE_NUMBER:
        wishes = onboarding.number_wishes()
        return [ordinal for ordinal, wish in wishes if not _owned(onboarding, ordinal, wish)]
    if name is StepName.PHONE_NUMBER_ADDITION:
        return [ordinal for ordinal, _ in onboarding.number_wishes()]
    if name is StepName.CAMPAIGN:
        return [onboarding.campaign_number]
    return range(1, 2)


def _owned(onboarding: Onboarding, ordinal: int, wish: PhoneNumberWish) -> bool:
    """Say whether a wish was fulfilled, or is to be, by a number that the account owned."""
    bought = onboarding.last_attempt(Step(StepName.PHONE_NUMBER, ordinal))
    added = onboarding.sid_of(StepName.PHONE_NUMBER_ADDITION, ordinal)
    return wish.phone_number_sid is not None or (bought is None and added is not None)


def _line(
    onboarding: Onboarding, step: Step, number: str, title: str, since: datetime | None
) -> StepReport:
    name = title if step.ordinal == 1 else f"{title} {step.ordinal}"
    done = onboarding.last_success(step)
    if done is not None:
        first = next(a for a in onboarding.attempts_at(step) if a.succeeded)
        outcome = Outcome(str(first.result))
        at = done.result_at or done.noted_at
        if since is not None and at < since:
            outcome = Outcome.DONE
        return StepReport(number=number, name=name, outcome=outcome, sid=done.sid, at=at)
    last = onboarding.last_attempt(step)
    if last is None:
        adopted = _adopted_with_its_bundle(onboarding, number)
        outcome = Outcome.ADOPTED if adopted else Outcome.OPEN
        return StepReport(number=number, name=name, outcome=outcome)
    refused = last.result is Result.REFUSED
    outcome = Outcome.REFUSED if refused else Outcome.WAITING
    return StepReport(number=number, name=name, outcome=outcome, at=last.noted_at)


def _adopted_with_its_bundle(onboarding: Onboarding, number: str) -> bool:
    """Say whether the step belongs to a bundle that was there, complete, before this ledger."""
    profile = number.startswith("1.")
    name = StepName.CUSTOMER_PROFILE if profile else StepName.TRUST_PRODUCT
    if not number.startswith(("1.", "2.")):
        return False
    bundle = BundleKind.CUSTOMER_PROFILE if profile else BundleKind.TRUST_PRODUCT
    seen = onboarding.observed.last(BundleSeen, bundle=bundle)
    if seen is None or not onboarding.was_there_before(name):
        return False
    return standing(BUNDLE, seen.status) in (Standing.MOVING, Standing.GOOD)


def _use_cases(onboarding: Onboarding) -> StepReport:
    number, name = USE_CASES
    seen = onboarding.observed.last(UseCasesSeen)
    if seen is None:
        made = onboarding.sid_of(StepName.CAMPAIGN)
        outcome = Outcome.DONE if made else Outcome.OPEN
        return StepReport(number=number, name=name, outcome=outcome)
    return StepReport(number=number, name=name, outcome=Outcome.DONE, at=seen.seen_at)


def _named_profile(onboarding: Onboarding, number: str, title: str) -> StepReport:
    seen = onboarding.observed.last(BundleSeen, bundle=BundleKind.CUSTOMER_PROFILE)
    outcome = Outcome.OPEN
    if seen is not None:
        usable = standing(BUNDLE, seen.status) in (Standing.GOOD, Standing.MOVING)
        outcome = Outcome.ADOPTED if usable else Outcome.REFUSED
    sid = onboarding.customer.customer_profile_sid
    return StepReport(number=number, name=title, outcome=outcome, sid=sid)
