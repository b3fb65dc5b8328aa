"""What the end of a registration claims: all that Twilio shows, and no word beyond it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, resources

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
    (record,) = at_account.run("status", "acme", "--json", "--data", at_account.data).json
    assert record["numbers"][0]["registration_expected_by"] is None


def test_carriers_that_approve_the_use_case_themselves_get_weeks_more(
    at_account: Home, account: SandboxAccount
) -> None:
    campaign = yaml.safe_load(ACME.read_text(encoding="utf-8"))["campaign"]
    campaign["us_app_to_person_usecase"] = "EMERGENCY"
    ran = onboard(at_account, account, written(at_account, campaign=campaign))
    assert ran.code == 0, ran
    assert "because they approve this use case themselves first" in ran.out


def taken_out(account: SandboxAccount, record: Any) -> None:
    (number,) = record["numbers"]
    account.client.messaging.v1.services(service_of(record)).phone_numbers(number["sid"]).delete()


def released(account: SandboxAccount, record: Any) -> None:
    (number,) = record["numbers"]
    account.client.incoming_phone_numbers(number["sid"]).delete()


def campaign_suspended(account: SandboxAccount, record: Any) -> None:
    account.control("POST", "/acts", sid=service_of(record), act="suspend")


def brand_suspended(account: SandboxAccount, record: Any) -> None:
    account.control("POST", "/acts", sid=record["brand"]["sid"], act="suspend")


def campaign_deleted(account: SandboxAccount, record: Any) -> None:
    account.control("POST", "/acts", sid=service_of(record), act="delete")


def service_of(record: Any) -> str:
    sid: str = record["messaging_service"]["sid"]
    return sid


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (taken_out, "number_not_in_service"),
        (released, "number_not_in_service"),
        (campaign_suspended, "campaign_stuck"),
        (campaign_deleted, "campaign_gone"),
        (brand_suspended, "brand_stuck"),
    ],
)
def test_a_run_on_a_registered_customer_says_what_happened_since(
    happens: Callable[[SandboxAccount, Any], None],
    code: str,
    at_account: Home,
    account: SandboxAccount,
) -> None:
    record = onboard(at_account, account, ACME, "--json").json
    happens(account, record)
    before = resources(account)
    again = onboard(at_account, account, ACME, "--json")
    assert (again.code, again.json["stage"]) == (3, "needs action"), again
    assert [task["code"] for task in again.json["tasks"]] == [code]
    assert resources(account) == before
    (kept,) = again.json["numbers"]
    assert kept["in_service"] is (code != "number_not_in_service")
    assert kept["registration_expected_by"] is None or code == "brand_stuck"


def test_a_number_that_was_put_back_is_seen_again(
    at_account: Home, account: SandboxAccount
) -> None:
    record = onboard(at_account, account, ACME, "--json").json
    (number,) = record["numbers"]
    taken_out(account, record)
    gone = onboard(at_account, account, ACME)
    assert gone.code == 3
    assert "no longer in the service" in gone.out
    account.advance(TWO_WEEKS.total_seconds())
    members = account.client.messaging.v1.services(service_of(record)).phone_numbers
    members.create(phone_number_sid=number["sid"])
    back = onboard(at_account, account, ACME)
    assert back.code == 0, back
    assert "\nacme is registered.\n" in back.out
    assert "no longer in" not in back.out


def test_a_released_number_is_replaced_by_naming_another(
    at_account: Home, account: SandboxAccount
) -> None:
    record = onboard(at_account, account, ACME, "--json").json
    released(account, record)
    onboard(at_account, account, ACME)
    other = written(at_account, phone_numbers=[{"area_code": "415"}])
    ran = onboard(at_account, account, other)
    assert ran.code == 0, ran
    assert "+1415" in ran.out
    assert "still yours" not in ran.out, "it was released"


def test_a_run_that_cannot_look_does_not_say_registered_from_memory(
    at_account: Home, account: SandboxAccount
) -> None:
    assert onboard(at_account, account, ACME).code == 0
    fault = {"method": "GET", "path": "BrandRegistrations/BN", "account": account.sid}
    account.sandbox.control("POST", "/faults", **fault, status=503, count=20)
    ran = onboard(at_account, account, ACME, "--wait", "0")
    assert ran.code == 1, ran
    assert "acme is registered." not in ran.out
    assert "acme was registered before; this run could not check it." in ran.out
    assert "Requests have failed since" in ran.out
