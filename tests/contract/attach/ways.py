"""The four ways into the port, spelled out on sockets; no client library decides anything here."""

from __future__ import annotations

import base64
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from tests.conftest import SandboxAccount

HOST = "trusthub.twilio.com"
SECONDS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of HTTP/1.1 whose connection was to be closed after it."""

    status: int
    head: bytes
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class Ways:
    """Each way takes a path and returns the sandbox's answer to a GET."""

    account: SandboxAccount

    def connect(self) -> socket.socket:
        """Open a connection to the port."""
        parts = urlsplit(self.account.sandbox.url)
        assert parts.hostname
        return socket.create_connection((parts.hostname, parts.port or 80), SECONDS)

    def trusting(self) -> ssl.SSLContext:
        """Return a client's context that trusts this sandbox's authority and no other."""
        shown = self.account.sandbox.control("GET", "/authority")
        return ssl.create_default_context(cadata=shown["certificate"])

    def plain(self, path: str) -> Answer:
        with self.connect() as connection:
            return self.ask(connection, path)

    def absolute_form(self, path: str) -> Answer:
        with self.connect() as connection:
            return self.ask(connection, f"http://{HOST}{path}", host="elsewhere.example")

    def direct_tls(self, path: str, host: str = HOST) -> Answer:
        with self.trusting().wrap_socket(self.connect(), server_hostname=host) as connection:
            return self.ask(connection, path, host=host)

    def tunnel(self, path: str, host: str = HOST) -> Answer:
        inside = self.tunnelled(f"{host}:443")
        with self.trusting().wrap_socket(inside, server_hostname=host) as connection:
            return self.ask(connection, path, host=host)

    def tunnelled(self, authority: str) -> socket.socket:
        """Open a tunnel; it must be established in the words that are asserted elsewhere."""
        connection = self.connect()
        connection.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
        return connection

    def ask(self, connection: socket.socket, target: str, host: str = HOST) -> Answer:
        """Send a GET over a connection that is there, and read to its end."""
        pair = base64.b64encode(f"{self.account.sid}:{self.account.token}".encode()).decode()
        head = [f"GET {target} HTTP/1.1", f"Host: {host}", f"Authorization: Basic {pair}"]
        connection.sendall("\r\n".join([*head, "Connection: close", "", ""]).encode())
        return answer(connection)


def read_to_end(connection: socket.socket) -> bytes:
    """Read until the peer closes; a reset counts as its end."""
    connection.settimeout(SECONDS)
    read = b""
    try:
        while piece := connection.recv(65536):
            read += piece
    except (ConnectionResetError, ssl.SSLError):
        pass
    return read


def answer(connection: socket.socket) -> Answer:
    """Read one answer to the end of its connection."""
    head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    return Answer(int(head[9:12]), head, body)
