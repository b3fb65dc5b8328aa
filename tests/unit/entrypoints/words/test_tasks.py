"""The table of sentences for tasks: complete, in whole sentences, with what Twilio said in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tendlc.rules
from tendlc.catalog.error_codes import error_codes
from tendlc.domain.observed import Problem
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Owner, Task, TaskCode, TaskWords
from tendlc.entrypoints.words.tasks import ENTRIES, words_of
from tendlc.rules import remedies
from tests.records import check_words_of, refused

BRAND = Step(StepName.BRAND_REGISTRATION)
UNKNOWN = Problem(code=39999, text="Something new.")
CAMPAIGN_COST = "the campaign vetting fee again, for a new campaign"


def verdict(*problems: Problem, code: TaskCode = TaskCode.BRAND_FAILED, **more: Any) -> Task:
    return remedies.verdict(code, "brand_registration", problems, **more)[0]


def test_every_task_has_an_entry_and_every_entry_a_task_that_rules_can_make() -> None:
    assert {*ENTRIES} == {*TaskCode}
    folder = Path(tendlc.rules.__file__).parent
    source = "".join(file.read_text() for file in folder.rglob("*.py"))
    made = {TaskCode[name] for name in re.findall(r"TaskCode\.([A-Z_]+)", source)}
    assert made == {*TaskCode}


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        pytest.param(Problem(code=None, text="It is wrong."), ": It is wrong.", id="text alone"),
        pytest.param(UNKNOWN, " (error 39999): Something new.", id="a code that is not known"),
        pytest.param(Problem(code=None), ": no reason given", id="nothing at all"),
        pytest.param(
            Problem(code=30791),
            " (error 30791): The registration met a passing system error.",
            id="our own words",
        ),
        pytest.param(
            Problem(code=30795, text="no"),
            " (error 30795): no (The tax number and the legal name do not belong together.)",
            id="Twilio's words and ours",
        ),
        pytest.param(
            Problem(code=30791, text="The registration met a passing system error."),
            " (error 30791): The registration met a passing system error.",
            id="the same words twice",
        ),
        pytest.param(
            Problem(code=39999, text="New.", url="https://twilio.example/39999"),
            " (error 39999): New. See https://twilio.example/39999",
            id="a code that is not known, with its page",
        ),
        pytest.param(
            Problem(code=39999, text="New.", fields=("something_new", "type", "Nor_This")),
            " (error 39999): New. Twilio names something_new, Nor_This",
            id="fields that are not known",
        ),
    ],
)
def test_a_verdict_tells_twilios_words_and_what_they_mean(problem: Problem, reason: str) -> None:
    assert words_of(verdict(problem)).reason == f"The brand was not approved{reason}"


def test_a_verdict_without_a_reason_says_where_the_reason_is() -> None:
    reason = words_of(verdict()).reason
    assert reason.startswith("The brand was not approved. ")
    assert "Console" in reason


@pytest.mark.parametrize("code", [*sorted(error_codes()), 39999, None])
def test_every_code_becomes_a_task_in_whole_sentences(code: int | None) -> None:
    task = verdict(Problem(code=code, text="Something is wrong."), sid="QE1")
    check_words_of(task)
    assert "QE1" in (words_of(task).support_text or "QE1")
    check_words_of(remedies.refused(refused(BRAND, twilio_code=code, message="No.")))


@pytest.mark.parametrize("code", [30790, 30792])
def test_what_only_support_can_fix_has_a_text_for_support(code: int) -> None:
    task = verdict(Problem(code=code), sid="BN1")
    assert task.owner is Owner.TWILIO_SUPPORT
    assert "BN1" in (words_of(task).support_text or "")
    assert words_of(task).next_step.endswith("The text below is for them.")


def test_a_use_case_that_waits_for_authentication_plus_is_told_of_the_mail_alone() -> None:
    next_step = words_of(verdict(Problem(code=30900), public_company=True)).next_step
    assert "Authentication+ mail" in next_step
    assert "use case" not in next_step


def test_a_verdict_of_several_problems_names_one_in_each_task() -> None:
    problems = (Problem(code=30886), Problem(code=30909))
    first, _ = remedies.verdict(TaskCode.BRAND_FAILED, "campaign", problems)
    assert "30909" not in words_of(first).reason + words_of(first).next_step


@pytest.mark.parametrize(("sid", "place"), [("BN1", "The resource is BN1. "), ("", "")])
def test_a_task_for_support_names_the_resource_where_there_is_one(sid: str, place: str) -> None:
    words = words_of(verdict(UNKNOWN, sid=sid))
    assert words.support_text == f"{words.reason} {place}Please look into it."
    new = remedies.only_a_new_brand(verdict(Problem(code=30795, text="no"), sid=sid))
    words = words_of(new)
    assert words.support_text == f"{words.reason}. {place}Please look into it."
    never = replace(new, code=TaskCode.BRAND_NEVER_REGISTERED)
    assert "not register a second brand" in words_of(never).next_step


def test_a_refusal_tells_twilios_words_and_the_remedy() -> None:
    for code in (30795, 21724, 39999, None):
        words = words_of(remedies.refused(refused(BRAND, twilio_code=code, message="No.")))
        known = error_codes().get(code or 0)
        assert "No." in words.reason
        assert (known.remedy if known else "") in words.next_step


def test_a_refusal_without_words_says_what_the_code_means() -> None:
    task = remedies.refused(refused(BRAND, twilio_code=30791, message=None))
    meaning = error_codes()[30791].meaning
    assert words_of(task).reason == f"Twilio refused the request (error 30791): {meaning}"


@pytest.mark.parametrize(
    ("name", "sid"),
    [
        (StepName.BRAND_REGISTRATION, "BN"),
        (StepName.CAMPAIGN, "QE"),
        (StepName.PHONE_NUMBER, "PN"),
    ],
)
def test_what_is_paid_is_looked_up_in_its_place_of_the_console(name: StepName, sid: str) -> None:
    doubt = remedies.in_doubt(str(Step(name, 2)), name)
    twice = remedies.surplus(str(Step(name, 2)), name, f"{sid}2", f"{sid}1")
    for task in (doubt, twice):
        check_words_of(task)
        assert "in the Console under" in words_of(task).next_step
    assert f"({sid}...)" in words_of(doubt).next_step
    assert f"{sid}2 in the Console under" in words_of(twice).next_step
    assert f"uses the older one, {sid}1," in words_of(twice).reason


@pytest.mark.parametrize(
    ("task", "told"),
    [
        (
            remedies.recreate_campaign((), verified=True),
            "The campaign is verified, so no field of it can be edited. The changes below were not "
            "sent. The command deletes the campaign and creates it again on the same brand and "
            "messaging service; a new review takes 10 to 15 business days. All traffic of the "
            "messaging service stops at once and until the new campaign is approved. To keep the "
            "campaign, put the old values back in the file.",
        ),
        (
            remedies.recreate_campaign((), verified=False),
            "The campaign exists, so its use case, keywords and replies cannot be edited. The "
            "changes below were not sent. The command deletes the campaign and creates it again on "
            "the same brand and messaging service; a new review takes 10 to 15 business days. To "
            "keep the campaign, put the old values back in the file.",
        ),
        (
            remedies.locked_bundle("trust_product", "BU2", ("address.street", "address.city")),
            "The trust product is approved and takes no edits, so the changes below were not sent. "
            "Send the text below to Twilio Support. When they have set it back to draft, the "
            "command sends the changes. To drop them, put the old values back in the file. "
            "Please set the trust product BU2 back to draft: "
            "we want to change address.street, address.city.",
        ),
        (
            remedies.isv(TaskCode.CAMPAIGN_GONE, "campaign"),
            "The campaign is not at Twilio any more; somebody has deleted it. The command creates "
            "it again on the same brand and messaging service.",
        ),
        (
            remedies.in_doubt("brand_registration", StepName.BRAND_REGISTRATION, vetted=True),
            "A brand registration may have reached Twilio: its answer was lost, and Twilio's list "
            "leaves out vetted brands, so its absence there proves nothing. Look in the Console "
            "under Trust Hub, A2P messaging. Answer with the SID of the brand (BN...) if it is "
            "there, or with `--absent` instead of `--sid SID` if it is not.",
        ),
        (
            remedies.isv(TaskCode.TOO_MANY_WRITES, "campaign"),
            "This step was sent to Twilio many times in this run, and the registration did not "
            "move on. tendlc stopped so that it does not repeat forever. Look at the history of "
            "the customer. The command tries the step again.",
        ),
        (
            remedies.same_business(("grace", "grace-2")),
            "The ledger already has this business, as grace and grace-2: the tax id, or the "
            "legal name and address, are the same. A second registration costs the fees again. "
            "To go on with that registration, set `customer: grace` in the file. To register "
            "the business once more, add --another.",
        ),
        (
            remedies.unreadable_record("its document"),
            "This customer's record in the ledger cannot be read: its document. Use the version "
            "of tendlc that wrote it, or restore the ledger from a backup.",
        ),
    ],
)
def test_what_is_asked_is_told_in_whole_sentences(task: Task, told: str) -> None:
    words = words_of(task)
    support = f" {words.support_text}" if words.support_text else ""
    assert f"{words.reason} {words.next_step}{support}" == told


@pytest.mark.parametrize(
    ("task", "cost"),
    [
        (remedies.recreate_campaign((), verified=True), CAMPAIGN_COST),
        (remedies.isv(TaskCode.CAMPAIGN_GONE, "campaign"), CAMPAIGN_COST),
        (verdict(UNKNOWN, code=TaskCode.CAMPAIGN_FAILED, data={"final": True}), CAMPAIGN_COST),
        (verdict(UNKNOWN, code=TaskCode.CAMPAIGN_FAILED, data={"final": False}), None),
        (verdict(UNKNOWN), None),
    ],
)
def test_what_another_try_costs_is_told(task: Task, cost: str | None) -> None:
    assert words_of(task).cost == cost


@pytest.mark.parametrize("code", ["brand_failed", "a_code_of_another_version"])
def test_a_task_of_an_older_version_is_told_in_its_own_words(code: str) -> None:
    stored = TaskWords(reason="It failed.", next_step="Fix it.", cost="$4", support_text="Hi.")
    task = Task(code=code, owner=Owner.ISV, command=Command.RETRY, stored=stored)
    assert words_of(task) == stored
