"""A server of one trick: it takes a request and does with it what the test says.

Plain sockets, because the tricks are what no HTTP server would do.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

Trick = Callable[[socket.socket], None]


class RudeServer:
    """Listens on a free loopback port, over TLS where it is given a context.

    `requests` are the heads of what came in.
    """

    def __init__(self, trick: Trick, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self._trick = trick
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(5)
            if self._tls is None:
                self._treat(connection)
                continue
            with suppress(OSError):  # a client that does not trust us leaves in the handshake
                self._treat(self._tls.wrap_socket(connection, server_side=True))

    def _treat(self, connection: socket.socket) -> None:
        with connection:
            request = _read_request(connection)
            if request:
                self.requests.append(request)
                self._trick(connection)


def _read_request(connection: socket.socket) -> bytes:
    """Read one request with its body."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(65536)
        if not more:
            return read
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            while len(body) < int(value):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(status: int, body: Any, kind: str = "application/json") -> Trick:
    """Answer properly; a `body` that is no text goes out as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)

    def trick(connection: socket.socket) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n"
        connection.sendall(f"{head}Connection: close\r\n\r\n{text}".encode())

    return trick


def error(status: int, code: int | None, message: str = "no") -> Trick:
    """Answer with Twilio's classic body of an error."""
    body = {"message": message, "more_info": "https://x.test", "status": status}
    return answer(status, body if code is None else {"code": code, **body})


def reset(connection: socket.socket) -> None:
    """Cut the connection with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(connection: socket.socket) -> None:
    """Close the connection without a word."""


def hang_up_midway(connection: socket.socket) -> None:
    """Promise more than is sent."""
    connection.sendall(b"HTTP/1.1 201 X\r\nContent-Length: 500\r\n\r\n{")


def babble(connection: socket.socket) -> None:
    """Speak no HTTP."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")


def stay_silent(connection: socket.socket) -> None:
    """Say nothing until the client gives up."""
    connection.recv(1)
