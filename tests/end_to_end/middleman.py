"""A proxy between engine and sandbox that answers in the sandbox's place where a test says so.

By then the sandbox has carried the request out: what the engine is told is not what happened.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass
class Answer:
    """What goes back to the engine."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def changed(self, **values: Any) -> Answer:
        """The same answer with other values in its JSON."""
        return Answer(self.status, json.dumps({**json.loads(self.body), **values}).encode())


Change = Callable[[Answer], Answer]


@dataclass
class Rule:
    """Changes the answers to what matches `request` ("METHOD path"), `times` times."""

    request: str
    change: Change
    times: int = 1


@dataclass
class Middleman:
    """Where the proxy listens, and what it does."""

    url: str
    rules: list[Rule]
    lock: Lock = field(default_factory=Lock)

    def say(self, request: str, change: Change, times: int = 1) -> None:
        """Add a rule."""
        self.rules.append(Rule(request, change, times))

    def change_for(self, request: str) -> Change | None:
        with self.lock:
            for rule in self.rules:
                if rule.times > 0 and re.search(rule.request, request):
                    rule.times -= 1
                    return rule.change
        return None


def page(status: int, body: str = "<html>an answer of the proxy</html>", **headers: str) -> Change:
    """Put a page of the proxy's own in the place of the answer."""
    said = {"Content-Type": "text/html", **{n.replace("_", "-"): v for n, v in headers.items()}}
    return lambda answer: Answer(status, body.encode(), said)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave as one
    upstream: str
    middleman: Middleman

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        answer = self._ask(self.rfile.read(length))
        change = self.middleman.change_for(f"{self.command} {self.path}")
        if change is not None:
            answer = change(answer)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _ask(self, body: bytes) -> Answer:
        connection = HTTPConnection(self.upstream, timeout=20)
        try:
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            kept = {n: v for n, v in answer.getheaders() if n.lower() not in _HOP_BY_HOP}
            return Answer(answer.status, answer.read(), kept)
        finally:
            connection.close()

    do_GET = do_POST = do_DELETE = _pass_on  # noqa: N815 - the names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or trusts us not, is what is tested."""


@contextmanager
def middleman(upstream_url: str, tls: ssl.SSLContext | None = None) -> Iterator[Middleman]:
    """Stand between an engine and the sandbox at `upstream_url`, over TLS where asked for."""

    class Handler(_Handler):
        upstream = urlsplit(upstream_url).netloc

    server = _Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    scheme = "https" if tls else "http"
    between = Middleman(f"{scheme}://127.0.0.1:{server.server_address[1]}", [])
    Handler.middleman = between
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
