"""Whoever else writes to a record, and whenever: no answer is lost, and nothing is paid twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.domain.actions import RegisterBrand
from tendlc.domain.events import EventName
from tendlc.domain.observed import BrandSeen
from tendlc.domain.onboarding import Lane, Onboarding, Stage
from tendlc.domain.steps import Result, Step, StepName
from tendlc.engine import commands
from tendlc.engine.engine import MOST_RELOADS
from tendlc.engine.reconcile import reconcile
from tendlc.errors import StaleWrite
from tendlc.ports import Store
from tests import cast
from tests.fakes import InMemoryStore, ReversingVault
from tests.property.test_plan_ends import ONCE, Life
from tests.simulated_twilio import Fate
from tests.unit.engine.meddling import Change, Writer

MOST_JOBS = 200


def touched(onboarding: Onboarding) -> Onboarding:
    """Write without a change: the barest write from elsewhere."""
    return onboarding


def retried(onboarding: Onboarding) -> Onboarding:
    """Ask for another try, as `--retry` does."""
    return replace(onboarding, retry_round=onboarding.retry_round + 1)


def amended(onboarding: Onboarding) -> Onboarding:
    """Put a mended document in, as a second run with a changed file does."""
    campaign = onboarding.customer.campaign
    told = campaign.model_copy(update={"description": f"{campaign.description} (amended)"})
    customer = onboarding.customer.model_copy(update={"campaign": told})
    return replace(onboarding, customer=customer)


def never(_: int) -> bool:
    return False


def life(store: Store) -> Life:
    played = Life(cast.acme(), [], [], wait_for_approval=False, recreates=False)
    played.engine = replace(played.engine, store=store)
    commands.enrol(played.engine, played.customer)
    return played


def beside(
    played: Life, other: Store, change: Change, at: Callable[[int], bool], *only: str
) -> Writer:
    """Let a writer act beside the engine of a life."""
    target, key = played.engine.target, played.customer.customer
    writer = Writer(other, target, key, change=change, at=at, only=only)
    played.engine = writer.beside(played.engine)
    return writer


def carry(played: Life) -> Onboarding:
    """Run jobs until the customer is ready or has late edits; a stopped job is run again."""
    for _ in range(MOST_JOBS):
        try:
            onboarding = played.turn()
        except StaleWrite:
            continue
        if onboarding is not None and (
            onboarding.stage is Stage.REGISTERED or played.asked_support
        ):
            return onboarding
    raise AssertionError("the customer never got ready")


def assert_nothing_lost(played: Life, store: Store) -> None:
    """Every answer stands in the ledger, nothing was sent again, nobody had to wait for a doubt."""
    record = store.load(played.engine.target, played.customer.customer)
    assert {kind: played.twilio.count(kind) for kind in ONCE} == dict.fromkeys(ONCE, 1)
    assert {attempt.result for attempt in record.attempts} <= {Result.MADE, Result.ABSENT}
    known = {attempt.sid for attempt in record.attempts}
    assert {thing.sid for thing in played.twilio.things.values()} <= known
    paid = [type(action).__name__ for action in played.twilio.requests if action.paid]
    assert len(paid) == len(set(paid)), "a paid request left twice"


def undisturbed(*only: str) -> int:
    """Count the moments of a life in which nobody else writes."""
    store = InMemoryStore()
    played = life(store)
    writer = beside(played, store, touched, never, *only)
    carry(played)
    return writer.moments


@pytest.mark.parametrize(
    ("change", "only", "each"),
    [
        pytest.param(touched, (), 1, marks=pytest.mark.slow, id="touched at every call"),
        pytest.param(touched, (), 11, id="touched at every eleventh call"),
        pytest.param(retried, ("perform", "find"), 3, id="retried"),
        pytest.param(amended, ("perform", "find"), 3, id="amended"),
        pytest.param(retried, ("perform", "find"), 1, marks=pytest.mark.slow, id="every retried"),
        pytest.param(amended, ("perform", "find"), 1, marks=pytest.mark.slow, id="every amended"),
    ],
)
def test_a_writer_at_any_one_port_call_loses_no_answer(
    change: Change, only: tuple[str, ...], each: int
) -> None:
    moments = undisturbed(*only)
    assert moments > (20 if only else 200)
    for wanted in range(0, moments, each):
        store = InMemoryStore()
        played = life(store)
        writer = beside(played, store, change, wanted.__eq__, *only)
        carry(played)
        assert writer.wrote == 1, f"the writer's moment {wanted} never came"
        assert_nothing_lost(played, store)


@pytest.mark.parametrize(
    ("verb", "each"), [("perform", 1), ("notify", 1), ("find", 2), ("look", 2), ("save", 5)]
)
def test_a_writer_that_comes_again_and_again_loses_no_answer(verb: str, each: int) -> None:
    store = InMemoryStore()
    played = life(store)
    writer = beside(played, store, touched, lambda n: n % each == 0, verb)
    carry(played)
    assert writer.wrote >= 1
    assert_nothing_lost(played, store)


@pytest.fixture
def two_doors(tmp_path: Path) -> Iterator[tuple[SqlStore, SqlStore]]:
    """Two stores on one ledger file, as two programs have them."""
    vault = ReversingVault()
    engines = [open_ledger(tmp_path / "ledger.db", vault) for _ in range(2)]
    yield SqlStore(engines[0], vault), SqlStore(engines[1], vault)
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("change", [touched, retried, amended])
def test_a_writer_on_the_same_file_at_every_request_loses_no_answer(
    change: Change, two_doors: tuple[SqlStore, SqlStore]
) -> None:
    ours, theirs = two_doors
    played = life(ours)
    writer = beside(played, theirs, change, lambda n: n < 100, "perform")
    carry(played)
    assert writer.wrote > 10
    assert_nothing_lost(played, theirs)


def test_a_registered_brand_is_known_at_once_although_somebody_wrote_meanwhile() -> None:
    store = InMemoryStore()
    played = life(store)

    def brand_is_under_way(_: int) -> bool:
        return any(isinstance(sent, RegisterBrand) for sent in played.twilio.requests[-1:])

    beside(played, store, amended, brand_is_under_way, "perform")
    step = Step(StepName.BRAND_REGISTRATION)
    key = played.customer.customer
    while not any(isinstance(sent, RegisterBrand) for sent in played.twilio.requests):
        played.turn()
    record = store.load(played.engine.target, key)
    made = record.last_success(step)
    assert made is not None
    assert made.result is Result.MADE
    assert record.observed.last(BrandSeen) is not None
    assert record.customer.campaign.description.endswith("(amended)"), "the other's words stay"
    events = [event.name for event in store.history(played.engine.target, key)]
    assert EventName.OUTCOME_LOST not in events


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.NOT_PROCESSED])
def test_a_refusal_is_known_although_somebody_wrote_meanwhile(fate: Fate) -> None:
    store = InMemoryStore()
    played = life(store)
    played.mishaps = [(0, fate)]
    beside(played, store, touched, lambda n: n == 0, "perform")
    played.turn()
    record = store.load(played.engine.target, played.customer.customer)
    assert fate.name.lower() in [attempt.result for attempt in record.attempts]


def test_a_vague_failure_does_not_unsay_an_object_that_was_found_meanwhile() -> None:
    store = InMemoryStore()
    played = life(store)
    played.mishaps = [(0, Fate.LOST_AFTER)]

    def adopted(onboarding: Onboarding) -> Onboarding:
        under_way = onboarding.attempts[-1]
        found = replace(under_way, result=Result.ADOPTED, sid="BU" + "9" * 32)
        return onboarding.with_attempt(found)

    beside(played, store, adopted, lambda n: n == 0, "perform")
    with pytest.raises(KeyError):  # the simulated Twilio has never heard of it
        reconcile(played.engine, played.customer.customer, Lane.FREE)
    record = store.load(played.engine.target, played.customer.customer)
    assert record.attempts[-1].result is Result.ADOPTED


def test_a_stale_intent_sends_nothing() -> None:
    """Somebody else writes before each intent: all that may happen is that the job ends."""
    store = InMemoryStore()
    played = life(store)
    beside(played, store, touched, lambda _: True, "load", "save")
    with pytest.raises(StaleWrite):
        played.turn()
    assert played.twilio.requests == []


def test_a_writer_that_never_stops_ends_the_job_and_the_intent_stays() -> None:
    store = InMemoryStore()
    played = life(store)
    key = played.customer.customer
    sent = played.twilio.requests

    def from_the_first_request_on(_: int) -> bool:
        return len(sent) == 1

    calls = ("load", "save", "perform")
    writer = beside(played, store, touched, from_the_first_request_on, *calls)
    with pytest.raises(StaleWrite):
        played.turn()
    assert len(sent) == 1
    assert writer.wrote > MOST_RELOADS
    assert store.load(played.engine.target, key).attempts[-1].result is None


def test_what_people_ask_is_not_lost_to_a_job_that_writes() -> None:
    store = InMemoryStore()
    played = life(store)
    key = played.customer.customer
    beside(played, store, touched, lambda n: n == 0, "load")
    assert commands.retry(played.engine, key).retry_round == 1
    beside(played, store, touched, lambda n: n == 0, "load")
    changed = amended(store.load(played.engine.target, key)).customer
    assert commands.enrol(played.engine, changed).customer == changed
