"""A relay that stands between a client of any language and the sandbox, and lets answers be judged.

It passes every byte on unchanged, the Host header too: the sandbox then builds its addresses with
the relay as their origin, which is what a client behind a forwarding port sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from tests.contract.wire.recorder import Recorder

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave as one: apart, the caller's delayed ACK holds the body back
    upstream: str
    recorder: Recorder
    change: Callable[[bytes], bytes]

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        connection = HTTPConnection(self.upstream, timeout=20)
        try:
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            content = self.change(answer.read())
        finally:
            connection.close()
        self._record(answer.status, dict(answer.getheaders()), content)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _record(self, status: int, headers: dict[str, str], content: bytes) -> None:
        url = f"http://{self.headers['Host']}{self.path}"
        self.recorder.see(self.command, url, dict(self.headers), status, headers, content)

    do_GET = do_POST = do_DELETE = _pass_on  # noqa: N815 - the names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def relay(
    upstream_url: str, recorder: Recorder, change: Callable[[bytes], bytes] = bytes
) -> Iterator[str]:
    """Serve on a free port of the loopback until the block ends; gives the relay's own URL.

    `change` may spoil what the server answers: a test of whoever judges it.
    """
    upstream = urlsplit(upstream_url).netloc
    handler = type(
        "Handler",
        (_Handler,),
        {"upstream": upstream, "recorder": recorder, "change": staticmethod(change)},
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
