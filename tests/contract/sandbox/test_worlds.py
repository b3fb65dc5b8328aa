"""Worlds: isolation, identity, reset, clocks, and what outlives the process."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess, refused_start, start_sandbox
from tests.contract.sandbox.walkthrough import Walk
from tests.waiting import GIVEN_UP_SECONDS


def _names(account: SandboxAccount) -> list[str]:
    return [each.friendly_name for each in account.client.trusthub.v1.end_users.list()]


def _make(account: SandboxAccount, name: str) -> Any:
    return account.client.trusthub.v1.end_users.create(
        friendly_name=name, type="authorized_representative_1"
    )


@pytest.fixture
def own_sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A sandbox that nobody else uses; the test may kill it."""
    server = start_sandbox(tmp_path / "data", "--seed", "7")
    yield server
    if server.process.poll() is None:
        server.stop()


def test_accounts_do_not_see_each_others_objects(
    account: SandboxAccount, sandbox_server: SandboxProcess
) -> None:
    other = SandboxAccount(sandbox_server)
    made = _make(account, "mine")
    answer = requests.get(
        f"{sandbox_server.url}/trusthub.twilio.com/v1/EndUsers/{made.sid}",
        auth=(other.sid, other.token),
        timeout=20,
    )
    assert (_names(other), answer.status_code) == ([], 404)


def test_looking_at_a_world_does_not_make_it(sandbox_server: SandboxProcess) -> None:
    url = f"{sandbox_server.url}/control/worlds/AC{'9' * 32}"
    assert [requests.get(url, timeout=20).status_code for _ in range(2)] == [404, 404]


def test_a_reset_empties_the_world_and_raises_its_generation(account: SandboxAccount) -> None:
    _make(account, "before")
    before = account.control("GET", "")
    after = account.control("POST", "/reset")
    assert (after["world_id"], after["generation"]) == (
        before["world_id"],
        before["generation"] + 1,
    )
    assert _names(account) == []


def test_a_reset_leaves_other_worlds_alone(
    account: SandboxAccount, sandbox_server: SandboxProcess
) -> None:
    other = SandboxAccount(sandbox_server)
    _make(other, "theirs")
    account.control("POST", "/reset")
    assert _names(other) == ["theirs"]


def test_a_reset_gives_a_new_primary_profile(account: SandboxAccount) -> None:
    profiles = account.client.trusthub.v1.customer_profiles
    before = profiles.list()[0].sid
    account.control("POST", "/reset")
    assert [each.sid for each in profiles.list()] != [before]


def test_a_reset_with_a_seed_draws_the_same_sids_each_time(account: SandboxAccount) -> None:
    drawn = []
    for _ in range(2):
        account.control("POST", "/reset", seed=7)
        drawn.append(_make(account, "one").sid)
    assert drawn[0] == drawn[1]


def test_reviews_that_waited_do_not_outlive_a_reset(account: SandboxAccount) -> None:
    Walk(account).brand()
    account.control("POST", "/reset")
    assert account.control("GET", "/schedule")["steps"] == []


def test_nothing_that_was_answered_is_lost_by_a_kill(own_sandbox: SandboxProcess) -> None:
    account = SandboxAccount(own_sandbox)
    sids = [_make(account, f"number {each}").sid for each in range(20)]
    world = account.control("GET", "")
    own_sandbox.process.kill()
    own_sandbox.process.wait(GIVEN_UP_SECONDS)
    again = start_sandbox(own_sandbox.data)
    account = SandboxAccount(again, account.sid, account.token)
    stored = [each.sid for each in account.client.trusthub.v1.end_users.list()]
    same = account.control("GET", "") == world
    own_sandbox.stop()
    assert (sorted(stored), same, again.stop()) == (sorted(sids), True, 0)


def test_reviews_that_fell_due_while_it_was_down_have_happened(
    own_sandbox: SandboxProcess,
) -> None:
    account = SandboxAccount(own_sandbox)
    profile = Walk(account).profile()
    account.control("POST", "/clock", mode="accelerated", speed=1_000_000)
    own_sandbox.stop()
    again = start_sandbox(own_sandbox.data)
    account = SandboxAccount(again, account.sid, account.token)
    status = account.client.trusthub.v1.customer_profiles(profile).fetch().status
    again.stop()
    assert status == "twilio-approved"


def test_a_sandbox_ends_by_itself_when_its_parent_is_gone(own_sandbox: SandboxProcess) -> None:
    assert own_sandbox.stop() == 0


def test_a_second_process_on_the_same_folder_is_told_so_in_one_sentence(
    own_sandbox: SandboxProcess,
) -> None:
    said = refused_start(own_sandbox.data)
    assert said.startswith("Another sandbox is using the data folder")
    assert "Traceback" not in said


def test_a_taken_port_is_told_in_one_sentence(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    port = sandbox_server.url.rpartition(":")[2]
    said = refused_start(tmp_path, "--port", port)
    assert said.startswith(f"Port {port} on 127.0.0.1 cannot be used")
    assert "Traceback" not in said


def test_data_of_a_newer_version_is_left_alone(own_sandbox: SandboxProcess) -> None:
    own_sandbox.stop()
    with contextlib.closing(sqlite3.connect(own_sandbox.data / "sandbox.sqlite3")) as database:
        database.execute("PRAGMA user_version = 999")
    assert "written by a newer version" in refused_start(own_sandbox.data)


def damaged(data: Path) -> None:
    path = data / "sandbox.sqlite3"
    path.write_bytes(path.read_bytes()[:4096] + b"\xaa" * (path.stat().st_size - 4096))


def emptied(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "sandbox.sqlite3")) as database:
        database.execute("DROP TABLE scripts")


@pytest.mark.parametrize("harm", [damaged, emptied])
def test_a_damaged_database_is_told_in_one_sentence(
    own_sandbox: SandboxProcess, harm: Callable[[Path], None]
) -> None:
    own_sandbox.stop()
    harm(own_sandbox.data)
    said = refused_start(own_sandbox.data)
    assert said.startswith("The sandbox's database")
    assert "Traceback" not in said


def test_a_seed_decides_the_sids(tmp_path: Path) -> None:
    drawn = []
    for folder in ("first", "second"):
        server = start_sandbox(tmp_path / folder, "--seed", "7")
        account = SandboxAccount(server, f"AC{'1' * 32}", "token")
        drawn.append(_make(account, "one").sid)
        server.stop()
    assert drawn[0] == drawn[1]


def test_two_data_folders_never_hold_the_same_world(tmp_path: Path) -> None:
    worlds = set()
    for folder in ("first", "second"):
        server = start_sandbox(tmp_path / folder, "--seed", "7")
        account = SandboxAccount(server, f"AC{'1' * 32}", "token")
        worlds.add(
            account.control("POST", "/clock", mode="frozen")
            and account.control("GET", "")["world_id"]
        )
        server.stop()
    assert len(worlds) == 2


def test_a_poller_sees_each_state_in_its_time(account: SandboxAccount) -> None:
    profile = Walk(account).profile()
    seen = []
    for seconds in (0, 2, 9, 1):
        account.advance(seconds)
        seen.append(account.client.trusthub.v1.customer_profiles(profile).fetch().status)
    assert seen == ["pending-review", "in-review", "in-review", "twilio-approved"]


def test_what_came_due_on_the_way_has_its_own_moment(account: SandboxAccount) -> None:
    profile = Walk(account).profile()
    account.advance(3600)
    events = account.control("GET", f"/history?key={profile}")["history"]
    moments = {entry["event"]: entry["at"] for entry in events}
    assert moments["in-review"] - moments["pending-review"] == pytest.approx(2)
    assert moments["twilio-approved"] - moments["in-review"] == pytest.approx(10)


def test_dates_come_from_the_clock_of_the_world(account: SandboxAccount) -> None:
    account.control("POST", "/clock", advance=30 * 86_400)
    made = _make(account, "later")
    now = account.control("GET", "/clock")["now"]
    assert made.date_created.timestamp() == pytest.approx(now, abs=1)


def test_reviews_happen_without_anybody_asking(account: SandboxAccount) -> None:
    profile = Walk(account).profile()
    account.control("POST", "/clock", mode="accelerated", speed=5000)
    answer = account.client.trusthub.v1.customer_profiles(profile)
    statuses = {answer.fetch().status for _ in range(50)}
    assert "twilio-approved" in statuses
