"""What holds for every request: how a product is reached, who may ask, which pages there are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.walkthrough import GUIDE

POLICIES = "/v1/Policies?PageSize=1"


@pytest.fixture
def session(account: SandboxAccount, recorder: Recorder) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.auth = (account.sid, account.token)
        made.hooks["response"].append(recorder.requests_hook)
        yield made


def refused(answer: requests.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


def test_a_prefix_stays_in_the_address_of_the_next_page(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    prefix = f"{sandbox_server.url}/trusthub.twilio.com"
    answer = session.get(prefix + POLICIES, timeout=20)
    assert answer.json()["meta"]["next_page_url"].startswith(f"{prefix}/v1/Policies?")


@pytest.mark.parametrize(
    "host",
    [
        "trusthub.twilio.com",
        "trusthub.ie1.twilio.com",
        "trusthub.dublin.ie1.twilio.com",
        "trusthub.twilio.com:8080",
    ],
)
def test_a_host_header_reaches_the_product_and_stays_in_its_addresses(
    session: requests.Session, sandbox_server: SandboxProcess, host: str
) -> None:
    answer = session.get(sandbox_server.url + POLICIES, headers={"Host": host}, timeout=20)
    assert answer.json()["meta"]["next_page_url"].startswith(f"http://{host}/v1/Policies?")


def test_a_forwarding_proxy_on_this_machine_may_name_the_scheme(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    headers = {"Host": "trusthub.twilio.com", "X-Forwarded-Proto": "https"}
    answer = session.get(sandbox_server.url + POLICIES, headers=headers, timeout=20)
    assert answer.json()["meta"]["next_page_url"].startswith("https://trusthub.twilio.com/")


def test_a_prefix_may_carry_region_and_edge(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    url = f"{sandbox_server.url}/trusthub.dublin.ie1.twilio.com{POLICIES}"
    assert session.get(url, timeout=20).status_code == 200


def test_a_path_of_another_product_is_404(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    answer = session.get(f"{sandbox_server.url}/messaging.twilio.com/v1/EndUsers", timeout=20)
    assert refused(answer) == (404, 20404)


def test_a_request_without_credentials_is_401(
    sandbox_server: SandboxProcess, recorder: Recorder
) -> None:
    url = f"{sandbox_server.url}/trusthub.twilio.com/v1/EndUsers"
    hooks = {"response": recorder.requests_hook}
    assert refused(requests.get(url, hooks=hooks, timeout=20)) == (401, 20003)


def test_another_accounts_path_is_refused(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    path = f"/2010-04-01/Accounts/AC{'9' * 32}/Addresses.json"
    answer = session.get(f"{sandbox_server.url}/api.twilio.com{path}", timeout=20)
    assert answer.status_code in (401, 404)


def test_deleting_a_campaign_without_its_sid_is_405(
    session: requests.Session, sandbox_server: SandboxProcess, account: SandboxAccount
) -> None:
    service = account.client.messaging.v1.services.create(friendly_name="one")
    path = f"/v1/Services/{service.sid}/Compliance/Usa2p"
    answer = session.delete(f"{sandbox_server.url}/messaging.twilio.com{path}", timeout=20)
    assert refused(answer) == (405, 20004)


def test_a_page_of_more_than_a_thousand_is_refused(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    url = f"{sandbox_server.url}/trusthub.twilio.com/v1/EndUsers"
    answer = session.get(url, params={"PageSize": "1001"}, timeout=20)
    assert refused(answer) == (400, 20007)


def test_a_page_token_that_nobody_gave_is_refused(
    session: requests.Session, sandbox_server: SandboxProcess
) -> None:
    url = f"{sandbox_server.url}/trusthub.twilio.com/v1/EndUsers"
    answer = session.get(url, params={"Page": "1", "PageToken": "PTmade-up"}, timeout=20)
    assert refused(answer) == (400, 21481)


def test_a_list_repeats_its_filters_in_its_addresses(account: SandboxAccount) -> None:
    profiles = account.client.trusthub.v1.customer_profiles
    for name in ("Ä & B", "Ä & B", "other"):
        profiles.create(
            friendly_name=name, email=GUIDE["email"], policy_sid=GUIDE["profile_policy"]
        )
    found = list(profiles.stream(friendly_name="Ä & B", page_size=1))
    assert [profile.friendly_name for profile in found] == ["Ä & B", "Ä & B"]


def test_a_text_of_any_script_comes_back_as_it_was_sent(account: SandboxAccount) -> None:
    client = account.client
    bought = client.incoming_phone_numbers.create(
        phone_number=client.available_phone_numbers("US").local.list(limit=1)[0].phone_number,
        friendly_name="ä, ß & 漢字",
    )
    assert client.incoming_phone_numbers(bought.sid).fetch().friendly_name == "ä, ß & 漢字"
