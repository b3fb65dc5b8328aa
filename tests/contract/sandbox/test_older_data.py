"""Data folders of earlier versions are opened as they are, and nothing in them is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount, refused_start, start_sandbox
from tests.contract.sandbox.walkthrough import Walk

OLD = Path(__file__).with_name("data_of_the_first_schema.sql")
ACCOUNT, TOKEN = "AC" + "a1" * 16, "first"
"""Whose the old data are: a brand in review, with its bundles, as the first schema kept them."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as it was left by the first schema."""
    with sqlite3.connect(tmp_path / "sandbox.sqlite3") as database:
        database.executescript(OLD.read_text(encoding="utf-8"))
    database.close()
    return tmp_path


def test_what_was_stored_is_there_and_goes_on(folder: Path) -> None:
    sandbox = start_sandbox(folder)
    account = SandboxAccount(sandbox, ACCOUNT, TOKEN)
    brands = account.client.messaging.v1.brand_registrations
    (brand,) = brands.list()
    assert brand.status == "PENDING"
    account.advance(3600)
    assert brand.fetch().status == "APPROVED"
    walk = Walk(account)
    campaign = walk.campaign(walk.service(), brand.sid)
    account.advance(3600)
    assert campaign.fetch().campaign_status == "VERIFIED"
    assert account.client.api.v2010.accounts(ACCOUNT).fetch().status == "active"
    sandbox.stop()


def test_the_token_of_an_old_world_is_still_its_token(folder: Path) -> None:
    sandbox = start_sandbox(folder)
    told = SandboxAccount(sandbox, ACCOUNT, TOKEN).control("GET", "")
    assert told["generation"] == 1
    stranger = SandboxAccount(sandbox, ACCOUNT, "other")
    with pytest.raises(Exception, match="Authenticate"):
        stranger.client.messaging.v1.brand_registrations(f"BN{'0' * 32}").fetch()
    sandbox.stop()


def test_data_of_a_newer_version_are_refused(folder: Path) -> None:
    with sqlite3.connect(folder / "sandbox.sqlite3") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    told = refused_start(folder)
    assert "written by a newer version" in told
    assert "Next: " in told
