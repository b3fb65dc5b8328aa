"""The stores that the suite runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.ports import Store
from tests.fakes import InMemoryStore, ReversingVault


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield InMemoryStore()
        return
    vault = ReversingVault()
    engine = open_ledger(tmp_path / "ledger.db", vault)
    yield SqlStore(engine, vault)
    engine.dispose()
