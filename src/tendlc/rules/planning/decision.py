"""What a plan can say: the six decisions, each a value.

Act and ReadBack go to Twilio about one step, Look about a review; the rest do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tendlc.domain.actions import Action
from tendlc.domain.steps import Step
from tendlc.domain.subjects import Subject
from tendlc.domain.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Send this write as attempt `number` of the step."""

    step: Step
    action: Action
    number: int

    @property
    def paced(self) -> bool:
        return self.action.paced


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """Look for the object of attempt `number`; `blind` where nothing was sent yet.

    `confirm`: it was made; look whether it is the only one of its kind.
    """

    step: Step
    action: Action
    number: int
    blind: bool = False
    confirm: bool = False

    @property
    def paced(self) -> bool:
        return self.action.paced


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Fetch what moves by itself."""

    subject: Subject

    @property
    def paced(self) -> bool:
        return self.subject.paced


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing to do before `until`; `what` says what is awaited, in plain words."""

    until: datetime
    what: str

    @property
    def paced(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHuman:
    """People must act; `until` is the next time when something else is due."""

    tasks: tuple[Task, ...]
    until: datetime | None = None

    @property
    def paced(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Done:
    """Every step is done and seen at Twilio; what the carriers do then, nobody can read."""

    @property
    def paced(self) -> bool:
        return False


Decision = Act | ReadBack | Look | Wait | AskHuman | Done
