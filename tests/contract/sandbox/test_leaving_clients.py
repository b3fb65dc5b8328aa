"""Clients that leave too early, do not read, or want too much remembered: nothing fails by them.

The fixture `impatient` sees to it that the sandbox does not complain of any of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.raw import (
    connect,
    head,
    is_well,
    outwait,
    parsed,
    post,
    resident_kilobytes,
    send,
)

USERS = "/v1/EndUsers"
ANN = b"FriendlyName=Ann&Type=authorized_representative_1"


@pytest.fixture
def account(impatient: SandboxProcess) -> Iterator[SandboxAccount]:
    made = SandboxAccount(impatient)
    yield made
    assert is_well(SandboxAccount(impatient))


def test_who_does_not_read_the_answers_is_let_go(account: SandboxAccount) -> None:
    body = ANN.replace(b"Ann", b"b" * 400_000)
    made = parsed(send(account, post(account, USERS, body)))["sid"]
    with connect(account) as talk:
        asked = head(account, f"GET {USERS}/{made} HTTP/1.1") * 100
        talk.sendall(asked)
        outwait(account, times=3)
        assert is_well(account)
        came = 0
        with suppress(ConnectionError):
            while piece := talk.recv(1_000_000):
                came += len(piece)
    assert came < 40_000_000


@pytest.mark.parametrize(
    "garbage", [b"", b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n"]
)
def test_who_leaves_before_the_answers_to_requests_in_a_row_leaves_no_failure(
    account: SandboxAccount, garbage: bytes
) -> None:
    asked = head(account, f"GET {USERS} HTTP/1.1") * 20 + post(account, USERS, ANN) * 20
    for _ in range(20):
        with connect(account) as talk:
            talk.sendall(asked + garbage)


def test_a_request_after_the_last_one_of_a_connection_leaves_no_failure(
    account: SandboxAccount,
) -> None:
    last = head(account, f"GET {USERS} HTTP/1.1", "connection: close")
    said = send(account, last + head(account, f"GET {USERS} HTTP/1.1"))
    assert said.status == 200


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_credentials_and_hosts_of_any_size_are_not_remembered(account: SandboxAccount) -> None:
    def ask(number: int) -> None:
        long = f"{number}" + "a" * 60_000
        said = send(account, head(account, f"GET {USERS} HTTP/1.1", f"authorization: Basic {long}"))
        assert said.status == 401
        assert send(account, head(account, f"GET {USERS} HTTP/1.1", host=long)).status == 404

    for number in range(300):
        ask(number)
    before = resident_kilobytes(account)
    for number in range(300, 1000):
        ask(number)
    assert resident_kilobytes(account) - before < 20_000
