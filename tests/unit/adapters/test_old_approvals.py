"""A ledger of before approvals were of a quote: it opens, and its customers are asked once more."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.vault import FernetVault
from tendlc.rules import quotes
from tests.records import LIVE, approved, record

YOUNGER = ("approvals", "another_of", "same_business")


@pytest.mark.parametrize("approved_at", ["2026-03-02T09:15:00.000000+00:00", None])
def test_a_time_of_an_old_approval_is_no_quote(approved_at: str | None, tmp_path: Path) -> None:
    engine, vault = open_ledger(tmp_path / "ledger.db"), FernetVault.open(tmp_path)
    store = SqlStore(engine, vault)
    known = replace(approved(record(target=LIVE)), another_of=("grace",), same_business=("g-2",))
    store.add(known)
    with sqlite3.connect(tmp_path / "ledger.db") as ledger:
        (sealed,) = ledger.execute("SELECT state FROM onboardings").fetchone()
        state = json.loads(vault.unseal(sealed))
        old = {name: part for name, part in state.items() if name not in YOUNGER}
        assert len(old) == len(state) - len(YOUNGER)
        change = "UPDATE onboardings SET state = ?, spending_approved_at = ?"
        ledger.execute(change, (vault.seal(json.dumps(old).encode()), approved_at))
    ledger.close()
    loaded = store.load(LIVE, "acme")
    engine.dispose()
    assert loaded == replace(known, approvals=(), another_of=(), same_business=())
    assert quotes.unapproved(known) == ()
    assert quotes.unapproved(loaded) == quotes.due(known)
