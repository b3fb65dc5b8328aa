"""A failed brand whose way back is closed: what Twilio Support is told, and what the ISV."""

from __future__ import annotations

import pytest

from tendlc.domain.observed import Problem
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt
from tendlc.domain.subjects import BundleKind
from tendlc.domain.tasks import Owner
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning.bundles import BundleState
from tests.records import found_first, last_seen, record, seen_brand, words
from tests.unit.rules.planning.test_brand_registration import (
    MADE,
    PRODUCT,
    PROFILE,
    PROFILE_SUBMISSION,
    brand,
    bundle,
    decide,
    resubmitted,
    task,
)

EDITED = {state.kind: bundle(state.kind, contents="edited") for state in (PROFILE, PRODUCT)}
OPEN = {
    state.kind: bundle(state.kind, "twilio-rejected", contents="edited")
    for state in (PROFILE, PRODUCT)
}
ONE, TWO = BundleKind.CUSTOMER_PROFILE, BundleKind.TRUST_PRODUCT


@pytest.mark.parametrize(
    ("bundles", "times", "expected"),
    [
        pytest.param((EDITED[ONE], PRODUCT), 0, "ask reopen_bundle", id="profile edited"),
        pytest.param((PROFILE, EDITED[TWO]), 0, "ask reopen_bundle", id="product edited"),
        pytest.param(
            (EDITED[ONE], EDITED[TWO]), 0, "ask reopen_bundle, reopen_bundle", id="both edited"
        ),
        pytest.param((OPEN[ONE], PRODUCT), 0, "ask brand_failed", id="edited, and still open"),
        pytest.param((EDITED[ONE], PRODUCT), 3, "ask brand_updates_used_up", id="no tries left"),
    ],
)
def test_an_edit_that_an_approved_bundle_keeps_out_goes_through_support(
    bundles: tuple[BundleState, BundleState], times: int, expected: str
) -> None:
    assert words(decide(resubmitted(times=times), 1000, bundles)) == expected


@pytest.mark.parametrize("attempts", [[], [found_first(PROFILE_SUBMISSION)]])
def test_an_edit_of_a_bundle_that_we_never_submitted_is_not_told(attempts: list[Attempt]) -> None:
    failed = last_seen(brand=seen_brand("FAILED"))
    onboarding = record(*attempts, MADE, observed=failed)
    assert words(decide(onboarding, 1000, (EDITED[ONE], PRODUCT))) == "ask brand_failed"


def test_support_is_told_which_bundle_to_open() -> None:
    asked = task(decide(resubmitted(), 1000, (EDITED[ONE], PRODUCT)))
    assert (asked.owner, asked.step) == (Owner.TWILIO_SUPPORT, "customer_profile")
    assert words_of(asked).support_text == (
        "The brand failed, and the fixed data cannot reach it: the approved customer profile BU1 "
        "takes no edits. Please set it back to draft. The resource is BU1. "
        "Please look into it."
    )


UNKNOWN = Problem(code=39999, text="Something new.")


def test_a_failed_brand_is_told_to_support_by_its_sid() -> None:
    asked = task(decide(brand("FAILED", problems=(UNKNOWN,))))
    reason = "The brand was not approved (error 39999): Something new."
    assert (asked.owner, words_of(asked).reason) == (Owner.TWILIO_SUPPORT, reason)
    assert words_of(asked).support_text == f"{reason} The resource is BN1. Please look into it."
    assert (asked.tries_left, words_of(asked).cost) == (3, None)


def test_a_brand_that_never_reached_the_registry_is_told_in_whole_sentences() -> None:
    asked = task(decide(brand("FAILED", problems=(UNKNOWN,), tcr_id=None)))
    reason = (
        "The brand failed before it reached The Campaign Registry, so it cannot be resubmitted "
        "(error 39999): Something new."
    )
    assert (asked.owner, words_of(asked).reason) == (Owner.TWILIO_SUPPORT, reason)
    assert words_of(asked).support_text == f"{reason} The resource is BN1. Please look into it."
    assert (
        words_of(asked).cost
        == "a new brand fee, if Twilio Support says that only a new brand helps"
    )


@pytest.mark.parametrize(
    ("onboarding", "reason"),
    [
        (resubmitted(times=3), "The brand failed and its three free resubmissions are used up."),
        (brand("SUSPENDED"), "The brand has the status `SUSPENDED`."),
    ],
)
def test_support_is_told_what_became_of_the_brand(onboarding: Onboarding, reason: str) -> None:
    asked = task(decide(onboarding))
    assert words_of(asked).reason == reason
    assert words_of(asked).support_text == f"{reason} The resource is BN1. Please look into it."
