"""The campaign: its use case asked first, paid once, reviewed for weeks, edited when it failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import CreateCampaign, UpdateCampaign
from tendlc.domain.observed import CampaignSeen, Problem, UseCasesSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Owner, Task
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import campaign
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look, ReadBack, Wait
from tests import cast
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
    record,
    refused,
    seen_campaign,
    words,
)

CREATE = Step(StepName.CAMPAIGN)
UPDATE = Step(StepName.CAMPAIGN_UPDATE)
BRAND = made(StepName.BRAND_REGISTRATION, sid="BN1")
OPEN = UseCasesSeen(seen_at=at(0), codes=("MIXED", "DELIVERY_NOTIFICATION"))
PROBLEM = Problem(code=30886, text="Too vague.")
FINAL = Problem(code=30890, text="No phone number.")
LOOK = Look(subject=subjects.CampaignOfService(messaging_service_sid="MG1"))
ACME = cast.acme().campaign


def decide(
    onboarding: Onboarding, now: float = 1000, *, look_first: bool = False
) -> Decision | None:
    return campaign.decide(
        onboarding, TERMS, at(now), messaging_service_sid="MG1", look_first=look_first
    )


def before(*attempts: Attempt, use_cases: UseCasesSeen | None = OPEN) -> Onboarding:
    """Return a record whose brand is there and whose use cases were asked."""
    return record(BRAND, *attempts, observed=last_seen(use_cases=use_cases))


def task(decision: Decision | None) -> Task:
    assert isinstance(decision, AskHuman)
    (only,) = decision.tasks
    return only


CREATION = CreateCampaign(
    messaging_service_sid="MG1",
    brand_registration_sid="BN1",
    campaign=cast.acme().campaign,
)
EVERY_WORD: dict[str, Any] = {
    "description": "1",
    "message_flow": "2",
    "message_samples": ("3", "4"),
    "has_embedded_links": True,
    "has_embedded_phone": True,
    "opt_in_message": "5",
    "opt_out_message": "6",
    "help_message": "7",
    "opt_in_keywords": ("8",),
    "opt_out_keywords": ("9",),
    "help_keywords": ("10",),
    "subscriber_opt_in": False,
    "age_gated": True,
    "direct_lending": True,
    "privacy_policy_url": "https://acme.example/11",
    "terms_and_conditions_url": "https://acme.example/12",
}
ONLY_AT_CREATION = {
    "opt_in_message",
    "opt_out_message",
    "help_message",
    "opt_in_keywords",
    "opt_out_keywords",
    "help_keywords",
    "subscriber_opt_in",
}


def test_the_campaign_is_created_with_what_the_document_says() -> None:
    assert decide(before()) == Act(step=CREATE, action=CREATION, number=1)


def test_every_word_of_the_campaign_is_sent() -> None:
    expected = replace(CREATION, campaign=edit(**EVERY_WORD).campaign)
    assert decide(amended(before(), "campaign", **EVERY_WORD)) == Act(
        step=CREATE, action=expected, number=1
    )


@pytest.mark.parametrize(
    ("onboarding", "look_first", "expected"),
    [
        pytest.param(before(use_cases=None), False, "look at UseCases", id="not asked"),
        pytest.param(
            before(use_cases=replace(OPEN, stale=True)), False, "look at UseCases", id="stale"
        ),
        pytest.param(
            before(use_cases=replace(OPEN, codes=())), False, "ask no_use_cases", id="none open"
        ),
        pytest.param(
            before(use_cases=replace(OPEN, codes=("MIXED",))),
            False,
            "ask use_case_not_open",
            id="others open",
        ),
        pytest.param(before(), False, "act 1", id="open"),
        pytest.param(before(use_cases=None), True, "look first 1", id="from before"),
        pytest.param(
            before(missed_first(CREATE), use_cases=None),
            True,
            "look at UseCases",
            id="not there from before",
        ),
        pytest.param(before(missed_first(CREATE)), True, "act 2", id="not there, and open"),
        pytest.param(
            replace(
                before(missed_first(StepName.MESSAGING_SERVICE), use_cases=None),
                attempts_before_run=1,
            ),
            False,
            "look first 1",
            id="the ledger may be old",
        ),
        pytest.param(
            before(refused(CREATE, CREATION), use_cases=None),
            False,
            "ask request_refused",
            id="refused",
        ),
        pytest.param(before(lost(CREATE, CREATION)), False, "read back 1", id="in doubt"),
        pytest.param(
            before(absent(CREATE, CREATION, missed=[100, 400]), use_cases=None),
            False,
            "act 2",
            id="our own request never arrived",
        ),
        pytest.param(before(made(CREATE, CREATION)), False, "look at CampaignOfService", id="made"),
    ],
)
def test_the_use_cases_are_asked_before_anything_is_paid(
    onboarding: Onboarding, look_first: bool, expected: str
) -> None:
    assert words(decide(onboarding, look_first=look_first)) == expected


def test_the_use_cases_are_those_of_this_brand_on_this_service() -> None:
    subject = subjects.UseCases(messaging_service_sid="MG1", brand_registration_sid="BN1")
    assert decide(before(use_cases=None)) == Look(subject=subject)


def test_a_use_case_that_is_not_open_is_named_with_those_that_are() -> None:
    asked = task(decide(before(use_cases=replace(OPEN, codes=("MIXED", "2FA")))))
    assert (asked.owner, asked.step) == (Owner.ISV, "campaign")
    assert "DELIVERY_NOTIFICATION" in words_of(asked).reason
    assert "MIXED, 2FA" in words_of(asked).next_step
    assert asked.fields == ("campaign.us_app_to_person_usecase",)


def test_a_brand_without_use_cases_is_for_support() -> None:
    asked = task(decide(before(use_cases=replace(OPEN, codes=()))))
    assert (asked.owner, asked.step) == (Owner.TWILIO_SUPPORT, "campaign")
    assert "BN1" in (words_of(asked).support_text or "")


def there(
    status: str | CampaignSeen,
    *rest: Attempt,
    at: float = 100,
    problems: tuple[Problem, ...] = (PROBLEM,),
) -> Onboarding:
    """Return a record whose campaign was created at 100 and has been seen with `status`."""
    seen = status if isinstance(status, CampaignSeen) else seen_campaign(status, at=at)
    observed = last_seen(use_cases=OPEN, campaign=replace(seen, problems=problems))
    creation = made(CREATE, CREATION, at=100, sid="QE1")
    return record(BRAND, creation, *rest, observed=observed)


def described(onboarding: Onboarding, description: str) -> Onboarding:
    return amended(onboarding, "campaign", description=description)


def edit(**changes: Any) -> UpdateCampaign:
    """Return the edit that says what the creation said, but for `changes`."""
    return UpdateCampaign(
        messaging_service_sid="MG1", campaign=CREATION.campaign.model_copy(update=changes)
    )


CHANGED = edit(description="Other words.")


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(there("VERIFIED"), 1000, "settled", id="verified"),
        pytest.param(there("PENDING"), 129.9, "wait 130", id="pending"),
        pytest.param(there("PENDING"), 130, "look at CampaignOfService", id="pause over"),
        pytest.param(there("IN_PROGRESS", at=1100), 1299, "wait 1300", id="in progress"),
        pytest.param(
            there("PENDING", made(UPDATE, at=1000), at=1000), 1029, "wait 1030", id="resubmitted"
        ),
        pytest.param(
            there(seen_campaign("VERIFIED", stale=True)), 0, "look at CampaignOfService", id="stale"
        ),
        pytest.param(there("SUSPENDED"), 1000, "ask campaign_stuck", id="suspended"),
        pytest.param(there("gone"), 1000, "ask campaign_gone", id="gone"),
        pytest.param(there("SOMETHING_NEW"), 1000, "ask campaign_stuck", id="unknown status"),
        pytest.param(there("FAILED"), 1000, "ask campaign_failed", id="failed"),
        pytest.param(described(there("FAILED"), "New."), 1000, "act 1", id="texts mended"),
        pytest.param(described(there("VERIFIED"), "New."), 1000, "settled", id="mended too late"),
        pytest.param(replace(there("FAILED"), retry_round=1), 1000, "act 1", id="a retry asked"),
        pytest.param(
            replace(there("FAILED", made(UPDATE, edit(), at=200, retry_round=1)), retry_round=1),
            1000,
            "ask campaign_failed",
            id="failed again in this round",
        ),
        pytest.param(
            there("FAILED", made(UPDATE, CHANGED, at=200)), 1000, "act 2", id="texts put back"
        ),
        pytest.param(
            described(there("FAILED", made(UPDATE, CHANGED, at=200)), "Other words."),
            1000,
            "ask campaign_failed",
            id="failed again with the same texts",
        ),
        pytest.param(
            described(there("FAILED", problems=(PROBLEM, FINAL)), "New."),
            1000,
            "ask campaign_failed, campaign_failed",
            id="what no update can change",
        ),
        pytest.param(
            described(there("FAILED", problems=(Problem(code=39999),)), "New."),
            1000,
            "act 1",
            id="a code that is not known",
        ),
        pytest.param(
            described(there("FAILED", problems=(Problem(code=None),)), "New."),
            1000,
            "act 1",
            id="no code",
        ),
    ],
)
def test_what_the_campaign_needs_next(onboarding: Onboarding, now: float, expected: str) -> None:
    assert words(decide(onboarding, now)) == expected


def test_a_campaign_that_was_there_before_is_not_resubmitted_unasked() -> None:
    seen = last_seen(campaign=seen_campaign("FAILED", problems=(PROBLEM,)))
    found = record(BRAND, found_first(CREATE, sid="QE1"), observed=seen)
    assert words(decide(found)) == "ask campaign_failed"


def test_the_campaign_is_looked_at_by_its_service() -> None:
    assert decide(record(BRAND, made(CREATE))) == LOOK
    assert decide(there("PENDING"), 5000) == LOOK
    assert decide(there("PENDING"), 110) == Wait(
        until=at(130), what="the campaign review (PENDING)"
    )


def test_a_mended_campaign_is_resubmitted_with_what_can_be_changed() -> None:
    mended = amended(there("FAILED"), "campaign", **EVERY_WORD)
    expected = replace(edit(**EVERY_WORD), seen_updated_at="v1")
    assert decide(mended) == Act(step=UPDATE, action=expected, number=1)


@pytest.mark.parametrize("field", sorted(set(EVERY_WORD) - ONLY_AT_CREATION))
def test_each_field_that_can_be_changed_resubmits_a_failed_campaign(field: str) -> None:
    value = not ACME.has_embedded_links if field == "has_embedded_links" else EVERY_WORD[field]
    assert words(decide(amended(there("FAILED"), "campaign", **{field: value}))) == "act 1"


@pytest.mark.parametrize("status", ["PENDING", "FAILED", "VERIFIED"])
def test_a_resubmission_in_doubt_comes_before_what_is_seen(status: str) -> None:
    doubtful = there(status, lost(UPDATE, CHANGED, at=300))
    assert words(decide(doubtful, 305)) == "wait 311"
    decision = decide(doubtful, 311)
    assert isinstance(decision, ReadBack)
    assert (decision.step, decision.number) == (UPDATE, 1)
    assert isinstance(decision.action, UpdateCampaign)
    assert decision.action.messaging_service_sid == "MG1"
    unseen = before(made(CREATE, CREATION), lost(UPDATE, CHANGED, at=300))
    assert words(decide(unseen, 311)) == "read back 1"


@pytest.mark.parametrize(("problems", "paid"), [((PROBLEM,), False), ((PROBLEM, FINAL), True)])
def test_a_failed_campaign_says_whether_another_try_is_paid(
    problems: tuple[Problem, ...], paid: bool
) -> None:
    decision = decide(there("FAILED", problems=problems))
    assert isinstance(decision, AskHuman)
    assert [task.problems for task in decision.tasks] == [(problem,) for problem in problems]
    assert {task.step for task in decision.tasks} == {"campaign"}
    assert {words_of(task).cost is not None for task in decision.tasks} == {paid}


def test_a_stuck_campaign_is_for_support_with_its_status() -> None:
    stuck = task(decide(there("SUSPENDED")))
    assert (stuck.owner, stuck.step) == (Owner.TWILIO_SUPPORT, "campaign")
    assert "`SUSPENDED`" in words_of(stuck).reason
    assert "MG1" in (words_of(stuck).support_text or "")
