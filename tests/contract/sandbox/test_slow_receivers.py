"""Slow receivers: they are given five seconds, and hold up nobody but themselves."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.conftest import SandboxAccount
from tests.contract.sandbox.raw import is_closed
from tests.contract.sandbox.receiver import Receiver, receiving
from tests.contract.sandbox.test_deliveries import (
    hold_reviews,
    settled,
    submitted_profile,
)
from tests.waiting import GIVEN_UP_SECONDS, until


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def under_way(account: SandboxAccount) -> int:
    """How many deliveries of an account are due and have not come to an end."""
    return int(account.control("GET", "/deliveries")["pending"])


def test_a_receiver_that_says_nothing_is_given_five_seconds(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.gate.clear()
    submitted_profile(account, receiver.url)
    attempt = settled(account)[0]["attempts"][0]
    assert (attempt["status"], attempt["error"]) == (None, "no answer within 5 seconds")
    assert attempt["seconds"] >= 4.9


def test_a_slow_receiver_holds_up_no_request(account: SandboxAccount, receiver: Receiver) -> None:
    """Requests are answered while the receiver is still being waited for."""
    receiver.gate.clear()
    submitted_profile(account, receiver.url)
    until(lambda: bool(receiver.came))
    for number in range(3):
        account.client.trusthub.v1.end_users.create(
            friendly_name=str(number), type="authorized_representative_1"
        )
    assert under_way(account) == 1


def test_a_slow_receiver_holds_up_no_other_receiver(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.gate.clear()
    submitted_profile(account, f"{receiver.url}/slow")
    with receiving() as quick:
        submitted_profile(account, f"{quick.url}/quick")
        until(lambda: bool(quick.came))
    assert len(receiver.came) == 1


def test_the_silent_receivers_of_some_worlds_hold_up_no_other_world(
    account: SandboxAccount, receiver: Receiver
) -> None:
    receiver.gate.clear()
    others = [SandboxAccount(account.sandbox) for _ in range(9)]
    for other in others:
        for number in range(16):
            submitted_profile(other, f"{receiver.url}/silent/{number}")
    until(lambda: len(receiver.came) >= 100)
    with receiving() as quick:
        submitted_profile(account, quick.url)
        until(lambda: bool(quick.came))
    assert under_way(others[-1]) == 16


def test_a_receiver_that_answers_without_end_is_read_no_further_than_its_head(
    account: SandboxAccount,
) -> None:
    hold_reviews(account)
    sent: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
                for _ in range(10_000):
                    sent.append(connection.send(b"x" * 100_000))

        server = threading.Thread(target=serve)
        server.start()
        submitted_profile(account, f"http://127.0.0.1:{listener.getsockname()[1]}/")
        delivery = settled(account)[0]
        server.join(GIVEN_UP_SECONDS)
    assert delivery["state"] == "delivered"
    assert sum(sent) < 20_000_000


def test_a_receiver_that_answers_byte_by_byte_is_given_five_seconds(
    account: SandboxAccount,
) -> None:
    hold_reviews(account)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
                until(lambda: is_closed(connection, b"1"))

        threading.Thread(target=serve, daemon=True).start()
        submitted_profile(account, f"http://127.0.0.1:{listener.getsockname()[1]}/")
        attempt = settled(account)[0]["attempts"][0]
    assert (attempt["status"], attempt["error"]) == (None, "no answer within 5 seconds")
