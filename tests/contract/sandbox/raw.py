"""Requests as bytes, for what no client library would send."""

from __future__ import annotations

import json
import socket
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

from tests.conftest import SandboxAccount

FORM = "application/x-www-form-urlencoded"


class Raw(NamedTuple):
    """What came back: status 0 where the connection was closed without an answer."""

    status: int
    body: bytes

    @property
    def code(self) -> int:
        """Twilio's number of the refusal; the body has to be one."""
        parsed = json.loads(self.body)
        assert parsed.keys() == {"code", "message", "more_info", "status"}, parsed
        assert parsed["status"] == self.status
        return int(parsed["code"])


def connect(account: SandboxAccount, timeout: float = 10) -> socket.socket:
    parts = urlsplit(account.sandbox.url)
    return socket.create_connection((parts.hostname, parts.port), timeout)


def head(account: SandboxAccount, line: str, *headers: str, host: str = "") -> bytes:
    """The start of a request with the account's credentials."""
    pair = b64encode(f"{account.sid}:{account.token}".encode()).decode()
    known = (f"host: {host or 'trusthub.twilio.com'}", f"authorization: Basic {pair}")
    return "\r\n".join((line, *known, *headers, "", "")).encode("latin-1")


def post(account: SandboxAccount, path: str, body: bytes, *headers: str, kind: str = FORM) -> bytes:
    """A whole POST."""
    size = (f"content-length: {len(body)}", f"content-type: {kind}")
    return head(account, f"POST {path} HTTP/1.1", *size, *headers) + body


def send(account: SandboxAccount, pieces: bytes | Iterable[bytes]) -> Raw:
    """Send bytes and read one answer; the other end may close at any time."""
    with connect(account) as talk:
        try:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                talk.sendall(piece)
        except OSError:  # closed while we were sending: there may be an answer all the same
            pass
        return read(talk)


def read(talk: socket.socket) -> Raw:
    """Read one answer."""
    try:
        return read_answer(talk.makefile("rb"))
    except ConnectionError:
        return Raw(0, b"")


def read_answer(file: BinaryIO) -> Raw:
    """Read the next answer of several."""
    first = file.readline()
    if not first:
        return Raw(0, b"")
    size = 0
    while line := file.readline().strip():
        name, _, value = line.partition(b":")
        size = int(value) if name.lower() == b"content-length" else size
    return Raw(int(first.split()[1]), file.read(size))


def is_well(account: SandboxAccount) -> bool:
    """Whether the sandbox still answers somebody else."""
    return send(account, head(account, "GET /v1/EndUsers?PageSize=1 HTTP/1.1")).status == 200


def resident_kilobytes(account: SandboxAccount) -> int:
    """The memory of the sandbox's process."""
    text = Path(f"/proc/{account.sandbox.process.pid}/status").read_text("ascii")
    return int(text.partition("VmRSS:")[2].split()[0])


def is_closed(talk: socket.socket, more: bytes = b"") -> bool:
    """Send a little more, and say whether the other end has closed the connection."""
    talk.setblocking(False)
    try:
        if more:
            talk.send(more)
        return talk.recv(65536) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def outwait(account: SandboxAccount, times: int = 1) -> None:
    """Return once the sandbox has lost patience, so often in a row, with somebody who came now."""
    for _ in range(times):
        with connect(account) as talk:
            talk.sendall(b"GET /")
            assert read(talk).status == 0


def parsed(raw: Raw) -> Any:
    return json.loads(raw.body)
