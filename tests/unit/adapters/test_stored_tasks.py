"""Tasks that an older version stored, with sentences in them: they open, and nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter

from tendlc.adapters.sql.stored_tasks import READ_AS_TODAY, data_in, text_with_data
from tendlc.domain.events import EventName
from tendlc.domain.observed import Problem
from tendlc.domain.tasks import Command, Owner, Task, TaskCode, TaskWords
from tendlc.rules import remedies
from tests.contract.store.onboardings import approval, event, task

READER: TypeAdapter[Task] = TypeAdapter(Annotated[Task, READ_AS_TODAY])
OLD: dict[str, Any] = {
    "code": "brand_failed",
    "owner": "business",
    "reason": "The brand was not approved: 30795: no such tax id",
    "next_step": "Fix the fields in the file.",
    "step": "brand_registration",
    "fields": ["business_information.business_registration_number"],
    "problems": [{"code": 30795, "text": "no such tax id", "fields": [], "url": None}],
    "tries_left": 2,
    "deadline": None,
    "cost": None,
    "support_text": None,
    "command": "tendlc onboard FILE",
    "quote": [],
}

FAULTY: dict[str, Any] = {
    "code": "faulty_document",
    "owner": "isv",
    "step": None,
    "fields": [],
    "problems": [],
    "tries_left": None,
}


def read(stored: dict[str, Any]) -> Task:
    return READER.validate_json(json.dumps(stored))


def test_a_task_of_an_older_version_keeps_its_data_and_its_words() -> None:
    assert read(OLD) == Task(
        code="brand_failed",
        owner=Owner.BUSINESS,
        step="brand_registration",
        command=Command.ONBOARD,
        fields=("business_information.business_registration_number",),
        problems=(Problem(code=30795, text="no such tax id"),),
        tries_left=2,
        stored=TaskWords(
            reason="The brand was not approved: 30795: no such tax id",
            next_step="Fix the fields in the file.",
        ),
    )


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("tendlc onboard FILE", Command.ONBOARD),
        ("tendlc onboard FILE --retry", Command.RETRY),
        ("tendlc onboard FILE --recreate-campaign", Command.RECREATE_CAMPAIGN),
        ("tendlc answer CUSTOMER STEP --sid SID", Command.ANSWER),
        (None, None),
        ("tendlc something of another version", None),
    ],
)
def test_the_command_of_an_old_task_is_known_again(
    command: str | None, expected: Command | None
) -> None:
    assert read(OLD | {"command": command}).command is expected


def test_an_old_task_whose_code_says_all_is_as_if_derived_today() -> None:
    assert read(OLD | FAULTY) == remedies.faulty_document()


def test_a_code_that_nobody_knows_is_told_in_the_words_that_came_with_it() -> None:
    known = read(OLD | {"code": "of_another_version"})
    assert known.code == "of_another_version"
    assert known.stored is not None


def test_a_task_of_today_is_read_as_it_is() -> None:
    assert READER.validate_json(READER.dump_json(task())) == task()


@pytest.mark.parametrize(
    "carried",
    [
        {"task": task()},
        {"approval": approval()},
        {"others": ("grace", "grace-2")},
        {"kept": "BN1"},
        {"text": "Twilio said no."},
    ],
)
def test_what_an_event_carries_comes_back(carried: dict[str, Any]) -> None:
    happened = replace(event(EventName.TASK_RAISED), **carried)
    assert replace(event(EventName.TASK_RAISED), **data_in(text_with_data(happened))) == happened


@pytest.mark.parametrize("told", ["", "Twilio said no.", '{"code": "x"}'])
def test_a_told_text_stays_as_older_versions_wrote_it(told: str) -> None:
    assert text_with_data(event(text=told)) == told
    assert data_in(told) == {"text": told}


def test_a_task_that_an_older_version_stored_is_not_raised_again() -> None:
    (task,) = remedies.verdict(
        TaskCode.BRAND_FAILED,
        "brand_registration",
        [Problem(code=30795, text="no such tax id")],
        sid="BN1",
        tries_left=2,
    )
    assert task.was_in([read(OLD | {"fields": list(task.fields)})])
    assert not task.was_in([read(OLD | {"step": "campaign"})])
    assert not task.was_in([replace(task, tries_left=1)])
    assert task.was_in([task])
