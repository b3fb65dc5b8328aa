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
from tendlc.domain.tasks import Command, Owner, Task, TaskCode
from tendlc.rules import remedies
from tendlc.rules.document_paths import document_paths, unplaced
from tests import cast
from tests.records import check_words_of, refused

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
    return remedies.verdict(TaskCode.BRAND_FAILED, "brand", problems, **more)


@pytest.mark.parametrize(
    ("problem", "owner"),
    [
        pytest.param(OF_BUSINESS, Owner.BUSINESS, id="business"),
        pytest.param(OF_ISV, Owner.ISV, id="isv"),
        pytest.param(OF_NOBODY, Owner.ISV, id="nobody in particular"),
        pytest.param(Problem(code=30734), Owner.TWILIO_SUPPORT, id="support"),
        pytest.param(Problem(code=30702), Owner.TWILIO_SUPPORT, id="the ISV's, but a new brand"),
        pytest.param(UNKNOWN, Owner.TWILIO_SUPPORT, id="a code that is not known"),
        pytest.param(WITHOUT_CODE, Owner.TWILIO_SUPPORT, id="no code"),
    ],
)
def test_a_problem_belongs_to_whoever_can_change_it(problem: Problem, owner: Owner) -> None:
    (task,) = verdict(problem, sid="BN1")
    assert task.owner is owner
    assert task.sid == "BN1"


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
    assert (private.way, public.way) == ("recreate", "authentication")
    assert public.fields == ("messaging_profile.brand_contact_email",)


def test_every_code_of_a_review_has_a_way_back() -> None:
    reviewed = [row for row in error_codes().values() if {"E", "V"} & {*row.kinds}]
    assert [row.code for row in reviewed if row.way is None] == []
    final = [row.code for row in reviewed if row.way == "none" and row.resubmittable is not False]
    assert final == []


def test_a_verdict_carries_what_is_counted_and_known_of_it() -> None:
    (task,) = verdict(UNKNOWN, tries_left=2, data={"final": True})
    assert (task.code, task.step, task.tries_left) == ("brand_failed", "brand", 2)
    assert task.data == {"final": True}
    (plain,) = verdict(UNKNOWN)
    assert (plain.tries_left, plain.data) == (None, {})


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


def test_a_task_for_support_knows_what_it_is_about() -> None:
    task = remedies.support(TaskCode.BRAND_STUCK, "brand_registration", "BN1", {"status": "odd"})
    assert (task.code, task.owner) == ("brand_stuck", Owner.TWILIO_SUPPORT)
    assert (task.step, task.sid, task.command) == ("brand_registration", "BN1", Command.RETRY)
    assert task.data == {"status": "odd"}


def test_a_task_for_the_isv() -> None:
    task = remedies.isv(TaskCode.STILL_DRAFT, "campaign")
    assert (task.code, task.owner, task.step) == ("still_draft", Owner.ISV, "campaign")
    assert (task.command, task.fields, task.data) == (None, (), {})


@pytest.mark.parametrize(
    "name", [StepName.BRAND_REGISTRATION, StepName.CAMPAIGN, StepName.PHONE_NUMBER]
)
def test_what_is_paid_and_in_doubt_or_there_twice_is_asked_about(name: StepName) -> None:
    doubt = remedies.in_doubt(str(Step(name, 2)), name)
    twice = remedies.surplus(str(Step(name, 2)), name, "XX2", "XX1")
    assert [(task.owner, task.step) for task in (doubt, twice)] == [(Owner.ISV, f"{name}.2")] * 2
    assert (doubt.command, doubt.data) == (Command.ANSWER, {"vetted": False})
    assert (twice.command, twice.sid) == (Command.RETRY, "XX2")
    assert twice.data == {"kind": name, "kept": "XX1"}


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
def test_a_refusal_names_fields_command_and_whether_it_is_for_support(
    code: int | None, command: Command, fields: bool, for_support: bool
) -> None:
    task = remedies.refused(refused(BRAND, twilio_code=code, message="No."))
    check_words_of(task)
    assert (task.command, bool(task.fields)) == (command, fields)
    assert (task.owner is Owner.TWILIO_SUPPORT) is for_support


def test_a_verdict_without_a_reason_is_for_the_business() -> None:
    (task,) = verdict()
    check_words_of(task)
    assert (task.owner, task.command, task.problems) == (Owner.BUSINESS, Command.RETRY, ())


def test_a_brand_that_only_a_new_one_can_replace_is_for_support_and_onboard_looks_again() -> None:
    (task,) = verdict(OF_NOBODY)
    assert task.command is Command.RETRY
    new = remedies.only_a_new_brand(task)
    assert (new.owner, new.command, new.way) == (
        Owner.TWILIO_SUPPORT,
        Command.ONBOARD,
        "new_brand",
    )


def test_a_use_case_of_a_private_company_is_the_rule() -> None:
    assert remedies.way_back(Problem(code=30900)) == "recreate"
    assert remedies.way_back(Problem(code=30900), public_company=True) == "authentication"


@pytest.mark.parametrize("verified", [True, False])
def test_a_campaign_that_must_be_created_again_is_for_the_isv(verified: bool) -> None:
    fields = ("campaign.help_message",)
    task = remedies.recreate_campaign(fields, verified=verified)
    assert (task.code, task.owner, task.step) == ("campaign_recreation", Owner.ISV, "campaign")
    assert (task.command, task.fields) == (Command.RECREATE_CAMPAIGN, fields)
    assert task.data == {"verified": verified}


def test_a_locked_bundle_is_for_support_with_its_fields() -> None:
    fields = ("address.street", "address.city")
    task = remedies.locked_bundle("trust_product", "BU2", fields)
    assert (task.code, task.step, task.fields) == ("changes_not_sent", "trust_product", fields)
    assert (task.owner, task.command, task.sid) == (
        Owner.TWILIO_SUPPORT,
        Command.ONBOARD,
        "BU2",
    )


def test_the_same_business_is_asked_about_by_name() -> None:
    assert remedies.same_business(("grace", "grace-2")) == Task(
        code="same_business",
        owner=Owner.ISV,
        command=Command.ONBOARD,
        fields=("customer",),
        data={"others": ("grace", "grace-2")},
    )
