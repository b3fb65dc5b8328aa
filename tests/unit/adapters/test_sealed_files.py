"""The ledger's files, read byte by byte: whoever has them without the key learns nothing."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.vault import FernetVault
from tendlc.domain.person_requests import NewDocument, PersonRequest
from tendlc.domain.trouble import Trouble
from tests import cast
from tests.contract.store.onboardings import SANDBOX, attempt, event, full, onboarding
from tests.contract.store.test_beside_records import PAID, SENT
from tests.fakes import START

TOLD = (
    "jane@acme.test",
    "Email jane@acme.test",
    "no such tax id",
    "jane the operator",
    "the mailbox of Jane Roe",
    "what Jane Roe sent",
    "what Jane Roe got",
    "John asked for this",
    "operators-own-words",
)
"""What people and Twilio said, in every place that takes such words."""


def texts(value: Any) -> Iterator[str]:
    """Give every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def personal(schema: str) -> set[bytes]:
    """Return what must not be found: texts of the documents, also as search sees them.

    Keys, and short words that stand in the schema or the open columns anyway, are left out.
    """
    words = {*TOLD}
    for customer in (cast.acme(), cast.borealis()):
        document = json.loads(customer.model_dump_json())
        document.pop("customer")
        for text in texts(document):
            words |= {text, text.casefold(), re.sub(r"[^0-9a-z]", "", text.casefold())}
            words |= {*re.findall(r"[A-Za-z]{6,}", text)}
    known = f"{schema} sandbox business needs action created verified failed status".casefold()
    return {word.encode() for word in words if len(word) > 4 and word.casefold() not in known}


@pytest.fixture
def used(tmp_path: Path) -> Iterator[SqlStore]:
    """A ledger in which everything has happened that can be stored."""
    vault = FernetVault.open(tmp_path)
    engine = open_ledger(tmp_path / "ledger.db", vault)
    store = SqlStore(engine, vault)
    told = replace(event(text="met jane@acme.test"), actor="jane the operator")
    added = store.add(replace(full(), hold=None), [told])
    trouble = Trouble(
        code="not_processed", message="the mailbox of Jane Roe", since=START, last_at=START
    )
    sent = replace(SENT, sent="what Jane Roe sent", answered="what Jane Roe got")
    saved = store.save(added, replace(added, trouble=trouble), [told], [sent], [PAID])
    store.save(saved, replace(saved, customer=cast.borealis()).with_attempt(attempt(number=2)))
    asked = NewDocument(customer=cast.borealis())
    request = PersonRequest(at=START, actor="John asked for this", asked=asked)
    store.put(SANDBOX, "acme", request)
    store.add_many([onboarding("grace")], [replace(told, actor="operators-own-words")])
    yield store
    engine.dispose()


def found_in(folder: Path, words: set[bytes]) -> set[bytes]:
    content = b"\n".join(file.read_bytes() for file in folder.glob("ledger.db*"))
    content += content.lower()
    return {word for word in words if word in content}


def schema_of(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "ledger.db")) as ledger:
        return " ".join(str(row[0]) for row in ledger.execute("SELECT sql FROM sqlite_master"))


def test_no_word_of_a_customer_stands_open_in_file_index_or_log(
    used: SqlStore, tmp_path: Path
) -> None:
    words = personal(schema_of(tmp_path))
    assert len(words) > 150
    assert (tmp_path / "ledger.db-wal").stat().st_size > 10_000
    assert found_in(tmp_path, words) == set()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert found_in(tmp_path, words) == set()


def test_the_test_would_find_a_word_that_stands_open(used: SqlStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as ledger, ledger:
        ledger.execute("UPDATE customers SET name = 'Acme Outfitters LLC' WHERE key = 'grace'")
    words = personal(schema_of(tmp_path))
    assert {b"Acme Outfitters LLC", b"Outfitters"} <= found_in(tmp_path, words)


@pytest.mark.parametrize("table", ["words", "fingerprints"])
def test_ledgers_of_two_keys_share_no_word_and_no_fingerprint(table: str, tmp_path: Path) -> None:
    shares = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        vault = FernetVault.open(tmp_path / name)
        engine = open_ledger(tmp_path / name / "ledger.db", vault)
        SqlStore(engine, vault).add(onboarding())
        engine.dispose()
        with closing(sqlite3.connect(tmp_path / name / "ledger.db")) as ledger:
            shares.append({row[0] for row in ledger.execute(f"SELECT * FROM {table}")})
    assert shares[0]
    assert shares[1]
    assert not shares[0] & shares[1]


def test_a_word_says_nothing_of_its_length(used: SqlStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as ledger:
        assert {len(row[0]) for row in ledger.execute("SELECT word FROM words")} == {8}
        assert {len(row[0]) for row in ledger.execute("SELECT fingerprint FROM fingerprints")} == {
            16
        }
