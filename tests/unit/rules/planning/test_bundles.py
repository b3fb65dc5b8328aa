"""A bundle between its pieces and its verdict: a line a situation, the same for both kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import (
    AssignEntity,
    CreateEndUser,
    EvaluateBundle,
    SubmitBundle,
    UpdateEndUser,
)
from tendlc.domain.observed import EvaluationSeen, Problem
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.tasks import Owner
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import bundles
from tendlc.rules.planning.bundles import BundleState, Piece
from tendlc.rules.planning.decision import AskHuman, Look, Wait
from tests.records import (
    TERMS,
    adopted,
    at,
    found_first,
    lost,
    made,
    missed_first,
    record,
    refused,
    seen_bundle,
    words,
)

FIRST = Step(StepName.TRUST_PRODUCT)
PERSON = Step(StepName.AUTHORIZED_REPRESENTATIVE, 2)
ASSIGNMENT = Step(StepName.AUTHORIZED_REPRESENTATIVE_ASSIGNMENT, 2)
EVALUATE = Step(StepName.TRUST_PRODUCT_EVALUATION)
SUBMIT = Step(StepName.TRUST_PRODUCT_SUBMISSION)
PROBLEM = Problem(code=18602, text="No such number.")

CREATE = CreateEndUser(friendly_name="x", type="authorized_representative_2", attributes={"a": "1"})
CHANGE = UpdateEndUser(sid="IT2", attributes={"a": "1"})
ASSIGN = AssignEntity(bundle=BundleKind.TRUST_PRODUCT, bundle_sid="BU1", object_sid="IT2")
PIECES = (
    Piece(step=PERSON, create=CREATE, update=CHANGE),
    Piece(step=ASSIGNMENT, create=ASSIGN),
)

EVALUATION = EvaluateBundle(
    bundle=BundleKind.TRUST_PRODUCT, bundle_sid="BU1", policy_sid="RN1", contents="c" * 32
)
SUBMISSION = SubmitBundle(
    bundle=BundleKind.TRUST_PRODUCT, bundle_sid="BU1", contents="c" * 32, seen_updated_at="v1"
)
OTHER_CONTENTS = replace(SUBMISSION, contents="e" * 32)
EVALUATED = made(EVALUATE, EVALUATION)
SUBMITTED = made(SUBMIT, SUBMISSION)


def state(status: str | None = "draft", *, answer: str | None = "compliant", **fields: Any) -> Any:
    """Return a trust product as seen with this status, and evaluated with this answer."""
    evaluation = EvaluationSeen(seen_at=at(0), sid="EL1", status=answer or "", problems=(PROBLEM,))
    bundle = BundleState(
        kind=BundleKind.TRUST_PRODUCT,
        sid="BU1",
        policy_sid="RN1",
        pieces=PIECES,
        contents="c" * 32,
        seen=seen_bundle(status, problems=(PROBLEM,)) if status else None,
        evaluation=evaluation if answer else None,
    )
    return replace(bundle, **fields)


def test_contents_change_with_every_piece_and_their_order() -> None:
    hashes = {bundles.contents(wished) for wished in ([], ["a"], ["a", "b"], ["b", "a"], ["ab"])}
    assert len(hashes) == 5
    assert {len(value) for value in hashes} == {32}
    assert bundles.contents(iter(["a", "b"])) == bundles.contents(["a", "b"])


def test_contents_are_what_people_can_change() -> None:
    assert list(bundles.wished_contents(PIECES)) == [CREATE.digest()]


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param([], (PERSON, "act 1"), id="nothing made"),
        pytest.param([made(PERSON, CREATE)], (ASSIGNMENT, "act 1"), id="first piece made"),
        pytest.param([adopted(PERSON, CREATE)], (ASSIGNMENT, "act 1"), id="first read back"),
        pytest.param([made(PERSON)], (PERSON, "act 2"), id="first piece to be changed"),
        pytest.param([refused(PERSON, CREATE)], (None, "ask request_refused"), id="refused"),
        pytest.param([made(PERSON, CREATE), made(ASSIGNMENT)], (None, "settled"), id="all made"),
        pytest.param([found_first(FIRST)], (PERSON, "look first 1"), id="bundle from before"),
        pytest.param([missed_first(FIRST), made(FIRST)], (PERSON, "act 1"), id="bundle is ours"),
        pytest.param(
            [found_first(FIRST), found_first(PERSON)], (PERSON, "act 2"), id="piece from before"
        ),
        pytest.param(
            [found_first(FIRST), found_first(PERSON), made(PERSON, CHANGE)],
            (ASSIGNMENT, "look first 1"),
            id="piece from before, changed",
        ),
        pytest.param(
            [found_first(FIRST), missed_first(PERSON), made(PERSON, CREATE)],
            (ASSIGNMENT, "act 1"),
            id="piece not there before",
        ),
    ],
)
def test_pieces_are_made_in_order_and_kept_current(
    attempts: list[Attempt], expected: tuple[Step | None, str]
) -> None:
    decision = bundles.keep_pieces(record(*attempts), FIRST, PIECES, TERMS, at(50))
    assert (getattr(decision, "step", None), words(decision)) == expected


def test_a_piece_is_made_as_a_creation_and_changed_as_an_update() -> None:
    create = bundles.keep_pieces(record(), FIRST, PIECES, TERMS, at(50))
    change = bundles.keep_pieces(record(made(PERSON)), FIRST, PIECES, TERMS, at(50))
    actions = [getattr(decision, "action", None) for decision in (create, change)]
    assert actions == [CREATE, CHANGE]


@pytest.mark.parametrize("kind", BundleKind)
def test_a_bundle_is_looked_at_where_nobody_has_seen_it_since(kind: BundleKind) -> None:
    look = Look(subject=subjects.Bundle(bundle=kind, sid="BU1"))
    fresh, stale = seen_bundle("draft"), seen_bundle("draft", stale=True)
    assert bundles.look_unless_seen(state(kind=kind, seen=None)) == look
    assert bundles.look_unless_seen(state(kind=kind, seen=stale)) == look
    assert bundles.look_unless_seen(state(kind=kind, seen=fresh)) is None


@pytest.mark.parametrize(
    ("attempts", "now", "expected"),
    [
        pytest.param([], 50, "settled", id="never submitted"),
        pytest.param([SUBMITTED], 50, "settled", id="submitted"),
        pytest.param([adopted(SUBMIT, SUBMISSION)], 50, "settled", id="read back"),
        pytest.param([refused(SUBMIT, SUBMISSION)], 50, "settled", id="refused"),
        pytest.param([lost(SUBMIT, SUBMISSION)], 10, "wait 11", id="just lost"),
        pytest.param([lost(SUBMIT, SUBMISSION)], 11, "read back 1", id="lost"),
        pytest.param([SUBMITTED, lost(SUBMIT, at=20)], 50, "read back 2", id="second one lost"),
    ],
)
def test_a_submission_in_doubt_is_settled(
    attempts: list[Attempt], now: float, expected: str
) -> None:
    onboarding = record(*attempts)
    assert words(bundles.settle_submission(onboarding, state(), TERMS, at(now))) == expected


def test_a_submission_is_read_back_by_the_change_that_was_last_seen() -> None:
    unseen = bundles.settle_submission(record(lost(SUBMIT)), state(None), TERMS, at(50))
    known = bundles.settle_submission(record(lost(SUBMIT)), state(), TERMS, at(50))
    actions = [getattr(decision, "action", None) for decision in (unseen, known)]
    assert actions == [replace(SUBMISSION, seen_updated_at=None), SUBMISSION]


@pytest.mark.parametrize(
    ("status", "is_open", "lost_"),
    [
        ("draft", True, "settled"),
        ("twilio-rejected", True, "settled"),
        ("pending-review", False, "settled"),
        ("in-review", False, "settled"),
        ("twilio-approved", False, "settled"),
        ("gone", False, "ask bundle_lost"),
        ("something-new", False, "ask bundle_lost"),
        (None, False, "ask bundle_lost"),
    ],
)
def test_what_a_status_allows(status: str | None, is_open: bool, lost_: str) -> None:
    assert bundles.is_open(state(status)) is is_open
    assert words(bundles.gone(state(status))) == lost_


def test_a_lost_bundle_is_for_support() -> None:
    decision = bundles.gone(state("gone"))
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.owner, task.step) == (Owner.TWILIO_SUPPORT, "trust_product")
    assert "trust product" in words_of(task).reason
    assert "`gone`" in words_of(task).reason
    assert "BU1" in (words_of(task).support_text or "")


def next_of(onboarding: Onboarding, bundle: BundleState, now: float = 50) -> str:
    """Say what brings the bundle under review, having seen that it is this bundle's."""
    decision = bundles.evaluate_and_submit(onboarding, bundle, TERMS, at(now))
    expected = {EVALUATE: EVALUATION, SUBMIT: SUBMISSION}
    step = getattr(decision, "step", None)
    if step is None:
        return words(decision)
    assert getattr(decision, "action", None) == expected[step]
    return f"{step.name.rsplit('_', 1)[1]}: {words(decision)}"


@pytest.mark.parametrize(
    ("onboarding", "bundle", "expected"),
    [
        pytest.param(record(), state(), "evaluation: act 1", id="new"),
        pytest.param(
            record(made(EVALUATE)), state(), "evaluation: act 2", id="evaluated with less in it"
        ),
        pytest.param(
            record(lost(EVALUATE, EVALUATION)), state(), "evaluation: act 2", id="answer lost"
        ),
        pytest.param(record(EVALUATED), state(), "submission: act 1", id="compliant"),
        pytest.param(
            record(EVALUATED), state(answer="noncompliant"), "ask noncompliant", id="noncompliant"
        ),
        pytest.param(record(EVALUATED), state(answer=None), "ask noncompliant", id="no answer"),
        pytest.param(
            record(EVALUATED, retry_round=1),
            state(answer="noncompliant"),
            "evaluation: act 2",
            id="noncompliant, a retry was asked",
        ),
        pytest.param(
            record(EVALUATED, replace(EVALUATED, retry_round=1), retry_round=1),
            state(answer="noncompliant"),
            "ask noncompliant",
            id="noncompliant again in this round",
        ),
        pytest.param(
            record(EVALUATED, made(SUBMIT, OTHER_CONTENTS)),
            state("twilio-rejected"),
            "submission: act 2",
            id="rejected with other contents",
        ),
        pytest.param(
            record(EVALUATED, SUBMITTED),
            state("twilio-rejected"),
            "ask bundle_rejected",
            id="rejected with these contents",
        ),
        pytest.param(
            record(EVALUATED, SUBMITTED, replace(EVALUATED, retry_round=1), retry_round=1),
            state("twilio-rejected"),
            "submission: act 2",
            id="rejected, a retry was asked",
        ),
        pytest.param(
            record(EVALUATED, SUBMITTED), state("draft"), "ask still_draft", id="a draft again"
        ),
        pytest.param(
            record(EVALUATED, refused(SUBMIT, SUBMISSION)),
            state(),
            "ask request_refused",
            id="submission refused",
        ),
    ],
)
def test_an_open_bundle_is_evaluated_and_submitted(
    onboarding: Onboarding, bundle: BundleState, expected: str
) -> None:
    assert next_of(onboarding, bundle) == expected


@pytest.mark.parametrize(
    ("bundle", "code", "step"),
    [
        (state(answer="noncompliant"), "noncompliant", "trust_product_evaluation"),
        (state("twilio-rejected"), "bundle_rejected", "trust_product"),
        (state("draft"), "still_draft", "trust_product_submission"),
    ],
)
def test_a_bundle_that_people_must_mend_says_why(bundle: BundleState, code: str, step: str) -> None:
    decision = bundles.evaluate_and_submit(record(EVALUATED, SUBMITTED), bundle, TERMS, at(50))
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.code, task.step) == (code, step)
    assert "trust product" in words_of(task).reason
    assert task.problems == (() if code == "still_draft" else (PROBLEM,))


@pytest.mark.parametrize(
    ("bundle", "what"),
    [
        (state(answer="noncompliant"), "The trust product is not complete"),
        (state("twilio-rejected"), "Twilio rejected the trust product"),
    ],
)
def test_support_is_told_which_bundle_was_judged(bundle: BundleState, what: str) -> None:
    unknown = (Problem(code=39999, text="Something new."),)
    judged = replace(
        bundle,
        seen=replace(bundle.seen, problems=unknown) if bundle.seen else None,
        evaluation=replace(bundle.evaluation, problems=unknown) if bundle.evaluation else None,
    )
    decision = bundles.evaluate_and_submit(record(EVALUATED, SUBMITTED), judged, TERMS, at(50))
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    reason = f"{what} (error 39999): Something new."
    assert words_of(task).reason == reason
    assert words_of(task).support_text == f"{reason} The resource is BU1. Please look into it."


def test_a_bundle_that_nobody_evaluated_has_no_problems_to_show() -> None:
    decision = bundles.evaluate_and_submit(record(EVALUATED), state(answer=None), TERMS, at(50))
    assert isinstance(decision, AskHuman)
    assert decision.tasks[0].problems == ()


@pytest.mark.parametrize(
    ("seen", "now", "expected"),
    [
        pytest.param(None, 50, "look at Bundle", id="never seen"),
        pytest.param(seen_bundle("draft", stale=True), 50, "look at Bundle", id="stale"),
        pytest.param(seen_bundle("draft"), 50, "settled", id="draft"),
        pytest.param(seen_bundle("twilio-approved"), 9999, "settled", id="approved"),
        pytest.param(seen_bundle("twilio-rejected"), 9999, "settled", id="rejected"),
        pytest.param(seen_bundle("gone"), 9999, "settled", id="gone"),
        pytest.param(seen_bundle("pending-review", at=20), 49.9, "wait 50", id="shortest pause"),
        pytest.param(seen_bundle("pending-review", at=20), 50, "look at Bundle", id="pause over"),
        pytest.param(seen_bundle("in-review", at=1020), 1030, "wait 1220", id="a fifth"),
        pytest.param(seen_bundle("in-review", at=1020), 1220, "look at Bundle", id="fifth over"),
    ],
)
def test_a_review_is_awaited(seen: Any, now: float, expected: str) -> None:
    bundle = state(seen=seen)
    submitted = record(made(SUBMIT, SUBMISSION, at=20))
    assert words(bundles.await_verdict(submitted, bundle, TERMS, at(now))) == expected


def test_a_review_that_we_did_not_begin_is_counted_from_the_enrolment() -> None:
    bundle = state(seen=seen_bundle("in-review", at=1000))
    decision = bundles.await_verdict(record(), bundle, TERMS, at(1100))
    assert decision == Wait(until=at(1200), what="the review of the trust product (in-review)")
    look = bundles.await_verdict(record(), bundle, TERMS, at(1200))
    assert look == Look(subject=subjects.Bundle(bundle=BundleKind.TRUST_PRODUCT, sid="BU1"))
