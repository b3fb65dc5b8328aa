"""Bad input: a refusal in Twilio's form or a closed connection, and everybody else is answered.

By raw sockets, since no client library would send most of this. Every test ends with the question
whether the sandbox still answers another client.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.raw import (
    connect,
    head,
    is_closed,
    is_well,
    outwait,
    parsed,
    post,
    read,
    read_answer,
    resident_kilobytes,
    send,
)
from tests.waiting import until

USERS = "/v1/EndUsers"
ANN = b"FriendlyName=Ann&Type=authorized_representative_1"
MEGABYTE = 1024 * 1024


@pytest.fixture
def account(impatient: SandboxProcess) -> Iterator[SandboxAccount]:
    made = SandboxAccount(impatient)
    yield made
    assert is_well(SandboxAccount(impatient))


def test_a_body_that_says_it_is_too_large_is_refused(account: SandboxAccount) -> None:
    said = send(account, post(account, USERS, b"a=" + b"b" * (2 * MEGABYTE)))
    assert said.status in (0, 413)
    assert said.status == 0 or said.code == 20413


def test_a_body_in_chunks_that_never_ends_is_refused_in_bounded_memory(
    account: SandboxAccount,
) -> None:
    is_well(account)
    before = resident_kilobytes(account)
    kind = "content-type: application/x-www-form-urlencoded"
    start = head(account, f"POST {USERS} HTTP/1.1", "transfer-encoding: chunked", kind)
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    said = send(account, (start, *(chunk for _ in range(2000))))
    assert said.status in (0, 413)
    assert resident_kilobytes(account) - before < 20_000


@pytest.mark.parametrize(
    "body",
    [
        b"FriendlyName=%C3%28&Type=authorized_representative_1",
        b"FriendlyName=\xff\xfe&Type=authorized_representative_1",
        b"FriendlyName=%ED%A0%80&Type=authorized_representative_1",
        b"FriendlyName=a%00b&Type=authorized_representative_1",
        b"FriendlyName=a\x00b&Type=authorized_representative_1",
        b"&".join(b"f%d=1" % number for number in range(2001)),
        b"\x00\x01\x02",
        b"====&&&&",
    ],
)
def test_a_broken_form_is_refused(account: SandboxAccount, body: bytes) -> None:
    said = send(account, post(account, USERS, body))
    assert (said.status, said.code) == (400, 20001)


def test_two_thousand_fields_are_read(account: SandboxAccount) -> None:
    body = ANN + b"".join(b"&f%d=1" % number for number in range(1998))
    assert send(account, post(account, USERS, body)).status == 201


def test_a_broken_percent_escape_is_taken_as_it_stands(account: SandboxAccount) -> None:
    said = send(account, post(account, USERS, ANN.replace(b"Ann", b"100%zz%")))
    assert (said.status, parsed(said)["friendly_name"]) == (201, "100%zz%")


@pytest.mark.parametrize(
    "attributes",
    [
        "{",
        "[]",
        "7",
        "{'a': 1}",
        '{"a": NaN}',
        '{"a": "\\ud800"}',
        '{"a": "\x00"}',
        "[" * 100_000,
        '{"a":' * 300 + "1" + "}" * 300,
        '{"a":' * 5000 + "1" + "}" * 5000,
    ],
)
def test_broken_json_in_attributes_is_refused(account: SandboxAccount, attributes: str) -> None:
    body = ANN + b"&Attributes=" + quote(attributes).encode()
    said = send(account, post(account, USERS, body))
    assert said.status == 400
    assert said.code in (20001, 22207)


@pytest.mark.parametrize(
    "attributes",
    [
        '{"a": 123456789012345678901234567890}',
        '{"a": -9223372036854775809}',
        '{"a": 1e308}',
        '{"a": "\U0001f600 \\ud83d\\ude00"}',
        '{"a": "\\u0000"}',
        '{"a":' * 50 + "1" + "}" * 50,
    ],
)
def test_odd_json_in_attributes_can_be_read_again(account: SandboxAccount, attributes: str) -> None:
    body = ANN + b"&Attributes=" + quote(attributes).encode()
    made = send(account, post(account, USERS, body))
    assert made.status == 201
    again = send(account, head(account, f"GET {USERS}/{parsed(made)['sid']} HTTP/1.1"))
    assert parsed(again)["attributes"] == parsed(made)["attributes"]


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        f"{USERS}/%00",
        f"{USERS}/%ff%fe",
        f"{USERS}/%ED%A0%80",
        f"{USERS}/%zz",
        f"{USERS}/..%2f..%2fetc%2fpasswd",
        f"{USERS}/%F0%9F%98%80",
        f"{USERS}/" + "a" * 60_000,
        "/" + "a/" * 20_000,
        "//",
        "/v1//EndUsers",
    ],
)
def test_an_odd_path_is_not_found(account: SandboxAccount, path: str) -> None:
    said = send(account, head(account, f"GET {path} HTTP/1.1"))
    assert (said.status, said.code) == (404, 20404)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("PageSize=abc", 20001),
        ("PageSize=-1", 20001),
        ("PageSize=99999", 20007),
        ("PageSize=" + "9" * 5000, 20001),
        ("PageSize=%00", 20001),
        ("PageToken=made-up", 21481),
        ("PageToken=PA" + "9" * 5000, 21481),
        ("PageToken=%F0%9F%98%80", 21481),
        ("FriendlyName=%00", 20001),
        ("FriendlyName=%ff", 20001),
    ],
)
@pytest.mark.parametrize("path", ["/v1/CustomerProfiles", "/v1/Policies"])
def test_an_odd_page_is_refused(account: SandboxAccount, path: str, query: str, code: int) -> None:
    said = send(account, head(account, f"GET {path}?{query} HTTP/1.1"))
    assert (said.status, said.code) == (400, code)


@pytest.mark.parametrize(
    "query", ["Page=10000", "Page=-1", "Page=x", "PageSize=0", "Page=" + "9" * 99]
)
def test_a_page_that_does_not_exist_is_answered(account: SandboxAccount, query: str) -> None:
    assert send(account, head(account, f"GET {USERS}?{query} HTTP/1.1")).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "api.stripe.com",
        "twilio.com",
        "video.twilio.com",
        "evil.twilio.com.example",
        "",
        "a b",
        "\"'<",
    ],
)
def test_a_host_that_is_not_served_is_refused(account: SandboxAccount, host: str) -> None:
    request = head(account, f"GET {USERS} HTTP/1.1", host=host or " ")
    said = send(account, request)
    assert said.status in (400, 403, 404)
    assert said.code in (20001, 20403, 20404)


def test_a_request_without_a_host_is_answered_or_refused(account: SandboxAccount) -> None:
    said = send(account, f"GET {USERS} HTTP/1.1\r\n\r\n".encode())
    assert said.status in (400, 403, 404)
    assert said.code


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"GET /v1/EndUs",
        b"GET /v1/EndUsers HTTP/1.1\r\nhost: trusthub.twilio.com\r\nx-slow: ",
    ],
)
def test_headers_that_do_not_come_close_the_connection(
    account: SandboxAccount, start: bytes
) -> None:
    with connect(account) as talk:
        talk.sendall(start)
        assert is_well(account)
        assert read(talk).status == 0


def test_headers_that_trickle_in_close_the_connection(account: SandboxAccount) -> None:
    with connect(account) as talk:
        talk.sendall(f"GET {USERS} HTTP/1.1\r\nx-slow: ".encode())
        until(lambda: is_closed(talk, b"x"))


def test_the_headers_of_a_second_request_may_not_trickle_either(account: SandboxAccount) -> None:
    with connect(account) as talk:
        talk.sendall(head(account, f"GET {USERS} HTTP/1.1"))
        assert read(talk).status == 200
        talk.sendall(b"GET /v1/EndUsers HT")
        assert read(talk).status == 0


def test_a_body_that_does_not_come_closes_the_connection(account: SandboxAccount) -> None:
    with connect(account) as talk:
        talk.sendall(post(account, USERS, ANN)[:-5])
        assert is_well(account)
        assert read(talk).status == 0
    assert account.sandbox.control("GET", "")["product"] == "tendlc sandbox"


@pytest.mark.parametrize("at", [3, 40, -5], ids=["line", "headers", "body"])
def test_a_request_in_two_pieces_is_answered(sandbox_server: SandboxProcess, at: int) -> None:
    """The default patience: how soon the second piece comes is for a busy machine to say."""
    patient = SandboxAccount(sandbox_server)
    whole = post(patient, USERS, ANN)
    with connect(patient) as talk:
        talk.sendall(whole[:at])
        assert is_well(patient)
        talk.sendall(whole[at:])
        assert read(talk).status == 201


def test_an_answered_body_is_waited_for_no_longer(account: SandboxAccount) -> None:
    with connect(account) as talk:
        for _ in range(2):
            talk.sendall(post(account, USERS, ANN))
            assert read(talk).status == 201
            outwait(account)


def test_a_body_that_trickles_in_closes_the_connection(account: SandboxAccount) -> None:
    with connect(account) as talk:
        talk.sendall(post(account, USERS, ANN + b"&FriendlyName=" + b"a" * 100_000)[:-100_000])
        until(lambda: is_closed(talk, b"a"))


@pytest.mark.parametrize("target", ["*", "http://", "http://[", "http://:99999999/", "//"])
def test_a_target_that_is_none_is_refused(account: SandboxAccount, target: str) -> None:
    said = send(account, head(account, f"GET {target} HTTP/1.1"))
    assert said.status in (400, 403, 404)


def test_idle_connections_stop_nobody(account: SandboxAccount) -> None:
    idle = [connect(account) for _ in range(200)]
    try:
        assert is_well(account)
    finally:
        for talk in idle:
            talk.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00" * 1000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 506,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"BREW /pot HTTP/1.1\r\nhost: trusthub.twilio.com\r\n\r\n",
        b"GET /v1/\xff\xfe HTTP/1.1\r\nhost: trusthub.twilio.com\r\n\r\n",
        b"GET /v1/EndUsers HTTP/1.1\r\nbroken header\r\n\r\n",
        b"POST /v1/EndUsers HTTP/1.1\r\nhost: trusthub.twilio.com\r\ncontent-length: -5\r\n\r\n",
        b"POST /v1/EndUsers HTTP/1.1\r\nhost: trusthub.twilio.com\r\ncontent-length: x\r\n\r\n",
        b"POST /v1/EndUsers HTTP/1.1\r\nhost: trusthub.twilio.com\r\n"
        b"transfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /v1/EndUsers HTTP/1.1\r\nhost: trusthub.twilio.com\r\n"
        b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_garbage_is_refused_in_twilios_form(account: SandboxAccount, garbage: bytes) -> None:
    said = send(account, garbage)
    assert said.status in (0, 400, 401, 404)
    assert said.status == 0 or said.code


def test_headers_without_end_are_refused_in_bounded_memory(account: SandboxAccount) -> None:
    is_well(account)
    before = resident_kilobytes(account)
    start = f"GET {USERS} HTTP/1.1\r\nhost: trusthub.twilio.com\r\n".encode()
    said = send(account, (start, *(b"x-more: %s\r\n" % (b"a" * 50_000) for _ in range(1000))))
    assert said.status in (0, 431)
    assert resident_kilobytes(account) - before < 20_000


def test_a_line_without_end_is_refused(account: SandboxAccount) -> None:
    said = send(account, (b"GET /", *(b"a" * 65_536 for _ in range(100))))
    assert said.status in (0, 400, 431)


def test_many_headers_are_read(account: SandboxAccount) -> None:
    many = [f"x-header-{number}: 1" for number in range(1000)]
    assert send(account, head(account, f"GET {USERS} HTTP/1.1", *many)).status == 200


def test_headers_that_come_twice_are_answered(account: SandboxAccount) -> None:
    twice = ("host: messaging.twilio.com", "authorization: Basic Og==", "x-a: 1", "x-a: 2")
    said = send(account, head(account, f"GET {USERS} HTTP/1.1", *twice))
    assert said.status in (400, 401, 404)
    assert said.code


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic \xff\xfe",
        "Basic %%%",
        "Bearer x",
        "Basic " + "QUFB" * 10_000,
        "Basic /////w==",
    ],
)
def test_odd_credentials_are_refused(account: SandboxAccount, authorization: str) -> None:
    line = f"GET {USERS} HTTP/1.1\r\nhost: trusthub.twilio.com\r\nauthorization: {authorization}"
    said = send(account, f"{line}\r\n\r\n".encode("latin-1"))
    assert (said.status, said.code) == (401, 20003)


def test_http_1_0_is_answered_and_closed(account: SandboxAccount) -> None:
    with connect(account) as talk:
        talk.sendall(head(account, f"GET {USERS} HTTP/1.0"))
        assert read(talk).status == 200
        assert talk.recv(1) == b""


def test_requests_in_a_row_are_answered_in_a_row(account: SandboxAccount) -> None:
    made = [post(account, USERS, ANN.replace(b"Ann", b"%d" % number)) for number in range(50)]
    with connect(account) as talk:
        talk.sendall(b"".join(made))
        file = talk.makefile("rb")
        names = [parsed(read_answer(file))["friendly_name"] for _ in made]
    assert names == [str(number) for number in range(50)]


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "", "\xff"])
def test_a_body_of_another_type_is_refused(account: SandboxAccount, kind: str) -> None:
    said = send(account, post(account, USERS, b'{"FriendlyName": "Ann"}', kind=kind))
    assert (said.status, said.code) == (400, 20001)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_another_method_is_not_allowed(account: SandboxAccount, method: str) -> None:
    said = send(account, head(account, f"{method} {USERS} HTTP/1.1", "content-length: 0"))
    assert (said.status, said.code) == (405, 20004)


def test_a_head_request_has_no_body(account: SandboxAccount) -> None:
    with connect(account) as talk:
        talk.sendall(head(account, f"HEAD {USERS} HTTP/1.1", "connection: close"))
        answer = b"".join(iter(lambda: talk.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 405")
    assert answer.endswith(b"\r\n\r\n")


def test_an_upgrade_to_a_web_socket_is_answered_as_a_mere_request(account: SandboxAccount) -> None:
    upgrade = ("connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13")
    assert send(account, head(account, f"GET {USERS} HTTP/1.1", *upgrade)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"advance": "soon"}',
        b'{"advance": -1}',
        b'{"advance": 1e400}',
        b'{"advance": 123456789012345678901234567890}',
        b'{"mode": "\\ud800"}',
        b'{"mode": 7}',
    ],
)
def test_a_broken_order_to_control_is_refused(account: SandboxAccount, body: bytes) -> None:
    path = f"/control/worlds/{account.sid}/clock"
    here = urlsplit(account.sandbox.url).netloc
    said = send(
        account,
        f"POST {path} HTTP/1.1\r\nhost: {here}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n".encode()
        + body,
    )
    assert (said.status, said.code) == (400, 20001)


@pytest.mark.parametrize("query", ["limit=" + "9" * 5000, "limit=%00", "kind=%ff", "key=%00"])
@pytest.mark.parametrize("page", ["journal", "resources", "history", "deliveries"])
def test_an_odd_question_to_control_is_no_failure(
    account: SandboxAccount, page: str, query: str
) -> None:
    is_well(account)
    answer = requests.get(
        f"{account.sandbox.url}/control/worlds/{account.sid}/{page}?{query}", timeout=20
    )
    assert answer.status_code in (200, 400)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_flood_of_refusals_leaves_memory_as_it_was(account: SandboxAccount) -> None:
    bad = post(account, USERS, b"FriendlyName=%ff" + b"a" * 100_000)
    for _ in range(50):
        send(account, bad)
    before = resident_kilobytes(account)
    for _ in range(300):
        assert send(account, bad).status == 400
    assert resident_kilobytes(account) - before < 20_000
