"""A relay between the engine and the sandbox that answers in place of Twilio, as proxies do.

It passes requests on unchanged, Host header included. A spoiler may look at each request first
and choose another answer, given after the sandbox acted on the request or before it arrived.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.unit.adapters.rude_server import Trick

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
OWN_DOORS = ("/control",)
"""What is not Twilio's is never spoiled."""


@dataclass(frozen=True, slots=True)
class Request:
    """What came in: enough to choose whether to spoil it."""

    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Another answer; `arrives` says whether the sandbox acts on the request first."""

    trick: Trick
    arrives: bool


Spoiler = Callable[[Request], Spoiled | None]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave as one: apart, the caller's delayed ACK holds the body back
    upstream: str
    spoiler: Spoiler
    lock: threading.Lock

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.command, self.path, body)
        with self.lock:
            spoiled = None if request.path.startswith(OWN_DOORS) else self.spoiler(request)
        if spoiled is None:
            self._answer(*self._pass_on(body))
            return
        if spoiled.arrives:
            self._pass_on(body)
        self.close_connection = True
        spoiled.trick(self.connection)

    def _pass_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection(self.upstream, timeout=20)
        try:
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = _take  # noqa: N815 - the names that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: callers that hang up are part of the play."""


@contextmanager
def spoiling_relay(upstream_url: str, spoiler: Spoiler) -> Iterator[str]:
    """Serve on a free port of the loopback until the block ends; gives the relay's own URL."""
    names = {
        "upstream": urlsplit(upstream_url).netloc,
        "spoiler": staticmethod(spoiler),
        "lock": threading.Lock(),
    }
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), names))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
