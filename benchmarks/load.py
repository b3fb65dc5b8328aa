"""Load where Node is missing: the same lines in and out as load.mjs, over plain sockets.

One thread, as many keep-alive connections as asked for, the next request once the last is answered.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(slots=True)
class Connection:
    """One connection, what it has received so far and when its request left."""

    socket: socket.socket
    received: bytes = b""
    sent_at: float = 0.0

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        head, found, body = self.received.partition(b"\r\n\r\n")
        _, named, rest = head.lower().partition(b"content-length:")
        length = int(rest.partition(b"\r\n")[0]) if named else 0
        return bool(found) and len(body) >= length


@dataclass(slots=True)
class Count:
    """What was answered in a run."""

    milliseconds: list[float] = field(default_factory=list)
    bad: int = 0

    def add(self, connection: Connection, now: float) -> None:
        self.milliseconds.append((now - connection.sent_at) * 1000)
        self.bad += not connection.received.startswith(b"HTTP/1.1 2")


def run(asked: dict[str, Any]) -> dict[str, float]:
    """Carry out one run and return what it measured."""
    request = _request(asked)
    place = urlsplit(asked["url"])
    count = Count()
    with selectors.DefaultSelector() as selector:
        connections = [
            Connection(socket.create_connection((place.hostname, place.port)))
            for _ in range(asked["connections"])
        ]
        started = time.perf_counter()
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
        now = started
        while now < started + asked["seconds"] and len(count.milliseconds) < asked["most"]:
            for key, _ in selector.select(1):
                connection = key.data
                connection.received += connection.socket.recv(65536)
                if connection.is_answered():
                    count.add(connection, time.perf_counter())
                    connection.send(request)
            now = time.perf_counter()
        for connection in connections:
            connection.socket.close()
    return _figures(count, now - started)


def _request(asked: dict[str, Any]) -> bytes:
    place = urlsplit(asked["url"])
    path = f"{place.path}?{place.query}" if place.query else place.path
    body = asked["body"].encode()
    headers = {**asked["headers"], "Host": place.netloc, "Content-Length": str(len(body))}
    lines = [f"{asked['method']} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _figures(count: Count, seconds: float) -> dict[str, float]:
    ordered = sorted(count.milliseconds)
    answers = len(ordered)

    def at(share: float) -> float:
        return ordered[min(answers - 1, int(answers * share))]

    rate = answers / seconds
    return {
        "answers": answers,
        "bad": count.bad,
        "rate": rate,
        "p50": at(0.5),
        "p99": at(0.99),
    }


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
