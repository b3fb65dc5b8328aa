"""Snapshots, seeds and resets: worlds that are kept, brought back and emptied while others work."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess, aimed_client, start_sandbox
from tests.contract.conftest import StrictAccount, StrictClientFactory
from tests.contract.sandbox.walkthrough import Walk


def world(account: SandboxAccount) -> Any:
    """Return everything of a world that a caller can see, without the generation."""
    kept = account.control("GET", "/resources")["resources"]
    history = account.control("GET", "/history")["history"]
    steps = account.control("GET", "/schedule")["steps"]
    return kept, history, steps, account.control("GET", "/clock")["now"]


def freeze(account: SandboxAccount) -> None:
    account.control("POST", "/clock", mode="frozen")


def test_a_restored_world_is_the_one_that_was_kept(account: StrictAccount) -> None:
    freeze(account)
    walk = Walk(account)
    profile = walk.profile()
    before = world(account)
    account.control("POST", "/snapshots", name="submitted")
    account.advance(3600)
    walk.trust(profile)
    assert world(account) != before
    account.control("POST", "/restore", name="submitted")
    assert world(account) == before


def test_what_was_still_to_happen_happens_after_a_restore(account: StrictAccount) -> None:
    freeze(account)
    profile = Walk(account).profile()
    account.control("POST", "/snapshots")
    account.advance(3600)
    account.control("POST", "/restore")
    profiles = account.client.trusthub.v1.customer_profiles
    assert profiles(profile).fetch().status == "pending-review"
    account.advance(3600)
    assert profiles(profile).fetch().status == "twilio-approved"


def test_a_restore_raises_the_generation(account: StrictAccount) -> None:
    account.control("POST", "/snapshots")
    before = account.control("GET", "")["generation"]
    after = account.control("POST", "/restore")
    assert after["generation"] == before + 1
    assert after["world_id"] == account.control("GET", "")["world_id"]


def test_subaccounts_keys_settings_and_verdicts_come_back(
    account: StrictAccount, strict_client_factory: StrictClientFactory
) -> None:
    child = account.client.api.v2010.accounts.create(friendly_name="Acme")
    key = account.client.new_keys.create(friendly_name="worker")
    account.control("POST", "/settings", pace=True)
    account.control("POST", "/verdicts", kind="brand", outcome="reject", codes=[30795])
    account.control("POST", "/snapshots", name="full")
    account.control("POST", "/reset")
    account.control("POST", "/settings", pace=False)
    account.control("POST", "/restore", name="full")
    inside: Any = strict_client_factory(child.sid, child.auth_token)
    by_key: Any = strict_client_factory(key.sid, key.secret)
    assert inside.trusthub.v1.end_users.list() == []
    assert by_key.trusthub.v1.customer_profiles.list() != []
    assert account.control("GET", "")["settings"] == {"pace": True}
    assert [v["codes"] for v in account.control("GET", "/verdicts")["verdicts"]] == [[30795]]


def test_snapshots_are_listed_replaced_and_forgotten(account: StrictAccount) -> None:
    freeze(account)
    for _ in range(2):
        account.advance(60)
        account.control("POST", "/snapshots", name="a")
    account.control("POST", "/snapshots", name="b")
    listed = account.control("GET", "/snapshots")["snapshots"]
    assert [each["name"] for each in listed] == ["a", "b"]
    assert listed[0]["now"] == listed[1]["now"]
    left = account.control("DELETE", "/snapshots/a")["snapshots"]
    assert [each["name"] for each in left] == ["b"]


@pytest.mark.parametrize("path", ["/restore", "/snapshots/none"])
def test_an_unknown_snapshot_is_not_found(account: StrictAccount, path: str) -> None:
    account.control("POST", "/snapshots", name="other")
    method = "POST" if path == "/restore" else "DELETE"
    answer = requests.request(
        method,
        f"{account.sandbox.url}/control/worlds/{account.sid}{path}",
        json={"name": "none"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_name_that_is_none_is_refused(account: StrictAccount) -> None:
    answer = requests.post(
        f"{account.sandbox.url}/control/worlds/{account.sid}/snapshots",
        json={"name": "../x"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_snapshots_outlive_a_restart(tmp_path: Path) -> None:
    first = start_sandbox(tmp_path / "data")
    account = SandboxAccount(first)
    freeze(account)
    profile = Walk(account).profile()
    account.control("POST", "/snapshots", name="kept")
    account.control("POST", "/reset")
    first.kill()
    second = start_sandbox(tmp_path / "data")
    again = SandboxAccount(second, account.sid, account.token)
    again.control("POST", "/restore", name="kept")
    profiles = again.client.trusthub.v1.customer_profiles
    assert profiles(profile).fetch().status == "pending-review"
    second.stop()


def fill(account: SandboxAccount, count: int) -> None:
    """Make many end users."""
    with requests.Session() as session:
        session.auth = (account.sid, account.token)
        for number in range(count):
            session.post(
                f"{account.sandbox.url}/trusthub.twilio.com/v1/EndUsers",
                data={"FriendlyName": f"{number}", "Type": "authorized_representative_1"},
                timeout=10,
            ).raise_for_status()


def test_a_world_in_copy_makes_its_callers_wait_and_shows_them_nothing_half(
    account: StrictAccount,
) -> None:
    fill(account, 1500)
    account.control("POST", "/snapshots", name="many")
    account.control("POST", "/reset")
    counts: list[int] = []
    worker = threading.Thread(target=lambda: account.control("POST", "/restore", name="many"))
    worker.start()
    url = f"{account.sandbox.url}/trusthub.twilio.com/v1/EndUsers?PageSize=1000"
    while worker.is_alive():
        page = requests.get(url, auth=(account.sid, account.token), timeout=40).json()
        counts.append(len(page["results"]))
    worker.join()
    assert set(counts) <= {0, 1000}
    assert counts == sorted(counts)


def test_a_process_killed_while_restoring_leaves_the_old_world_or_the_new_one(
    tmp_path: Path,
) -> None:
    first = start_sandbox(tmp_path / "data")
    account = SandboxAccount(first)
    fill(account, 1200)
    account.control("POST", "/snapshots", name="many")
    account.control("POST", "/reset")

    def restore() -> None:
        try:
            account.control("POST", "/restore", name="many")
        except requests.ConnectionError:
            return

    worker = threading.Thread(target=restore)
    worker.start()
    first.kill()
    worker.join()
    second = start_sandbox(tmp_path / "data")
    again = SandboxAccount(second, account.sid, account.token)
    kinds = [each["kind"] for each in again.control("GET", "/resources?kind=EndUser")["resources"]]
    assert len(kinds) in (0, 1000)
    again.control("POST", "/restore", name="many")
    page = again.client.trusthub.v1.end_users.page(page_size=1000)
    assert len(list(page)) == 1000
    second.stop()


def test_two_sandboxes_with_one_seed_draw_the_same_sids(tmp_path: Path) -> None:
    drawn = []
    for name in ("one", "two"):
        sandbox = start_sandbox(tmp_path / name, "--seed", "42")
        account = SandboxAccount(sandbox, "AC" + "5" * 32, "token")
        drawn.append([Walk(account).profile(), Walk(account).number()])
        sandbox.stop()
    assert drawn[0] == drawn[1]


def test_a_reset_with_a_seed_draws_the_same_sids_each_time(account: StrictAccount) -> None:
    drawn = []
    for _ in range(2):
        account.control("POST", "/reset", seed="7")
        drawn.append(Walk(account).profile())
    assert drawn[0] == drawn[1]


def test_a_long_advance_takes_every_step_in_time_order_and_lets_others_in(
    account: StrictAccount, sandbox_server: SandboxProcess
) -> None:
    freeze(account)
    walk = Walk(account)
    profiles = [walk.profile() for _ in range(60)]
    other = aimed_client(sandbox_server.url, "AC" + "6" * 32, "other")
    account.advance(30 * 86400)
    assert other.trusthub.v1.end_users.list() == []
    client = account.client.trusthub.v1.customer_profiles
    assert {client(each).fetch().status for each in profiles} == {"twilio-approved"}
    times = [each["at"] for each in account.control("GET", "/history")["history"]]
    assert times == sorted(times)
