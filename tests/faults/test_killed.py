"""Killed at every call that must not happen twice, at both moments that leave a doubt.

After the sandbox stored the object, while the ledger knows only the intent; and while the request
is still under way and has no effect yet. The same command is run again, killed at the next call,
and so on; the last run finishes the registration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxProcess
from tests.faults.calls import Call, paths, steps_of
from tests.faults.conftest import Played
from tests.faults.journeys import JOURNEYS, Journey, customer
from tests.faults.scene import HOLDS, MissedMoment, Patience, Scene, await_moment
from tests.warm import WarmRun

KILLED = -9
READY = 0
SLOW_SECONDS = 2.0
"""The change is made this long after the request came: after the kill, while the next run is
already there, and before a client would have given up."""
HELD_SECONDS = 15.0
"""The answer comes when nobody waits for it any longer."""
PATIENCE = Patience(client_timeout=SLOW_SECONDS + 0.5)
TRIES = 3
"""On a machine that is busy elsewhere the moment of a kill may be missed."""


@dataclass(frozen=True, slots=True)
class Case:
    journey: Journey
    calls: tuple[Call, ...]
    stored: bool

    def walk(self) -> Iterator[tuple[Call, list[str]]]:
        """Give each call of the case, and the paths of those that go well before it."""
        done = 0
        for call in self.calls:
            index = self.journey.guarded.index(call)
            yield call, [other.path for other in self.journey.guarded[done:index]]
            done = index + 1

    def __str__(self) -> str:
        return f"{self.calls[0].step} in {self.journey.name}: {'stored' if self.stored else 'slow'}"


@dataclass(slots=True)
class Outcome:
    """What was seen: how the runs ended, the steps in doubt after each kill, and what was sent."""

    killed: list[int]
    in_doubt: list[list[str]]
    ended: int
    sent: list[str]
    holds: dict[str, int]
    printed: str


def _cases() -> Iterator[Any]:
    for stored in (False, True):
        for journey in JOURNEYS:
            for first in range(journey.chains):
                yield Case(journey, journey.guarded[first :: journey.chains], stored)


def _alone() -> Iterator[Any]:
    for stored in (False, True):
        for journey in JOURNEYS:
            for call in journey.guarded:
                yield Case(journey, (call,), stored)


def play(case: Case, sandbox: SandboxProcess, folder: Path) -> Outcome:
    """Prepare, run until each call and kill there, then run to the end.

    Raises:
        MissedMoment: no try could stop a run where it was to be stopped.
    """
    for number in range(1, TRIES):
        with suppress(MissedMoment):
            outcome = _try(case, sandbox, folder / str(number))
            if outcome.in_doubt == [[call.step] for call in case.calls]:
                return outcome
    return _try(case, sandbox, folder / str(TRIES))


def _try(case: Case, sandbox: SandboxProcess, place: Path) -> Outcome:
    place.mkdir()
    with Scene(sandbox, place, customer()) as scene:
        return _play(case, scene)


def _play(case: Case, scene: Scene) -> Outcome:
    case.journey.prepare(scene)
    before = len(scene.posts())
    killed, in_doubt = [], []
    for call, between in case.walk():
        scene.let_pass(call.path, between.count(call.path))
        run = _run_into(case, call, scene)
        run.kill()
        killed.append(run.exit_code())
        in_doubt.append(scene.open_steps())
    ended = scene.start(*case.journey.options, patience=PATIENCE).exit_code()
    sent = steps_of(scene.posts()[before:])
    return Outcome(killed, in_doubt, ended, sent, scene.holds(), scene.printed())


def _run_into(case: Case, call: Call, scene: Scene) -> WarmRun:
    """Start a run and return at the moment of the kill."""
    when, seconds = ("after", HELD_SECONDS) if case.stored else ("before", SLOW_SECONDS)
    fault = scene.spoil(call.path, when=when, delay=seconds)
    run = scene.start(*case.journey.options, patience=PATIENCE)
    await_moment(run, lambda: scene.is_used_up(fault))
    if case.stored:
        await_moment(run, scene.has_stored_spoiled)
    return run


@pytest.mark.parametrize(
    "case",
    [*_cases(), *(pytest.param(case, marks=pytest.mark.slow) for case in _alone())],
    ids=str,
)
def test_killed_runs_are_finished_by_the_next_with_one_of_each(case: Case, played: Played) -> None:
    seen: Outcome = played[case].result()
    assert seen.killed == [KILLED] * len(case.calls), seen.printed
    assert seen.in_doubt == [[call.step] for call in case.calls], seen.printed
    assert seen.ended == READY, seen.printed
    assert seen.sent == paths((*case.journey.guarded, *case.journey.then)), seen.printed
    assert seen.holds == HOLDS, seen.printed
