"""A campaign that is deleted and created again: looked up, agreed to, deleted, awaited, created."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import CreateCampaign, DeleteCampaign
from tendlc.domain.observed import Problem, UseCasesSeen
from tendlc.domain.onboarding import Onboarding, Sent
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules import recreation, remedies
from tendlc.rules.planning import campaign
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look, Wait
from tests.records import (
    LIVE,
    TERMS,
    absent,
    amended,
    at,
    found_first,
    last_seen,
    lost,
    made,
    not_processed,
    record,
    refused,
    seen_campaign,
    words,
)

BRAND = made(StepName.BRAND_REGISTRATION, sid="BN1")
FIRST, SECOND = Step(StepName.CAMPAIGN), Step(StepName.CAMPAIGN, 2)
DELETION = Step(StepName.CAMPAIGN_DELETION)
DELETE = DeleteCampaign(messaging_service_sid="MG1")
CREATED = made(FIRST, sid="QE1", at=100)
DELETED = made(DELETION, DELETE, at=200)
OPEN = UseCasesSeen(seen_at=at(0), codes=("DELIVERY_NOTIFICATION",))
LOOK = Look(subject=subjects.CampaignOfService(messaging_service_sid="MG1"))
HOUR = 3600
OF_TIME, OF_TEXTS = Problem(code=30901), Problem(code=30886)


def decide(onboarding: Onboarding, now: float = 1000) -> Decision | None:
    return campaign.decide(
        onboarding, TERMS, at(now), messaging_service_sid="MG1", look_first=False
    )


def agreed(*attempts: Attempt, use_cases: UseCasesSeen | None = OPEN, **fields: Any) -> Onboarding:
    """Return a record whose failed campaign a person agreed to delete and create again."""
    observed = last_seen(
        use_cases=use_cases, campaign=seen_campaign("FAILED", at=150, problems=(OF_TIME,))
    )
    known = record(BRAND, CREATED, *attempts, observed=observed, recreation_of=1)
    return replace(known, **fields)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(agreed(), "act 1", id="its use case is open"),
        pytest.param(agreed(use_cases=None), "look at UseCases", id="not asked"),
        pytest.param(
            agreed(use_cases=replace(OPEN, codes=("MIXED",))), "ask use_case_not_open", id="closed"
        ),
        pytest.param(agreed(target=LIVE), "ask approval_missing", id="fee not agreed"),
        pytest.param(agreed(lost(DELETION, DELETE, at=300)), "read back 1", id="deletion in doubt"),
        pytest.param(
            agreed(lost(DELETION, DELETE, at=300), use_cases=None), "read back 1", id="begun"
        ),
        pytest.param(
            agreed(absent(DELETION, DELETE, at=300, missed=[320])), "act 2", id="not deleted"
        ),
        pytest.param(
            agreed(not_processed(DELETION, DELETE, at=999.5)), "wait 1001.5", id="not processed"
        ),
        pytest.param(
            agreed(refused(DELETION, DELETE, at=300)), "ask request_refused", id="refused"
        ),
        pytest.param(
            agreed(lost(Step(StepName.CAMPAIGN_UPDATE), at=300)), "read back 1", id="edit in doubt"
        ),
    ],
)
def test_a_campaign_is_deleted_once_the_next_one_may_be_created(
    onboarding: Onboarding, expected: str
) -> None:
    assert words(decide(onboarding)) == expected


def test_the_campaign_of_the_service_is_deleted() -> None:
    assert decide(agreed()) == Act(step=DELETION, action=DELETE, number=1)


def test_the_use_cases_are_asked_about_on_this_service_before_the_deletion() -> None:
    subject = subjects.UseCases(messaging_service_sid="MG1", brand_registration_sid="BN1")
    assert decide(agreed(use_cases=None)) == Look(subject=subject)


def test_the_fee_that_is_asked_about_is_that_of_the_next_campaign() -> None:
    asked = decide(agreed(target=LIVE))
    assert isinstance(asked, AskHuman)
    assert [task.step for task in asked.tasks] == ["campaign.2"]


def test_a_second_campaign_is_deleted_by_a_step_of_its_own() -> None:
    second = made(SECOND, sid="QE2", at=300)
    decision = decide(replace(agreed(DELETED, second), recreation_of=2))
    deletion = Step(StepName.CAMPAIGN_DELETION, 2)
    assert decision == Act(step=deletion, action=DELETE, number=1)
    asked = decide(replace(agreed(DELETED, second), recreation_of=2, target=LIVE))
    assert isinstance(asked, AskHuman)
    assert [task.step for task in asked.tasks] == ["campaign.3"]


def deleted(status: str | None, *rest: Attempt, seen_at: float = 250, **fields: Any) -> Onboarding:
    """Return a record whose campaign was deleted at 200 and was seen since."""
    shown = seen_campaign(status, at=seen_at, **fields) if status else None
    observed = last_seen(use_cases=OPEN, campaign=shown)
    return record(BRAND, CREATED, DELETED, *rest, observed=observed, recreation_of=1)


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(deleted(None), 260, "look at CampaignOfService", id="not seen"),
        pytest.param(deleted("VERIFIED", stale=True), 260, "look at CampaignOfService", id="stale"),
        pytest.param(deleted("VERIFIED"), 279.9, "wait 280", id="still shown"),
        pytest.param(deleted("VERIFIED"), 280, "look at CampaignOfService", id="pause over"),
        pytest.param(deleted("gone"), 260, "act 1", id="gone"),
        pytest.param(
            deleted("FAILED", seen_at=200 + HOUR), 200 + HOUR, "wait 4520", id="shown for an hour"
        ),
        pytest.param(
            deleted("FAILED", seen_at=200 + HOUR),
            201 + HOUR,
            "ask campaign_not_gone until 4520",
            id="shown for longer",
        ),
        pytest.param(
            deleted("gone", lost(SECOND, at=300)), 1000, "read back 1", id="next one in doubt"
        ),
        pytest.param(
            deleted("PENDING", made(SECOND, at=240, sid="QE2")), 260, "wait 280", id="next one made"
        ),
    ],
)
def test_the_next_campaign_is_created_when_the_one_before_is_gone(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    assert words(decide(onboarding, now)) == expected


def test_a_third_campaign_waits_until_the_second_is_gone() -> None:
    again = [made(SECOND, sid="QE2", at=300), made(Step(StepName.CAMPAIGN_DELETION, 2), at=5000)]
    assert words(decide(deleted("VERIFIED", *again, seen_at=5010), 5020)) == "wait 5040"
    assert words(decide(deleted("gone", *again, seen_at=5010), 5020)) == "act 1"


def test_what_is_awaited_is_named() -> None:
    assert decide(deleted("VERIFIED"), 260) == Wait(
        until=at(280), what="the deletion of the campaign"
    )
    assert decide(deleted("VERIFIED"), 280) == decide(deleted(None)) == LOOK
    late = decide(deleted("FAILED", seen_at=200 + HOUR), 201 + HOUR)
    assert isinstance(late, AskHuman)
    (task,) = late.tasks
    assert task.step == "campaign_deletion"
    assert "MG1" in words_of(task).reason
    assert "MG1" in (words_of(task).support_text or "")


def test_the_next_campaign_is_a_step_of_its_own() -> None:
    decision = decide(deleted("gone"), 260)
    assert isinstance(decision, Act)
    assert isinstance(decision.action, CreateCampaign)
    assert (decision.step, decision.action.messaging_service_sid) == (SECOND, "MG1")
    assert record().campaign_number == 1
    assert deleted("gone").campaign_number == 2
    assert campaign.update_step(deleted("gone")) == Step(StepName.CAMPAIGN_UPDATE, 2)


def failed(*problems: Problem, status: str = "FAILED", attempt: Attempt = CREATED) -> Onboarding:
    seen = seen_campaign(status, problems=problems)
    return record(BRAND, attempt, observed=last_seen(use_cases=OPEN, campaign=seen))


@pytest.mark.parametrize(
    ("onboarding", "may"),
    [
        pytest.param(failed(OF_TIME), True, id="ran out of time"),
        pytest.param(failed(OF_TEXTS, OF_TIME), True, id="among others"),
        pytest.param(failed(OF_TEXTS), False, id="only its texts"),
        pytest.param(failed(Problem(code=None)), False, id="no code"),
        pytest.param(failed(Problem(code=39999)), False, id="a code that is not known"),
        pytest.param(failed(), False, id="no reason"),
        pytest.param(failed(OF_TIME, status="PENDING"), False, id="under review"),
        pytest.param(failed(OF_TIME, status="VERIFIED"), False, id="verified"),
        pytest.param(failed(status="gone"), True, id="gone"),
        pytest.param(failed(status="gone", attempt=refused(FIRST)), False, id="never created"),
        pytest.param(record(BRAND, CREATED), False, id="never seen"),
    ],
)
def test_only_a_campaign_that_would_be_another_one_may_be_recreated(
    onboarding: Onboarding, may: bool
) -> None:
    assert recreation.may_be_recreated(onboarding) is may


def test_a_campaign_that_was_found_goes_again_when_somebody_says_so() -> None:
    found = failed(OF_TEXTS, attempt=found_first(FIRST, sid="QE1"))
    ask = decide(found)
    assert isinstance(ask, AskHuman)
    assert [task.command for task in ask.tasks] == [Command.RETRY]
    assert words(decide(replace(found, retry_round=1))) == "act 1"
    ours = decide(failed(OF_TEXTS, attempt=made(FIRST, campaign_action(failed()), sid="QE1")))
    assert isinstance(ours, AskHuman)
    assert [task.command for task in ours.tasks] == [Command.ONBOARD]


def campaign_action(onboarding: Onboarding) -> CreateCampaign:
    """Return what the document of a record would create."""
    new = decide(replace(onboarding, attempts=(BRAND,)))
    assert isinstance(new, Act)
    assert isinstance(new.action, CreateCampaign)
    return new.action


def test_a_failed_campaign_tells_what_was_judged() -> None:
    by_carrier = Problem(code=30899)
    action = campaign_action(failed())
    asked = decide(failed(by_carrier, attempt=made(FIRST, action, sid="QE1")))
    assert isinstance(asked, AskHuman)
    (task,) = asked.tasks
    assert words_of(task).reason.startswith("The campaign was rejected (error 30899): ")
    assert "MG1" in (words_of(task).support_text or "")


@pytest.mark.parametrize(("kind", "way"), [("public", "link"), ("private", "")])
def test_a_use_case_of_a_public_company_hangs_on_authentication(kind: str, way: str) -> None:
    known = failed(Problem(code=30900))
    known = replace(known, attempts=(BRAND, made(FIRST, campaign_action(known), sid="QE1")))
    asked = decide(amended(known, "messaging_profile", company_type=kind))
    assert isinstance(asked, AskHuman)
    assert ("Authentication+ mail opened" in words_of(asked.tasks[0]).next_step) is bool(way)


def test_an_edit_waits_for_its_next_try() -> None:
    known = failed(OF_TEXTS)
    update = not_processed(Step(StepName.CAMPAIGN_UPDATE), at=999.5, retry_round=1)
    retried = replace(known, attempts=(*known.attempts, update), retry_round=1)
    assert words(decide(retried)) == "wait 1001.5"


def sent(*paths: str, problem: Problem = OF_TEXTS) -> Onboarding:
    """Return a failed campaign that was sent with other values than these fields have today."""
    known = failed(problem)
    created = made(FIRST, campaign_action(known), sid="QE1")
    note = Sent(step=FIRST, number=1, values=tuple((path, '"before"') for path in paths))
    return replace(known, attempts=(BRAND, created), sent=(note,))


FIXED, TEXT, ELSEWHERE = "campaign.help_message", "campaign.description", "address.city"


@pytest.mark.parametrize(
    ("onboarding", "fields"),
    [
        pytest.param(sent(FIXED), (FIXED,), id="what is set once"),
        pytest.param(sent(TEXT, FIXED), (TEXT, FIXED), id="a text too"),
        pytest.param(sent(TEXT, problem=OF_TIME), (TEXT,), id="a text, and no update is taken"),
        pytest.param(
            sent(ELSEWHERE, TEXT, problem=OF_TIME), (TEXT,), id="what the campaign does not carry"
        ),
        pytest.param(sent(TEXT), None, id="a text, and an update is taken"),
        pytest.param(sent(ELSEWHERE, problem=OF_TIME), None, id="only another section"),
        pytest.param(sent(problem=OF_TIME), None, id="nothing changed"),
    ],
)
def test_a_failed_campaign_whose_change_cannot_be_sent_is_created_again(
    onboarding: Onboarding, fields: tuple[str, ...] | None
) -> None:
    asked = decide(onboarding)
    assert isinstance(asked, AskHuman)
    expected = remedies.recreate_campaign(fields, verified=False) if fields else None
    assert (asked.tasks == (expected,)) is (fields is not None)
    assert {task.code for task in asked.tasks} == {
        "campaign_recreation" if fields else "campaign_failed"
    }


def test_a_found_campaign_that_must_be_created_again_keeps_its_command() -> None:
    ask = decide(failed(OF_TIME, attempt=found_first(FIRST, sid="QE1")))
    assert isinstance(ask, AskHuman)
    assert [task.command for task in ask.tasks] == [Command.RECREATE_CAMPAIGN]
