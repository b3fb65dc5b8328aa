"""Deliveries: callbacks and events arrive signed, are repeated, spoilt, replayed and never lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from tests.conftest import SandboxAccount, start_sandbox
from tests.contract.sandbox.receiver import Receiver, receiving
from tests.contract.sandbox.walkthrough import PROFILE_POLICY
from tests.waiting import GIVEN_UP_SECONDS, until

HOUR = 3600


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def submitted_profile(account: SandboxAccount, callback: str) -> Any:
    """A profile whose changes of status are told to an address; the clock has not moved."""
    place = account.client.trusthub.v1.customer_profiles
    profile = place.create(
        friendly_name="[sandbox:approved]",
        email="isv@isv.example",
        policy_sid=PROFILE_POLICY,
        status_callback=callback,
    ).sid
    place(profile).update(status="pending-review")
    return profile


def hold_reviews(account: SandboxAccount) -> None:
    """Let no review begin, so that nothing but the submission itself is told."""
    account.control("POST", "/reviews", **{"timing-bundle-to-in-review": None})


def settled(account: SandboxAccount, advance: float = 0) -> Any:
    """Move the clock, wait until everything due was sent, and return the log."""
    if advance:
        account.advance(advance)
    assert account.control("POST", "/deliveries/settle", seconds=20)["pending"] == 0
    return account.control("GET", "/deliveries")["deliveries"]


def test_a_status_callback_tells_every_change_of_a_bundle(
    account: SandboxAccount, receiver: Receiver
) -> None:
    profile = submitted_profile(account, f"{receiver.url}/status")
    settled(account, 60)
    assert [each.form for each in receiver.came] == [
        {"AccountSid": account.sid, "BundleSid": profile, "Status": status}
        for status in ("pending-review", "in-review", "twilio-approved")
    ]


def test_a_rejection_is_told_with_its_reason(account: SandboxAccount, receiver: Receiver) -> None:
    place = account.client.trusthub.v1.customer_profiles
    profile = place.create(
        friendly_name="[sandbox:18601]",
        email="isv@isv.example",
        policy_sid=PROFILE_POLICY,
        status_callback=receiver.url,
    ).sid
    place(profile).update(status="pending-review")
    settled(account, 60)
    last = receiver.came[-1].form
    assert (last["Status"], "website" in last["FailureReason"]) == ("twilio-rejected", True)


@pytest.mark.parametrize("query", ["", "?customer=7&name=Ann%20Acme"])
def test_the_official_validator_accepts_a_callback(
    account: SandboxAccount, receiver: Receiver, query: str
) -> None:
    submitted_profile(account, f"{receiver.url}/status{query}")
    settled(account)
    came = receiver.came[0]
    validator: Any = RequestValidator(account.token)  # type: ignore[no-untyped-call]
    assert validator.validate(came.url, came.form, came.signature)
    assert not validator.validate(came.url, {**came.form, "Status": "draft"}, came.signature)


def test_a_failed_delivery_is_repeated_on_a_moved_clock(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.statuses = [500, 503, 200]
    hold_reviews(account)
    submitted_profile(account, receiver.url)
    before = settled(account)[0]
    assert (before["state"], len(before["attempts"])) == ("waiting", 1)
    after = settled(account, 300)[0]
    assert [each["status"] for each in after["attempts"]] == [500, 503, 200]
    assert after["state"] == "delivered"


def test_pauses_between_tries_grow_and_end_after_four_hours(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    submitted_profile(account, receiver.url)
    first = settled(account, 5 * HOUR)[0]
    times = [each["at"] - first["made_at"] for each in first["attempts"]]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert first["state"] == "lost"
    assert 24 <= pauses[0] <= 36
    assert 48 <= pauses[1] <= 72
    assert 3.4 * HOUR < times[-1] <= 4 * HOUR


def test_nobody_needs_to_ask_for_deliveries_on_a_running_clock(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.statuses = [500, 200]
    account.control("POST", "/clock", mode="accelerated", speed=100)
    submitted_profile(account, receiver.url)
    until(lambda: "twilio-approved" in _statuses(receiver))
    until(lambda: _statuses(receiver).count("pending-review") == 2)


def test_a_receiver_that_is_not_there_is_written_down(account: SandboxAccount) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        submitted_profile(account, f"http://127.0.0.1:{closed.getsockname()[1]}")
        attempt = settled(account)[0]["attempts"][0]
    assert (attempt["status"], "refused" in attempt["error"].lower()) == (None, True)


def test_a_delivery_of_an_account_that_is_gone_leaves_no_failure(
    account: SandboxAccount, receiver: Receiver
) -> None:
    made = account.client.api.accounts.create(friendly_name="a customer")
    receiver.statuses = [500]
    submitted_profile(SandboxAccount(account.sandbox, made.sid, made.auth_token), receiver.url)
    settled(account)
    account.client.api.accounts(made.sid).update(status="closed")
    account.advance(40 * 86400)
    log = settled(account, HOUR)
    assert [each for each in log if each["state"] == "waiting"] == []


def test_a_delivery_is_sent_again_when_asked(account: SandboxAccount, receiver: Receiver) -> None:
    submitted_profile(account, receiver.url)
    number = settled(account)[0]["number"]
    account.control("POST", f"/deliveries/{number}/replay")
    log = settled(account)
    assert [each.body for each in receiver.came] == [receiver.came[0].body] * 2
    assert len(log[0]["attempts"]) == 2


def test_a_delivery_under_way_that_is_asked_for_again_goes_out_twice(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.gate.clear()
    submitted_profile(account, receiver.url)
    until(lambda: bool(receiver.came))
    number = account.control("GET", "/deliveries")["deliveries"][0]["number"]
    account.control("POST", f"/deliveries/{number}/replay")
    receiver.gate.set()
    settled(account)
    assert len(receiver.came) == 2


def test_a_name_with_several_addresses_is_tried_at_each(
    account: SandboxAccount, receiver: Receiver
) -> None:
    submitted_profile(account, receiver.url.replace("127.0.0.1", "localhost"))
    assert settled(account)[0]["state"] == "delivered"


@pytest.mark.parametrize(
    "address",
    ["http://a%00b/", "http://..../", "https://127.0.0.1:1/"],
)
def test_an_address_that_leads_nowhere_is_a_failed_try(
    account: SandboxAccount, address: str
) -> None:
    submitted_profile(account, address)
    delivery = settled(account)[0]
    assert (delivery["state"], delivery["attempts"][0]["status"]) == ("waiting", None)
    assert delivery["attempts"][0]["error"]


@pytest.mark.parametrize("answer", [b"", b"hello\r\n\r\n", b"x" * 200_000])
def test_an_answer_that_is_no_http_is_a_failed_try(account: SandboxAccount, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                with contextlib.suppress(OSError):  # the sandbox may have hung up
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        submitted_profile(account, f"http://127.0.0.1:{listener.getsockname()[1]}/")
        attempt = settled(account)[0]["attempts"][0]
    assert (attempt["status"], bool(attempt["error"])) == (None, True)


def test_a_delivery_that_was_given_up_can_be_sent_again(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    hold_reviews(account)
    submitted_profile(account, receiver.url)
    lost = settled(account, 5 * HOUR)[0]
    receiver.statuses = [200]
    account.control("POST", f"/deliveries/{lost['number']}/replay")
    assert (lost["state"], settled(account)[0]["state"]) == ("lost", "delivered")


def _statuses(receiver: Receiver) -> list[str]:
    return [each.form["Status"] for each in receiver.came]


def test_a_dropped_delivery_is_in_the_log_and_never_arrives(
    account: SandboxAccount, receiver: Receiver
) -> None:
    account.control("POST", "/delivery-faults", kind="drop", name="^in-review$")
    submitted_profile(account, receiver.url)
    log = settled(account, 60)
    assert _statuses(receiver) == ["pending-review", "twilio-approved"]
    assert [each["state"] for each in log] == ["delivered", "dropped", "delivered"]


def test_a_delayed_delivery_waits_for_the_clock(
    account: SandboxAccount, receiver: Receiver
) -> None:
    account.control("POST", "/delivery-faults", kind="delay", seconds=600)
    submitted_profile(account, receiver.url)
    settled(account, 60)
    before = _statuses(receiver)
    settled(account, 600)
    assert (before, _statuses(receiver)[-1]) == (["in-review", "twilio-approved"], "pending-review")


def test_a_duplicated_delivery_arrives_twice(account: SandboxAccount, receiver: Receiver) -> None:
    account.control("POST", "/delivery-faults", kind="duplicate")
    submitted_profile(account, receiver.url)
    settled(account, 60)
    assert _statuses(receiver) == ["pending-review"] * 2 + ["in-review", "twilio-approved"]


def test_reordered_deliveries_arrive_after_the_one_that_follows_them(
    account: SandboxAccount, receiver: Receiver
) -> None:
    account.control("POST", "/delivery-faults", kind="reorder", count=2)
    submitted_profile(account, receiver.url)
    settled(account, 60)
    assert _statuses(receiver) == ["twilio-approved", "in-review", "pending-review"]


def test_a_reordered_delivery_that_nothing_follows_comes_a_minute_later(
    account: SandboxAccount, receiver: Receiver
) -> None:
    hold_reviews(account)
    account.control("POST", "/delivery-faults", kind="reorder")
    submitted_profile(account, receiver.url)
    settled(account)
    before = len(receiver.came)
    settled(account, 61)
    assert (before, _statuses(receiver)) == (0, ["pending-review"])


def test_a_fault_is_used_up_by_its_count(account: SandboxAccount) -> None:
    account.control("POST", "/delivery-faults", kind="drop", count=2)
    submitted_profile(account, "http://127.0.0.1:9/nobody")
    left = account.control("GET", "/delivery-faults")["faults"][0]["count"]
    account.control("DELETE", "/delivery-faults")
    assert (left, account.control("GET", "/delivery-faults")["faults"]) == (1, [])


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/",
        "http://192.168.1.1:8080/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://100.64.0.1/",
        "http://167772161/",
        "http://0xa000001/",
        "http://012.0.0.1/",
        "http://10.1/",
        "http://127.0.0.1@10.0.0.1/",
        "http://10.0.0.1:80@10.0.0.1:8080/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::10.0.0.1]/",
        "http://[fe80::1%25lo]/",
        "http://[2002:a00:1::]/",
    ],
)
def test_a_private_address_is_refused_for_good(account: SandboxAccount, address: str) -> None:
    submitted_profile(account, address)
    delivery = settled(account)[0]
    assert delivery["state"] == "refused"
    assert delivery["attempts"][0]["status"] is None
    assert "--allow-network" in delivery["attempts"][0]["error"]


@pytest.mark.parametrize(
    "host", ["isv.example", "www.example.com", "EXAMPLE.org.", "nobody.invalid"]
)
def test_a_name_for_examples_is_never_asked_for(account: SandboxAccount, host: str) -> None:
    submitted_profile(account, f"https://{host}/status")
    delivery = settled(account)[0]
    assert (delivery["state"], "examples" in delivery["attempts"][0]["error"]) == ("refused", True)


def test_a_network_that_was_allowed_is_tried(tmp_path: Path) -> None:
    sandbox = start_sandbox(tmp_path, "--allow-network", "0.0.0.0/32")
    try:
        account = SandboxAccount(sandbox)
        account.control("POST", "/clock", mode="frozen")
        with receiving() as receiver:
            submitted_profile(account, receiver.url.replace("127.0.0.1", "0.0.0.0"))
            log = settled(account)
    finally:
        sandbox.stop()
    assert (log[0]["state"], len(receiver.came)) == ("delivered", 1)


def test_a_redirect_is_not_followed(account: SandboxAccount, receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.statuses, receiver.headers = [307], {"Location": elsewhere.url}
        submitted_profile(account, receiver.url)
        attempt = settled(account)[0]["attempts"][0]
    assert (attempt["status"], elsewhere.came) == (307, [])


def test_a_password_in_the_address_becomes_a_header_and_is_not_shown(
    account: SandboxAccount, receiver: Receiver
) -> None:
    submitted_profile(account, receiver.url.replace("://", "://ann:s3cret@"))
    log = settled(account)
    came = receiver.came[0]
    assert came.headers["authorization"] == "Basic YW5uOnMzY3JldA=="
    validator: Any = RequestValidator(account.token)  # type: ignore[no-untyped-call]
    assert validator.validate(came.url, came.form, came.signature)
    assert log[0]["destination"] == receiver.url.replace("://", "://ann:***@")
    assert "s3cret" not in str(log)


def test_what_was_stored_and_not_sent_goes_out_after_a_kill(tmp_path: Path) -> None:
    sandbox = start_sandbox(tmp_path)
    account = SandboxAccount(sandbox)
    account.control("POST", "/clock", mode="frozen")
    with receiving() as receiver:
        receiver.gate.clear()
        submitted_profile(account, receiver.url)
        until(lambda: bool(receiver.came))
        os.kill(sandbox.process.pid, signal.SIGKILL)
        sandbox.process.wait(GIVEN_UP_SECONDS)
        sandbox.stop()
        receiver.gate.set()
        again = start_sandbox(tmp_path)
        try:
            log = settled(SandboxAccount(again, account.sid, account.token))
        finally:
            again.stop()
    assert [each.body for each in receiver.came] == [receiver.came[0].body] * 2
    assert [each["state"] for each in log] == ["delivered"]


def test_a_reset_takes_back_what_was_still_to_be_sent(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    submitted_profile(account, receiver.url)
    settled(account)
    account.control("POST", "/reset")
    assert (settled(account, HOUR), len(receiver.came)) == ([], 1)


def test_faults_and_replays_are_in_the_journal(account: SandboxAccount, receiver: Receiver) -> None:
    submitted_profile(account, receiver.url)
    number = settled(account)[0]["number"]
    account.control("POST", f"/deliveries/{number}/replay")
    account.control("POST", "/delivery-faults", kind="drop")
    entries = account.control("GET", "/journal?limit=2")["entries"]
    assert [each["target"].rpartition("/")[2] for each in entries] == ["delivery-faults", "replay"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "explode"},
        {"kind": "delay"},
        {"kind": "drop", "name": "("},
        {"kind": "drop", "count": -1},
    ],
)
def test_a_fault_that_is_not_understood_is_refused(
    account: SandboxAccount, fault: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError, match="20001"):
        account.control("POST", "/delivery-faults", **fault)


def test_deliveries_of_a_subaccount_are_signed_with_its_own_token(
    account: SandboxAccount, receiver: Receiver
) -> None:
    made = account.client.api.accounts.create(friendly_name="a customer")
    subaccount = SandboxAccount(account.sandbox, made.sid, made.auth_token)
    submitted_profile(subaccount, receiver.url)
    log = settled(account)
    came = receiver.came[0]
    validator: Any = RequestValidator(made.auth_token)  # type: ignore[no-untyped-call]
    assert (log[0]["account_sid"], came.form["AccountSid"]) == (made.sid, made.sid)
    assert validator.validate(came.url, came.form, came.signature)
