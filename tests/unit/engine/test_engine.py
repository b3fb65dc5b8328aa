"""Saving: first the ledger, then the listeners; what somebody else wrote stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.adapters.notify.listeners import ListenerNotifier
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding
from tendlc.engine.engine import Engine
from tendlc.errors import StaleWrite
from tests.records import at, record
from tests.unit.engine.scene import Scene

EVENT = Event(at=at(0), name=EventName.AMENDED)


def test_listeners_hear_of_what_is_in_the_ledger() -> None:
    scene = Scene()
    heard: list[tuple[Onboarding, Onboarding]] = []
    notifier = ListenerNotifier([lambda saved, _: heard.append((saved, scene.stored()))])
    known = scene.knows(record())
    engine: Engine = replace(scene.engine, notifier=notifier)
    saved = engine.save(known, replace(known, retry_round=1), EVENT)
    assert heard == [(saved, saved)]
    assert (saved.retry_round, saved.passes) == (1, 1)
    assert scene.history() == [EventName.AMENDED]


def test_a_second_writer_is_stopped_and_nobody_hears_of_it() -> None:
    scene = Scene()
    known = scene.knows(record())
    scene.engine.save(known, known)
    with pytest.raises(StaleWrite):
        scene.engine.save(known, known, EVENT)
    assert scene.told == []


def test_a_change_goes_into_the_record_as_it_is_by_then() -> None:
    scene = Scene()
    known = scene.knows(record())
    scene.engine.save(known, replace(known, due_at=at(3)))
    saved = scene.engine.record(known, lambda fresh: replace(fresh, retry_round=1), EVENT)
    assert (saved.retry_round, saved.due_at, saved.passes) == (1, at(3), 2)
    assert scene.told == [EVENT]
