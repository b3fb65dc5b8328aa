"""What people ask about the record: reads that leave it as it is."""

from __future__ import annotations

import pytest

from tendlc.domain.events import Event, EventName
from tendlc.domain.steps import Outcome, StepName
from tendlc.engine import queries
from tendlc.errors import UnknownOnboarding
from tendlc.rules.stages import report
from tests import cast
from tests.fakes import InMemoryStore
from tests.records import LIVE, SANDBOX, at, made, record

ADDRESS = made(StepName.ADDRESS, sid="AD1")


def ledger() -> InMemoryStore:
    store = InMemoryStore()
    store.add(record(ADDRESS), (Event(at=at(0), name=EventName.ENROLLED),))
    store.add(record(customer=cast.borealis()))
    store.add(record(target=LIVE))
    return store


def test_one_customer_has_a_record_its_lines_and_its_history() -> None:
    view = queries.customer(ledger(), SANDBOX, "acme")
    assert view.onboarding == record(ADDRESS)
    assert view.steps == report(record(ADDRESS))
    assert view.history == (Event(at=at(0), name=EventName.ENROLLED),)


def test_what_was_made_before_a_moment_is_done() -> None:
    view = queries.customer(ledger(), SANDBOX, "acme", since=at(60))
    assert [line.outcome for line in view.steps if line.sid == "AD1"] == [Outcome.DONE]


def test_a_customer_that_nobody_knows() -> None:
    with pytest.raises(UnknownOnboarding):
        queries.customer(ledger(), SANDBOX, "nobody")
