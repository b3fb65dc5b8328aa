"""A job: paced work waits for its slot, what is due is queued, reads that fail go again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, delete

from tendlc.adapters.dispatch.inline import InlineDispatch
from tendlc.adapters.sql.pacing import SqlPacer
from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.tables import pacing
from tendlc.domain.onboarding import Lane, Stage
from tendlc.engine.jobs import MOST_FAILED_READS, Jobs
from tendlc.engine.reconcile import Ended
from tendlc.errors import (
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    RemoteError,
    UnexpectedAnswer,
    Unreachable,
)
from tests import cast
from tests.fakes import ReversingVault
from tests.records import TERMS, at, record
from tests.unit.engine.scene import Scene

KEY = "echo-salons"
INTERVAL = timedelta(seconds=7)
DAY = timedelta(days=1)


@dataclass
class Shop:
    """The jobs of one customer: a queue, a pacer of seven seconds, and the times of all jobs."""

    scene: Scene
    pacer: SqlPacer
    ran: list[tuple[datetime, Lane]] = field(default_factory=list)
    left: list[datetime] = field(default_factory=list)
    ends: list[Ended | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dispatch = InlineDispatch(self.scene.clock)
        self.jobs = Jobs(engine=self.scene.engine, dispatch=self.dispatch, pacer=self.pacer)

    def run(self, patience: timedelta = DAY) -> None:
        self.dispatch.enqueue(KEY, Lane.FREE)
        self.dispatch.run(self.advance, patience)

    def advance(self, key: str, lane: Lane) -> None:
        self.ran.append((self.scene.clock.now(), lane))
        self.jobs.engine = self.scene.engine
        self.ends.append(self.jobs.advance(key, lane))
        self.left.append(self.scene.clock.now())


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_ledger(tmp_path_factory.mktemp("jobs") / "ledger.db", ReversingVault())
    yield engine
    engine.dispose()


@pytest.fixture
def shop(ledger: Engine) -> Shop:
    with ledger.begin() as connection:
        connection.execute(delete(pacing))
    scene = Scene(terms=replace(TERMS, wait_for_approval=False))
    scene.knows(record(customer=cast.echo_salons()))
    return Shop(scene, SqlPacer(ledger, INTERVAL.total_seconds(), scene.clock))


def test_a_customer_is_carried_to_the_end_by_its_own_jobs(shop: Shop) -> None:
    shop.run()
    assert shop.scene.stored(KEY).stage is Stage.REGISTERED
    assert shop.ends[-1] is not None
    assert shop.ends[-1].due_at is None


def test_a_handed_over_customer_goes_on_at_once_on_the_lane_it_needs(shop: Shop) -> None:
    shop.run()
    lanes = [lane for _, lane in shop.ran]
    for index, ended in enumerate(shop.ends):
        if ended is not None and ended.hand_over:
            assert lanes[index + 1] is ended.lane
            assert shop.ran[index + 1][0] == shop.left[index]
    assert {*lanes} == {*Lane}


def test_each_paced_job_waits_for_a_slot_of_its_own(shop: Shop) -> None:
    shop.run()
    slots = [
        left for (_, lane), left in zip(shop.ran, shop.left, strict=True) if lane is Lane.PACED
    ]
    assert len(slots) >= 4  # the clock stands still but for waits, so a job ends at its slot
    assert all(later - before >= INTERVAL for before, later in pairwise(slots))


def test_a_customer_that_waits_goes_on_at_its_time(shop: Shop) -> None:
    shop.run()
    waits = [
        (ended.due_at, following[0])
        for ended, following in zip(shop.ends, shop.ran[1:], strict=False)
        if ended is not None and ended.due_at is not None
    ]
    assert waits
    assert all(due == ran for due, ran in waits)


@pytest.mark.parametrize("error", [NotProcessed(status=429), OutcomeUnknown(), UnexpectedAnswer()])
@pytest.mark.parametrize(("failures", "pauses"), [(1, [1]), (3, [1, 2, 4])])
def test_a_read_that_fails_goes_again_a_little_later(
    shop: Shop, error: RemoteError, failures: int, pauses: list[int]
) -> None:
    shop.scene.fails(*[error] * failures)
    shop.run()
    moments = [moment for moment, _ in shop.ran[: failures + 1]]
    between = [(later - before).total_seconds() for before, later in pairwise(moments)]
    assert between == pauses
    assert shop.ends[:failures] == [None] * failures
    assert shop.scene.stored(KEY).stage is Stage.REGISTERED
    assert shop.jobs.failed_reads == {}


def test_a_failed_read_is_in_the_ledger_with_its_time(shop: Shop) -> None:
    shop.scene.fails(NotProcessed(status=429))
    shop.run(timedelta(0))
    assert shop.scene.stored(KEY).due_at == at(1)


def test_a_read_that_fails_too_often_stops_the_work(shop: Shop) -> None:
    shop.scene.fails(*[OutcomeUnknown()] * (MOST_FAILED_READS + 1))
    with pytest.raises(OutcomeUnknown):
        shop.run()
    assert len(shop.ran) == MOST_FAILED_READS + 1


@pytest.mark.parametrize("error", [Unreachable(), CredentialsRefused(status=401)])
def test_what_stops_all_work_is_passed_on_at_once(shop: Shop, error: RemoteError) -> None:
    shop.scene.fails(error)
    with pytest.raises(type(error)):
        shop.run()
    assert len(shop.ran) == 1
