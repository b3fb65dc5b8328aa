"""An HTTP proxy in front of a sandbox: each request is passed on, or treated as a test says.

It passes every byte on unchanged, the Host header too: the sandbox then builds its addresses with
the proxy as their origin, which is what a client behind a forwarding port sees.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from tests.unit.adapters.rude_server import Trick

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str] = field(hash=False, compare=False)
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)

    def changed(self, **values: Any) -> Answer:
        """Give the same answer with other values in its JSON."""
        return replace(self, body=json.dumps({**json.loads(self.body), **values}).encode())


PassOn: TypeAlias = Callable[[], Answer]
Treatment: TypeAlias = Callable[[Request, PassOn], Answer | Trick]
"""Gives the answer, or what is to be done to the connection; passes the request on if it likes."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave as one: apart, the caller's delayed ACK holds the body back
    upstream: str
    treat: Treatment

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.command, self.path, dict(self.headers), body)
        answer = self.treat(request, lambda: _ask(self.upstream, request))
        if isinstance(answer, Answer):
            self._say(answer)
            return
        self.close_connection = True
        answer(self.connection)

    def _say(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_DELETE = _take  # noqa: N815 - the names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


def _ask(upstream: str, request: Request) -> Answer:
    connection = HTTPConnection(upstream, timeout=20)
    try:
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), answer.getheaders())
    finally:
        connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or does not trust us, is part of the play."""


@contextmanager
def proxy(upstream_url: str, treat: Treatment, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of the loopback until the block ends; gives the proxy's own URL."""
    names = {"upstream": urlsplit(upstream_url).netloc, "treat": staticmethod(treat)}
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), names))
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
