"""What people must do, in words: who, why, which field on which line, and the one command to run.

The sentences stand in the table for all doors; the command line is this door's own.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.app import tasks_of
from tendlc.domain.onboarding import BUILT_IN, Onboarding, TargetKind, Unreadable
from tendlc.domain.tasks import Command, Task
from tendlc.entrypoints.words.tasks import words_of

if TYPE_CHECKING:
    from rich.console import Console

OWNERS = {
    "business": "the customer",
    "isv": "you, the ISV",
    "twilio_support": "Twilio Support",
}

_COMMANDS: Mapping[Command, str] = {
    Command.ONBOARD: "tendlc onboard FILE",
    Command.RETRY: "tendlc onboard FILE --retry",
    Command.RECREATE_CAMPAIGN: "tendlc onboard FILE --recreate-campaign",
    Command.ANSWER: "tendlc answer CUSTOMER STEP --sid SID",
}
"""How each thing is asked for here; words in capitals are filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the caller's command line named, to be named again in the next one.

    `lines` gives the line of each field that `file` writes.
    """

    file: Path | None = None
    target: str | None = None
    data: Path | None = None
    lines: Mapping[str, int] = field(default_factory=dict)


def print_tasks(console: Console, record: Onboarding | Unreadable, door: Door) -> None:
    """Print what people must do, each task by itself."""
    from tendlc.entrypoints.cli.terminal import print_indented

    for task in tasks_of(record):
        first, *rest = _task_lines(task, record, door)
        print_indented(console, first, 2)
        for line in rest:
            print_indented(console, line, 4)


def command_line(task: Task, record: Onboarding | Unreadable, door: Door) -> str | None:
    """Write the command of a task in full, ready to be copied; None where nothing helps to run."""
    if task.command is None:
        return None
    words = [_word(word, task, record, door) for word in _COMMANDS[task.command].split()]
    return " ".join([*words, *_options(task.command, record, door)])


def _word(word: str, task: Task, record: Onboarding | Unreadable, door: Door) -> str:
    match word:
        case "FILE":
            return shlex.quote(str(door.file)) if door.file else word
        case "CUSTOMER":
            return record.key
        case "STEP":
            return task.step or word
    return word


def _options(command: Command, record: Onboarding | Unreadable, door: Door) -> Iterator[str]:
    if record.target is None:
        return
    if record.target.kind is TargetKind.LIVE:
        yield "--live"
    elif url := door.target or _url(command, record):
        yield f"--target {shlex.quote(url)}"
    if door.data:
        yield f"--data {shlex.quote(str(door.data))}"


def _url(command: Command, record: Onboarding | Unreadable) -> str | None:
    """Say how the sandbox of a record is named; an answer names the built-in one as well.

    Records of before places were noted do not tell where their sandbox was.
    """
    from tendlc.destinations import SANDBOX_ACCOUNT_SID

    place = record.place if isinstance(record, Onboarding) else None
    if place == BUILT_IN:
        return BUILT_IN if command is Command.ANSWER else None
    of_built_in = record.target is not None and record.target.account_sid == SANDBOX_ACCOUNT_SID
    return place or (None if of_built_in else "URL")


def _task_lines(task: Task, record: Onboarding | Unreadable, door: Door) -> Iterator[str]:
    words = words_of(task)
    yield f"For {OWNERS[task.owner]}: {words.reason}"
    for path in task.fields:
        yield f"Field: {path}{_place(path, door)}"
    if task.tries_left is not None:
        yield f"Tries left: {task.tries_left}"
    if words.cost:
        yield f"Costs: {words.cost}"
    yield f"Next: {words.next_step}"
    if words.support_text:
        yield f"Text for Support: {words.support_text}"
    command = command_line(task, record, door)
    if command:
        yield f"Run: {command}"


def _place(path: str, door: Door) -> str:
    from tendlc.entrypoints.intake.examine import line_of

    line = line_of(door.lines, path)
    return f" ({door.file}, line {line})" if door.file and line else ""
