"""What some HTTP clients do and others do not: all of them are answered alike."""

from __future__ import annotations

import socket
import urllib.request

import pytest
import requests

from tests.conftest import SandboxAccount
from tests.contract.sandbox.raw import connect, head, parsed, post, read, read_answer, send

USERS = "/v1/EndUsers"
ANN = b"FriendlyName=Ann&Type=authorized_representative_1"


def _users(account: SandboxAccount) -> str:
    return f"{account.sandbox.url}/trusthub.twilio.com{USERS}"


def test_a_client_that_waits_to_be_asked_for_credentials_is_asked(account: SandboxAccount) -> None:
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, account.sandbox.url, account.sid, account.token)
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    with opener.open(_users(account), timeout=20) as answer:
        assert answer.status == 200
    challenge = requests.get(_users(account), timeout=20).headers["www-authenticate"]
    assert challenge.startswith("Basic realm=")


def test_a_form_in_parts_says_the_same_as_an_encoded_one(account: SandboxAccount) -> None:
    name = "Ann & Söhne; 100 %\r\nline two+"
    parts = {"FriendlyName": (None, name), "Type": (None, "authorized_representative_1")}
    answer = requests.post(
        _users(account), files=parts, auth=(account.sid, account.token), timeout=20
    )
    assert (answer.status_code, answer.json()["friendly_name"]) == (201, name)


def test_a_name_that_comes_twice_in_parts_is_a_list(account: SandboxAccount) -> None:
    keywords = [("OptInKeywords", (None, "JOIN")), ("OptInKeywords", (None, "START"))]
    answer = requests.post(
        f"{account.sandbox.url}/messaging.twilio.com/v1/Services",
        files=[("FriendlyName", (None, "two")), *keywords],
        auth=(account.sid, account.token),
        timeout=20,
    )
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n\r\nno name\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="FriendlyName"\r\n\r\nAnn',
        b'--x\r\nContent-Disposition: form-data; name="FriendlyName"\r\n\r\n\xff\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="FriendlyName"\r\n\r\na\x00\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 3000 + b"--x--\r\n",
    ],
)
def test_parts_that_are_no_form_are_refused(account: SandboxAccount, body: bytes) -> None:
    said = send(account, post(account, USERS, body, kind="multipart/form-data; boundary=x"))
    assert (said.status, said.code) == (400, 20001)


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(account: SandboxAccount) -> None:
    request = post(account, USERS, ANN, "expect: 100-continue")
    with connect(account) as talk:
        talk.sendall(request[: -len(ANN)])
        assert talk.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        talk.sendall(ANN)
        assert read(talk).status == 201


def test_a_body_that_would_be_too_large_is_refused_before_it_is_sent(
    account: SandboxAccount,
) -> None:
    size = ("content-length: 2000000", "expect: 100-continue")
    with connect(account) as talk:
        talk.sendall(head(account, f"POST {USERS} HTTP/1.1", *size))
        said = read(talk)
    assert (said.status, said.code) == (413, 20413)


def test_a_head_that_came_before_is_no_reason_to_take_another_request_for_it(
    account: SandboxAccount,
) -> None:
    """The same lines again: with another method, another path, another body, in two pieces."""
    kind = f"content-length: {len(ANN)}", "content-type: application/x-www-form-urlencoded"
    first = head(account, f"POST {USERS} HTTP/1.1", *kind) + ANN
    with connect(account) as talk:
        talk.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        file = talk.makefile("rb")
        for _ in range(3):
            talk.sendall(first)
            assert read_answer(file).status == 201
        talk.sendall(first.replace(b"Ann", b"Bob"))
        made = parsed(read_answer(file))
        assert made["friendly_name"] == "Bob"
        for piece in (first[:-5], first[-5:]):
            talk.sendall(piece)
        assert read_answer(file).status == 201
        one = f"{USERS}/{made['sid']}".encode()
        talk.sendall(first.replace(b"POST " + USERS.encode(), b"GET " + one))
        assert parsed(read_answer(file))["sid"] == made["sid"]
        talk.sendall(first + first.replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert read_answer(file).status == 201
        assert read_answer(file).status == 201
        assert file.read() == b""
