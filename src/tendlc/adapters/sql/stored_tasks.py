"""Tasks and events as the ledger holds them, and as older versions wrote them: with sentences.

An older task keeps its code, owner, step, fields and problems. Its sentences are shown until the
next pass derives it again, unless the code alone says it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, TypeAdapter

from tendlc.domain.approval import Approval
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

_DATA_FOLLOWS: Final = "\0"
"""Begins the text of an event that carries data: no text that was told holds this character."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """What an event carries beside its name, step and SID."""

    text: str = ""
    task: Annotated[Task, READ_AS_TODAY] | None = None
    approval: Approval | None = None
    others: tuple[str, ...] = ()
    kept: str = ""


@cache
def _carried() -> TypeAdapter[_Carried]:
    return TypeAdapter(_Carried)


def text_with_data(event: Event) -> str:
    """Write what an event carries as the one text that the ledger seals."""
    carried = _Carried(**{part.name: getattr(event, part.name) for part in fields(_Carried)})
    if carried == _Carried(text=event.text):
        return event.text
    return _DATA_FOLLOWS + _carried().dump_json(carried).decode()


def data_in(text: str) -> dict[str, Any]:
    """Read back what `text_with_data` wrote, as the fields of an event."""
    if not text.startswith(_DATA_FOLLOWS):
        return {"text": text}
    carried = _carried().validate_json(text.removeprefix(_DATA_FOLLOWS))
    return {part.name: getattr(carried, part.name) for part in fields(_Carried)}
