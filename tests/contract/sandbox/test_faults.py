"""Faults: what is stored when an answer is spoilt, and that the sandbox goes on afterwards."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount


def _ask(account: SandboxAccount, **fault: Any) -> None:
    fault = {"method": "POST", "path": "/v1/EndUsers", "account": account.sid, **fault}
    account.sandbox.control("POST", "/faults", **fault)


def _create(account: SandboxAccount) -> requests.Response:
    return requests.post(
        f"{account.sandbox.url}/trusthub.twilio.com/v1/EndUsers",
        {"FriendlyName": "Ann", "Type": "authorized_representative_1"},
        auth=(account.sid, account.token),
        timeout=20,
    )


def _stored(account: SandboxAccount) -> int:
    return len(account.control("GET", "/resources?kind=EndUser")["resources"])


def test_a_429_comes_before_the_change_and_says_when_to_come_back(account: SandboxAccount) -> None:
    _ask(account, status=429, retry_after=3)
    answer = _create(account)
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
        429,
        20429,
        "3",
    )
    assert _create(account).status_code == 201
    assert _stored(account) == 1


def test_a_500_after_the_change_leaves_the_object_stored(account: SandboxAccount) -> None:
    _ask(account, status=500, when="after")
    assert (_create(account).status_code, _stored(account)) == (500, 1)


def test_a_500_before_the_change_leaves_nothing(account: SandboxAccount) -> None:
    account.client.trusthub.v1.end_users.list(limit=1)
    _ask(account, status=500)
    assert (_create(account).status_code, _stored(account)) == (500, 0)


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_gives_no_answer(
    account: SandboxAccount, when: str, stored: int
) -> None:
    account.client.trusthub.v1.end_users.list(limit=1)
    _ask(account, drop=True, when=when)
    with pytest.raises(requests.exceptions.ConnectionError):
        _create(account)
    assert _stored(account) == stored


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_a_reset_connection_breaks_with_an_error(
    account: SandboxAccount, when: str, stored: int
) -> None:
    account.client.trusthub.v1.end_users.list(limit=1)
    _ask(account, reset=True, when=when)
    with pytest.raises(requests.exceptions.ConnectionError, match="reset by peer"):
        _create(account)
    assert _stored(account) == stored


def test_a_slow_answer_comes_in_the_end(account: SandboxAccount) -> None:
    _ask(account, delay=0.3)
    answer = _create(account)
    assert (answer.status_code, answer.elapsed.total_seconds() >= 0.3) == (201, True)


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_a_caller_who_gives_up_does_not_know_whether_it_is_stored(
    account: SandboxAccount, when: str, stored: int
) -> None:
    account.client.trusthub.v1.end_users.list(limit=1)
    _ask(account, delay=2, when=when)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(
            f"{account.sandbox.url}/trusthub.twilio.com/v1/EndUsers",
            {"FriendlyName": "Ann", "Type": "authorized_representative_1"},
            auth=(account.sid, account.token),
            timeout=0.3,
        )
    assert _stored(account) == stored


def test_a_fault_happens_as_often_as_was_asked_and_to_nobody_else(
    account: SandboxAccount, sandbox_server: Any
) -> None:
    _ask(account, status=503, count=2)
    other = SandboxAccount(sandbox_server)
    statuses = [_create(each).status_code for each in (account, other, account, account)]
    assert statuses == [503, 201, 503, 201]


def test_a_fault_can_be_taken_back(account: SandboxAccount) -> None:
    _ask(account, status=500)
    account.sandbox.control("DELETE", f"/faults?account={account.sid}")
    assert _create(account).status_code == 201


def test_the_journal_tells_a_fault_from_a_failure(account: SandboxAccount) -> None:
    _ask(account, status=500, when="after")
    _create(account)
    entry = account.control("GET", "/journal?limit=1")["entries"][0]
    assert entry["because"].startswith("fault after the change")


def test_the_official_library_sees_a_refusal_as_its_own_kind_of_error(
    account: SandboxAccount,
) -> None:
    _ask(account, status=429)
    with pytest.raises(TwilioRestException) as refused:
        account.client.trusthub.v1.end_users.create(
            friendly_name="Ann", type="authorized_representative_1"
        )
    assert (refused.value.status, refused.value.code) == (429, 20429)
