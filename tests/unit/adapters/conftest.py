"""A ledger's file and the key beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.adapters.vault import FernetVault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def vault(tmp_path: Path) -> FernetVault:
    return FernetVault.open(tmp_path)
