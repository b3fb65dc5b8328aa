"""An answer has one time limit and one size, for all of it: slow drips and floods are given up."""

from __future__ import annotations

import gzip
import json
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from tendlc.adapters.twilio.bounds import MOST_BYTES
from tendlc.adapters.twilio.sandbox_world import sandbox_world
from tendlc.domain.subjects import Brand
from tendlc.errors import NotProcessed, OutcomeUnknown, TendlcError
from tests.fakes import START
from tests.unit.adapters.rude_server import RudeServer, Trick
from tests.unit.adapters.test_twilio_errors import ACCOUNT, BRAND, END_USER, gateway_to, sid

SEND_BY = START + timedelta(seconds=5)
PATIENCE = 0.3
DROPS = 200
BETWEEN_DROPS = 0.02
BODY = json.dumps({"sid": sid("BN"), "status": "PENDING", "errors": []}).encode()


def _drip(connection: socket.socket, piece: bytes) -> None:
    """Send the same bytes over and over; each comes well within the time limit, all do not."""
    for _ in range(DROPS):
        connection.sendall(piece)
        if select.select([connection], [], [], BETWEEN_DROPS)[0]:
            return  # the client has hung up


def drip_body(connection: socket.socket) -> None:
    head = f"HTTP/1.1 201 X\r\nContent-Length: {DROPS + len(BODY)}\r\n\r\n"
    connection.sendall(head.encode())
    _drip(connection, b" ")
    connection.sendall(BODY)


def drip_chunks(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 201 X\r\nTransfer-Encoding: chunked\r\n\r\n")
    _drip(connection, b"1\r\n \r\n")
    connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY))


def drip_a_header(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 201 X\r\nX-Slow: ")
    _drip(connection, b"x")
    connection.sendall(b"\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY))


def drip_interim_answers(connection: socket.socket) -> None:
    _drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n")
    connection.sendall(b"HTTP/1.1 201 X\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY))


def flood(connection: socket.socket) -> None:
    """Far more than a page of a list, valid JSON in the end."""
    length = 2 * MOST_BYTES + len(BODY)
    connection.sendall(f"HTTP/1.1 201 X\r\nContent-Length: {length}\r\n\r\n".encode())
    for _ in range(2 * MOST_BYTES // 100_000):
        connection.sendall(b" " * 100_000)
    connection.sendall(BODY)


def flood_without_a_length(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 201 X\r\nConnection: close\r\n\r\n")
    for _ in range(2 * MOST_BYTES // 100_000):
        connection.sendall(b" " * 100_000)
    connection.sendall(BODY)


def flood_packed(connection: socket.socket) -> None:
    packed = gzip.compress(b" " * 2 * MOST_BYTES + BODY)
    head = f"HTTP/1.1 201 X\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    connection.sendall(head.encode() + packed)


def forgiving(trick: Callable[[socket.socket], None]) -> Trick:
    """The client hangs up in the middle; that is what is tested."""

    def ends_quietly(connection: socket.socket) -> None:
        with suppress(OSError):
            trick(connection)

    return ends_quietly


DRIPS = [drip_body, drip_chunks, drip_a_header, drip_interim_answers]
FLOODS = [flood, flood_without_a_length, flood_packed]


@pytest.mark.parametrize("trick", [*DRIPS, *FLOODS])
def test_an_answer_without_end_to_a_write_is_a_lost_answer(trick: Trick) -> None:
    seconds = PATIENCE if trick in DRIPS else 20
    said = "in time" if trick in DRIPS else "larger than 10 MB"
    with (
        RudeServer(forgiving(trick)) as server,
        gateway_to(server.url, seconds=seconds) as gateway,
        pytest.raises(OutcomeUnknown, match=said),
    ):
        gateway.perform(BRAND, send_by=SEND_BY)


@pytest.mark.parametrize("trick", [*DRIPS, *FLOODS])
def test_an_answer_without_end_to_a_read_had_no_effect(trick: Trick) -> None:
    seconds = PATIENCE if trick in DRIPS else 20
    with RudeServer(forgiving(trick)) as server, gateway_to(server.url, seconds=seconds) as gateway:
        with pytest.raises(NotProcessed):
            gateway.look(Brand(sid=sid("BN")))
        with pytest.raises(NotProcessed):
            gateway.find(END_USER)


@pytest.mark.parametrize("trick", [flood, flood_packed])
def test_the_first_question_to_a_sandbox_is_bounded_too(trick: Trick) -> None:
    with RudeServer(forgiving(trick)) as server, pytest.raises(TendlcError) as raised:
        sandbox_world(server.url, ACCOUNT, "token")
    assert "larger than 10 MB" in raised.value.message


def test_an_answer_of_just_the_largest_size_is_read() -> None:
    padded = b" " * (MOST_BYTES - 10_000) + BODY
    packed = gzip.compress(padded)

    def plain(connection: socket.socket) -> None:
        head = f"HTTP/1.1 201 X\r\nContent-Length: {len(padded)}\r\n\r\n"
        connection.sendall(head.encode() + padded)

    def zipped(connection: socket.socket) -> None:
        head = f"HTTP/1.1 201 X\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
        connection.sendall(head.encode() + packed)

    for trick in (plain, zipped):
        with RudeServer(trick) as server, gateway_to(server.url, seconds=20) as gateway:
            assert gateway.perform(BRAND, send_by=SEND_BY).sid == sid("BN")
