"""Silent and slow peers are let go, wherever they stop; those who talk are not.

The port stands here with short patience and an application of two lines: what is claimed is about
connections alone.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from tendlc.sandbox.attach.authority import Authority
from tendlc.sandbox.attach.connection import Connections, Reply
from tendlc.sandbox.attach.port import Doors, Port, listen
from tendlc.sandbox.attach.tunnel import Patience, Tunnels
from tendlc.sandbox.operations import Head
from tendlc.sandbox.wire.rendering import Outgoing
from tendlc.sandbox.world.clock import machine_time
from tests.contract.attach.ways import read_to_end
from tests.waiting import GIVEN_UP_SECONDS

SHORT = Patience(first_byte=0.2, head=0.2, handshake=0.2, idle=0.2)
TUNNEL = b"CONNECT trusthub.twilio.com:443 HTTP/1.1\r\n\r\n"
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204"
REQUEST = b"GET / HTTP/1.1\r\nHost: trusthub.twilio.com\r\n\r\n"


def application(method: str, target: bytes, head: Head, body: bytes, reply: Reply) -> None:
    reply(Outgoing(204, b""))


async def serve(folder: Path, ready: Future[Any]) -> None:
    listener = listen("127.0.0.1", 0)
    connections = Connections(application, (), SHORT.head)
    doors = Doors(connections, Authority(folder, machine_time).context, Tunnels((), patience=SHORT))
    port, stop = Port(listener, doors), asyncio.Event()
    port.open()
    loop = asyncio.get_running_loop()
    ready.set_result((listener.getsockname(), lambda: loop.call_soon_threadsafe(stop.set)))
    await stop.wait()
    port.close()
    await connections.end(1)
    listener.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Where a port with short patience listens."""
    ready: Future[Any] = Future()
    folder = tmp_path_factory.mktemp("authority")
    thread = threading.Thread(target=lambda: asyncio.run(serve(folder, ready)))
    thread.start()
    where, stop = ready.result(20)
    yield where
    stop()
    thread.join(GIVEN_UP_SECONDS)


def heard(address: tuple[str, int], request: bytes, answer: bytes) -> socket.socket:
    """Return a connection whose first request was answered.

    On a busy machine the patience with a beginner may be over before we have said a word: then we
    come again.
    """
    while True:
        connection = socket.create_connection(address, 20)
        with suppress(OSError):
            connection.sendall(request)
            if connection.recv(1000).startswith(answer):
                return connection
        connection.close()


STOPS = {
    "before the first byte": b"",
    "in the head of a request": b"GET / HTTP/1.1\r\nHost: trust",
    "in the head of a tunnel": TUNNEL[:20],
    "in a tunnel that carries nothing": TUNNEL,
    "in the handshake": b"\x16\x03\x01\x02\x00\x01\x00",
    "in the handshake in a tunnel": TUNNEL + b"\x16\x03\x01\x02\x00\x01\x00",
}


@pytest.mark.parametrize("stop", STOPS)
def test_who_stops_half_way_is_let_go(stop: str, address: tuple[str, int]) -> None:
    with socket.create_connection(address, 20) as connection:
        connection.sendall(STOPS[stop])
        read = read_to_end(connection)
    assert read in (b"", ESTABLISHED)


def test_who_stops_in_the_head_of_a_second_request_is_let_go(address: tuple[str, int]) -> None:
    with heard(address, REQUEST, NO_CONTENT) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert read_to_end(connection) == b""


def test_two_hundred_silent_tunnels_are_all_closed(address: tuple[str, int]) -> None:
    with ExitStack() as stack:
        tunnels = [heard(address, TUNNEL, ESTABLISHED) for _ in range(200)]
        assert {read_to_end(stack.enter_context(tunnel)) for tunnel in tunnels} == {b""}


def test_a_kept_connection_outlives_the_patience_with_beginners(address: tuple[str, int]) -> None:
    with heard(address, REQUEST, NO_CONTENT) as kept:
        for _ in range(3):
            with socket.create_connection(address, 20) as beginner:
                assert read_to_end(beginner) == b""  # the patience with a beginner is over
            kept.sendall(REQUEST)
            assert kept.recv(1000).startswith(NO_CONTENT)


def test_tls_without_a_request_is_let_go(address: tuple[str, int]) -> None:
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    with anyone.wrap_socket(socket.create_connection(address, 20)) as connection:
        assert read_to_end(connection) == b""
