"""One port, four ways in: the same answers, in the address by which the caller came."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount, start_sandbox
from tests.contract.attach.ways import Ways, answer, read_to_end

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
KIND = "customer_profile_business_information"
LIST = "/v1/EndUsers?PageSize=2"
ORIGINS = {
    "plain": "http://trusthub.twilio.com",
    "absolute_form": "http://trusthub.twilio.com",
    "tunnel": "https://trusthub.twilio.com",
    "direct_tls": "https://trusthub.twilio.com",
}


@pytest.mark.parametrize(("way", "origin"), ORIGINS.items())
def test_the_next_page_is_where_the_caller_came_in(
    way: str, origin: str, ways: Ways, account: SandboxAccount
) -> None:
    for number in range(3):
        account.client.trusthub.v1.end_users.create(friendly_name=f"user {number}", type=KIND)
    told = getattr(ways, way)(LIST)
    assert told.status == 200
    assert told.json["meta"]["next_page_url"].startswith(f"{origin}/v1/EndUsers?")


def test_the_next_page_of_a_base_url_keeps_the_prefix(ways: Ways, account: SandboxAccount) -> None:
    with ways.connect() as connection:
        host, port = connection.getpeername()
        told = ways.ask(connection, f"/trusthub.twilio.com{LIST}", host=f"{host}:{port}")
    assert told.json["meta"]["url"].startswith(f"{account.sandbox.url}/trusthub.twilio.com/v1/")


def test_a_tunnel_is_established_in_the_words_that_php_takes_away(ways: Ways) -> None:
    with ways.connect() as connection:
        connection.sendall(b"CONNECT trusthub.twilio.com:443 HTTP/1.1\r\n\r\n")
        assert connection.recv(1000) == ESTABLISHED


def test_a_request_for_a_tunnel_may_come_byte_by_byte(ways: Ways) -> None:
    with ways.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"CONNECT trusthub.twilio.com:443 HTTP/1.1\r\nA: b\r\n\r\n":
            connection.sendall(bytes([byte]))
        assert connection.recv(1000) == ESTABLISHED


def test_a_tunnel_may_carry_plain_http(ways: Ways) -> None:
    with ways.tunnelled("trusthub.twilio.com:80") as connection:
        told = ways.ask(connection, LIST)
    assert told.json["meta"]["url"].startswith("http://trusthub.twilio.com/v1/EndUsers?")


def test_who_does_not_wait_for_the_tunnel_loses_nothing(ways: Ways) -> None:
    with ways.connect() as connection:
        begin = b"CONNECT trusthub.twilio.com:80 HTTP/1.1\r\n\r\n"
        connection.sendall(
            begin + b"GET /v1/EndUsers HTTP/1.0\r\nHost: trusthub.twilio.com\r\n\r\n"
        )
        assert read_to_end(connection).startswith(ESTABLISHED + b"HTTP/1.1 401 ")


def test_hosts_with_a_region_have_certificates_too(ways: Ways) -> None:
    host = "trusthub.dublin.ie1.twilio.com"
    for way in (ways.tunnel, ways.direct_tls):
        assert way(LIST, host).json["meta"]["url"].startswith(f"https://{host}/v1/")


@pytest.mark.parametrize("host", ["example.com", "twilio.com.example.com", "evil-twilio.com"])
def test_a_tunnel_to_another_host_is_refused(host: str, ways: Ways) -> None:
    with ways.connect() as connection:
        connection.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        refused = answer(connection)
    assert refused.status == 403
    assert host.encode() in refused.body


def test_absolute_form_of_another_host_is_refused_whatever_its_host_header(ways: Ways) -> None:
    with ways.connect() as connection:
        refused = ways.ask(connection, "http://example.com/v1/EndUsers")
    assert refused.status == 403
    assert b"example.com" in refused.body


def test_absolute_form_of_the_sandbox_itself_is_answered(
    ways: Ways, account: SandboxAccount
) -> None:
    with ways.connect() as connection:
        told = ways.ask(connection, f"{account.sandbox.url}/control", host="example.com")
    assert told.json["product"] == "tendlc sandbox"


def test_one_connection_to_the_proxy_may_ask_for_several_hosts(ways: Ways) -> None:
    first = b"GET http://trusthub.twilio.com/v1/EndUsers HTTP/1.1\r\nHost: x\r\n\r\n"
    second = b"GET http://example.com/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with ways.connect() as connection:
        connection.sendall(first + second)
        both = read_to_end(connection)
    assert both.startswith(b"HTTP/1.1 401 ")
    assert b"HTTP/1.1 403 " in both


SCANS = {
    "tls of long ago": b"\x16\x03\x00\x00\x05hello",
    "tls that breaks off": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "tls with a wrong length": b"\x16" + b"\xff" * 4000,
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
    "smb": b"\x00\x00\x00\xa4\xffSMBr",
    "http/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "nothing": b"",
    "zeros": b"\x00" * 5000,
    "half a tunnel": b"CONNECT trusthub.twil",
    "tunnel without a port": b"CONNECT trusthub.twilio.com HTTP/1.1\r\n\r\n",
    "tunnel to no port": b"CONNECT trusthub.twilio.com:99999 HTTP/1.1\r\n\r\n",
    "tunnel with an endless head": b"CONNECT trusthub.twilio.com:443 HTTP/1.1\r\n"
    + b"a: b\r\n" * 9000,
    "copy": b"COPY /v1/EndUsers HTTP/1.1\r\n\r\n",
    "absolute without a host": b"GET http:///v1 HTTP/1.1\r\n\r\n",
    "absolute with a bad port": b"GET http://trusthub.twilio.com:x/ HTTP/1.1\r\n\r\n",
    "every host": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", SCANS)
def test_bytes_of_any_kind_close_a_connection_and_nothing_more(name: str, ways: Ways) -> None:
    with ways.connect() as connection:
        try:
            connection.sendall(SCANS[name])
            connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError):
            pass
        read = read_to_end(connection)
    assert b"Traceback" not in read
    assert not read or read.startswith((b"HTTP/1.1 4", b"\x15"))  # refused, or an alert of TLS
    assert ways.plain(LIST).status == 200


def test_a_broken_handshake_in_a_tunnel_closes_it(ways: Ways) -> None:
    with ways.tunnelled("trusthub.twilio.com:443") as connection:
        connection.sendall(b"\x16\x03\x01\x00\x05wrong")
        assert read_to_end(connection)[:1] in (b"", b"\x15")
    assert ways.tunnel(LIST).status == 200


def test_a_client_that_does_not_trust_us_leaves_and_others_are_served(ways: Ways) -> None:
    strangers = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError), ways.connect() as connection:
        strangers.wrap_socket(connection, server_hostname="trusthub.twilio.com")
    assert ways.direct_tls(LIST).status == 200


def test_two_hundred_idle_tunnels_hold_up_nobody(ways: Ways) -> None:
    with ExitStack() as open_ones:
        for _ in range(200):
            open_ones.enter_context(ways.tunnelled("trusthub.twilio.com:443"))
        assert ways.plain(LIST).status == 200
        assert ways.tunnel(LIST).status == 200


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a server on this machine that sends back what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while piece := connection.recv(1000):
                    connection.sendall(piece)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """The ways to a sandbox that was started with --pass-through."""
    server = start_sandbox(tmp_path_factory.mktemp("passing"), "--pass-through")
    yield Ways(SandboxAccount(server))
    server.stop()


def test_tunnels_to_other_hosts_are_carried_where_that_was_asked_for(
    passing: Ways, echo: str
) -> None:
    with passing.tunnelled(echo) as connection:
        connection.sendall(b"\x16any bytes")
        connection.shutdown(socket.SHUT_WR)
        assert read_to_end(connection) == b"\x16any bytes"


def test_without_asking_nothing_is_carried_on_this_machine_either(ways: Ways, echo: str) -> None:
    with ways.connect() as connection:
        connection.sendall(f"CONNECT {echo} HTTP/1.1\r\n\r\n".encode())
        assert answer(connection).status == 403


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "[fd00::1]", "0.0.0.0"])
def test_nothing_is_ever_carried_to_a_private_network(address: str, passing: Ways) -> None:
    with passing.connect() as connection:
        connection.sendall(f"CONNECT {address}:80 HTTP/1.1\r\n\r\n".encode())
        assert answer(connection).status == 403


def test_passing_through_does_not_let_twilio_be_reached(passing: Ways) -> None:
    assert passing.tunnel("/v1/CustomerProfiles").status == 200


def test_a_host_that_does_not_answer_is_a_bad_gateway(passing: Ways) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with passing.connect() as connection:
            port = unused.getsockname()[1]
            connection.sendall(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode())
            assert answer(connection).status == 502


def test_a_name_that_cannot_be_looked_up_is_a_bad_gateway(passing: Ways) -> None:
    with passing.connect() as connection:
        connection.sendall(b"CONNECT no..name:443 HTTP/1.1\r\n\r\n")
        assert answer(connection).status == 502


def test_the_key_of_the_authority_is_for_its_owner_alone(ways: Ways) -> None:
    ways.trusting()
    folder: Path = ways.account.sandbox.data
    keys = [file for file in folder.iterdir() if b"PRIVATE KEY" in file.read_bytes()]
    assert [file.name for file in keys] == ["authority-key.pem"]
    assert keys[0].stat().st_mode & 0o777 == 0o600


def test_the_authority_is_made_at_first_use_and_kept(tmp_path: Path) -> None:
    first = start_sandbox(tmp_path)
    assert not (tmp_path / "authority.pem").exists()
    shown = first.control("GET", "/authority")["certificate"]
    first.stop()
    second = start_sandbox(tmp_path)
    assert second.control("GET", "/authority")["certificate"] == shown
    assert (tmp_path / "authority.pem").read_text("ascii") == shown
    second.stop()
