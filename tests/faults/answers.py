"""Answers that are not what Twilio would have said: from proxies, broken servers, and broken lines.

Each is a name and a trick on the socket. None of them says whether the request was acted on, so
after a write none of them may be believed.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from tests.unit.adapters.rude_server import Trick, answer, error, hang_up, hang_up_midway, reset

PAGE = "<html><body><h1>Blocked</h1><p>The gateway refused this request.</p></body></html>"
NOT_OURS = "ZZ" + "0" * 32


@dataclass(frozen=True, slots=True)
class FalseAnswer:
    """One way to answer falsely; `arrives`: the request is acted on all the same."""

    name: str
    trick: Trick
    arrives: bool

    def __str__(self) -> str:
        return f"{self.name}, {'acted on' if self.arrives else 'never arrived'}"


def page(status: int) -> Trick:
    """A page of HTML, as gateways and firewalls send it."""
    return answer(status, PAGE, "text/html")


def _with_header(status: int, header: str, body: str) -> Trick:
    def trick(connection: socket.socket) -> None:
        head = f"HTTP/1.1 {status} X\r\n{header}\r\nContent-Length: {len(body)}\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n{body}".encode())

    return trick


def drip(connection: socket.socket) -> None:
    """Promise a long answer and send it a byte at a time, until the client has had enough."""
    head = b"HTTP/1.1 201 X\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    connection.sendall(head)
    connection.settimeout(0.1)
    for _ in range(100):
        connection.sendall(b" ")
        try:
            if connection.recv(1) == b"":
                return
        except TimeoutError:
            continue


def flood(connection: socket.socket) -> None:
    """Send far more than any answer of Twilio has, until the client has had enough."""
    head = b"HTTP/1.1 201 X\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.sendall(head)
    piece = b" " * 1_000_000
    for _ in range(60):
        connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


_FOREIGN_STATUSES = (400, 401, 403, 404, 408, 409, 413, 429, 499, 500, 502, 503, 504)

_AFTER: dict[str, Trick] = {
    **{f"a page with {status}": page(status) for status in _FOREIGN_STATUSES},
    "a foreign JSON 403": answer(403, {"error": "forbidden"}),
    "a foreign JSON 409": answer(409, {"message": "conflict", "errors": []}),
    "an empty 200": answer(200, ""),
    "a page with 200": page(200),
    "a JSON list": answer(201, [1, 2, 3]),
    "a cut JSON": answer(201, '{"sid": "'),
    "a SID of another kind": answer(201, {"sid": NOT_OURS, "status": "draft"}),
    "no SID": answer(201, {"status": "draft"}),
    "a redirect": _with_header(302, "Location: http://127.0.0.1:9/", ""),
    "a closed line": hang_up,
    "a cut line": hang_up_midway,
    "a reset": reset,
    "a drip": drip,
    "a flood": flood,
}
_BEFORE: dict[str, Trick] = {
    "a page with 403": page(403),
    "a page with 502": page(502),
    "a closed line": hang_up,
    "a 429 of Twilio": error(429, 20429, "Too many requests"),
    "a 503 with Retry-After": _with_header(503, "Retry-After: 1", json.dumps({"status": 503})),
}


def false_answers() -> Iterator[FalseAnswer]:
    """Give every way to answer falsely."""
    for name, trick in _AFTER.items():
        yield FalseAnswer(name, trick, arrives=True)
    for name, trick in _BEFORE.items():
        yield FalseAnswer(name, trick, arrives=False)
