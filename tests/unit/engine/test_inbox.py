"""What people ask while a job runs: appended at any moment, applied once, and nothing is lost."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.domain.actions import Action, RegisterBrand
from tendlc.domain.customer import Customer
from tendlc.domain.events import EventName
from tendlc.domain.observed import Seen
from tendlc.domain.onboarding import Lane, Onboarding, Stage
from tendlc.domain.person_requests import NewDocument, PersonRequest, Retry
from tendlc.domain.steps import Result, StepName
from tendlc.domain.subjects import Brand, CampaignOfService, Subject
from tendlc.engine import commands, inbox
from tendlc.engine.engine import Engine
from tendlc.engine.reconcile import reconcile
from tendlc.errors import OutcomeUnknown, Unheard
from tests import cast
from tests.fakes import InMemoryStore, ReversingVault
from tests.property.test_plan_ends import ONCE, SANDBOX, Life
from tests.records import at, made, record
from tests.simulated_twilio import Fate
from tests.unit.engine.meddling import Meddled
from tests.unit.engine.scene import Scene

KEY = "echo-salons"
MOST_JOBS = 300
PAID = ("RegisterBrand", "CreateCampaign", "BuyPhoneNumber")
Ask = Callable[[Engine], object]


def mended(customer: Customer) -> Customer:
    told = customer.campaign.model_copy(update={"description": "Reminders of booked appointments."})
    return customer.model_copy(update={"campaign": told})


def retries(engine: Engine) -> object:
    return commands.retry(engine, KEY)


def looks_again(engine: Engine) -> object:
    return commands.look_again(engine, KEY)


def amends(engine: Engine) -> object:
    return commands.enrol(engine, mended(cast.echo_salons()))


def life(store: Any) -> Life:
    played = Life(cast.echo_salons(), [], [], wait_for_approval=False, recreates=False)
    played.engine = replace(played.engine, store=store)
    commands.enrol(played.engine, played.customer)
    return played


def asked_at(played: Life, ask: Ask, wanted: Callable[[int], bool]) -> list[int]:
    """Have people ask after the port calls that are `wanted`; return the list of their numbers."""
    beside, calls, asked = played.engine, [0], list[int]()

    def moment(_: str) -> None:
        number, calls[0] = calls[0], calls[0] + 1
        if wanted(number):
            ask(beside)
            asked.append(number)

    ports: dict[str, Any] = {
        name: Meddled(getattr(beside, name), moment)
        for name in ("store", "gateway", "clock", "notifier")
    }
    played.engine = replace(beside, **ports)
    return asked


def carry(played: Life) -> Onboarding:
    """Run jobs to the end; a job that anybody else makes stale fails the test."""
    for _ in range(MOST_JOBS):
        known = played.turn()
        done = known is not None and (known.stage is Stage.REGISTERED or played.asked_support)
        if known is not None and done and not played.engine.store.after(SANDBOX, KEY, known.mark):
            return known
    raise AssertionError("the customer never got ready")


class NeverStale(InMemoryStore):
    """A store in memory that tells of each save that came too late."""

    def __init__(self) -> None:
        super().__init__()
        self.stale = 0

    def save(self, before: Onboarding, *rest: Any, **more: Any) -> Onboarding:
        self.stale += self.load(before.target, before.key).passes != before.passes
        return super().save(before, *rest, **more)


class AskedDuringSave(InMemoryStore):
    """A store in memory where people ask just before each first intent of a paid write."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: Callable[[], object] = list
        self.refused = 0
        self._met: set[str] = set()

    def save(self, before: Onboarding, after: Onboarding, *rest: Any, **more: Any) -> Onboarding:
        last = after.attempts[-1] if after.attempts else None
        paid = last is not None and last.result is None and last.action in PAID
        if last is not None and paid and last.action not in self._met:
            self._met.add(last.action)
            self.asks()
        try:
            return super().save(before, after, *rest, **more)
        except Unheard:
            self.refused += 1
            raise


@pytest.mark.parametrize(
    ("ask", "told"),
    [(retries, EventName.RETRY_ASKED), (looks_again, None), (amends, EventName.AMENDED)],
)
def test_what_is_asked_at_any_one_port_call_is_applied_once_and_makes_nothing_stale(
    ask: Ask, told: EventName | None
) -> None:
    number = 0
    while True:
        store = NeverStale()
        played = life(store)
        asked = asked_at(played, ask, number.__eq__)
        known = carry(played)
        if not asked:
            break
        assert store.stale == 0
        assert known.mark == 1
        history = [event for event in store.history(SANDBOX, KEY) if event.name is told]
        assert [event.actor for event in history] == ["operator"] * bool(told)
        assert {kind: played.twilio.count(kind) for kind in ONCE} == dict.fromkeys(ONCE, 1)
        assert {tried.result for tried in known.attempts} <= {Result.MADE, Result.ABSENT}
        number += 7
    assert number > 200


def test_two_people_who_ask_all_the_time_stop_nobody() -> None:
    store = NeverStale()
    played = life(store)

    def both(engine: Engine) -> None:
        looks_again(engine)
        retries(engine)

    asked = asked_at(played, both, lambda number: number % 40 == 0 and number < 400)
    known = carry(played)
    assert store.stale == 0
    assert (len(asked), known.mark, known.retry_round) == (10, 20, 10)
    names = [event.name for event in store.history(SANDBOX, KEY)]
    assert names.count(EventName.RETRY_ASKED) == 10


def test_what_is_asked_while_a_paid_request_is_under_way_finds_its_outcome_at_once() -> None:
    store = InMemoryStore()
    played = life(store)
    engine, results = played.engine, list[object]()

    def fate(action: Action) -> Fate:
        if isinstance(action, RegisterBrand):
            retries(engine)
        return Fate.DONE

    played.twilio.fate = fate
    while not any(isinstance(sent, RegisterBrand) for sent in played.twilio.requests):
        played.turn()
    brand = [t for t in store.load(SANDBOX, KEY).attempts if t.action == "RegisterBrand"]
    results += [tried.result for tried in brand if not tried.blind]
    assert results == [Result.MADE]


def test_what_is_asked_is_applied_before_money_is_spent() -> None:
    store = InMemoryStore()
    played = life(store)
    engine, marks = played.engine, list[int]()

    def fate(action: Action) -> Fate:
        if type(action).__name__ == "CreateMessagingService":
            retries(engine)
        if action.paid:
            marks.append(store.load(SANDBOX, KEY).mark)
        return Fate.DONE

    played.twilio.fate = fate
    carry(played)
    assert len(marks) == 3
    assert set(marks) == {1}


@pytest.mark.parametrize("ask", [retries, looks_again])
def test_what_is_asked_during_the_last_look_is_applied_before_the_job_rests(ask: Ask) -> None:
    store = InMemoryStore()
    played = life(store)
    asking, look, looks, asked = played.engine, played.twilio.look, [0], [0]

    def and_ask(subject: Subject) -> Seen:
        seen = look(subject)
        if isinstance(subject, Brand | CampaignOfService):
            looks[0] += 1
            if looks[0] % 2 and asked[0] < 3:
                ask(asking)
                asked[0] += 1
        return seen

    played.twilio.look = and_ask  # type: ignore[method-assign]
    rests = 0
    while store.load(SANDBOX, KEY).stage is not Stage.REGISTERED:
        ended = reconcile(played.engine, KEY, played.lane)
        played.lane = ended.lane
        if ended.due_at is not None:
            rests += 1
            assert store.load(SANDBOX, KEY).mark == asked[0]
            played.clock.wait_until(ended.due_at)
    assert rests >= 3
    assert asked[0] == 3


def test_what_is_asked_before_a_rest_with_nothing_new_is_applied_too() -> None:
    store = InMemoryStore()
    played = life(store)
    ready = carry(played)
    assert reconcile(played.engine, KEY, Lane.FREE).onboarding == ready
    asked = asked_at(played, retries, (1).__eq__)
    ended = reconcile(played.engine, KEY, Lane.FREE)
    assert (len(asked), ended.onboarding.mark) == (1, 1)


def test_a_request_in_the_very_moment_of_a_paid_intent_stops_it_and_is_taken_up_first() -> None:
    store = AskedDuringSave()
    played = life(store)
    store.asks = lambda: retries(played.engine)
    known = carry(played)
    assert store.refused == 3
    assert (known.mark, known.retry_round) == (3, 3)
    assert {kind: played.twilio.count(kind) for kind in ONCE} == dict.fromkeys(ONCE, 1)
    assert {tried.result for tried in known.attempts} <= {Result.MADE, Result.ABSENT}


def test_what_is_no_longer_possible_is_seen_and_told_and_changes_nothing() -> None:
    scene = Scene()
    known = scene.knows(record(made(StepName.BRAND_REGISTRATION)))
    brand = known.customer.brand.model_copy(update={"mock": True})
    asked = NewDocument(customer=known.customer.model_copy(update={"brand": brand}))
    scene.store.put(scene.target, "acme", PersonRequest(at=at(1), actor="jane", asked=asked))
    scene.store.put(scene.target, "acme", PersonRequest(at=at(2), actor="joe", asked=Retry()))
    taken = scene.take()
    assert (taken.customer, taken.mark, taken.retry_round) == (known.customer, 2, 1)
    first, second = scene.store.history(scene.target, "acme")
    assert (first.name, first.actor) == (EventName.REQUEST_NOT_POSSIBLE, "jane")
    assert "brand.mock" in first.text
    assert (second.name, second.actor) == (EventName.RETRY_ASKED, "joe")
    assert scene.take() == taken


def test_what_the_next_job_will_find_is_foreseen_and_nothing_is_stored() -> None:
    scene = Scene()
    known = scene.knows(record())
    commands.retry(scene.engine, "acme")
    foreseen, told = inbox.foreseen(scene.engine, "acme")
    assert scene.stored() == known
    assert replace(foreseen, passes=1) == scene.take()
    assert told == scene.store.history(scene.target, "acme")


def test_what_is_asked_is_not_lost_to_a_job_that_ends_in_an_error() -> None:
    scene = Scene()
    scene.knows(record())
    commands.retry(scene.engine, "acme")
    scene.fails(*[OutcomeUnknown()] * 2)
    with pytest.raises(OutcomeUnknown):
        reconcile(scene.engine, "acme", Lane.FREE)
    assert (scene.stored().mark, scene.stored().retry_round) == (1, 1)


def _ask_often(file: Path, times: int) -> None:
    """What a process does that asks so many times; started by the test below."""
    ledger = open_ledger(file, ReversingVault())
    played = Life(cast.echo_salons(), [], [], wait_for_approval=False)
    engine = replace(played.engine, store=SqlStore(ledger, ReversingVault()))
    for _ in range(times):
        commands.retry(engine, KEY)
        commands.look_again(engine, KEY)
    ledger.dispose()


def test_processes_that_ask_while_a_job_runs_are_all_heard_once(tmp_path: Path) -> None:
    file, times = tmp_path / "ledger.db", 12
    ledger = open_ledger(file, ReversingVault())
    played = life(SqlStore(ledger, ReversingVault()))
    spawn = multiprocessing.get_context("spawn")
    people = [spawn.Process(target=_ask_often, args=(file, times)) for _ in range(2)]
    for person in people:
        person.start()
    while any(person.is_alive() for person in people):
        played.turn()
    for person in people:
        person.join()
        assert person.exitcode == 0
    known = carry(played)
    history = played.engine.store.history(SANDBOX, KEY)
    assert [event.name for event in history].count(EventName.RETRY_ASKED) == 2 * times
    assert (known.retry_round, known.mark) == (2 * times, 4 * times)
    assert {kind: played.twilio.count(kind) for kind in ONCE} == dict.fromkeys(ONCE, 1)
    ledger.dispose()
