"""Connections once their way in is clear: from bytes to requests, and from answers to bytes.

Requests of one connection are answered one after the other. Neither heads nor bodies nor the
reading of an answer may take forever or grow forever, and a request that cannot be read is refused
in Twilio's form. Requests in absolute form, as proxies get them, are led to the host that their
first line names, which counts more than their Host header.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import re
import socket
import struct
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from tendlc.sandbox.attach.parser import HEAD_LIMIT, Parser, Unreadable
from tendlc.sandbox.attach.tunnel_targets import not_carried
from tendlc.sandbox.operations import Head
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.wire.heads import read_head
from tendlc.sandbox.wire.hosts import is_twilio
from tendlc.sandbox.wire.rendering import Outgoing, on_the_wire, render_refusal

Reply = Callable[[Outgoing], None]
Answers = Callable[[str, bytes, Head, bytes, Reply], None]
"""Answers a request (method, target, head, body), now or later, by calling the last argument."""

_BODY_LIMIT: Final = 1_048_576
_WITHOUT_BODY: Final = ("GET", "DELETE", "HEAD")
_IDLE_SECONDS: Final = 75.0
_LINE: Final = re.compile(rb"(GET|POST|DELETE) (/[!-\"$-~]*) HTTP/1\.1")
_NOT_REMEMBERED: Final = (b"transfer-encoding", b"upgrade", b"expect", b"x-forwarded-proto")
_MOST_HEADS: Final = 512
_LONGEST_HEAD: Final = 2048
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_BETWEEN, _IN_HEAD, _IN_BODY = range(3)


class Connections:
    """All connections over which requests come.

    `own` are the addresses of the sandbox itself, host:port. `patience` is in seconds.
    """

    def __init__(self, answers: Answers, own: Collection[str], patience: float) -> None:
        self.answers = answers
        self.own = own
        self.patience = patience
        self.open: set[Connection] = set()
        self.heads: dict[str, dict[bytes, Head]] = {"http": {}, "https": {}}
        """The heads that came lately, by their bytes, without TLS and with it."""
        self._sweep: asyncio.TimerHandle | None = None

    def make(self, connection: socket.socket) -> Connection:
        """Return a protocol for one connection."""
        if self._sweep is None:
            self._let_go()
        return Connection(connection, self)

    async def end(self, grace_seconds: float) -> None:
        """Close all connections; requests that are being answered get some time."""
        for connection in list(self.open):
            connection.end()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_seconds):
                while self.open:
                    await asyncio.sleep(0.01)
        if self._sweep is not None:
            self._sweep.cancel()

    def _let_go(self) -> None:
        """Let go whoever takes too long; one look at all of them is cheaper than a timer each."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in list(self.open):
            if min(connection.deadline, connection.reading_deadline) < now:
                connection.transport.abort()
        self._sweep = loop.call_later(min(1.0, self.patience / 4), self._let_go)


class Connection(asyncio.Protocol):
    """One connection."""

    transport: asyncio.Transport

    def __init__(self, connection: socket.socket, shared: Connections) -> None:
        self._socket = connection
        self._shared = shared
        self._time = asyncio.get_running_loop().time
        self._parser: Any = None
        self._stage = _BETWEEN
        self._chunk = b""
        """What came last, where a request begins with it."""
        self._head_size = 0
        self._waiting: deque[tuple[str, bytes, Head, bytes] | Refusal] = deque()
        self._answering: Head | None = None
        self._without_body = False
        self._is_starting = False
        self._is_deaf = False
        """Whether nothing that comes from now on is read."""
        self._scheme = "http"
        self._known = shared.heads["http"]
        self._local = False
        self._is_paused = False
        self.deadline = math.inf
        """When patience with a head, a body or an idle client is over, on the loop's clock."""
        self.reading_deadline = math.inf
        """When patience with a client that does not read its answer is over."""

    # From the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Expect the head of a request in time."""
        self.transport = transport  # type: ignore[assignment]
        self._shared.open.add(self)
        if transport.get_extra_info("sslcontext"):
            self._scheme, self._known = "https", self._shared.heads["https"]
        peer = transport.get_extra_info("peername")
        self._local = bool(peer) and peer[0] in ("127.0.0.1", "::1")
        self.deadline = self._time() + self._shared.patience

    def data_received(self, data: bytes) -> None:
        """Take what came: mostly one whole request, whose head came before."""
        if self._stage == _BETWEEN and self._answering is None and self._take_known(data):
            return
        self._read(data)

    def pause_writing(self) -> None:
        """Wait for the peer to read, but not forever."""
        self.reading_deadline = self._time() + self._shared.patience

    def resume_writing(self) -> None:
        """Go on: the peer has read."""
        self.reading_deadline = math.inf

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what is gone."""
        self._shared.open.discard(self)
        self._is_deaf = True
        self._waiting.clear()
        self._parser = None  # it leads back here, and memory should be free at once

    # Reading

    def _take_known(self, data: bytes) -> bool:
        """Take a whole request whose head came before; say whether it was one."""
        line_end = data.find(b"\r\n")
        head_end = data.find(b"\r\n\r\n", line_end)
        head = self._known.get(data[line_end:head_end])
        if head is None or len(data) != head_end + 4 + head.length:
            return False
        line = _LINE.fullmatch(data, 0, line_end)
        if line is None or self._is_deaf:
            return False
        method, target = line.groups()
        self._start(method.decode(), target, head, data[head_end + 4 :])
        return True

    def _read(self, data: bytes) -> None:
        if self._is_deaf:
            return
        self._chunk = data if self._stage == _BETWEEN else b""
        if self._parser is None:
            self._parser = _new_parser(self)
        try:
            self._parser.feed(data)
        except Unreadable as error:
            self._refuse(Refusal(20001, str(error)))
        self._chunk = b""
        if self._stage == _IN_HEAD:
            self._head_size += len(data)
            if self._head_size > HEAD_LIMIT:
                self._refuse(Refusal(20001, "The headers are too large", status=431))
        if self._stage != _BETWEEN:  # the rest may wait for our acknowledgement
            acknowledge(self._socket)

    def on_message_begin(self) -> None:
        """Expect a head in time."""
        self._stage = _IN_HEAD
        self._head_size = 0
        self._url = b""
        self._lines: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._size = 0
        self.deadline = self._time() + self._shared.patience

    def on_url(self, url: bytes) -> None:
        """Take a piece of the request's target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a line of the head."""
        self._lines.append((name, value))

    def on_headers_complete(self) -> None:
        """Read the head, and expect the body in time."""
        self._stage = _IN_BODY
        self.deadline = self._time() + self._shared.patience
        self._method, kept = self._parser.line()
        self._head = read_head(self._lines, self._scheme, kept=kept, local=self._local)
        self._remember()
        if self._head.length > _BODY_LIMIT:
            self._refuse(Refusal(20413))
        waits = self._head.fields.get(b"expect", b"").lower() == b"100-continue"
        if waits and self._answering is None and not self._is_deaf:
            self.transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, up to the limit."""
        self._size += len(body)
        if self._size > _BODY_LIMIT:
            self._refuse(Refusal(20413))
        elif not self._is_deaf:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """Have the request answered, once those before it are."""
        self._stage = _BETWEEN
        if self._is_deaf:
            return
        self._waiting.append((self._method, self._url, self._head, b"".join(self._body)))
        self._is_deaf = not self._head.kept
        if self._answering is None:
            self._go_on()
        elif not self._is_paused and not self.transport.is_closing():
            self._is_paused = True
            self.transport.pause_reading()

    def _remember(self) -> None:
        """Keep a head whose bytes are known, if it means the same wherever it comes again."""
        chunk, self._chunk = self._chunk, b""
        line_end = chunk.find(b"\r\n")
        lines = chunk[line_end : chunk.find(b"\r\n\r\n", line_end)]
        if len(lines) > _LONGEST_HEAD or not self._head.kept:
            return
        if any(name in self._head.fields for name in _NOT_REMEMBERED):
            return
        if _LINE.fullmatch(chunk, 0, line_end) and lines.count(b"\n") == lines.count(b"\r\n"):
            if len(self._known) >= _MOST_HEADS:
                self._known.clear()
            self._known[lines] = self._head

    # Answering

    def _go_on(self) -> None:
        """Have the next requests answered; those that are answered at once must not nest."""
        if self._is_starting:
            return
        self._is_starting = True
        while self._waiting and self._answering is None:
            waiting = self._waiting.popleft()
            if isinstance(waiting, Refusal):
                self._last(render_refusal(waiting))
            else:
                self._start(*waiting)
        self._is_starting = False

    def _start(self, method: str, target: bytes, head: Head, body: bytes) -> None:
        self._answering = head
        self._without_body = method == "HEAD"
        self.deadline = math.inf
        if target[:1] != b"/":
            self._start_absolute(method, target, head, body)
        else:
            self._shared.answers(
                method, target, head, b"" if method in _WITHOUT_BODY else body, self.reply
            )

    def _start_absolute(self, method: str, target: bytes, head: Head, body: bytes) -> None:
        try:
            url = urlsplit(target.decode("latin-1"))
            host, port = (url.hostname or "").lower(), url.port
        except ValueError:
            host, port = "", None
        if not host:
            self._last(render_refusal(Refusal(20001, "The target of the request is not a path")))
            return
        host = f"[{host}]" if ":" in host else host
        authority = host if port is None else f"{host}:{port}"
        if not is_twilio(host) and authority not in self._shared.own:
            kind = (("content-type", "text/plain; charset=utf-8"),)
            self._last(Outgoing(403, not_carried(authority).encode(), kind))
            return
        scheme = "https" if url.scheme == "https" else "http"
        fields = {**head.fields, b"host": authority.encode("latin-1")}
        inner = replace(head, fields=fields, scheme=scheme, host=authority)
        path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        self._start(method, path.encode("latin-1"), inner, body)

    def reply(self, outgoing: Outgoing) -> None:
        """Answer the present request, and go on to the next."""
        head, self._answering = self._answering, None
        if outgoing.dropped:
            self._drop(reset=outgoing.reset)
        if self.transport.is_closing() or head is None:
            self._waiting.clear()
            return
        self.transport.write(on_the_wire(outgoing, kept=head.kept, without_body=self._without_body))
        if not head.kept:
            self.transport.close()
        elif self._waiting:
            self._go_on()
        elif self._stage == _BETWEEN:
            self.deadline = self._time() + _IDLE_SECONDS
        if self._is_paused and self._answering is None and not self.transport.is_closing():
            self._is_paused = False
            self.transport.resume_reading()

    def end(self) -> None:
        """Close when the present request is answered."""
        self._is_deaf = True
        self._waiting.clear()
        if self._answering is None:
            self.transport.close()
        else:
            self._answering = replace(self._answering, kept=False)

    def _refuse(self, refusal: Refusal) -> None:
        """Refuse what cannot be read, after the answers to what came before; then close."""
        if self._is_deaf:
            return
        self._is_deaf = True
        self._waiting.append(refusal)
        if self._answering is None:
            self._go_on()

    def _last(self, outgoing: Outgoing) -> None:
        self._is_deaf = True
        self._waiting.clear()
        self._answering = None
        if not self.transport.is_closing():
            self.transport.write(on_the_wire(outgoing, kept=False, without_body=self._without_body))
            self.transport.close()

    def _drop(self, *, reset: bool) -> None:
        """Break off: with an error at the peer where the connection is to be reset."""
        wire = self.transport.get_extra_info("socket")
        if reset and wire is not None and not self.transport.is_closing():
            with socket.socket(fileno=os.dup(wire.fileno())) as same:
                same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.transport.abort()


def _new_parser(reader: Connection) -> Parser:
    try:
        from tendlc.sandbox.attach.httptools_parser import HttptoolsParser
    except ImportError:
        from tendlc.sandbox.attach.h11_parser import H11Parser

        return H11Parser(reader)
    return HttptoolsParser(reader)


def acknowledge(connection: socket.socket) -> None:
    """Tell the peer at once that its bytes came, where the system can be asked to.

    A client that sends a request in two pieces with Nagle's algorithm on (urllib3 does through a
    proxy) holds back the second until then, and systems wait up to 40 ms with it.
    """
    if _QUICKACK is not None:
        with contextlib.suppress(OSError):  # it may be gone already
            connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
