"""Data folders of earlier versions are opened as they are, and nothing in them is lost."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount, SandboxProcess, refused_start, start_sandbox
from tests.contract.sandbox.walkthrough import Walk

OLDER = Path(__file__).with_name("older_data")
ACCOUNT, TOKEN = "AC" + "a1" * 16, "first"
"""Whose the old data are: a brand in review, with its bundles."""
FIRST_WITH_DELIVERIES, FIRST_WITH_KEYS, FIRST_WITH_SNAPSHOTS, FIRST_WITH_READS = 2, 3, 4, 5
LATEST = 8


def schemas(first: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("schema", range(first, LATEST + 1))


def text_of(schema: int) -> str:
    return (OLDER / f"schema_{schema}.sql").read_text(encoding="utf-8")


@contextlib.contextmanager
def opened(folder: Path, schema: int) -> Iterator[SandboxAccount]:
    """A data folder as it was left by a schema, opened by the present one."""
    with contextlib.closing(sqlite3.connect(folder / "sandbox.sqlite3")) as database:
        database.executescript(text_of(schema))
    sandbox = start_sandbox(folder)
    try:
        yield SandboxAccount(sandbox, ACCOUNT, TOKEN)
    finally:
        sandbox.stop()


def test_there_are_data_of_every_schema() -> None:
    scripts = files("tendlc.sandbox.world").joinpath("schema").iterdir()
    numbers = sorted(int(each.name[:4]) for each in scripts if each.name.endswith(".sql"))
    assert numbers == list(range(1, LATEST + 1)), "see older_data/__init__.py"


@schemas(1)
def test_what_was_stored_is_there_and_goes_on(tmp_path: Path, schema: int) -> None:
    with opened(tmp_path, schema) as account:
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


@schemas(1)
def test_an_old_world_is_the_same_world_with_the_same_token(tmp_path: Path, schema: int) -> None:
    with opened(tmp_path, schema) as account:
        assert account.control("GET", "")["generation"] == 1
        stranger = SandboxAccount(account.sandbox, ACCOUNT, "other")
        with pytest.raises(Exception, match="Authenticate"):
            stranger.client.messaging.v1.brand_registrations(f"BN{'0' * 32}").fetch()


@schemas(1)
def test_an_old_world_can_be_kept_emptied_and_brought_back(tmp_path: Path, schema: int) -> None:
    with opened(tmp_path, schema) as account:
        account.control("POST", "/snapshots", name="old")
        account.control("POST", "/reset")
        brands = account.client.messaging.v1.brand_registrations
        empty = brands.list()
        account.control("POST", "/restore", name="old")
        account.advance(3600)
        assert (empty, [each.status for each in brands.list()]) == ([], ["APPROVED"])


@schemas(FIRST_WITH_DELIVERIES)
def test_an_old_delivery_is_tried_again(tmp_path: Path, schema: int) -> None:
    with opened(tmp_path, schema) as account:
        before = account.control("GET", "/deliveries")["deliveries"][0]
        account.advance(60)
        account.control("POST", "/deliveries/settle", seconds=20)
        after = account.control("GET", "/deliveries")["deliveries"][0]
    assert (before["state"], len(before["attempts"])) == ("waiting", 1)
    assert len(after["attempts"]) == 2


@schemas(FIRST_WITH_KEYS)
def test_an_old_key_opens_its_account(tmp_path: Path, schema: int) -> None:
    found = re.match(r"-- key (\w+) (\w+)\n", text_of(schema))
    assert found
    with opened(tmp_path, schema) as account:
        by_key = SandboxAccount(account.sandbox, found[1], found[2])
        assert len(by_key.client.messaging.v1.brand_registrations.list()) == 1


@schemas(FIRST_WITH_SNAPSHOTS)
def test_an_old_snapshot_is_brought_back(tmp_path: Path, schema: int) -> None:
    with opened(tmp_path, schema) as account:
        account.advance(3600)
        account.control("POST", "/restore", name="kept")
        brands = account.client.messaging.v1.brand_registrations
        before = [each.status for each in brands.list()]
        account.advance(3600)
        assert (before, [each.status for each in brands.list()]) == (["PENDING"], ["APPROVED"])


@schemas(FIRST_WITH_READS)
def test_an_old_review_still_counts_its_reads(tmp_path: Path, schema: int) -> None:
    with opened(tmp_path, schema) as account:
        profiles = account.client.trusthub.v1.customer_profiles
        (profile,) = profiles.list(friendly_name="read")
        states = [profile.fetch().status for _ in range(2)]
    assert (profile.status, states) == ("pending-review", ["pending-review", "in-review"])


def test_data_of_a_newer_version_are_refused(tmp_path: Path) -> None:
    sandbox: SandboxProcess = start_sandbox(tmp_path)
    sandbox.stop()
    with contextlib.closing(sqlite3.connect(tmp_path / "sandbox.sqlite3")) as database:
        database.execute("PRAGMA user_version = 999")
    told = refused_start(tmp_path)
    assert "written by a newer version" in told
    assert "Next: " in told
