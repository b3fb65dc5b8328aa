"""A stored document is not judged again, and a record that cannot be read keeps nobody else up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.sql.stored_document import read_stored_customer
from tendlc.adapters.vault import FernetVault
from tendlc.domain.customer import Customer, missing_fields
from tendlc.domain.onboarding import Onboarding, Stage, Unreadable
from tendlc.domain.steps import StepName
from tendlc.domain.tasks import Owner
from tendlc.errors import Advice, UnreadableRecord
from tendlc.ports import Filter
from tendlc.rules import remedies
from tendlc.rules.planning.decision import Act, AskHuman
from tendlc.rules.planning.plan import plan
from tests import cast
from tests.contract.store.onboardings import SANDBOX, attempt, event, onboarding
from tests.records import TERMS, at, every_record, made, record

Path_ = tuple[str | int, ...]
Document = dict[str, Any]


def _texts(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Name the place of every text in a document."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _texts(part, (*path, place))


def _stored(customer: Customer) -> Document:
    document: Document = json.loads(customer.model_dump_json())
    return document


def _with(document: Document, path: Path_, value: Any) -> bytes:
    changed: Any = json.loads(json.dumps(document))
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(changed).encode()


@pytest.mark.parametrize("customer", cast.everybody(), ids=lambda one: str(one.customer))
def test_a_stored_document_comes_back_as_it_was(customer: Customer) -> None:
    assert read_stored_customer(customer.model_dump_json().encode()) == customer


@pytest.mark.parametrize("text", ["", "\x00", "x" * 20_000])
def test_whatever_a_text_holds_that_rules_forbid_today_it_is_read(text: str) -> None:
    document = _stored(cast.borealis())
    places = list(_texts(document))
    refused = 0
    for path in places:
        changed = _with(document, path, text)
        dumped: Any = _stored(read_stored_customer(changed))
        for name in path:
            dumped = dumped[name]
        assert dumped == text, path
        refused += _is_refused_at_the_door(changed)
    assert refused > len(places) * 0.8, "the door no longer refuses what this test is about"


def _is_refused_at_the_door(document: bytes) -> bool:
    try:
        Customer.model_validate_json(document)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("count", [0, 7])
def test_lists_that_are_too_short_or_too_long_today_are_read(count: int) -> None:
    document = _stored(cast.acme())
    wish = document["phone_numbers"][0]
    changed = _with(document, ("phone_numbers",), [wish] * count)
    assert len(read_stored_customer(changed).phone_numbers) == count
    changed = _with(document, ("campaign", "message_samples"), ["x"] * count)
    assert len(read_stored_customer(changed).campaign.message_samples) == count


def test_a_field_that_is_no_more_is_passed_over_and_a_younger_one_takes_its_default() -> None:
    document = _stored(cast.acme())
    document["campaign"]["mood"] = "cheerful"
    del document["campaign"]["age_gated"]
    assert read_stored_customer(json.dumps(document).encode()) == cast.acme()


def _fields(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Name the place of every field of a document, sections too."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield (*path, name)
            yield from _fields(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _fields(part, (*path, place))


def _without(document: Document, path: Path_) -> bytes:
    changed: Any = json.loads(json.dumps(document))
    place = changed
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    return json.dumps(changed).encode()


STEPS = [
    (),
    (StepName.CUSTOMER_PROFILE,),
    (StepName.CUSTOMER_PROFILE, StepName.TRUST_PRODUCT, StepName.BRAND_REGISTRATION),
]


@pytest.mark.parametrize("done", STEPS, ids=["nothing done", "profile made", "brand made"])
def test_a_document_that_lacks_what_is_needed_is_a_task_before_anything_is_sent(
    done: tuple[StepName, ...],
) -> None:
    document = _stored(cast.acme())
    needed = 0
    for path in _fields(document):
        customer = read_stored_customer(_without(document, path))
        missing = missing_fields(customer)
        name = str(path[0]) + "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in path[1:]
        )
        assert missing in ((), (name,)), path
        known = replace(record(*(made(step) for step in done)), customer=customer)
        decision = plan(known, TERMS, at(10_000))
        if missing:
            needed += 1
            assert not isinstance(decision, Act), path
            if isinstance(decision, AskHuman):
                assert decision.tasks[0] == remedies.faulty_document(missing)
    assert needed > 15


SPOILT: dict[str, str] = {
    "a list that is none": "UPDATE attempts SET absences = 'garbage'",
    "an unknown step": "UPDATE attempts SET step = 'tea_break'",
    "an unknown result": "UPDATE attempts SET result = 'perhaps'",
    "a number that is none": "UPDATE attempts SET ordinal = 'first'",
    "a time of an attempt that is none": "UPDATE attempts SET noted_at = 'yesterday'",
    "a message that nobody sealed": "UPDATE attempts SET message = x'00'",
    "an unknown stage": "UPDATE customers SET stage = 'dancing'",
    "a due time that is none": "UPDATE customers SET due_at = 'soon'",
    "a pass count that is none": "UPDATE customers SET passes = 'many'",
    "a damaged document": "UPDATE documents SET sealed = x'00ff'",
    "a damaged state": "UPDATE states SET sealed = substr(sealed, 1, 40)",
    "a document that is text": "UPDATE documents SET sealed = 'plain'",
    "a document of a later version": "UPDATE documents SET schema_version = 99",
}
SPOILT_ROWS: dict[str, str] = {
    "a name that nobody sealed": "UPDATE customers SET name = x'00'",
    "an unknown owner": "UPDATE customers SET owner = 'somebody'",
    "an unknown stage": SPOILT["an unknown stage"],
    "a due time that is none": SPOILT["a due time that is none"],
    "a stage of no time": "UPDATE customers SET stage_since = 'once'",
}


@pytest.fixture
def spoil(tmp_path: Path) -> Iterator[Callable[[str], SqlStore]]:
    """Store two customers, and let a statement spoil what belongs to acme."""
    vault = FernetVault.open(tmp_path)
    engine = open_ledger(tmp_path / "ledger.db", vault)
    store = SqlStore(engine, vault)
    store.add(onboarding("acme").with_attempt(attempt()), [event()])
    store.add(onboarding("borealis").with_attempt(attempt()), [event()])

    def spoilt(statement: str) -> SqlStore:
        key = "id" if "UPDATE customers" in statement else "customer_id"
        acme = "(SELECT id FROM customers WHERE key = 'acme')"
        with sqlite3.connect(tmp_path / "ledger.db") as connection:
            connection.execute(f"{statement} WHERE {key} = {acme}")
        connection.close()
        return store

    yield spoilt
    engine.dispose()


@pytest.mark.parametrize("statement", SPOILT.values(), ids=SPOILT.keys())
def test_a_spoilt_record_is_one_record(statement: str, spoil: Callable[[str], SqlStore]) -> None:
    store = spoil(statement)
    spoilt, other = every_record(store)
    assert isinstance(spoilt, Unreadable)
    assert (spoilt.key, spoilt.target) == ("acme", SANDBOX)
    assert isinstance(other, Onboarding)
    with pytest.raises(UnreadableRecord, match="record of acme cannot be read") as raised:
        store.load(SANDBOX, "acme")
    assert raised.value.advice is Advice.RESTORE_RECORD
    store.save(other, other)
    store.add(onboarding("charlie"))


@pytest.mark.parametrize("statement", SPOILT_ROWS.values(), ids=SPOILT_ROWS.keys())
def test_a_spoilt_row_is_one_row_and_asks_for_a_person(
    statement: str, spoil: Callable[[str], SqlStore]
) -> None:
    spoilt, other = spoil(statement).page(Filter()).rows
    assert (spoilt.key, spoilt.name, spoilt.code) == ("acme", None, "unreadable_record")
    assert (spoilt.stage, spoilt.owner) == (Stage.NEEDS_ACTION, Owner.ISV)
    assert other == replace(other, name="Acme Outfitters LLC", stage=Stage.PREPARING, code=None)


def test_a_spoilt_history_is_said_so_and_the_record_is_read(
    spoil: Callable[[str], SqlStore],
) -> None:
    store = spoil("UPDATE history SET name = 'unheard_of'")
    assert all(isinstance(one, Onboarding) for one in every_record(store))
    with pytest.raises(UnreadableRecord, match="its history"):
        store.history(SANDBOX, "acme")
    assert len(store.history(SANDBOX, "borealis")) == 1
