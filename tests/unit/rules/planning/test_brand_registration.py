"""The brand: registered once, awaited, resubmitted three times at most, else asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import RegisterBrand, SubmitBundle, UpdateBrandRegistration
from tendlc.domain.customer import BrandOptions
from tendlc.domain.observed import CampaignSeen, Problem
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.tasks import Owner, Task
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import brand_registration
from tendlc.rules.planning.brand_registration import REGISTER, UPDATE
from tendlc.rules.planning.bundles import BundleState
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look, ReadBack, Wait
from tests.records import (
    TERMS,
    absent,
    amended,
    at,
    found_first,
    last_seen,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    refused,
    seen_brand,
    seen_bundle,
    seen_campaign,
    words,
)

PROFILE_SUBMISSION = Step(StepName.CUSTOMER_PROFILE_SUBMISSION)
PRODUCT_SUBMISSION = Step(StepName.TRUST_PRODUCT_SUBMISSION)
TRUST_PRODUCT = Step(StepName.TRUST_PRODUCT)
DAY = 86400
PROBLEM = Problem(code=30795, text="no such tax id")
MADE = made(REGISTER, sid="BN1", at=100)


def bundle(kind: BundleKind, status: str = "twilio-approved", contents: str = "c") -> BundleState:
    profile = kind is BundleKind.CUSTOMER_PROFILE
    return BundleState(
        kind=kind,
        sid="BU1" if profile else "BU2",
        policy_sid="RN1",
        pieces=(),
        contents=contents,
        seen=seen_bundle(status),
        evaluation=None,
    )


PROFILE, PRODUCT = bundle(BundleKind.CUSTOMER_PROFILE), bundle(BundleKind.TRUST_PRODUCT)


def submission(state: BundleState, **fields: Any) -> Attempt:
    """Return the submission of a bundle with what is in it now."""
    action = SubmitBundle(bundle=state.kind, bundle_sid=state.sid, contents=state.contents)
    return made(state.submit_step, action, **fields)


def decide(
    onboarding: Onboarding,
    now: float = 1000,
    bundles: Sequence[BundleState] = (PROFILE, PRODUCT),
    service: str = "",
) -> Decision | None:
    return brand_registration.decide(
        onboarding, bundles, TERMS, at(now), messaging_service_sid=service
    )


def brand(status: str, *attempts: Attempt, at: float = 100, **fields: Any) -> Onboarding:
    """Return a record whose brand was registered and has been seen with `status`."""
    observed = last_seen(brand=seen_brand(status, at=at, **fields))
    submitted = submission(PROFILE), submission(PRODUCT)
    return record(*submitted, MADE, *attempts, observed=observed)


def task(decision: Decision | None) -> Task:
    assert isinstance(decision, AskHuman)
    (only,) = decision.tasks
    return only


SERVICE = Step(StepName.MESSAGING_SERVICE)
MISSED = missed_first(REGISTER, absences=(at(1),))
MISSED_TWICE = missed_first(REGISTER, absences=(at(1), at(2)))
NAMED = seen_campaign("VERIFIED", brand_sid="BN7")


@pytest.mark.parametrize(
    ("attempts", "campaign", "expected"),
    [
        pytest.param([made(SERVICE)], None, "look first 1", id="the list is read first"),
        pytest.param([made(SERVICE), MISSED], None, "look at CampaignOfService", id="not listed"),
        pytest.param(
            [made(SERVICE), MISSED], seen_campaign("gone"), "act 2", id="no campaign either"
        ),
        pytest.param(
            [made(SERVICE), MISSED],
            seen_campaign("gone", stale=True),
            "look at CampaignOfService",
            id="no campaign in an earlier run",
        ),
        pytest.param([made(SERVICE), MISSED], NAMED, "look first 1", id="the campaign names it"),
        pytest.param(
            [made(SERVICE), MISSED_TWICE], NAMED, "ask brand_in_doubt", id="names another"
        ),
        pytest.param(
            [made(TRUST_PRODUCT), found_first(SERVICE), MISSED],
            seen_campaign("gone"),
            "ask brand_in_doubt",
            id="the service was there from before",
        ),
        pytest.param(
            [found_first(TRUST_PRODUCT), made(SERVICE, at=1), MISSED],
            None,
            "act 2",
            id="the service was made in this run",
        ),
        pytest.param(
            [made(SERVICE), not_processed(REGISTER)], None, "act 2", id="our own was not processed"
        ),
        pytest.param(
            [made(SERVICE), absent(REGISTER, missed=[1, 2], retry_round=0)],
            None,
            "act 2",
            id="our own never arrived",
        ),
    ],
)
def test_a_brand_that_is_not_listed_is_paid_only_where_no_campaign_can_name_it(
    attempts: list[Attempt], campaign: CampaignSeen | None, expected: str
) -> None:
    observed = last_seen(campaign=campaign)
    onboarding = record(*attempts, observed=observed, attempts_before_run=1)
    decision = decide(onboarding, service="MG1")
    assert words(decision) == expected
    if isinstance(decision, ReadBack) and campaign is NAMED:
        named = replace(REGISTRATION, known_sid="BN7")
        assert decision == ReadBack(step=REGISTER, action=named, number=1, blind=True)
        assert named.digest() == REGISTRATION.digest()


REGISTRATION = RegisterBrand(
    customer_profile_bundle_sid="BU1",
    a2p_profile_bundle_sid="BU2",
    brand=BrandOptions(),
)


def test_the_brand_is_registered_with_both_bundles() -> None:
    assert decide(record()) == Act(step=REGISTER, action=REGISTRATION, number=1)


@pytest.mark.parametrize("choice", [{"mock": True}, {"skip_automatic_sec_vet": True}])
def test_the_document_chooses_the_kind_of_brand(choice: dict[str, Any]) -> None:
    decision = decide(amended(record(), "brand", **choice))
    chosen = replace(REGISTRATION, brand=BrandOptions(**choice))
    assert decision == Act(step=REGISTER, action=chosen, number=1)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(made(TRUST_PRODUCT)), "act 1", id="our own trust product"),
        pytest.param(record(found_first(TRUST_PRODUCT)), "look first 1", id="bundles from before"),
        pytest.param(
            record(found_first(TRUST_PRODUCT), missed_first(REGISTER)),
            "ask brand_in_doubt",
            id="bundles from before, no brand in the list",
        ),
        pytest.param(record(lost(REGISTER, REGISTRATION)), "read back 1", id="in doubt"),
        pytest.param(record(refused(REGISTER, REGISTRATION)), "ask request_refused", id="refused"),
        pytest.param(record(MADE), "look at Brand", id="made, not seen"),
        pytest.param(brand("PENDING", stale=True), "look at Brand", id="stale"),
        pytest.param(brand("SUSPENDED"), "ask brand_stuck", id="suspended"),
        pytest.param(brand("DELETION_PENDING"), "ask brand_stuck", id="being deleted"),
        pytest.param(brand("gone"), "ask brand_stuck", id="gone"),
        pytest.param(brand("SOMETHING_NEW"), "ask brand_stuck", id="unknown status"),
    ],
)
def test_what_the_brand_needs_next(onboarding: Onboarding, expected: str) -> None:
    assert words(decide(onboarding)) == expected


def test_the_brand_is_looked_at_by_its_sid() -> None:
    look = Look(subject=subjects.Brand(sid="BN1"))
    assert decide(record(MADE)) == look
    assert decide(brand("PENDING"), 5000) == look


def test_a_stuck_brand_is_for_support_with_its_status() -> None:
    stuck = task(decide(brand("SUSPENDED")))
    assert (stuck.owner, stuck.step) == (Owner.TWILIO_SUPPORT, "brand_registration")
    assert "`SUSPENDED`" in words_of(stuck).reason
    assert "BN1" in (words_of(stuck).support_text or "")


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(brand("PENDING"), 129.9, "wait 130", id="pending"),
        pytest.param(brand("PENDING"), 130, "look at Brand", id="pending, pause over"),
        pytest.param(brand("IN_REVIEW", at=1100), 1299.9, "wait 1300", id="in review"),
        pytest.param(brand("IN_REVIEW", at=1100), 1300, "look at Brand", id="pause over"),
        pytest.param(
            brand("PENDING", made(UPDATE, at=1000), at=1000), 1029, "wait 1030", id="resubmitted"
        ),
    ],
)
def test_the_review_of_the_brand_is_awaited(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    assert words(decide(onboarding, now)) == expected


def test_a_wait_for_the_brand_says_what_it_waits_for() -> None:
    waiting = decide(brand("PENDING"), 110), decide(brand("APPROVED"), 110)
    assert waiting == (
        Wait(until=at(130), what="the brand review (PENDING)"),
        Wait(until=at(130), what="the secondary vetting of the brand"),
    )


LATE = 100 + 2 * DAY


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        pytest.param("IN_REVIEW", LATE, f"wait {LATE - 10 + 6 * 3600}", id="two days"),
        pytest.param(
            "IN_REVIEW",
            LATE + 1,
            f"ask brand_in_review until {LATE - 10 + 6 * 3600}",
            id="over two days",
        ),
        pytest.param("PENDING", LATE + 1, f"wait {LATE - 10 + 6 * 3600}", id="pending so long"),
        pytest.param("IN_REVIEW", LATE + 6 * 3600, "look at Brand", id="time to look"),
    ],
)
def test_a_manual_review_of_over_two_days_is_brought_to_support(
    status: str, now: float, expected: str
) -> None:
    assert words(decide(brand(status, at=LATE - 10), now)) == expected


def test_support_is_told_which_brand_is_in_review() -> None:
    asked = task(decide(brand("IN_REVIEW", at=LATE), LATE + 1))
    assert (asked.owner, asked.step) == (Owner.TWILIO_SUPPORT, "brand_registration")
    assert "BN1" in (words_of(asked).support_text or "")


VETTED: dict[str, Any] = {"identity_status": "VETTED_VERIFIED"}
VETTING_OVER = 100 + 3 * DAY


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(brand("APPROVED", **VETTED), 101, "settled", id="vetted"),
        pytest.param(brand("APPROVED", problems=(PROBLEM,)), 101, "settled", id="vetting failed"),
        pytest.param(brand("APPROVED"), 101, "wait 130", id="not vetted yet"),
        pytest.param(brand("APPROVED"), 130, "look at Brand", id="pause over"),
        pytest.param(
            brand("APPROVED", identity_status="VERIFIED"), 101, "wait 130", id="verified alone"
        ),
        pytest.param(
            brand("APPROVED", at=VETTING_OVER),
            VETTING_OVER,
            f"wait {VETTING_OVER + 6 * 3600}",
            id="three days",
        ),
        pytest.param(
            brand("APPROVED", at=VETTING_OVER), VETTING_OVER + 1, "settled", id="over three days"
        ),
        pytest.param(
            amended(brand("APPROVED"), "brand", skip_automatic_sec_vet=True),
            101,
            "settled",
            id="no vetting ordered",
        ),
        pytest.param(
            amended(brand("APPROVED"), "brand", mock=True), 101, "settled", id="a mock brand"
        ),
    ],
)
def test_an_approved_brand_waits_for_its_vetting(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    assert words(decide(onboarding, now)) == expected


def test_the_terms_say_for_how_long_a_vetting_is_awaited() -> None:
    terms = replace(TERMS, patience=replace(TERMS.patience, vetting=timedelta(seconds=50)))
    states = (PROFILE, PRODUCT)
    waits = brand("APPROVED", at=140)
    decisions = [
        brand_registration.decide(waits, states, terms, at(now), messaging_service_sid="")
        for now in (150, 151)
    ]
    assert [words(decision) for decision in decisions] == ["wait 170", "settled"]


def resubmitted(*rest: Attempt, times: int = 0, **fields: Any) -> Onboarding:
    """Return a failed brand that was resubmitted so often, every try noted in its turn."""
    updates = [made(UPDATE, at=200 + n) for n in range(times)]
    tries = sorted([*updates, *rest], key=lambda attempt: attempt.noted_at)
    return brand("FAILED", *tries, problems=(PROBLEM,), **fields)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(resubmitted(), "ask brand_failed", id="nothing changed"),
        pytest.param(resubmitted(submission(PROFILE, at=300)), "act 1", id="profile submitted"),
        pytest.param(resubmitted(submission(PRODUCT, at=300)), "act 1", id="product submitted"),
        pytest.param(
            resubmitted(found_first(PROFILE_SUBMISSION, at=300)),
            "ask brand_failed",
            id="a submission that was found",
        ),
        pytest.param(
            resubmitted(refused(PROFILE_SUBMISSION, at=300)), "ask brand_failed", id="refused"
        ),
        pytest.param(replace(resubmitted(), retry_round=1), "act 1", id="a retry was asked"),
        pytest.param(
            replace(resubmitted(made(UPDATE, at=300, retry_round=1)), retry_round=1),
            "ask brand_failed",
            id="failed again in this round",
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=150), times=1),
            "ask brand_failed",
            id="resubmitted since",
        ),
        pytest.param(
            brand("FAILED", made(UPDATE, at=200), submission(PROFILE, at=150), problems=(PROBLEM,)),
            "act 2",
            id="submitted after it by a clock that was set back",
        ),
        pytest.param(
            brand("FAILED", submission(PROFILE, at=300), made(UPDATE, at=200), problems=(PROBLEM,)),
            "ask brand_failed",
            id="submitted before it by a clock that was set back",
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=300), times=2), "act 3", id="third resubmission"
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=300), times=3),
            "ask brand_updates_used_up",
            id="three used up",
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=300), times=4),
            "ask brand_updates_used_up",
            id="more than three",
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=300), not_processed(UPDATE, at=999.5)),
            "wait 1001.5",
            id="the resubmission was not processed",
        ),
        pytest.param(
            resubmitted(refused(UPDATE, at=250), submission(PROFILE, at=300), times=2),
            "act 4",
            id="a refused resubmission is not counted",
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=200), refused(UPDATE, at=250, twilio_code=21724)),
            "ask brand_updates_used_up",
            id="Twilio says that they are used up",
        ),
        pytest.param(
            resubmitted(submission(PROFILE, at=300), tcr_id=None),
            "ask brand_never_registered",
            id="never reached the registry",
        ),
    ],
)
def test_a_failed_brand_is_resubmitted_when_something_was_mended(
    onboarding: Onboarding, expected: str
) -> None:
    assert words(decide(onboarding)) == expected


def test_a_resubmission_names_what_it_takes_to_the_registry() -> None:
    mended = replace(resubmitted(submission(PROFILE, at=300)), retry_round=2)
    decision = decide(mended)
    digest = submission(PROFILE).digest
    expected = UpdateBrandRegistration(
        sid="BN1",
        submission=f"2:{digest}:{submission(PRODUCT).digest}",
        seen_updated_at="v1",
    )
    assert decision == Act(step=UPDATE, action=expected, number=1)


def test_a_resubmission_of_a_brand_whose_bundles_were_there_before() -> None:
    failed = last_seen(brand=seen_brand("FAILED", updated_at=None))
    decision = decide(record(MADE, observed=failed, retry_round=1))
    assert isinstance(decision, Act)
    assert decision.action == UpdateBrandRegistration(sid="BN1", submission="1::")


@pytest.mark.parametrize("status", ["PENDING", "FAILED", "APPROVED"])
def test_a_resubmission_in_doubt_comes_before_what_is_seen(status: str) -> None:
    doubtful = brand(status, lost(UPDATE, at=300))
    assert words(decide(doubtful, 305)) == "wait 311"
    decision = decide(doubtful, 311)
    assert isinstance(decision, ReadBack)
    assert (decision.step, decision.number) == (UPDATE, 1)
    unseen = record(MADE, lost(UPDATE, at=300))
    assert words(decide(unseen, 311)) == "read back 1"


def test_a_failed_brand_says_how_many_tries_are_left() -> None:
    left = {times: task(decide(resubmitted(times=times))).tries_left for times in range(3)}
    assert left == {0: 3, 1: 2, 2: 1}
    failed = task(decide(resubmitted()))
    assert (failed.step, failed.problems) == ("brand_registration", (PROBLEM,))


def test_a_brand_that_never_reached_the_registry_costs_a_new_one() -> None:
    never = task(decide(resubmitted(tcr_id=None)))
    assert never.step == "brand_registration"
    assert never.problems == (PROBLEM,)
    assert words_of(never).cost


def test_used_up_tries_are_for_support() -> None:
    used_up = task(decide(resubmitted(times=3)))
    assert (used_up.owner, used_up.step) == (Owner.TWILIO_SUPPORT, "brand_registration")
    assert "BN1" in (words_of(used_up).support_text or "")
