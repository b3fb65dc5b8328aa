"""Kills under load: what was answered is there afterwards, in every table, and nothing is half."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess, start_sandbox
from tests.contract.sandbox.walkthrough import PROFILE_POLICY
from tests.waiting import until

PROFILES = "/trusthub.twilio.com/v1/CustomerProfiles"
NOBODY = "http://127.0.0.1:9/nobody"


@dataclass
class Answered:
    """The profiles whose creation, and whose submission, were answered."""

    made: list[str] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)


def submit_profiles(account: SandboxAccount, answered: Answered) -> None:
    """Make and submit profiles until the sandbox is gone."""
    form = {"FriendlyName": "a", "Email": "isv@isv.example", "PolicySid": PROFILE_POLICY}
    with requests.Session() as session, suppress(requests.RequestException):
        session.auth = (account.sid, account.token)
        url = f"{account.sandbox.url}{PROFILES}"
        for _ in range(60):
            made = session.post(url, {**form, "StatusCallback": NOBODY}, timeout=20)
            sid = made.json()["sid"]
            answered.made.append(sid)
            changed = session.post(f"{url}/{sid}", {"Status": "pending-review"}, timeout=20)
            assert changed.json()["status"] == "pending-review"
            answered.submitted.append(sid)


def killed_under_load(data: Path, after: int) -> tuple[SandboxAccount, Answered]:
    """Kill a sandbox while six clients change things, after so many answers; start it again."""
    sandbox = start_sandbox(data)
    account, answered = SandboxAccount(sandbox), Answered()
    account.control("POST", "/clock", mode="frozen")
    clients = [threading.Thread(target=submit_profiles, args=(account, answered)) for _ in range(6)]
    for client in clients:
        client.start()
    until(lambda: len(answered.submitted) >= after)
    sandbox.kill()
    for client in clients:
        client.join()
    return SandboxAccount(start_sandbox(data), account.sid, account.token), answered


def shown(account: SandboxAccount, what: str, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = account.control("GET", f"/{what}")[name]
    return entries


@pytest.mark.parametrize("after", [1, 20, 75, 200])
def test_a_kill_under_load_loses_nothing_that_was_answered(tmp_path: Path, after: int) -> None:
    account, answered = killed_under_load(tmp_path, after)
    resources = shown(account, "resources?kind=CustomerProfile", "resources")
    history = shown(account, "history", "history")
    told = shown(account, "deliveries", "deliveries")
    steps = shown(account, "schedule", "steps")
    journal = shown(account, "journal?limit=1000", "entries")
    account.sandbox.stop()
    status = {each["key"]: each["data"]["status"] for each in resources}
    assert set(answered.made) <= status.keys()
    assert {status[sid] for sid in answered.submitted} == {"pending-review"}
    assert set(answered.made) <= {each["key"] for each in history if each["event"] == "created"}
    assert set(answered.submitted) <= {each["about"] for each in told}
    assert set(answered.submitted) <= {each["key"] for each in steps}
    answers = "".join(each["answer"] for each in journal)
    assert all(sid in answers for sid in answered.made)


def test_a_kill_under_load_leaves_no_change_without_its_traces(tmp_path: Path) -> None:
    account, _ = killed_under_load(tmp_path, 50)
    submitted = {
        each["key"]
        for each in shown(account, "resources?kind=CustomerProfile", "resources")
        if each["data"]["status"] == "pending-review"
    }
    told = {each["about"] for each in shown(account, "deliveries", "deliveries")}
    steps = {each["key"] for each in shown(account, "schedule", "steps")}
    account.sandbox.stop()
    assert submitted
    assert submitted == told == steps


def test_kills_one_after_the_other_lose_nothing(tmp_path: Path) -> None:
    sandbox = start_sandbox(tmp_path)
    account = SandboxAccount(sandbox)
    account.control("POST", "/clock", mode="frozen")
    every = Answered()
    for round_ in range(5):
        client = threading.Thread(target=submit_profiles, args=(account, every))
        client.start()
        wanted = len(every.made) + 1 + 3 * round_
        until(lambda: len(every.submitted) >= wanted)  # noqa: B023  waited for at once
        account.sandbox.kill()
        client.join()
        account = _again(account, start_sandbox(tmp_path))
    kept = {each["key"] for each in shown(account, "resources?kind=CustomerProfile", "resources")}
    account.sandbox.stop()
    assert set(every.made) <= kept


def _again(account: SandboxAccount, sandbox: SandboxProcess) -> SandboxAccount:
    return SandboxAccount(sandbox, account.sid, account.token)
