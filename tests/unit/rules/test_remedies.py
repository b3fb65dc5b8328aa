"""From what went wrong to a task: its owner, its fields, its cost, and what is repeated unasked.

The error codes are real rows of the catalog, one of each owner.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tendlc.catalog.error_codes import error_codes
from tendlc.domain.observed import Problem
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Owner
from tendlc.rules import remedies
from tests.records import refused

BRAND = Step(StepName.BRAND_REGISTRATION)
CAMPAIGN = Step(StepName.CAMPAIGN)
OF_BUSINESS = Problem(code=30795, text="no such tax id")
OF_ISV = Problem(code=30793)
OF_NOBODY = Problem(code=30791)
OF_SUPPORT = Problem(code=30792)
UNKNOWN = Problem(code=39999, text="Something new.")
WITHOUT_CODE = Problem(code=None, text="Something is wrong.")
SILENT = Problem(code=None)


@pytest.mark.parametrize(
    ("problems", "owner"),
    [
        pytest.param([], Owner.BUSINESS, id="no reason given"),
        pytest.param([OF_BUSINESS], Owner.BUSINESS, id="business"),
        pytest.param([OF_ISV], Owner.ISV, id="isv"),
        pytest.param([OF_NOBODY], Owner.ISV, id="nobody in particular"),
        pytest.param([OF_SUPPORT], Owner.TWILIO_SUPPORT, id="support"),
        pytest.param([UNKNOWN], Owner.BUSINESS, id="a code that is not known"),
        pytest.param([WITHOUT_CODE], Owner.BUSINESS, id="no code"),
        pytest.param([OF_ISV, OF_BUSINESS], Owner.ISV, id="the first of two"),
        pytest.param([OF_BUSINESS, OF_ISV], Owner.BUSINESS, id="the first of two, otherwise"),
        pytest.param([UNKNOWN, OF_ISV], Owner.ISV, id="the first that is known"),
        pytest.param([OF_BUSINESS, OF_SUPPORT], Owner.TWILIO_SUPPORT, id="support before business"),
        pytest.param(
            [OF_ISV, OF_SUPPORT, OF_BUSINESS], Owner.TWILIO_SUPPORT, id="support of three"
        ),
    ],
)
def test_a_verdict_belongs_to_whoever_can_change_it(problems: list[Problem], owner: Owner) -> None:
    task = remedies.verdict("brand_failed", "The brand failed", "brand_registration", problems)
    assert task.owner is owner
    assert (task.support_text is None) is (owner is not Owner.TWILIO_SUPPORT)


@pytest.mark.parametrize(
    ("problems", "reason"),
    [
        pytest.param([WITHOUT_CODE], "Something is wrong.", id="text alone"),
        pytest.param([UNKNOWN], "39999: Something new.", id="a code that is not known"),
        pytest.param([SILENT], "no reason given", id="nothing at all"),
        pytest.param(
            [OF_NOBODY], "30791: The registration met a passing system error.", id="our own words"
        ),
        pytest.param(
            [OF_BUSINESS],
            "30795: no such tax id (The tax number and the legal name do not belong together.)",
            id="Twilio's words and ours",
        ),
        pytest.param(
            [Problem(code=30791, text="The registration met a passing system error.")],
            "30791: The registration met a passing system error.",
            id="the same words twice",
        ),
        pytest.param(
            [WITHOUT_CODE, UNKNOWN], "Something is wrong.; 39999: Something new.", id="two"
        ),
    ],
)
def test_a_verdict_tells_twilios_words_and_what_they_mean(
    problems: list[Problem], reason: str
) -> None:
    task = remedies.verdict("brand_failed", "The brand failed", "brand_registration", problems)
    assert task.reason == f"The brand failed: {reason}"


def test_a_verdict_without_a_reason_says_where_the_reason_is() -> None:
    task = remedies.verdict("brand_failed", "The brand failed", "brand_registration", [])
    assert task.reason.startswith("The brand failed. ")
    assert "Console" in task.reason
    assert task.problems == ()


@pytest.mark.parametrize(
    ("problem", "fields"),
    [
        (Problem(code=30798), ("messaging_profile.company_type",)),
        (Problem(code=30795, fields=("website_url",)), ("business_information.website_url",)),
        (Problem(code=39999, fields=("postal_code",)), ("address.postal_code",)),
        (Problem(code=39999, fields=("something_new",)), ("something_new",)),
        (Problem(code=39999), ()),
        (WITHOUT_CODE, ()),
        (
            Problem(code=1, fields=("MESSAGE_SAMPLES", "MESSAGE_SAMPLES", "MESSAGE_FLOW")),
            ("campaign.message_samples", "campaign.message_flow"),
        ),
    ],
)
def test_a_verdict_names_the_fields_as_the_document_does(
    problem: Problem, fields: tuple[str, ...]
) -> None:
    task = remedies.verdict("brand_failed", "The brand failed", "brand_registration", [problem])
    assert task.fields == fields
    assert task.problems == (problem,)


def test_fields_of_several_problems_are_named_once_each() -> None:
    again = Problem(code=1, fields=("city",))
    task = remedies.verdict("x", "X", "x", [again, Problem(code=1, fields=("region",)), again])
    assert task.fields == ("address.city", "address.region")


def test_a_verdict_carries_what_another_try_costs() -> None:
    task = remedies.verdict("x", "X", "campaign", [UNKNOWN], tries_left=2, cost="$15")
    assert (task.code, task.step, task.tries_left, task.cost) == ("x", "campaign", 2, "$15")
    plain = remedies.verdict("x", "X", "campaign", [UNKNOWN])
    assert (plain.tries_left, plain.cost) == (None, None)


def test_a_verdict_advises_what_the_catalog_has_for_its_codes() -> None:
    advice = [error_codes()[code].remedy for code in (30795, 30793)]
    task = remedies.verdict("x", "X", "x", [OF_BUSINESS, UNKNOWN, OF_ISV, OF_BUSINESS])
    assert [task.next_step.count(words) for words in advice] == [1, 1]


@pytest.mark.parametrize(
    ("code", "owner"),
    [
        (30795, Owner.BUSINESS),
        (30793, Owner.ISV),
        (30791, Owner.ISV),
        (21724, Owner.TWILIO_SUPPORT),
        (39999, Owner.ISV),
        (None, Owner.ISV),
    ],
)
def test_a_refusal_is_a_task_with_twilios_code_and_words(code: int | None, owner: Owner) -> None:
    task = remedies.refused(refused(BRAND, twilio_code=code, message="No."))
    assert (task.code, task.owner, task.step) == ("request_refused", owner, "brand_registration")
    assert task.problems == (Problem(code=code, text="No."),)
    assert "No." in task.reason
    known = error_codes().get(code or 0)
    assert (known.remedy if known else "") in task.next_step


def test_a_refusal_names_the_step_with_its_number() -> None:
    second = Step(StepName.PHONE_NUMBER, 2)
    assert remedies.refused(refused(second, message=None)).step == "phone_number.2"


@pytest.mark.parametrize(
    ("action", "status", "code", "pause"),
    [
        pytest.param("CreateCampaign", 422, None, 1, id="campaign right after its service"),
        pytest.param("CreateCampaign", 422, 20409, 1, id="campaign, a conflict too"),
        pytest.param("CreateCampaign", 400, 20001, None, id="campaign refused for good"),
        pytest.param("BuyPhoneNumber", 422, 20001, None, id="422 to something else"),
        pytest.param("SubmitBundle", 409, 20409, 5, id="conflict"),
        pytest.param("SubmitBundle", 409, 20001, None, id="409 of another kind"),
        pytest.param("SubmitBundle", 400, None, None, id="no code"),
    ],
)
def test_few_refusals_go_again_by_themselves(
    action: str, status: int, code: int | None, pause: int | None
) -> None:
    said_no = replace(refused(CAMPAIGN, http_status=status, twilio_code=code), action=action)
    expected = timedelta(seconds=pause) if pause else None
    assert [remedies.pause_before_repeat(said_no, n) for n in (1, 2)] == [expected, expected]
    assert [remedies.pause_before_repeat(said_no, n) for n in (3, 4, 30)] == [None] * 3


def test_a_task_for_support_has_the_text_to_send() -> None:
    task = remedies.support("brand_stuck", "brand_registration", "It is stuck.", "BN1")
    assert (task.code, task.owner, task.step) == (
        "brand_stuck",
        Owner.TWILIO_SUPPORT,
        "brand_registration",
    )
    assert task.reason == "It is stuck."
    assert task.support_text is not None
    assert task.support_text.startswith("It is stuck. ")
    assert "BN1" in task.support_text


def test_a_task_for_the_isv() -> None:
    task = remedies.isv("x", "campaign", "Because.", "Do it.")
    assert (task.code, task.owner, task.step) == ("x", Owner.ISV, "campaign")
    assert (task.reason, task.next_step) == ("Because.", "Do it.")


def test_a_doubt_about_a_brand_names_both_answers() -> None:
    task = remedies.brand_in_doubt("brand_registration")
    assert (task.code, task.owner) == ("brand_in_doubt", Owner.ISV)
    for words in ("tendlc answer", "brand_registration", "--sid", "--absent"):
        assert words in task.next_step
