"""What control refuses leaves nothing behind: no world, no verdict, no half of a change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount, start_sandbox
from tests.contract.sandbox.walkthrough import Walk


def refused(account: SandboxAccount, path: str, **body: Any) -> str:
    url = f"{account.sandbox.url}/control/worlds/{account.sid}{path}"
    answer = requests.post(url, json=body, timeout=10)
    assert answer.status_code == 400
    return str(answer.json()["message"])


def names(account: SandboxAccount) -> list[str]:
    return [each.friendly_name for each in account.client.trusthub.v1.customer_profiles.list()]


def profile(account: SandboxAccount, name: str) -> None:
    account.client.trusthub.v1.customer_profiles.create(
        friendly_name=name,
        email="compliance@isv.example",
        policy_sid="RNdfbf3fae0e1107f8aded0e7cead80bf5",
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/verdicts", {"kind": "cloud"}),
        ("/settings", {"peace": True}),
        ("/reviews", {"all": "soon"}),
        ("/clock", {"mode": "backwards"}),
    ],
)
def test_a_world_whose_first_request_was_refused_is_made_by_the_next(
    tmp_path: Path, path: str, body: dict[str, Any]
) -> None:
    sandbox = start_sandbox(tmp_path / "data")
    first, second = SandboxAccount(sandbox), SandboxAccount(sandbox)
    refused(first, path, **body)
    profile(first, "of the first")
    profile(second, "of the second")
    sandbox.stop()
    again = start_sandbox(tmp_path / "data")
    first, second = replace(first, sandbox=again), replace(second, sandbox=again)
    assert "of the first" in names(first)
    assert "of the second" not in names(first)
    assert "of the second" in names(second)
    again.stop()


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 99},
        {"status": 204},
        {"status": 500.5},
        {"status": 1000},
        {"status": 500, "whne": 1},
    ],
)
def test_a_fault_that_could_not_be_answered_is_refused(
    account: SandboxAccount, fault: dict[str, Any]
) -> None:
    answer = requests.post(
        f"{account.sandbox.url}/control/faults",
        json={"path": account.sid, "account": account.sid, **fault},
        timeout=20,
    )
    faults = account.sandbox.control("GET", "/faults")["faults"]
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert [each for each in faults if each["path"] == account.sid] == []


def test_a_refused_verdict_decides_nothing(account: SandboxAccount) -> None:
    said = refused(account, "/verdicts", kind="brand", outcome="reject", codes=[30795], now=True)
    assert "sid" in said
    assert account.control("GET", "/verdicts")["verdicts"] == []
    brand = Walk(account).approved()
    assert account.client.messaging.v1.brand_registrations(brand).fetch().status == "APPROVED"


@pytest.mark.parametrize(
    ("kind", "code", "near"),
    [("campaign", 30983, 30993), ("brand", 39799, 30799), ("customer_profile", 18661, 18601)],
)
def test_a_verdict_names_codes_that_exist(
    account: SandboxAccount, kind: str, code: int, near: int
) -> None:
    said = refused(account, "/verdicts", kind=kind, outcome="reject", codes=[code])
    assert (str(code) in said, str(near) in said) == (True, True)
    assert account.control("GET", "/verdicts")["verdicts"] == []


def test_a_magic_value_that_does_not_exist_is_refused(account: SandboxAccount) -> None:
    services = account.client.messaging.v1.services
    with pytest.raises(TwilioRestException) as refusal:
        services.create(friendly_name="reminders [sandbox:30983]")
    assert (refusal.value.code, "30993" in refusal.value.msg) == (20001, True)
    assert [each for each in services.list() if "30983" in each.friendly_name] == []


def test_refused_settings_change_nothing(account: SandboxAccount) -> None:
    account.control("POST", "/settings", pace=False)
    refused(account, "/settings", pace=True, peace=True)
    assert account.control("GET", "")["settings"]["pace"] is False
