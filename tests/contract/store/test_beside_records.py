"""What is kept beside a record: people's requests, what was sent, what it cost, who is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Stage
from tendlc.domain.person_requests import (
    Asked,
    LookAgain,
    NewDocument,
    PersonRequest,
    Retry,
    StepAnswer,
)
from tendlc.domain.sent_requests import Charge, SentRequest
from tendlc.domain.steps import Step, StepName
from tendlc.errors import StaleWrite, Unheard, UnknownOnboarding
from tendlc.ports import Filter, Store
from tendlc.rules.same_business import fingerprints
from tests import cast
from tests.contract.store.onboardings import (
    LIVE,
    SANDBOX,
    approval,
    attempt,
    event,
    full,
    onboarding,
)
from tests.fakes import START

SENT = SentRequest(
    at=START,
    method="POST",
    path="/v1/a2p/BrandRegistrations",
    status=201,
    duration_ms=421,
    twilio_request_id="RQ1",
    sent='{"CustomerProfileBundleSid": "BU1"}',
    answered="{}",
)
PAID = Charge(
    step=Step(StepName.BRAND_REGISTRATION),
    number=1,
    what="brand registration",
    usd=Decimal("4.50"),
    fees_of="2026-10",
    at=START,
)
EVERYTHING_ASKED: list[Asked] = [
    NewDocument(
        customer=cast.borealis(),
        retry=True,
        recreation_of=2,
        agreed=("grace",),
        same_business=("g-2",),
        approval=approval(used=1),
    ),
    NewDocument(customer=cast.acme()),
    Retry(),
    LookAgain(),
    StepAnswer(step="brand_registration", number=1, sid="BN1"),
    StepAnswer(step="phone_number.2", number=3, sid=None),
]


def asked(what: Asked, actor: str = "jane") -> PersonRequest:
    return PersonRequest(at=START, actor=actor, asked=what)


@pytest.mark.parametrize("what", EVERYTHING_ASKED, ids=lambda what: type(what).__name__)
def test_what_a_person_asked_comes_back_as_it_was(store: Store, what: Asked) -> None:
    store.add(onboarding())
    number = store.put(SANDBOX, "acme", asked(what))
    assert number > 0
    assert list(store.after(SANDBOX, "acme", 0)) == [replace(asked(what), id=number)]


def test_requests_of_people_come_in_their_order_after_the_mark(store: Store) -> None:
    store.add(onboarding())
    store.add(onboarding("grace"))
    first, _, second = (
        store.put(SANDBOX, key, asked(Retry(), key)) for key in ("acme", "grace", "acme")
    )
    assert first < second
    assert [one.id for one in store.after(SANDBOX, "acme", 0)] == [first, second]
    assert [one.id for one in store.after(SANDBOX, "acme", first)] == [second]
    assert list(store.after(SANDBOX, "acme", second)) == []


def test_asking_makes_no_writer_of_the_record_late(store: Store) -> None:
    added = store.add(onboarding())
    store.put(SANDBOX, "acme", asked(Retry()))
    assert store.save(added, replace(added, mark=1)).passes == 1
    assert store.load(SANDBOX, "acme").mark == 1


def test_nothing_can_be_asked_of_nobody(store: Store) -> None:
    with pytest.raises(UnknownOnboarding):
        store.put(SANDBOX, "nobody", asked(Retry()))
    with pytest.raises(UnknownOnboarding):
        store.after(SANDBOX, "nobody", 0)


def test_an_id_is_never_used_again(store: Store) -> None:
    store.add(onboarding())
    first = store.put(SANDBOX, "acme", asked(Retry()))
    store.forget(SANDBOX, "acme")
    store.add(onboarding())
    assert list(store.after(SANDBOX, "acme", 0)) == []
    assert store.put(SANDBOX, "acme", asked(Retry())) > first


def test_what_was_sent_and_what_it_cost_are_in_the_same_commit(store: Store) -> None:
    added = store.add(onboarding())
    unpriced = replace(PAID, what="phone number", usd=None, fees_of=None)
    saved = store.save(added, added.with_attempt(attempt()), [event()], [SENT], [PAID, unpriced])
    store.save(saved, saved, (), [replace(SENT, status=None, twilio_request_id=None)])
    assert [one.status for one in store.requests(SANDBOX, "acme")] == [201, None]
    assert store.requests(SANDBOX, "acme")[0] == SENT
    assert list(store.charges(SANDBOX, "acme")) == [PAID, unpriced]


def test_a_writer_that_is_late_leaves_no_charge(store: Store) -> None:
    added = store.add(onboarding())
    store.save(added, added)
    with pytest.raises(StaleWrite):
        store.save(added, added, [event()], [SENT], [PAID])
    assert not [*store.charges(SANDBOX, "acme"), *store.requests(SANDBOX, "acme")]


def test_an_attempt_is_charged_once_however_often_it_comes_out(store: Store) -> None:
    known = store.add(onboarding())
    for _ in range(2):
        known = store.save(known, known, charges=[PAID])
    assert list(store.charges(SANDBOX, "acme")) == [PAID]


def test_old_requests_go_and_charges_stay(store: Store) -> None:
    added = store.add(onboarding())
    later = replace(SENT, at=START + timedelta(days=1))
    store.save(added, added, (), [SENT, later], [PAID])
    store.drop_requests(START + timedelta(hours=1))
    assert list(store.requests(SANDBOX, "acme")) == [later]
    assert list(store.charges(SANDBOX, "acme")) == [PAID]


def test_history_knows_who_did_it(store: Store) -> None:
    told = Event(at=START, name=EventName.RETRY_ASKED, actor="jane@isv.example")
    store.add(onboarding(), [event(), told])
    assert [one.actor for one in store.history(SANDBOX, "acme")] == ["engine", "jane@isv.example"]


def test_a_customer_is_found_by_the_sid_of_an_attempt(store: Store) -> None:
    store.add(full())
    store.add(replace(full(), key="grace"))
    store.add(replace(full(), key="live", target=LIVE))
    assert list(store.find_by_sid(SANDBOX, "BU" + "2" * 32)) == ["acme", "grace"]
    assert list(store.find_by_sid(SANDBOX, "BU" + "9" * 32)) == []
    assert list(store.find_by_sid(replace(SANDBOX, world_id="none"), "BU" + "2" * 32)) == []


def test_the_same_business_is_found_at_its_target_alone(store: Store) -> None:
    marks = fingerprints(cast.acme())
    assert list(store.same_business(SANDBOX, marks.items())) == []
    store.add(onboarding())
    store.add(onboarding("acme-2"))
    store.add(onboarding("acme", LIVE))
    store.add(replace(onboarding("other"), customer=cast.borealis()))
    assert list(store.same_business(SANDBOX, marks.items())) == ["acme", "acme-2"]
    assert list(store.same_business(LIVE, marks.items())) == ["acme"]
    both = {*marks.items(), *fingerprints(cast.borealis()).items()}
    assert list(store.same_business(SANDBOX, both)) == ["acme", "acme-2", "other"]


def test_a_corrected_tax_id_is_another_business(store: Store) -> None:
    added = store.add(onboarding())
    store.save(added, replace(added, customer=cast.borealis()))
    assert list(store.same_business(SANDBOX, fingerprints(cast.acme()).items())) == []
    assert list(store.same_business(SANDBOX, fingerprints(cast.borealis()).items())) == ["acme"]


def test_many_are_added_at_once_and_those_that_are_there_stay(store: Store) -> None:
    store.add(replace(onboarding("c1"), retry_round=7))
    new = [onboarding(f"c{number}") for number in range(600)]
    there = store.add_many([*new, onboarding("c5"), onboarding("c1", LIVE)], [event()])
    assert sorted(there) == ["c1", "c5"]
    assert sum(store.counts(Filter()).values()) == 601
    assert store.load(SANDBOX, "c1").retry_round == 7
    assert store.load(LIVE, "c1").retry_round == 0
    assert store.load(SANDBOX, "c599") == onboarding("c599")
    assert [one.name for one in store.history(SANDBOX, "c599")] == [EventName.ENROLLED]
    assert list(store.history(SANDBOX, "c1")) == []
    assert list(store.add_many([])) == []


def test_a_record_is_loaded_with_the_id_of_the_newest_request(store: Store) -> None:
    added = store.add(onboarding())
    store.add(onboarding(key="other"))
    assert not store.load(SANDBOX, "acme").has_news
    last = [store.put(SANDBOX, "acme", asked(Retry())) for _ in range(2)][-1]
    store.put(SANDBOX, "other", asked(Retry()))
    known = store.load(SANDBOX, "acme")
    assert (known, known.newest_request, known.has_news) == (added, last, True)
    store.save(known, replace(known, mark=last))
    assert not store.load(SANDBOX, "acme").has_news


def test_a_save_that_heeds_people_writes_nothing_where_they_have_asked(store: Store) -> None:
    known = store.save(store.add(onboarding()), onboarding(), unless_asked=True)
    number = store.put(SANDBOX, "acme", asked(Retry()))
    late = replace(known, stage=Stage.REGISTERED).with_attempt(attempt())
    with pytest.raises(Unheard):
        store.save(known, late, [event()], [SENT], [PAID], unless_asked=True)
    assert store.load(SANDBOX, "acme") == known
    assert not store.history(SANDBOX, "acme")
    assert not [*store.charges(SANDBOX, "acme"), *store.requests(SANDBOX, "acme")]
    store.put(SANDBOX, store.add(onboarding(key="other")).key, asked(Retry()))
    heeded = store.save(known, replace(late, mark=number), unless_asked=True)
    assert store.load(SANDBOX, "acme") == heeded
    with pytest.raises(StaleWrite):
        store.save(known, late, unless_asked=True)
    with pytest.raises(UnknownOnboarding):
        store.save(onboarding(key="nobody"), onboarding(key="nobody"), unless_asked=True)


def test_an_amended_record_heeds_people_too(store: Store) -> None:
    known = store.add(onboarding())
    number = store.put(SANDBOX, "acme", asked(Retry()))
    amended = replace(known, customer=cast.borealis())
    with pytest.raises(Unheard):
        store.save(known, amended, unless_asked=True)
    saved = store.save(known, replace(amended, mark=number), unless_asked=True)
    assert store.load(SANDBOX, "acme") == saved


def test_an_attempt_that_is_new_to_the_writer_and_there_already_is_refused(store: Store) -> None:
    before = store.add(onboarding())
    noted = store.save(before, before.with_attempt(attempt()))
    unaware = replace(noted, attempts=())
    twice = unaware.with_attempt(replace(attempt(), digest="another"))
    with pytest.raises(StaleWrite):
        store.save(unaware, twice, [event()])
    assert store.load(SANDBOX, "acme") == noted
    assert not store.history(SANDBOX, "acme")
