"""What the end of a registration claims: all that Twilio shows, and no word beyond it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran

ACME = EXAMPLES / "acme.yaml"
CLAIMS = re.compile(r"ready|may send|can send now", re.IGNORECASE)
TWO_WEEKS = timedelta(days=14)


def written(home: Home, **changes: Any) -> Path:
    """Write acme's file with some parts changed."""
    document = yaml.safe_load(ACME.read_text(encoding="utf-8")) | changes
    file = home.path / "acme.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


def onboard(home: Home, account: SandboxAccount, file: Path, *more: str) -> Ran:
    return home.run("onboard", file, "--target", account.sandbox.url, "--data", home.data, *more)


def registrations(account: SandboxAccount) -> list[str]:
    """How far the carriers are with each number: no REST field shows it."""
    stored = account.control("GET", "/resources?kind=NumberRegistration")["resources"]
    return [one["data"]["state"] for one in stored]


@pytest.mark.parametrize("number", ["+15005530125", "+15005530126"])
def test_a_number_that_the_carriers_refuse_is_never_said_to_send(
    number: str, at_account: Home, account: SandboxAccount
) -> None:
    file = written(at_account, phone_numbers=[{"phone_number": number}])
    ran = onboard(at_account, account, file)
    account.advance(TWO_WEEKS.total_seconds())
    assert registrations(account) == ["failure"]
    again = onboard(at_account, account, file)
    told = at_account.run("status", "acme", "--data", at_account.data)
    listed = at_account.run("status", "--data", at_account.data)
    for shown in (ran, again, told, listed):
        assert shown.code == 0, shown
        assert "registered" in shown.out
        assert "Twilio's API does not show when. Send a test message" in shown.out
        assert not CLAIMS.search(shown.out), shown.out
    assert "\nacme is registered.\n" in again.out
    record = onboard(at_account, account, file, "--json").json
    assert record["stage"] == "registered"
    assert [one["registration"] for one in record["numbers"]] == ["unknown"]


def test_json_says_until_when_to_expect_the_carriers(
    at_account: Home, account: SandboxAccount
) -> None:
    record = onboard(at_account, account, ACME, "--json").json
    (number,) = record["numbers"]
    (added,) = [
        one["at"] for one in record["steps"] if one["name"] == "Add phone number to service"
    ]
    late = datetime.fromisoformat(number["registration_expected_by"]) - TWO_WEEKS
    assert timedelta(0) <= late - datetime.fromisoformat(added) < timedelta(minutes=1)
    (again,) = onboard(at_account, account, ACME, "--json").json["numbers"]
    assert again == number, "looking again puts nothing off"


def test_a_mock_brand_is_said_to_send_nothing(at_account: Home, account: SandboxAccount) -> None:
    brand = yaml.safe_load(ACME.read_text(encoding="utf-8")).get("brand", {})
    file = written(at_account, brand={**brand, "mock": True})
    ran = onboard(at_account, account, file)
    assert ran.code == 0, ran
    assert "Its brand is a mock, for tests: its numbers cannot send messages." in ran.out
    (record,) = at_account.run("status", "--json", "--data", at_account.data).json
    assert record["numbers"][0]["registration_expected_by"] is None


def test_carriers_that_approve_the_use_case_themselves_get_weeks_more(
    at_account: Home, account: SandboxAccount
) -> None:
    campaign = yaml.safe_load(ACME.read_text(encoding="utf-8"))["campaign"]
    campaign["us_app_to_person_usecase"] = "EMERGENCY"
    ran = onboard(at_account, account, written(at_account, campaign=campaign))
    assert ran.code == 0, ran
    assert "because they approve this use case themselves first" in ran.out
