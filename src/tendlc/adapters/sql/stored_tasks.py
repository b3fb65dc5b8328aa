"""Tasks and events as the ledger holds them, and as older versions wrote them: with sentences.

An older task keeps its code, owner, step, fields and problems. Its sentences are shown until the
next pass derives it again, unless the code alone says it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import BeforeValidator, TypeAdapter

from tendlc.domain.events import Event
from tendlc.domain.tasks import Command, Task, TaskCode

_COMMANDS: Final[Mapping[str, Command]] = {
    "tendlc onboard FILE": Command.ONBOARD,
    "tendlc onboard FILE --retry": Command.RETRY,
    "tendlc onboard FILE --recreate-campaign": Command.RECREATE_CAMPAIGN,
    "tendlc answer CUSTOMER STEP --sid SID": Command.ANSWER,
}
"""How older versions wrote the commands of a task."""
_WORDS: Final = ("reason", "next_step", "cost", "support_text")
_CODE_SAYS_ALL: Final = frozenset(
    {
        TaskCode.APPROVAL_MISSING,
        TaskCode.CAMPAIGN_GONE,
        TaskCode.FAULTY_DOCUMENT,
        TaskCode.NUMBER_CANNOT_SEND,
        TaskCode.NUMBER_NOT_IN_ACCOUNT,
        TaskCode.NUMBER_NOT_ON_SALE,
        TaskCode.TOO_MANY_WRITES,
        TaskCode.VETTING_FAILED,
    }
)
"""The tasks whose words need nothing that an older version put into words only."""


def as_of_today(stored: Any) -> Any:
    """Give the task of an older version, read from JSON, the shape of today."""
    if not isinstance(stored, dict) or "reason" not in stored:
        return stored
    words = {name: stored[name] for name in _WORDS if name in stored}
    kept = {name: value for name, value in stored.items() if name not in _WORDS}
    kept["command"] = _COMMANDS.get(stored.get("command") or "")
    if stored.get("code") in _CODE_SAYS_ALL:
        return kept
    return kept | {"stored": words}


READ_AS_TODAY: Final = BeforeValidator(as_of_today)

_TASK_FOLLOWS: Final = "\0"
"""Begins the text of an event that carries a task: no text that was told holds this character."""


@cache
def _task() -> TypeAdapter[Task]:
    return TypeAdapter(Task)


def text_with_task(event: Event) -> str:
    """Write what an event carries as the one text that the ledger seals."""
    if event.task is None:
        return event.text
    return _TASK_FOLLOWS + _task().dump_json(event.task).decode()


def task_in(text: str) -> Task | None:
    """Read back the task of `text_with_task`; None where the text is one that was told."""
    if not text.startswith(_TASK_FOLLOWS):
        return None
    return _task().validate_json(text.removeprefix(_TASK_FOLLOWS))
