"""The A2P trust product: what it is made of, and how a mended profile submits it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import AssignEntity, CreateEndUser, CreateTrustProduct, UpdateEndUser
from tendlc.domain.observed import EvaluationSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import BundleKind, Observations
from tendlc.domain.terms import Isv
from tendlc.rules.planning import trust_product
from tendlc.rules.planning.decision import Act, Decision, Look, ReadBack
from tests import cast
from tests.records import (
    TERMS,
    amended,
    at,
    carry_out,
    found_first,
    last_seen,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    seen_bundle,
    words,
)

PROFILE = Step(StepName.CUSTOMER_PROFILE)
PRODUCT = Step(StepName.TRUST_PRODUCT)
SUBMIT = Step(StepName.TRUST_PRODUCT_SUBMISSION)
PROFILE_SUBMISSION = Step(StepName.CUSTOMER_PROFILE_SUBMISSION)
NAMED = "BU" + "7" * 32
OUR_PROFILE = made(PROFILE, sid="BUprofile")
CREATE = CreateTrustProduct(
    friendly_name="acme: trust product",
    email="watch@isv.example",
    policy_sid="RNb0d4771c2c98518d916a3d4cd70a8f8b",
)


def seen(status: str, **fields: Any) -> Observations:
    return last_seen(
        trust_product=seen_bundle(status, **fields),
        trust_product_evaluation=EvaluationSeen(seen_at=at(0), sid="EL1", status="compliant"),
    )


def decide(onboarding: Onboarding, now: float = 500) -> Decision | None:
    return trust_product.decide(onboarding, TERMS, at(now))


def submitted(status: str = "draft") -> Onboarding:
    """Return a trust product with all its pieces made and submitted, seen with `status`."""
    begun = record(OUR_PROFILE, made(PROFILE_SUBMISSION), observed=seen("draft"))
    complete, _ = carry_out(begun, decide)
    return replace(complete, observed=seen(status))


def assignment(object_sid: str) -> AssignEntity:
    return AssignEntity(
        bundle=BundleKind.TRUST_PRODUCT, bundle_sid="trust_product", object_sid=object_sid
    )


def test_the_trust_product_is_made_piece_by_piece_in_the_guides_order() -> None:
    _, writes = carry_out(record(OUR_PROFILE, observed=seen("draft")), decide)
    profile = CreateEndUser(
        friendly_name="acme: messaging profile",
        type="us_a2p_messaging_profile_information",
        attributes={"company_type": "private"},
    )
    assert [(str(act.step), act.action) for act in writes[:4]] == [
        ("trust_product", CREATE),
        ("messaging_profile", profile),
        ("messaging_profile_assignment", assignment("messaging_profile")),
        ("customer_profile_assignment", assignment("BUprofile")),
    ]
    assert [str(act.step) for act in writes[4:]] == [
        "trust_product_evaluation",
        "trust_product_submission",
    ]


def test_status_mails_and_callbacks_go_to_the_isv() -> None:
    isv = Isv(status_email="w@isv.example", status_callback_url="https://isv.example/status")
    decision = trust_product.decide(record(OUR_PROFILE), replace(TERMS, isv=isv), at(0))
    expected = replace(CREATE, email=isv.status_email, status_callback=isv.status_callback_url)
    assert getattr(decision, "action", None) == expected


def test_a_public_company_names_its_listing_and_a_private_one_sends_no_empty_fields() -> None:
    public = record(customer=cast.borealis())
    assert trust_product.messaging_attributes(public) == {
        "company_type": "public",
        "stock_exchange": "NASDAQ",
        "stock_ticker": "BRLS",
        "brand_contact_email": "messaging-compliance@borealis-energy.example",
    }
    assert trust_product.messaging_attributes(record()) == {"company_type": "private"}


def named(*attempts: Attempt) -> Onboarding:
    customer = cast.acme().model_copy(update={"customer_profile_sid": NAMED})
    return record(*attempts, customer=customer, observed=seen("draft"))


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(OUR_PROFILE), "act 1", id="our own profile"),
        pytest.param(record(found_first(PROFILE)), "look first 1", id="profile from before"),
        pytest.param(named(), "look first 1", id="named profile"),
        pytest.param(named(missed_first(PRODUCT)), "act 2", id="named, looked for"),
        pytest.param(
            record(OUR_PROFILE, made(PRODUCT, CREATE)), "look at Bundle", id="made, not seen"
        ),
        pytest.param(submitted("gone"), "ask bundle_lost", id="gone"),
        pytest.param(submitted("something-new"), "ask bundle_lost", id="unknown status"),
        pytest.param(submitted("pending-review"), "settled", id="pending"),
        pytest.param(submitted("twilio-approved"), "settled", id="approved"),
        pytest.param(submitted("draft"), "ask still_draft", id="a draft again"),
        pytest.param(submitted("twilio-rejected"), "ask bundle_rejected", id="rejected"),
    ],
)
def test_what_the_trust_product_needs_next(onboarding: Onboarding, expected: str) -> None:
    decision = decide(onboarding)
    assert words(decision) == expected
    if isinstance(decision, Act | ReadBack):
        assert decision.step == PRODUCT


def test_a_trust_product_that_a_write_has_overtaken_is_looked_at() -> None:
    stale = replace(submitted(), observed=seen("in-review", stale=True))
    subject = subjects.Bundle(bundle=BundleKind.TRUST_PRODUCT, sid="trust_product")
    assert decide(stale) == Look(subject=subject)


@pytest.mark.parametrize("status", ["draft", "in-review", "twilio-approved", "gone"])
def test_a_submission_in_doubt_comes_before_what_is_seen(status: str) -> None:
    doubtful = submitted(status).with_attempt(lost(SUBMIT, number=2, at=9))
    assert words(decide(doubtful)) == "read back 2"


def test_pieces_are_looked_for_where_the_trust_product_was_there_before() -> None:
    decision = decide(record(OUR_PROFILE, found_first(PRODUCT), observed=seen("draft")))
    assert isinstance(decision, ReadBack)
    assert (str(decision.step), decision.blind) == ("messaging_profile", True)


def test_a_named_profile_is_the_one_that_is_assigned() -> None:
    _, writes = carry_out(named(), decide)
    assert assignment(NAMED) in [act.action for act in writes]


def test_a_mended_messaging_profile_is_updated_evaluated_and_submitted() -> None:
    mailbox = "press@acme.example"
    mended = amended(submitted("twilio-rejected"), "messaging_profile", brand_contact_email=mailbox)
    _, writes = carry_out(mended, decide)
    assert [str(act.step) for act in writes] == [
        "messaging_profile",
        "trust_product_evaluation",
        "trust_product_submission",
    ]
    attributes = {"company_type": "private", "brand_contact_email": mailbox}
    assert writes[0].action == UpdateEndUser(sid="messaging_profile", attributes=attributes)


def test_a_profile_that_was_submitted_again_takes_the_trust_product_with_it() -> None:
    again = made(PROFILE_SUBMISSION, number=2, at=9, digest="e" * 32)
    _, writes = carry_out(submitted("twilio-rejected").with_attempt(again), decide)
    assert [str(act.step) for act in writes] == [
        "trust_product_evaluation",
        "trust_product_submission",
    ]


def test_a_retry_evaluates_and_submits_a_rejected_trust_product_once_more() -> None:
    again, writes = carry_out(replace(submitted("twilio-rejected"), retry_round=1), decide)
    assert [type(act.action).__name__ for act in writes] == ["EvaluateBundle", "SubmitBundle"]
    assert words(decide(again)) == "ask bundle_rejected"


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        ("in-review", 29, "wait 30"),
        ("in-review", 30, "look at Bundle"),
        ("twilio-approved", 30, "settled"),
    ],
)
def test_the_review_of_the_trust_product_is_awaited(status: str, now: float, expected: str) -> None:
    onboarding = replace(submitted(), observed=seen(status))
    assert words(trust_product.review(onboarding, TERMS, at(now))) == expected


def last_is_not_processed(onboarding: Onboarding, step: StepName) -> Onboarding:
    """Return the record as it was when this step was sent last, and was not processed."""
    tried = onboarding.attempts
    place = max(n for n, one in enumerate(tried) if one.step.name is step)
    failed = not_processed(step, at=499.5, number=tried[place].number)
    failed = replace(failed, action=tried[place].action, digest=tried[place].digest)
    return replace(onboarding, attempts=(*tried[:place], failed))


@pytest.mark.parametrize(
    "step",
    [
        StepName.TRUST_PRODUCT,
        StepName.MESSAGING_PROFILE,
        StepName.CUSTOMER_PROFILE_ASSIGNMENT,
        StepName.TRUST_PRODUCT_EVALUATION,
        StepName.TRUST_PRODUCT_SUBMISSION,
    ],
)
def test_what_was_not_processed_waits_as_the_terms_say(step: StepName) -> None:
    assert words(decide(last_is_not_processed(submitted(), step))) == "wait 501.5"


def test_the_state_says_what_bundle_it_is() -> None:
    state = trust_product.state(submitted())
    told = (state.kind, state.title, state.sid, state.policy_sid)
    assert told == (
        BundleKind.TRUST_PRODUCT,
        "trust product",
        "trust_product",
        "RNb0d4771c2c98518d916a3d4cd70a8f8b",
    )
