"""From what went wrong to a task: its owner, its fields, its cost, and what is repeated unasked.

The error codes are real rows of the catalog, one of each owner.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.policies import end_user_types
from tendlc.domain.observed import Problem
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Owner, Task
from tendlc.rules import remedies
from tendlc.rules.document_paths import document_paths, unplaced
from tests import cast
from tests.records import check_words_of, is_sentence, refused

BRAND = Step(StepName.BRAND_REGISTRATION)
CAMPAIGN = Step(StepName.CAMPAIGN)
OF_BUSINESS = Problem(code=30795, text="no such tax id")
OF_ISV = Problem(code=30793)
OF_NOBODY = Problem(code=30791)
OF_SUPPORT = Problem(code=30792)
UNKNOWN = Problem(code=39999, text="Something new.")
WITHOUT_CODE = Problem(code=None, text="Something is wrong.")
SILENT = Problem(code=None)


def verdict(*problems: Problem, **more: Any) -> tuple[Task, ...]:
    return remedies.verdict("brand_failed", "The brand failed", "brand", problems, **more)


@pytest.mark.parametrize(
    ("problem", "owner"),
    [
        pytest.param(OF_BUSINESS, Owner.BUSINESS, id="business"),
        pytest.param(OF_ISV, Owner.ISV, id="isv"),
        pytest.param(OF_NOBODY, Owner.ISV, id="nobody in particular"),
        pytest.param(Problem(code=30734), Owner.TWILIO_SUPPORT, id="support"),
        pytest.param(UNKNOWN, Owner.TWILIO_SUPPORT, id="a code that is not known"),
        pytest.param(WITHOUT_CODE, Owner.TWILIO_SUPPORT, id="no code"),
    ],
)
def test_a_problem_belongs_to_whoever_can_change_it(problem: Problem, owner: Owner) -> None:
    (task,) = verdict(problem, sid="BN1")
    assert task.owner is owner
    told = task.support_text or ""
    assert ("BN1" in told) is (owner is Owner.TWILIO_SUPPORT)


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        pytest.param(WITHOUT_CODE, "Something is wrong.", id="text alone"),
        pytest.param(UNKNOWN, "39999: Something new.", id="a code that is not known"),
        pytest.param(SILENT, "no reason given", id="nothing at all"),
        pytest.param(
            OF_NOBODY, "30791: The registration met a passing system error.", id="our own words"
        ),
        pytest.param(
            OF_BUSINESS,
            "30795: no such tax id (The tax number and the legal name do not belong together.)",
            id="Twilio's words and ours",
        ),
        pytest.param(
            Problem(code=30791, text="The registration met a passing system error."),
            "30791: The registration met a passing system error.",
            id="the same words twice",
        ),
        pytest.param(
            Problem(code=39999, text="New.", url="https://twilio.example/39999"),
            "39999: New. See https://twilio.example/39999",
            id="a code that is not known, with its page",
        ),
        pytest.param(
            Problem(code=39999, text="New.", fields=("something_new", "type")),
            "39999: New. Twilio names something_new",
            id="a field that is not known",
        ),
    ],
)
def test_a_task_tells_twilios_words_and_what_they_mean(problem: Problem, reason: str) -> None:
    (task,) = verdict(problem)
    assert task.reason == f"The brand failed: {reason}"


def test_a_verdict_without_a_reason_says_where_the_reason_is() -> None:
    (task,) = verdict()
    assert task.reason.startswith("The brand failed. ")
    assert "Console" in task.reason
    assert (task.problems, task.command) == ((), Command.RETRY)


@pytest.mark.parametrize(
    ("problem", "fields"),
    [
        (Problem(code=30798), ("messaging_profile.company_type",)),
        (Problem(code=30795, fields=("website_url",)), ("business_information.website_url",)),
        (Problem(code=39999, fields=("postal_code",)), ("address.postal_code",)),
        (Problem(code=39999, fields=("something_new", "type")), ()),
        (Problem(code=39999), ()),
        (WITHOUT_CODE, ()),
        (
            Problem(code=1, fields=("MESSAGE_SAMPLES", "MESSAGE_SAMPLES", "MESSAGE_FLOW")),
            ("campaign.message_samples", "campaign.message_flow"),
        ),
        (Problem(code=30886, fields=("USE_CASE_DESCRIPTION",)), ("campaign.description",)),
        (Problem(code=30890, fields=("HELP_MESSAGE",)), ("campaign.help_message",)),
        (Problem(code=18603), ("address",)),
        (Problem(code=18606, fields=("email",)), ("authorized_representatives[0].email",)),
        (
            Problem(code=18605),
            tuple(
                f"authorized_representatives[1].{name}"
                for name in ("first_name", "last_name", "email", "phone_number")
            ),
        ),
        (Problem(code=30748), ("authorized_representatives[0].phone_number",)),
        (Problem(code=21422), ("phone_numbers",)),
        (Problem(code=21452), ("phone_numbers",)),
    ],
)
def test_a_task_names_the_fields_as_the_document_does(
    problem: Problem, fields: tuple[str, ...]
) -> None:
    (task,) = verdict(problem)
    assert task.fields == fields
    assert task.problems == (problem,)


def test_every_field_that_the_catalog_names_has_a_path_or_is_none_of_the_documents() -> None:
    names = {name for row in error_codes().values() for name in row.fields}
    names |= {field.machine_name for kind in end_user_types().values() for field in kind.fields}
    assert unplaced(sorted(names)) == ()
    paths = {path for row in error_codes().values() for path in document_paths(1, row.fields)}
    document = cast.acme_document() | {"phone_numbers": [], "brand": {"campaign_verify_token": 1}}
    sections = {re.split(r"[.\[]", path)[0] for path in paths}
    assert sections <= document.keys()
    assert len(paths) > 25


def test_several_problems_are_several_tasks_each_with_its_own_cause_and_fields() -> None:
    tasks = verdict(Problem(code=30886), Problem(code=30909), Problem(code=30886))
    assert [[p.code for p in task.problems] for task in tasks] == [[30886], [30909]]
    assert [task.fields for task in tasks] == [
        ("campaign.description",),
        ("campaign.message_flow",),
    ]
    assert "30909" not in tasks[0].reason + tasks[0].next_step


@pytest.mark.parametrize(
    ("codes", "commands"),
    [
        ([30886], [Command.ONBOARD]),
        ([30795], [Command.ONBOARD]),
        ([30919], [Command.RETRY]),
        ([30932], [Command.RETRY]),
        ([30558], [Command.RETRY]),
        ([18606], [Command.RETRY]),
        ([18601], [Command.RETRY]),
        ([30791], [Command.RETRY]),
        ([30898], [Command.RETRY]),
        ([30902], [Command.RETRY]),
        ([39999], [Command.RETRY]),
        ([30890], [Command.RECREATE_CAMPAIGN]),
        ([30900], [Command.RECREATE_CAMPAIGN]),
        ([30901], [Command.RECREATE_CAMPAIGN]),
        ([30883], [None]),
        ([30950], [None]),
        ([30886, 30919], [Command.RETRY, Command.RETRY]),
        ([30886, 30890], [Command.RECREATE_CAMPAIGN, Command.RECREATE_CAMPAIGN]),
        ([30886, 30902], [Command.ONBOARD, Command.RETRY]),
        ([30886, 30883], [Command.ONBOARD, None]),
    ],
)
def test_each_task_names_the_one_command_of_its_way_back(
    codes: list[int], commands: list[Command | None]
) -> None:
    tasks = verdict(*(Problem(code=code) for code in codes))
    assert [task.command for task in tasks] == commands


def test_a_use_case_of_a_public_company_waits_for_authentication_plus() -> None:
    (private,), (public,) = (
        verdict(Problem(code=30900), public_company=public) for public in (False, True)
    )
    assert private.command is Command.RECREATE_CAMPAIGN
    assert public.command is Command.RETRY
    assert "Authentication+ mail" in public.next_step
    assert "use case" not in public.next_step
    assert public.fields == ("messaging_profile.brand_contact_email",)


def test_every_code_of_a_review_has_a_way_back() -> None:
    reviewed = [row for row in error_codes().values() if {"E", "V"} & {*row.kinds}]
    assert [row.code for row in reviewed if row.way is None] == []
    final = [row.code for row in reviewed if row.way == "none" and row.resubmittable is not False]
    assert final == []


def test_a_verdict_carries_what_another_try_costs() -> None:
    (task,) = verdict(UNKNOWN, tries_left=2, cost="$15")
    assert (task.code, task.step, task.tries_left, task.cost) == ("brand_failed", "brand", 2, "$15")
    (plain,) = verdict(UNKNOWN)
    assert (plain.tries_left, plain.cost) == (None, None)


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


@pytest.mark.parametrize(
    ("name", "sid"),
    [
        (StepName.BRAND_REGISTRATION, "BN"),
        (StepName.CAMPAIGN, "QE"),
        (StepName.PHONE_NUMBER, "PN"),
    ],
)
def test_what_is_paid_and_in_doubt_or_there_twice_is_asked_about(name: StepName, sid: str) -> None:
    doubt = remedies.in_doubt(str(Step(name, 2)), name)
    twice = remedies.surplus(str(Step(name, 2)), name, f"{sid}2", f"{sid}1")
    for task in (doubt, twice):
        check_words_of(task)
        assert (task.owner, task.step) == (Owner.ISV, f"{name}.2")
        assert "in the Console under" in task.next_step
    assert f"({sid}...)" in doubt.next_step
    assert doubt.command is Command.ANSWER
    assert (f"{sid}2" in twice.next_step, f"{sid}1" in twice.reason) == (True, True)
    assert twice.command is Command.RETRY


def test_a_doubt_about_a_brand_names_both_answers() -> None:
    task = remedies.brand_in_doubt("brand_registration")
    assert (task.code, task.owner) == ("brand_in_doubt", Owner.ISV)
    assert task.command is Command.ANSWER
    for words in ("--sid", "--absent"):
        assert words in task.next_step


@pytest.mark.parametrize(
    ("code", "command", "fields", "for_support"),
    [
        (30795, Command.ONBOARD, True, False),
        (30793, Command.ONBOARD, True, False),
        (21712, Command.RETRY, True, False),
        (21715, Command.ONBOARD, True, False),
        (21628, Command.ONBOARD, True, False),
        (30791, Command.RETRY, False, False),
        (21724, Command.RETRY, False, True),
        (39999, Command.RETRY, False, False),
        (None, Command.RETRY, False, False),
    ],
)
def test_a_refusal_names_fields_command_and_text_to_send(
    code: int | None, command: Command, fields: bool, for_support: bool
) -> None:
    task = remedies.refused(refused(BRAND, twilio_code=code, message="No."))
    check_words_of(task)
    assert (task.command, bool(task.fields)) == (command, fields)
    assert task.support_text == (task.reason if for_support else None)


def test_a_refusal_without_words_says_what_the_code_means() -> None:
    task = remedies.refused(refused(BRAND, twilio_code=30791, message=None))
    meaning = error_codes()[30791].meaning
    assert task.reason == f"Twilio refused the request: 30791: {meaning}"
    assert task.problems == (Problem(code=30791),)


@pytest.mark.parametrize("code", [*sorted(error_codes()), 39999, None])
def test_every_code_becomes_a_task_in_whole_sentences(code: int | None) -> None:
    problem = Problem(code=code, text="Something is wrong.")
    for task in remedies.verdict("x", "It was rejected", "campaign", [problem], sid="QE1"):
        check_words_of(task)
        assert (task.support_text is None) or "QE1" in task.support_text


def test_a_verdict_without_a_reason_is_for_the_business() -> None:
    (task,) = remedies.verdict("x", "It was rejected", "campaign", [])
    check_words_of(task)
    assert (task.owner, task.command) == (Owner.BUSINESS, Command.RETRY)


def test_a_brand_that_only_a_new_one_can_replace_is_looked_at_again_by_onboard() -> None:
    (task,) = remedies.verdict("x", "It was rejected", "brand_registration", [OF_NOBODY])
    assert task.command is Command.RETRY
    assert remedies.only_a_new_brand(task, "BN1").command is Command.ONBOARD


def test_a_task_for_support_without_a_sid_names_no_resource() -> None:
    (task,) = verdict(UNKNOWN)
    reason = "The brand failed: 39999: Something new."
    assert (task.reason, task.support_text) == (reason, f"{reason} Please look into it.")


def test_a_use_case_of_a_private_company_is_the_rule() -> None:
    assert remedies.way_back(Problem(code=30900)) == "recreate"
    assert remedies.way_back(Problem(code=30900), public_company=True) == "authentication"


@pytest.mark.parametrize(("sid", "place"), [("BN1", "The resource is BN1. "), ("", "")])
def test_a_brand_that_only_a_new_one_can_replace_is_for_support(sid: str, place: str) -> None:
    (task,) = remedies.verdict("x", "It was rejected", "brand_registration", [OF_BUSINESS])
    new = remedies.only_a_new_brand(task, sid)
    check_words_of(new)
    assert (new.owner, new.command) == (Owner.TWILIO_SUPPORT, Command.ONBOARD)
    assert new.support_text == f"{task.reason}. {place}Please look into it."
    assert "not register a second brand" in new.next_step
    ended = remedies.only_a_new_brand(replace(task, reason="It ended."), sid)
    assert ended.support_text == f"It ended. {place}Please look into it."


def test_a_record_that_cannot_be_read_is_for_the_isv() -> None:
    task = remedies.unreadable_record("its document")
    assert (task.code, task.owner) == ("unreadable_record", Owner.ISV)
    assert task.reason == "This customer's record in the ledger cannot be read: its document."
    assert is_sentence(task.next_step)


def test_several_fields_that_nobody_knows_are_named_with_commas() -> None:
    problem = Problem(code=39999, text="Odd.", fields=("Nobody_Knows", "Nor_This"))
    (task,) = remedies.verdict("x", "It was rejected", "campaign", [problem])
    assert task.reason == "It was rejected: 39999: Odd. Twilio names Nobody_Knows, Nor_This"


@pytest.mark.parametrize(("verified", "stops"), [(True, True), (False, False)])
def test_a_campaign_that_must_be_created_again_says_what_that_costs(
    verified: bool, stops: bool
) -> None:
    fields = ("campaign.help_message",)
    task = remedies.recreate_campaign(fields, verified=verified)
    check_words_of(task)
    assert (task.code, task.owner, task.step) == ("campaign_recreation", Owner.ISV, "campaign")
    assert (task.command, task.fields) == (Command.RECREATE_CAMPAIGN, fields)
    assert task.cost == remedies.CAMPAIGN_COST
    assert ("All traffic of the messaging service stops at once" in task.next_step) is stops
    assert ("is verified, so no field of it can be edited." in task.reason) is verified
    kept = "exists, so its use case, keywords and replies cannot be edited."
    assert (kept in task.reason) is not verified
    assert task.reason.endswith("The changes below were not sent.")


def test_a_locked_bundle_is_for_support_with_its_fields() -> None:
    fields = ("address.street", "address.city")
    task = remedies.locked_bundle("trust_product", "trust product", "BU2", fields)
    check_words_of(task)
    assert (task.code, task.step, task.fields) == ("changes_not_sent", "trust_product", fields)
    assert (task.owner, task.command) == (Owner.TWILIO_SUPPORT, Command.ONBOARD)
    assert task.reason.startswith("The trust product is approved")
    assert task.support_text == (
        "Please set the trust product BU2 back to draft: "
        "we want to change address.street, address.city."
    )


def test_a_campaign_that_is_gone_can_be_created_again() -> None:
    task = remedies.campaign_gone("campaign.2")
    check_words_of(task)
    assert (task.code, task.owner, task.step) == ("campaign_gone", Owner.ISV, "campaign.2")
    assert (task.command, task.cost) == (Command.RECREATE_CAMPAIGN, remedies.CAMPAIGN_COST)


def test_the_same_business_is_asked_about_in_whole_sentences() -> None:
    assert remedies.same_business(("grace", "grace-2")) == Task(
        code="same_business",
        owner=Owner.ISV,
        reason="The ledger already has this business, as grace and grace-2: the tax id, or the "
        "legal name and address, are the same. A second registration costs the fees again.",
        next_step="To go on with that registration, set `customer: grace` in the file. To register "
        "the business once more, add --another.",
        command=Command.ONBOARD,
        fields=("customer",),
    )


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
            remedies.locked_bundle("trust_product", "trust product", "BU2", ()),
            "The trust product is approved and takes no edits, so the changes below were not sent. "
            "Send the text below to Twilio Support. When they have set it back to draft, the "
            "command sends the changes. To drop them, put the old values back in the file.",
        ),
        (
            remedies.campaign_gone("campaign"),
            "The campaign is not at Twilio any more; somebody has deleted it. The command creates "
            "it again on the same brand and messaging service.",
        ),
        (
            remedies.brand_in_doubt("brand_registration"),
            "A brand registration may have reached Twilio: its answer was lost, and Twilio's list "
            "leaves out vetted brands, so its absence there proves nothing. Look in the Console "
            "under Trust Hub, A2P messaging. Answer with the SID of the brand (BN...) if it is "
            "there, or with `--absent` instead of `--sid SID` if it is not.",
        ),
        (
            remedies.too_many_writes("campaign"),
            "This step was sent to Twilio many times in this run, and the registration did not "
            "move on. tendlc stopped so that it does not repeat forever. Look at the history of "
            "the customer. The command tries the step again.",
        ),
    ],
)
def test_what_is_asked_is_told_in_whole_sentences(task: Task, told: str) -> None:
    assert f"{task.reason} {task.next_step}" == told
