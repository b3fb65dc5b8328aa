"""The command under a task can be copied: it names the file, the place and the data folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tendlc.destinations import SANDBOX_ACCOUNT_SID
from tendlc.domain.onboarding import BUILT_IN, Target, TargetKind
from tendlc.domain.steps import StepName
from tendlc.domain.tasks import Task
from tendlc.entrypoints.cli.tasks import Door, command_line
from tendlc.rules import remedies
from tests.records import LIVE, record

DOUBT = remedies.in_doubt("brand_registration", StepName.BRAND_REGISTRATION)
FAULTY = remedies.faulty_document()
OURS = Target(kind=TargetKind.SANDBOX, account_sid=SANDBOX_ACCOUNT_SID, world_id="w.1")
THEIRS = Target(kind=TargetKind.SANDBOX, account_sid="AC" + "1" * 32, world_id="w.1")
URL = "http://127.0.0.1:4010"
ANSWER = "tendlc answer acme brand_registration --sid SID"


@pytest.mark.parametrize(
    ("task", "target", "place", "door", "line"),
    [
        (DOUBT, OURS, BUILT_IN, Door(), f"{ANSWER} --target built-in"),
        (DOUBT, OURS, URL, Door(), f"{ANSWER} --target {URL}"),
        (
            DOUBT,
            THEIRS,
            URL,
            Door(data=Path("my data")),
            f"{ANSWER} --target {URL} --data 'my data'",
        ),
        (DOUBT, THEIRS, None, Door(), f"{ANSWER} --target URL"),
        (DOUBT, OURS, None, Door(), ANSWER),
        (DOUBT, LIVE, None, Door(), f"{ANSWER} --live"),
        (FAULTY, OURS, BUILT_IN, Door(file=Path("a.yaml")), "tendlc onboard a.yaml"),
        (FAULTY, OURS, URL, Door(), f"tendlc onboard FILE --target {URL}"),
        (FAULTY, THEIRS, URL, Door(target="http://h:1"), "tendlc onboard FILE --target http://h:1"),
    ],
)
def test_a_command_names_what_it_needs(
    task: Task, target: Target, place: str | None, door: Door, line: str
) -> None:
    assert command_line(task, replace(record(target=target), place=place), door) == line


def test_where_nothing_helps_there_is_no_command() -> None:
    assert command_line(replace(FAULTY, command=None), record(), Door()) is None
