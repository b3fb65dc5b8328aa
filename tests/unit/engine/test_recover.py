"""Reading back: found or absent goes onto the attempt in doubt, one page of a list a pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.actions import CreateCustomerProfile
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import BundleSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.engine import recover
from tendlc.engine.engine import Engine
from tendlc.engine.unit_of_work import UnitOfWork
from tendlc.rules.planning.decision import ReadBack
from tests.records import SANDBOX, absent, at, lost, record, refused
from tests.unit.engine.scene import Scene

STEP = Step(StepName.CUSTOMER_PROFILE)
CREATE = CreateCustomerProfile(friendly_name="acme: customer profile", email="", policy_sid="RN1")
BACK = ReadBack(step=STEP, action=CREATE, number=2)
FIRST = ReadBack(step=STEP, action=CREATE, number=1, blind=True)
DOUBT = [refused(STEP, CREATE), lost(STEP, CREATE, at=5)]


def scene_with(*attempts: Attempt, there: bool, **fields: int) -> tuple[Scene, Onboarding]:
    """Return a scene 70 seconds on; where the object is there, it is on the list's second page."""
    scene = Scene()
    known = scene.knows(record(*attempts, **fields))
    if there:
        scene.twilio.perform(CREATE, send_by=at(0))
    scene.later(70)
    return scene, known


def read_back(engine: Engine, known: Onboarding, decision: ReadBack) -> Onboarding:
    """Look once and commit what was found."""
    work = UnitOfWork(engine, known)
    recover.read_back(work, decision)
    work.commit()
    return work.record


def newest(onboarding: Onboarding) -> Attempt:
    last = onboarding.last_attempt(STEP)
    assert last is not None
    assert scene_untouched(onboarding)
    return last


def scene_untouched(onboarding: Onboarding) -> bool:
    """Say whether the refused attempt before the doubt is as it was."""
    return all(tried == record(DOUBT[0]).attempts[0] for tried in onboarding.attempts[:-1])


def test_a_long_list_is_read_a_page_a_pass() -> None:
    scene, known = scene_with(*DOUBT, there=True)
    paged = read_back(scene.engine, known, BACK)
    assert newest(paged) == replace(newest(known), page_token="2")
    assert scene.history() == []
    found = read_back(scene.engine, paged, BACK)
    (sid,) = scene.twilio.things
    expected = replace(newest(known), result=Result.ADOPTED, result_at=at(70), sid=sid)
    assert newest(found) == expected
    assert found == scene.stored()


def test_what_is_found_is_told_and_seen() -> None:
    scene, known = scene_with(*DOUBT, there=True)
    found = read_back(scene.engine, read_back(scene.engine, known, BACK), BACK)
    (sid,) = scene.twilio.things
    (seen,) = found.observed.each(BundleSeen, bundle=BundleKind.CUSTOMER_PROFILE)
    assert (seen.sid, seen.status) == (sid, "draft")
    event = Event(at=at(70), name=EventName.STEP_ADOPTED, step="customer_profile", sid=sid)
    assert scene.store.history(SANDBOX, "acme") == (event,)


def test_what_is_not_found_is_noted_each_time() -> None:
    scene, known = scene_with(*DOUBT, there=False)
    once = read_back(scene.engine, known, BACK)
    expected = replace(newest(known), result=Result.ABSENT, result_at=at(70), absences=(at(70),))
    assert newest(once) == expected
    scene.later(60)
    twice = read_back(scene.engine, once, BACK)
    assert newest(twice) == replace(expected, result_at=at(130), absences=(at(70), at(130)))
    events = scene.store.history(SANDBOX, "acme")
    assert events == tuple(
        Event(at=at(when), name=EventName.STEP_NOT_FOUND, step="customer_profile")
        for when in (70, 130)
    )


def test_a_second_look_begins_at_the_first_page() -> None:
    before = absent(STEP, CREATE, missed=[61], at=5, page_token=None)
    scene, known = scene_with(DOUBT[0], before, there=True)
    assert newest(read_back(scene.engine, known, BACK)).page_token == "2"


def test_a_first_look_makes_an_attempt_that_sent_nothing() -> None:
    scene, known = scene_with(there=False, retry_round=3)
    (tried,) = read_back(scene.engine, known, FIRST).attempts
    assert tried == Attempt(
        step=STEP,
        number=1,
        action="CreateCustomerProfile",
        digest="",
        retry_round=3,
        noted_at=at(70),
        send_by=at(70),
        result=Result.ABSENT,
        result_at=at(70),
        absences=(at(70),),
    )
    assert scene.history() == []
    assert scene.told == []


@pytest.mark.parametrize("attempts", [[], DOUBT])
def test_a_first_look_that_finds_the_object_adopts_it(attempts: list[Attempt]) -> None:
    scene, known = scene_with(*attempts, there=True)
    look = replace(FIRST, number=len(attempts) + 1)
    found = read_back(scene.engine, read_back(scene.engine, known, look), look)
    last = found.attempts[-1]
    (sid,) = scene.twilio.things
    assert (last.number, last.sid, last.blind, last.succeeded) == (look.number, sid, True, True)
    assert found.was_there_before(STEP.name)
