"""Answers that are not Twilio's, to every write and every read of a whole registration.

Each request is answered falsely the first time that it is sent. Whatever the run then says, people
do what its tasks tell them; in the end the customer is registered, and there is one of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxProcess
from tests.faults.answers import FalseAnswer, false_answers
from tests.faults.conftest import Played
from tests.faults.journeys import customer
from tests.faults.relay import Spoiled, spoiling_relay
from tests.faults.scene import HOLDS, Patience, Scene
from tests.proxy import Request

READY = 0
PERSON_MUST_ACT = 3
MOST_RUNS = 40
FEWEST_SPOILED = 5
"""So many different requests there are of each sort at least."""
PATIENCE = Patience(client_timeout=1.0)
IN_THE_SUITE = {
    "a page with 403, acted on",
    "a page with 429, acted on",
    "a foreign JSON 409, acted on",
    "a SID of another kind, acted on",
    "a drip, acted on",
    "a page with 502, never arrived",
}
"""One of each sort; `make storm` takes them all."""


@dataclass(frozen=True, slots=True)
class Case:
    answer: FalseAnswer
    writes: bool

    def __str__(self) -> str:
        return f"{'writes' if self.writes else 'reads'}: {self.answer}"


@dataclass(slots=True)
class Outcome:
    """How the runs ended, what the world holds, and what was printed."""

    exits: list[int]
    spoiled: int
    holds: dict[str, int]
    printed: str


class EachOnce:
    """Spoils each write, or each read, the first time that it is sent."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._seen: set[Request] = set()

    def __call__(self, request: Request) -> Spoiled | None:
        if (request.method != "GET") is not self._case.writes or request in self._seen:
            return None
        self._seen.add(request)
        return Spoiled(self._case.answer.trick, self._case.answer.arrives)

    @property
    def count(self) -> int:
        return len(self._seen)


def play(case: Case, sandbox: SandboxProcess, folder: Path) -> Outcome:
    """Run, do what the tasks say, and run again until the customer is ready."""
    spoiler = EachOnce(case)
    exits: list[int] = []
    with spoiling_relay(sandbox.url, spoiler) as url, Scene(sandbox, folder, customer()) as scene:
        scene.aim_at(url)
        while len(exits) < MOST_RUNS and READY not in exits:
            options = ("--retry",) if exits[-1:] == [PERSON_MUST_ACT] else ()
            exits.append(scene.start(*options, patience=PATIENCE).exit_code())
        return Outcome(exits, spoiler.count, scene.holds(), scene.printed())


def _cases() -> Iterator[Any]:
    for answer in false_answers():
        for writes in (True, False):
            marks = [] if str(answer) in IN_THE_SUITE else [pytest.mark.slow]
            yield pytest.param(Case(answer, writes), marks=marks)


@pytest.mark.parametrize("case", [*_cases()], ids=str)
def test_false_answers_end_with_one_of_each(case: Case, played: Played) -> None:
    seen: Outcome = played[case].result()
    assert seen.exits[-1] == READY, seen.printed
    assert seen.holds == HOLDS, seen.printed
    assert seen.spoiled > FEWEST_SPOILED
