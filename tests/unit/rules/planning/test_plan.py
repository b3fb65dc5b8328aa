"""The plan: the first thing that can be done, else people, else the soonest time, else done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.catalog.use_cases import use_cases
from tendlc.domain import subjects
from tendlc.domain.actions import EvaluateBundle
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    EvaluationSeen,
    PrimaryProfileSeen,
    Seen,
    UseCasesSeen,
)
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import Subject
from tendlc.domain.terms import Terms
from tendlc.domain.trouble import Trouble
from tendlc.rules.planning.decision import Act, Decision, Look, ReadBack, Wait
from tendlc.rules.planning.plan import plan
from tests import cast
from tests.records import (
    MOST_DECISIONS,
    TERMS,
    amended,
    at,
    last_seen,
    made,
    missed_first,
    record,
    refused,
    seen_brand,
    seen_bundle,
    seen_campaign,
    words,
)

GOOD: dict[str, str] = {
    "customer_profile": "twilio-approved",
    "trust_product": "twilio-approved",
    "brand": "APPROVED",
    "campaign": "VERIFIED",
}
PATIENT = replace(TERMS, wait_for_approval=True)
IMPATIENT = replace(TERMS, wait_for_approval=False)


def shown(subject: Subject, statuses: dict[str, str]) -> Seen:
    """Show what is looked at as it stands by `statuses`."""
    match subject:
        case subjects.PrimaryProfile():
            return PrimaryProfileSeen(seen_at=at(0), sid="BUprimary", status="twilio-approved")
        case subjects.Bundle():
            return seen_bundle(statuses[subject.bundle.value], sid=subject.sid)
        case subjects.Brand():
            return seen_brand(statuses["brand"], identity_status="VETTED_VERIFIED")
        case subjects.UseCases():
            return UseCasesSeen(seen_at=at(0), codes=tuple(use_cases()))
        case subjects.AvailableNumbers():
            numbers = (f"+1303555014{subject.ordinal}",)
            return AvailableNumbersSeen(
                seen_at=at(0),
                ordinal=subject.ordinal,
                phone_numbers=numbers,
                wished=subject.phone_number or subject.area_code,
            )
    return seen_campaign(statuses["campaign"])


def lived(
    onboarding: Onboarding, *, terms: Terms = TERMS, **statuses: str
) -> tuple[Onboarding, list[str], Decision]:
    """Do what the plan says until it rests; a bundle is a draft until it was submitted."""
    verdicts = {**GOOD, **statuses}
    now = dict.fromkeys(("customer_profile", "trust_product"), "draft") | {
        "brand": verdicts["brand"],
        "campaign": verdicts["campaign"],
    }
    done: list[str] = []
    for _ in range(MOST_DECISIONS):
        decision = plan(onboarding, terms, at(0))
        match decision:
            case Act() as act:
                done.append(str(act.step))
                attempt = made(act.step, act.action, number=act.number, sid=str(act.step))
                onboarding = onboarding.with_attempt(attempt)
                seen: Seen | None = None
                if isinstance(act.action, EvaluateBundle):
                    seen = EvaluationSeen(seen_at=at(0), sid="EL1", status="compliant")
                name = str(act.step).removesuffix("_submission")
                now |= {name: verdicts[name]} if name != str(act.step) else {}
                observed = act.action.observed_after(onboarding.observed, str(act.step), seen)
                onboarding = replace(onboarding, observed=observed)
            case ReadBack():
                onboarding = onboarding.with_attempt(missed_first(decision.step))
            case Look():
                done.append(type(decision.subject).__name__)
                seen = shown(decision.subject, now)
                observed = onboarding.observed.put(decision.subject, seen)
                onboarding = replace(onboarding, observed=observed)
            case _:
                return onboarding, done, decision
    raise AssertionError(f"no end in sight after {done[-1]}")


def test_a_customer_for_whom_all_goes_well_is_done_with_what_is_free_first() -> None:
    _, done, last = lived(record(customer=cast.echo_salons()))
    assert words(last) == "done"
    assert done == [
        "PrimaryProfile",
        "customer_profile",
        "Bundle",
        "business_information",
        "business_information_assignment",
        "authorized_representative",
        "authorized_representative_assignment",
        "address",
        "supporting_document",
        "supporting_document_assignment",
        "primary_customer_profile_assignment",
        "customer_profile_evaluation",
        "customer_profile_submission",
        "Bundle",
        "trust_product",
        "Bundle",
        "messaging_profile",
        "messaging_profile_assignment",
        "customer_profile_assignment",
        "trust_product_evaluation",
        "trust_product_submission",
        "Bundle",
        "messaging_service",
        "brand_registration",
        "Brand",
        "UseCases",
        "campaign",
        "CampaignOfService",
        "AvailableNumbers",
        "phone_number",
        "phone_number_addition",
    ]


@pytest.mark.parametrize(
    ("terms", "statuses", "brand", "expected"),
    [
        pytest.param(TERMS, {}, True, "done", id="all approved"),
        pytest.param(PATIENT, {}, True, "done", id="all approved, and waited for"),
        pytest.param(
            PATIENT, {"customer_profile": "in-review"}, False, "wait 30", id="profile waited for"
        ),
        pytest.param(
            PATIENT, {"trust_product": "in-review"}, False, "wait 30", id="product waited for"
        ),
        pytest.param(
            IMPATIENT,
            {"customer_profile": "in-review", "brand": "PENDING"},
            True,
            "wait 30",
            id="not waited for",
        ),
        pytest.param(
            IMPATIENT,
            {"trust_product": "in-review"},
            True,
            "wait 30",
            id="bundle behind the campaign",
        ),
        pytest.param(
            TERMS,
            {"customer_profile": "twilio-rejected"},
            False,
            "ask bundle_rejected",
            id="rejected profile",
        ),
        pytest.param(TERMS, {"brand": "FAILED"}, True, "ask brand_failed", id="failed brand"),
        pytest.param(
            IMPATIENT,
            {"brand": "FAILED", "trust_product": "in-review"},
            True,
            "ask brand_failed until 30",
            id="failed brand beside a review",
        ),
        pytest.param(
            TERMS,
            {"brand": "SUSPENDED", "trust_product": "twilio-rejected"},
            False,
            "ask bundle_rejected",
            id="nothing is paid after a rejection",
        ),
        pytest.param(
            TERMS, {"campaign": "FAILED"}, True, "ask campaign_failed", id="failed campaign"
        ),
    ],
)
def test_where_a_customer_comes_to_rest(
    terms: Terms, statuses: dict[str, str], brand: bool, expected: str
) -> None:
    _, done, last = lived(record(), terms=terms, **statuses)
    assert words(last) == expected
    assert ("brand_registration" in done) is brand


def test_the_messaging_service_waits_for_no_review() -> None:
    _, done, _ = lived(record(), customer_profile="in-review", trust_product="in-review")
    assert done[-2:] == ["messaging_service", "AvailableNumbers"]


def test_a_messaging_service_that_is_refused_costs_no_brand() -> None:
    held, _, _ = lived(record(), trust_product="in-review")
    step = Step(StepName.MESSAGING_SERVICE)
    service = held.last_success(step)
    assert service is not None
    without = replace(held, attempts=tuple(a for a in held.attempts if a.step != step))
    approved = seen_bundle("twilio-approved", sid="trust_product")
    free = replace(without, observed=last_seen(without.observed, trust_product=approved))
    decision = plan(free, TERMS, at(0))
    assert isinstance(decision, Act)
    tried = free.with_attempt(refused(step, decision.action))
    assert words(plan(tried, TERMS, at(50))) == "ask request_refused"


def test_a_registered_brand_is_looked_at_although_a_change_of_the_service_is_refused() -> None:
    known, _, _ = lived(record(), brand="PENDING")
    mended = amended(known, "messaging_service", inbound_request_url="https://isv.example/in")
    update = plan(mended, TERMS, at(0))
    assert isinstance(update, Act)
    both = mended.with_attempt(refused(update.step, update.action, number=update.number, at=1))
    assert words(plan(both, TERMS, at(50))) == "look at Brand"


def test_no_number_is_bought_before_the_campaign_is_verified() -> None:
    _, done, last = lived(record(), campaign="PENDING")
    assert words(last) == "wait 30"
    assert "phone_number" not in done


def test_without_a_primary_profile_nothing_else_is_asked() -> None:
    none = PrimaryProfileSeen(seen_at=at(0), sid=None)
    onboarding = record(observed=last_seen(primary=none))
    assert words(plan(onboarding, TERMS, at(0))) == "ask no_primary_customer_profile"


def waiting(profile: float, product: float) -> Onboarding:
    """Return a record whose two bundles are in review, each looked at so late."""
    rested, _, _ = lived(record(), terms=PATIENT, customer_profile="in-review")
    observed = last_seen(
        rested.observed,
        customer_profile=seen_bundle("in-review", at=profile),
        trust_product=seen_bundle("in-review", at=product),
    )
    return replace(rested, observed=observed)


@pytest.mark.parametrize(
    ("profile", "product", "now", "expected"),
    [
        (10, 20, 20, "wait 40"),
        (20, 10, 20, "wait 40"),
        (10, 20, 40, "look at Bundle"),
        (20, 10, 40, "look at Bundle"),
    ],
)
def test_the_soonest_of_several_waits_counts(
    profile: float, product: float, now: float, expected: str
) -> None:
    assert words(plan(waiting(profile, product), PATIENT, at(now))) == expected


def test_what_can_be_done_comes_before_tasks_and_waits() -> None:
    rested, _, last = lived(record(), brand="FAILED")
    assert words(last) == "ask brand_failed"
    mended = amended(rested, "messaging_service", inbound_request_url="https://isv.example/in")
    decision = plan(mended, TERMS, at(0))
    assert isinstance(decision, Act)
    assert str(decision.step) == "messaging_service"


def test_the_tasks_of_several_links_are_told_together() -> None:
    rested, _, _ = lived(record(), brand="FAILED")
    mended = amended(rested, "messaging_service", inbound_request_url="https://isv.example/in")
    update = plan(mended, TERMS, at(0))
    assert isinstance(update, Act)
    both = mended.with_attempt(refused(update.step, update.action, number=update.number, at=1))
    assert words(plan(both, TERMS, at(50))) == "ask request_refused, brand_failed"


def test_a_task_with_a_time_of_its_own_is_looked_after_at_that_time() -> None:
    rested, _, _ = lived(record(), brand="IN_REVIEW")
    days = 3 * 86400
    late = last_seen(rested.observed, brand=seen_brand("IN_REVIEW", at=days))
    decision = plan(replace(rested, observed=late), TERMS, at(days + 1))
    assert words(decision) == f"ask brand_in_review until {days + 6 * 3600}"


def test_a_pause_that_an_answer_asked_for_comes_before_everything() -> None:
    trouble = Trouble(code="x", message="x", since=at(0), last_at=at(0), not_before=at(60))
    known = replace(record(), trouble=trouble)
    expected = Wait(until=at(60), what="the time that the last answer asked for")
    assert plan(known, TERMS, at(59.9)) == expected
    assert isinstance(plan(known, TERMS, at(60)), Look)
