"""What a person may answer: by kind, after a look, of this customer, and until it was built on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tendlc.domain.actions import RegisterBrand
from tendlc.domain.customer import BrandOptions
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import BrandSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.person_requests import PersonRequest, StepAnswer
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.engine import answers, commands, inbox
from tendlc.errors import NotAllowed, OutcomeUnknown
from tests import cast
from tests.records import (
    SANDBOX,
    absent,
    at,
    found_first,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    refused,
    under_way,
)
from tests.simulated_twilio import Thing
from tests.unit.engine.scene import Scene

BRAND, CAMPAIGN = StepName.BRAND_REGISTRATION, StepName.CAMPAIGN
REGISTER = RegisterBrand(
    customer_profile_bundle_sid="BU" + "1" * 32,
    a2p_profile_bundle_sid="BU" + "2" * 32,
    brand=BrandOptions(),
)

STEP = Step(BRAND)


@pytest.mark.parametrize(
    "attempts",
    [
        [absent(STEP, missed=[61, 500])],
        [missed_first(STEP)],
        [lost(STEP)],
        [under_way(STEP)],
        [refused(STEP), lost(STEP, at=5)],
        [lost(STEP), made(CAMPAIGN, at=5)],
    ],
)
@pytest.mark.parametrize(
    ("sid", "result"), [("BN" + "3" * 32, Result.ADOPTED), (None, Result.NOT_PROCESSED)]
)
def test_an_answer_settles_the_newest_doubt(
    sid: str | None, result: Result, attempts: list[Attempt]
) -> None:
    scene = Scene()
    known = scene.knows(record(*attempts))
    answered = answer(scene, known, sid, 900)
    last = answered.last_attempt(STEP)
    assert last is not None
    assert (last.result, last.sid, last.result_at) == (result, sid, at(900))
    assert (answered.due_at, len(answered.attempts)) == (at(900), len(attempts))
    event = Event(at=at(900), name=EventName.ANSWERED, step="brand_registration", sid=sid)
    event = replace(event, actor="operator")
    assert scene.store.history(SANDBOX, "acme") == (event,)


def answer(scene: Scene, known: Onboarding, sid: str | None, now: float) -> Onboarding:
    scene.clock.wait_until(at(now))
    if sid:
        scene.twilio.things[sid] = Thing(kind="brand", sid=sid, action=REGISTER, status="PENDING")
    foreseen = answers.answer(scene.engine, known.key, "brand_registration", sid)
    taken = scene.take()
    assert replace(foreseen, passes=taken.passes) == taken
    return taken


@pytest.mark.parametrize(
    "attempts",
    [
        [],
        [lost(CAMPAIGN)],
        [made(STEP)],
        [found_first(STEP)],
        [refused(STEP)],
        [not_processed(STEP)],
        [lost(STEP), made(STEP, at=5)],
    ],
)
def test_where_there_is_no_doubt_nothing_can_be_answered(attempts: list[Attempt]) -> None:
    scene = Scene()
    known = scene.knows(record(*attempts))
    with pytest.raises(NotAllowed) as refusal:
        answer(scene, known, None, 900)
    assert "brand_registration" in refusal.value.message
    assert scene.stored() == known


A, B = "BN" + "a" * 32, "BN" + "b" * 32


def in_doubt() -> tuple[Scene, Onboarding]:
    scene = Scene()
    return scene, scene.knows(record(lost(STEP)))


@pytest.mark.parametrize("first", [A, None])
@pytest.mark.parametrize("second", [B, None])
def test_an_answer_is_corrected_by_another(first: str | None, second: str | None) -> None:
    scene, known = in_doubt()
    answer(scene, known, first, 900)
    answer(scene, known, second, 901)
    last = answer(scene, known, B, 902).last_attempt(STEP)
    assert last is not None
    assert (last.result, last.sid, last.number) == (Result.ADOPTED, B, 1)
    brand = scene.stored().observed.last(BrandSeen)
    assert brand is not None
    assert brand.sid == B


def test_a_brand_that_is_said_to_be_absent_is_no_longer_seen() -> None:
    scene, known = in_doubt()
    answer(scene, known, A, 900)
    assert answer(scene, known, None, 901).observed.last(BrandSeen) is None


@pytest.mark.parametrize("name", [CAMPAIGN, StepName.BRAND_REGISTRATION_UPDATE])
def test_an_answer_that_was_built_on_is_not_corrected(name: StepName) -> None:
    scene, known = in_doubt()
    answered = answer(scene, known, A, 900)
    scene.store.save(answered, answered.with_attempt(made(name, at=901)))
    with pytest.raises(NotAllowed, match=f"the step {name} was built on it"):
        answer(scene, known, B, 902)


def test_what_came_back_after_an_answer_is_not_for_people_to_correct() -> None:
    scene, known = in_doubt()
    answered = answer(scene, known, None, 900)
    again: Any = made(STEP, at=901)
    told = [Event(at=at(902), name=EventName.STEP_MADE, step=BRAND)]
    scene.store.save(answered, answered.with_attempt(again), told)
    with pytest.raises(NotAllowed, match="no open question"):
        answer(scene, known, A, 903)


@pytest.mark.parametrize("sid", ["MG" + "1" * 32, "QE" + "1" * 32, "BU" + "1" * 32, "BN1"])
def test_a_sid_of_another_kind_is_refused_without_a_request(sid: str) -> None:
    scene, known = in_doubt()
    with pytest.raises(NotAllowed, match="begins with BN"):
        answers.answer(scene.engine, known.key, BRAND, sid)
    assert scene.stored() == known


def test_a_sid_of_another_customer_is_refused() -> None:
    scene, known = in_doubt()
    scene.knows(record(replace(made(STEP), sid=A), customer=cast.borealis()))
    with pytest.raises(NotAllowed, match="belongs to another customer, borealis"):
        answer(scene, known, A, 900)
    assert scene.stored() == known


@pytest.mark.parametrize("name", [StepName.ADDRESS, StepName.MESSAGING_SERVICE])
def test_what_is_found_without_a_person_is_no_question(name: StepName) -> None:
    scene = Scene()
    scene.knows(record(lost(name)))
    with pytest.raises(NotAllowed, match="no open question"):
        answers.answer(scene.engine, "acme", name, None)


def test_a_request_that_may_still_be_under_way_is_no_question_yet() -> None:
    scene = Scene()
    sent = under_way(STEP)
    known = scene.knows(record(sent))
    ends = sent.send_by + scene.engine.terms.patience.client_timeout
    scene.clock.wait_until(ends - timedelta(microseconds=1))
    with pytest.raises(NotAllowed, match="may still be under way"):
        answers.answer(scene.engine, known.key, BRAND, None)
    assert not scene.store.after(SANDBOX, known.key, 0)
    scene.clock.wait_until(ends)
    answers.answer(scene.engine, known.key, BRAND, None)
    assert scene.take().last_attempt(STEP) == replace(
        sent, result=Result.NOT_PROCESSED, result_at=ends
    )


@pytest.mark.parametrize("sid", [A, None])
def test_an_answer_about_one_request_says_nothing_of_the_next(sid: str | None) -> None:
    scene, known = in_doubt()
    asked = StepAnswer(step=BRAND, number=1, sid=sid)
    again = known.with_attempt(under_way(STEP, number=2))
    stored = scene.store.save(known, again)
    scene.store.put(SANDBOX, "acme", PersonRequest(at=at(900), actor="jane", asked=asked))
    assert scene.take().attempts == stored.attempts
    (told,) = scene.store.history(SANDBOX, "acme")
    assert told.name is EventName.REQUEST_NOT_POSSIBLE


def test_a_look_that_settled_nothing_is_not_noted_with_the_next_customer() -> None:
    scene, known = in_doubt()
    other = scene.knows(record(customer=cast.borealis()))
    scene.twilio.things[A] = Thing(kind="brand", sid=A, action=REGISTER, status="PENDING")
    scene.fails(OutcomeUnknown(), after=True)
    with pytest.raises(OutcomeUnknown):
        answers.answer(scene.engine, known.key, BRAND, A)
    assert len(scene.twilio.sent()) == 1
    commands.look_again(scene.engine, other.key)
    inbox.take_now(scene.engine, other.key)
    assert not scene.store.requests(SANDBOX, other.key)
