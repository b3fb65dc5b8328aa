"""Nobody gives the sandbox orders through the sandbox: no webhook, no page, no name of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess, start_sandbox
from tests.contract.sandbox.test_deliveries import settled, submitted_profile

FAULT = {"what": "status", "status": "500", "path": "", "count": "9"}


def _others(account: SandboxAccount) -> SandboxAccount:
    """Another world of the same sandbox, which somebody uses."""
    other = SandboxAccount(account.sandbox)
    other.client.trusthub.v1.end_users.list(limit=1)
    return other


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("path", ["/accounts/{sid}/clock?advance=60", "/v1/EndUsers", "/control"])
def test_a_callback_at_the_sandbox_itself_is_not_delivered(
    account: SandboxAccount, host: str, path: str
) -> None:
    other = _others(account)
    before = other.control("GET", "/clock")["mode"]
    port = account.sandbox.url.rpartition(":")[2]
    submitted_profile(account, f"http://{host}:{port}{path.format(sid=other.sid)}")
    (delivery,) = settled(account)
    assert delivery["state"] == "refused"
    assert "the sandbox itself" in delivery["attempts"][0]["error"]
    assert other.control("GET", "/clock")["mode"] == before


def test_a_delivery_of_another_sandbox_is_no_order_either(
    account: SandboxAccount, tmp_path: Path
) -> None:
    target = SandboxAccount(start_sandbox(tmp_path))
    target.client.trusthub.v1.end_users.list(limit=1)
    submitted_profile(account, f"{target.sandbox.url}/accounts/{target.sid}/clock")
    attempt = settled(account)[0]["attempts"][0]
    target.sandbox.stop()
    assert attempt["status"] == 403


@pytest.mark.parametrize("path", ["/faults", "/clock", "/settings"])
def test_a_form_that_stood_on_no_page_of_ours_is_refused(
    account: SandboxAccount, path: str
) -> None:
    other = _others(account)
    answer = requests.post(
        f"{account.sandbox.url}/accounts/{other.sid}{path}", data={"advance": "9"}, timeout=20
    )
    assert (answer.status_code, answer.json()["code"]) == (403, 20403)


def test_control_takes_json_and_nothing_that_was_signed(account: SandboxAccount) -> None:
    url = f"{account.sandbox.url}/control/worlds/{account.sid}/clock"
    form = requests.post(url, data={"advance": "9"}, timeout=20)
    signed = requests.post(
        url, json={"advance": 9}, headers={"x-twilio-signature": "x"}, timeout=20
    )
    asked = requests.post(url, json={"advance": 9}, timeout=20)
    assert [each.status_code for each in (form, signed, asked)] == [400, 403, 200]


def _asked_as(sandbox: SandboxProcess, name: str, path: str) -> int:
    port = sandbox.url.rpartition(":")[2]
    answer = requests.get(
        sandbox.url + path,
        headers={"host": f"{name}:{port}"},
        auth=(SandboxAccount(sandbox).sid, "any"),
        timeout=20,
    )
    return answer.status_code


API, OWN = "/trusthub.twilio.com/v1/EndUsers", "/control"


@pytest.mark.parametrize("name", ["rebound.example", "10.1.2.3", "twilio.com.rebound.example"])
def test_a_name_of_others_reaches_no_api_by_its_path(
    sandbox_server: SandboxProcess, name: str
) -> None:
    assert _asked_as(sandbox_server, name, API) == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "app.localhost"])
def test_a_loopback_name_does(sandbox_server: SandboxProcess, name: str) -> None:
    assert _asked_as(sandbox_server, name, API) == 200


def test_a_name_that_was_allowed_reaches_all(tmp_path: Path) -> None:
    sandbox = start_sandbox(tmp_path, "--host-name", "sandbox", "--host-name", "Other.Test")
    names = ("sandbox", "OTHER.test", "third")
    told = {name: [_asked_as(sandbox, name, path) for path in (API, OWN)] for name in names}
    sandbox.stop()
    assert told == {"sandbox": [200, 200], "OTHER.test": [200, 200], "third": [403, 403]}


def test_a_name_that_is_not_ours_is_told_what_helps(sandbox_server: SandboxProcess) -> None:
    answer = requests.get(sandbox_server.url + API, headers={"host": "sandbox:4010"}, timeout=20)
    assert "--host-name" in answer.json()["message"]


def test_attributes_have_a_limit(account: SandboxAccount) -> None:
    def create(size: int) -> requests.Response:
        attributes = json.dumps({"a": "b" * (size - len('{"a": ""}'))})
        return requests.post(
            f"{account.sandbox.url}{API}",
            {
                "FriendlyName": "Ann",
                "Type": "authorized_representative_1",
                "Attributes": attributes,
            },
            auth=(account.sid, account.token),
            timeout=20,
        )

    assert create(65_536).status_code == 201
    refused = create(65_537)
    assert (refused.status_code, refused.json()["code"]) == (400, 22207)


def test_a_page_of_very_large_resources_has_fewer_and_none_is_left_out(
    account: SandboxAccount,
) -> None:
    made = {
        account.client.trusthub.v1.end_users.create(
            friendly_name=str(number) + "x" * 900_000, type="authorized_representative_1"
        ).sid
        for number in range(12)
    }
    url = f"{account.sandbox.url}{API}?PageSize=1000"
    sizes, found = [], set()
    while url:
        answer = requests.get(url, auth=(account.sid, account.token), timeout=20)
        sizes.append(len(answer.content))
        found |= {each["sid"] for each in answer.json()["results"]}
        url = answer.json()["meta"]["next_page_url"]
    assert found == made
    assert max(sizes) < 6_000_000
    shown = requests.get(
        f"{account.sandbox.url}/control/worlds/{account.sid}/resources", timeout=20
    )
    assert len(shown.content) < 6_000_000
