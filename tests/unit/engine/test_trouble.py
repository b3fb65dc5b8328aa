"""While requests fail the record says why and since when; the pause asked for is kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tendlc.adapters.dispatch.inline import InlineDispatch
from tendlc.adapters.sql.pacing import SqlPacer
from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.domain.onboarding import Lane, Stage
from tendlc.domain.trouble import Trouble
from tendlc.engine.jobs import MOST_FAILED_READS, Jobs
from tendlc.engine.trouble import with_trouble
from tendlc.errors import (
    Advice,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
    TlsFailed,
    UnexpectedAnswer,
    Unreachable,
)
from tests.fakes import ReversingVault
from tests.records import at, record
from tests.unit.engine.scene import Scene

KEY = "acme"
DAY = timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.knows(record())
    return scene


def run(scene: Scene, folder: Path, patience: timedelta = timedelta(0)) -> None:
    dispatch = InlineDispatch(scene.clock)
    ledger = open_ledger(folder / "ledger.db", ReversingVault())
    try:
        jobs = Jobs(engine=scene.engine, dispatch=dispatch, pacer=SqlPacer(ledger, 0, scene.clock))
        dispatch.enqueue(KEY, Lane.FREE)
        dispatch.run(jobs.advance, patience)
    finally:
        ledger.dispose()


@pytest.mark.parametrize(
    "error",
    [
        NotProcessed("Too many.", status=429, twilio_code=20429),
        OutcomeUnknown("Lost.", status=502),
        UnexpectedAnswer("Odd.", advice=Advice.CHECK_GATEWAY),
        Unreachable("Nobody."),
        TlsFailed("Untrusted.", advice=Advice.TRUST_AUTHORITY),
        CredentialsRefused("No.", status=401),
        Refused("Closed.", status=403, twilio_code=20403),
    ],
)
def test_a_read_that_fails_leaves_its_reason_in_the_record(
    error: RemoteError, scene: Scene, tmp_path: Path
) -> None:
    scene.fails(error)
    with suppress(RemoteError):
        run(scene, tmp_path)
    assert scene.stored().trouble == Trouble(
        code=error.code,
        message=error.message,
        advice=error.advice,
        since=at(0),
        last_at=at(0),
        twilio_code=error.twilio_code,
        http_status=error.status,
    )


@pytest.mark.parametrize(
    ("asked", "until"),
    [(None, None), (timedelta(seconds=7), at(67)), (DAY, at(60) + timedelta(hours=1))],
)
def test_a_second_failure_keeps_the_beginning_and_brings_its_own_pause(
    asked: timedelta | None, until: object
) -> None:
    first = with_trouble(record(), OutcomeUnknown("Lost."), at(0))
    second = with_trouble(first, NotProcessed("Busy.", retry_after=asked), at(60)).trouble
    assert second
    assert (second.since, second.last_at, second.message) == (at(0), at(60), "Busy.")
    assert second.not_before == until


def test_the_first_failure_in_a_row_says_since_when(scene: Scene, tmp_path: Path) -> None:
    scene.fails(*[NotProcessed(f"No {n}.") for n in range(MOST_FAILED_READS + 1)])
    with pytest.raises(NotProcessed):
        run(scene, tmp_path, DAY)
    trouble = scene.stored().trouble
    assert trouble
    assert (trouble.since, trouble.message) == (at(0), f"No {MOST_FAILED_READS}.")
    assert trouble.last_at == scene.clock.now() > at(0)


def test_a_read_that_succeeds_ends_the_trouble(scene: Scene, tmp_path: Path) -> None:
    scene.fails(NotProcessed(), OutcomeUnknown(), UnexpectedAnswer())
    run(scene, tmp_path, DAY)
    assert (scene.stored().stage, scene.stored().trouble) == (Stage.REGISTERED, None)


@pytest.mark.parametrize("error", [NotProcessed("Busy.", status=429), OutcomeUnknown("Lost.")])
def test_a_write_that_fails_leaves_its_reason_until_one_succeeds(
    error: RemoteError, scene: Scene, tmp_path: Path
) -> None:
    scene.fails(*[None] * _reads_before_the_first_write(tmp_path), error)
    run(scene, tmp_path)
    trouble = scene.stored().trouble
    assert trouble
    assert (trouble.code, trouble.message) == (error.code, error.message)
    run(scene, tmp_path, DAY)
    assert (scene.stored().stage, scene.stored().trouble) == (Stage.REGISTERED, None)


def test_a_refused_write_is_a_task_and_no_trouble(scene: Scene, tmp_path: Path) -> None:
    reads = _reads_before_the_first_write(tmp_path)
    scene.fails(*[None] * reads, Refused("No.", status=400, twilio_code=20001))
    run(scene, tmp_path)
    assert scene.stored().tasks
    assert scene.stored().trouble is None


@pytest.mark.parametrize("writing", [True, False])
@pytest.mark.parametrize(("asked", "kept"), [(40, 40), (86_400, 3_600)])
def test_nothing_is_sent_before_the_pause_is_over(
    asked: int, kept: int, writing: bool, scene: Scene, tmp_path: Path
) -> None:
    reads = _reads_before_the_first_write(tmp_path) if writing else 0
    pause = timedelta(seconds=asked)
    calls = scene.fails(*[None] * reads, NotProcessed("Busy.", retry_after=pause)).calls
    run(scene, tmp_path)
    assert len(calls) == reads + 1
    for seconds in (0, kept - 1):
        scene.clock.wait_until(at(seconds))
        run(scene, tmp_path)
        assert len(calls) == reads + 1, "a new run asks no sooner"
        assert scene.stored().due_at == at(kept)
    scene.clock.wait_until(at(kept))
    run(scene, tmp_path)
    assert len(calls) > reads + 1


def test_a_clock_that_is_set_back_makes_no_pause_longer(scene: Scene, tmp_path: Path) -> None:
    pause = timedelta(minutes=50)
    calls = scene.fails(NotProcessed("Busy.", retry_after=pause)).calls
    run(scene, tmp_path)
    scene.clock.advance(-DAY.total_seconds())
    run(scene, tmp_path)
    assert (len(calls), scene.stored().due_at) == (1, at(0) - DAY + pause)
    scene.clock.advance(pause.total_seconds())
    run(scene, tmp_path)
    assert len(calls) > 1


def _reads_before_the_first_write(folder: Path) -> int:
    """Count them by a run of its own."""
    scene = Scene()
    scene.knows(record())
    calls = scene.fails().calls
    (folder / "counted").mkdir()
    run(scene, folder / "counted")
    return calls.index("perform")
