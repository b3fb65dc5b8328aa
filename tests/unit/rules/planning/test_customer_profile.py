"""The customer profile: what Acme's is made of, in order, and what each change of it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tendlc.catalog import policies
from tendlc.domain import subjects
from tendlc.domain.actions import (
    Action,
    AssignEntity,
    CreateAddress,
    CreateCustomerProfile,
    CreateEndUser,
    CreateSupportingDocument,
    UpdateAddress,
    UpdateEndUser,
)
from tendlc.domain.business import PostalAddress
from tendlc.domain.observed import EvaluationSeen, PrimaryProfileSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import BundleKind, Observations
from tendlc.domain.tasks import Command, Owner
from tendlc.domain.terms import Isv
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import customer_profile
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look
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
    record,
    seen_bundle,
    words,
)

PROFILE = Step(StepName.CUSTOMER_PROFILE)
EVALUATE = Step(StepName.CUSTOMER_PROFILE_EVALUATION)
SUBMIT = Step(StepName.CUSTOMER_PROFILE_SUBMISSION)
COMPLIANT = EvaluationSeen(seen_at=at(0), sid="EL1", status="compliant")
PRIMARY = PrimaryProfileSeen(seen_at=at(0), sid="BUprimary", status="twilio-approved")
NAMED = "BU" + "7" * 32


def seen(status: str | None, **fields: Any) -> Observations:
    """Return what is seen of a profile with this status, evaluated and found complete."""
    return last_seen(
        customer_profile=seen_bundle(status, **fields) if status else None,
        customer_profile_evaluation=COMPLIANT,
        primary=PRIMARY,
    )


def decide(onboarding: Onboarding, now: float = 500) -> Decision | None:
    return customer_profile.decide(onboarding, TERMS, at(now))


def submitted(status: str = "draft") -> Onboarding:
    """Return a profile with all its pieces made, evaluated and submitted, seen with `status`."""
    complete, _ = carry_out(record(observed=seen("draft")), decide)
    return replace(complete, observed=seen(status))


def assignment(object_sid: str) -> AssignEntity:
    return AssignEntity(
        bundle=BundleKind.CUSTOMER_PROFILE, bundle_sid="customer_profile", object_sid=object_sid
    )


def person(number: int, **attributes: str) -> CreateEndUser:
    return CreateEndUser(
        friendly_name=f"acme: authorized representative {number}",
        type=f"authorized_representative_{number}",
        attributes=attributes,
    )


CREATE = CreateCustomerProfile(
    friendly_name="acme: customer profile",
    email="watch@isv.example",
    policy_sid="RNdfbf3fae0e1107f8aded0e7cead80bf5",
)
BUSINESS = {
    "business_name": "Acme Outfitters LLC",
    "business_identity": "direct_customer",
    "business_type": "Limited Liability Corporation",
    "business_industry": "RETAIL",
    "business_registration_identifier": "EIN",
    "business_registration_number": "84-3172659",
    "business_regions_of_operation": "USA_AND_CANADA",
    "website_url": "https://www.acme-outfitters.example",
    "social_media_profile_urls": "https://social.example/acmeoutfitters",
}
ADDRESS = CreateAddress(
    friendly_name="acme: address",
    address=PostalAddress(
        customer_name="Acme Outfitters LLC",
        street="1740 Blake Street",
        street_secondary="Suite 200",
        city="Denver",
        region="CO",
        postal_code="80202",
    ),
)


def moved(**changes: str) -> UpdateAddress:
    address = ADDRESS.address.model_copy(update=changes)
    return UpdateAddress(sid="address", address=address)


PIECES: list[tuple[str, Action]] = [
    ("customer_profile", CREATE),
    (
        "business_information",
        CreateEndUser(
            friendly_name="acme: business information",
            type="customer_profile_business_information",
            attributes=BUSINESS,
        ),
    ),
    ("business_information_assignment", assignment("business_information")),
    (
        "authorized_representative",
        person(
            1,
            first_name="Maria",
            last_name="Lindqvist",
            email="maria.lindqvist@acme-outfitters.example",
            phone_number="+13032927714",
            business_title="Founder and managing member",
            job_position="CEO",
        ),
    ),
    ("authorized_representative_assignment", assignment("authorized_representative")),
    (
        "authorized_representative.2",
        person(
            2,
            first_name="Daniel",
            last_name="Okafor",
            email="daniel.okafor@acme-outfitters.example",
            phone_number="+13032927731",
            business_title="Head of operations",
            job_position="Director",
        ),
    ),
    ("authorized_representative_assignment.2", assignment("authorized_representative.2")),
    ("address", ADDRESS),
    (
        "supporting_document",
        CreateSupportingDocument(
            friendly_name="acme: supporting document",
            type="customer_profile_address",
            address_sid="address",
        ),
    ),
    ("supporting_document_assignment", assignment("supporting_document")),
    ("primary_customer_profile_assignment", assignment("BUprimary")),
]


def test_the_profile_is_made_piece_by_piece_in_the_guides_order() -> None:
    _, writes = carry_out(record(observed=seen("draft")), decide)
    sent = [(str(act.step), act.action) for act in writes]
    assert sent[: len(PIECES)] == PIECES
    assert [step for step, _ in sent[len(PIECES) :]] == [str(EVALUATE), str(SUBMIT)]


def test_status_mails_and_callbacks_go_to_the_isv() -> None:
    isv = Isv(status_email="w@isv.example", status_callback_url="https://isv.example/status")
    decision = customer_profile.decide(record(), replace(TERMS, isv=isv), at(0))
    expected = replace(CREATE, email=isv.status_email, status_callback=isv.status_callback_url)
    assert getattr(decision, "action", None) == expected


def test_several_regions_are_sent_as_one_text() -> None:
    regions = ("USA_AND_CANADA", "EUROPE")
    wide = amended(record(), "business_information", business_regions_of_operation=regions)
    sent = customer_profile.business_attributes(wide)["business_regions_of_operation"]
    assert sent == "USA_AND_CANADA,EUROPE"


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(), "look first 1", id="nothing tried"),
        pytest.param(record(missed_first(PROFILE)), "act 2", id="not there from before"),
        pytest.param(record(made(PROFILE, sid="BU1")), "look at Bundle", id="made, not seen"),
        pytest.param(submitted("gone"), "ask bundle_lost", id="gone"),
        pytest.param(submitted("something-new"), "ask bundle_lost", id="unknown status"),
        pytest.param(submitted("in-review"), "settled", id="in review"),
        pytest.param(submitted("twilio-approved"), "settled", id="approved"),
        pytest.param(submitted("draft"), "ask still_draft", id="a draft again"),
        pytest.param(submitted("twilio-rejected"), "ask bundle_rejected", id="rejected"),
    ],
)
def test_what_the_profile_needs_next(onboarding: Onboarding, expected: str) -> None:
    assert words(decide(onboarding)) == expected


def test_a_profile_that_a_write_has_overtaken_is_looked_at() -> None:
    stale = replace(submitted(), observed=seen("in-review", stale=True))
    subject = subjects.Bundle(bundle=BundleKind.CUSTOMER_PROFILE, sid="customer_profile")
    assert decide(stale) == Look(subject=subject)


@pytest.mark.parametrize("status", ["draft", "in-review", "twilio-approved", "gone"])
def test_a_submission_in_doubt_comes_before_what_is_seen(status: str) -> None:
    known = submitted(status)
    doubtful = known.with_attempt(lost(SUBMIT, number=2, at=9))
    assert words(decide(doubtful)) == "read back 2"


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([found_first(PROFILE)], ("business_information", "look first 1")),
        ([missed_first(PROFILE), made(PROFILE)], ("business_information", "act 1")),
        (
            [found_first(PROFILE), missed_first(StepName.BUSINESS_INFORMATION)],
            ("business_information", "act 2"),
        ),
    ],
)
def test_pieces_are_looked_for_where_the_profile_was_there_before(
    attempts: list[Attempt], expected: tuple[str, str]
) -> None:
    decision = decide(record(*attempts, observed=seen("draft")))
    assert (str(getattr(decision, "step", None)), words(decision)) == expected


CHANGES: list[tuple[str, Callable[[Onboarding], Onboarding], list[Action]]] = [
    (
        "business name",
        lambda known: amended(known, "business_information", business_name="Acme LLC"),
        [
            UpdateEndUser(
                sid="business_information",
                attributes={**BUSINESS, "business_name": "Acme LLC"},
            ),
            moved(customer_name="Acme LLC"),
        ],
    ),
    (
        "street",
        lambda known: amended(known, "address", street="1 Wynkoop Street", customer_name="Acme"),
        [moved(customer_name="Acme", street="1 Wynkoop Street")],
    ),
    ("campaign", lambda known: amended(known, "campaign", description="Other words."), []),
    ("messaging profile", lambda known: amended(known, "messaging_profile", stock_ticker="A"), []),
]


@pytest.mark.parametrize(("name", "change", "updates"), CHANGES, ids=[case[0] for case in CHANGES])
@pytest.mark.parametrize("status", ["draft", "twilio-rejected"])
def test_a_mended_profile_is_updated_evaluated_and_submitted_again(
    status: str, name: str, change: Callable[[Onboarding], Onboarding], updates: list[Action]
) -> None:
    _, writes = carry_out(change(submitted(status)), decide)
    expected = [*(type(action).__name__ for action in updates)]
    if updates:
        expected += ["EvaluateBundle", "SubmitBundle"]
    assert [type(act.action).__name__ for act in writes] == expected
    assert [act.action for act in writes[: len(updates)]] == updates


def test_a_representative_is_updated_by_number() -> None:
    known = submitted("twilio-rejected")
    first, second = known.customer.authorized_representatives
    people = (first, second.model_copy(update={"last_name": "Okafor-Hale"}))
    mended = known.customer.model_copy(update={"authorized_representatives": people})
    decision = decide(replace(known, customer=mended))
    assert isinstance(decision, Act)
    assert decision.step == Step(StepName.AUTHORIZED_REPRESENTATIVE, 2)
    assert isinstance(decision.action, UpdateEndUser)
    assert decision.action.sid == "authorized_representative.2"
    assert decision.action.attributes["last_name"] == "Okafor-Hale"


def test_a_retry_evaluates_and_submits_a_rejected_profile_once_more() -> None:
    again, writes = carry_out(replace(submitted("twilio-rejected"), retry_round=1), decide)
    assert [type(act.action).__name__ for act in writes] == ["EvaluateBundle", "SubmitBundle"]
    assert words(decide(again)) == "ask bundle_rejected"


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        ("in-review", 29, "wait 30"),
        ("in-review", 30, "look at Bundle"),
        ("twilio-approved", 30, "settled"),
        (None, 0, "look at Bundle"),
    ],
)
def test_the_review_of_the_profile_is_awaited(
    status: str | None, now: float, expected: str
) -> None:
    onboarding = replace(submitted(), observed=seen(status))
    assert words(customer_profile.review(onboarding, TERMS, at(now))) == expected


def named(status: str | None, *attempts: Attempt, **fields: Any) -> Onboarding:
    customer = cast.acme().model_copy(update={"customer_profile_sid": NAMED})
    return record(*attempts, customer=customer, observed=seen(status, **fields))


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(named(None), "look at Bundle", id="not seen"),
        pytest.param(named("twilio-approved", stale=True), "look at Bundle", id="stale"),
        pytest.param(named("twilio-approved"), "settled", id="approved"),
        pytest.param(named("in-review"), "settled", id="in review"),
        pytest.param(named("draft"), "ask named_profile_unusable", id="draft"),
        pytest.param(named("twilio-rejected"), "ask named_profile_unusable", id="rejected"),
        pytest.param(named("gone"), "ask named_profile_unusable", id="gone"),
        pytest.param(named("something-new"), "ask bundle_lost", id="unknown status"),
        pytest.param(
            named("twilio-approved", policy_sid=policies.A2P_TRUST_PRODUCT),
            "ask named_profile_unusable",
            id="a trust product",
        ),
        pytest.param(
            named("twilio-approved", policy_sid="RN" + "0" * 32),
            "ask named_profile_unusable",
            id="a policy that nobody knows",
        ),
    ],
)
def test_a_named_profile_is_used_only_where_it_can_be(
    onboarding: Onboarding, expected: str
) -> None:
    assert words(decide(onboarding)) == expected


@pytest.mark.parametrize("fact", sorted(customer_profile.SECONDARY_POLICIES))
def test_every_secondary_policy_will_do_for_a_named_profile(fact: str) -> None:
    (sid,) = [sid for sid, policy in policies.policies().items() if policy.fact == fact]
    assert decide(named("twilio-approved", policy_sid=sid)) is None


@pytest.mark.parametrize(
    ("onboarding", "says"),
    [
        (named("gone"), "The account has no such profile."),
        (named("draft"), "Its status is `draft`."),
        (named("twilio-rejected"), "Its status is `twilio-rejected`."),
        (
            named("twilio-approved", policy_sid="RN" + "0" * 32),
            f"It follows the policy RN{'0' * 32}, which is not that of a secondary profile.",
        ),
    ],
)
def test_an_unusable_profile_is_named_with_its_reason(onboarding: Onboarding, says: str) -> None:
    decision = decide(onboarding)
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.owner, task.step) == (Owner.ISV, "customer_profile")
    used = f"The customer profile {NAMED} that the document names cannot be used."
    assert words_of(task).reason == f"{used} {says}"
    assert words_of(task).next_step == (
        "Correct `customer_profile_sid` in the document, or take it out to have a new profile "
        "made; a draft can also be submitted in the Console."
    )
    assert (task.command, task.fields) == (Command.ONBOARD, ("customer_profile_sid",))
    assert "customer_profile_sid" in words_of(task).next_step


def test_the_sid_of_the_profile() -> None:
    ours = record(made(PROFILE, sid="BU1"))
    assert [customer_profile.sid(known) for known in (record(), ours, named("draft"))] == [
        None,
        "BU1",
        NAMED,
    ]
