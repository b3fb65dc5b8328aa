"""Posting: one HTTP request to one address, and the status that it was answered with.

Written on bare streams, because the connection must go to the address that was judged and to no
other, and because a redirect must not be followed. What stands in the answer's body is not read.
"""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.deliver.addresses import AddressRefused, Network, reachable

_STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")
_INTERIM_ANSWERS: Final = 5
_SAFE: Final = "/?:@!$&'()*+,;=%~-._"


@dataclass(frozen=True, slots=True)
class Post:
    """One request. A user and a password may stand in the URL; they become a header."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a status, or else the reason why there is none. `refused` is final."""

    status: int | None = None
    error: str = ""
    refused: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def without_credentials(url: str) -> str:
    """Return a URL as its receiver sees it: without credentials and fragment, in ASCII."""
    parts = urlsplit(url)
    return urlunsplit(
        (
            parts.scheme.lower(),
            _ascii(parts.netloc.rpartition("@")[2]),
            quote(parts.path or "/", safe=_SAFE),
            quote(parts.query, safe=_SAFE),
            "",
        )
    )


async def send(post: Post, allowed: Sequence[Network], own_port: int = 0) -> Outcome:
    """Send a request and wait for its status; every failure is an outcome.

    Nothing is sent to `own_port` of this machine: that is the sandbox itself.
    """
    try:
        # fact: event-answer-seconds
        async with asyncio.timeout(LIMITS.event_answer_seconds):
            status = await _exchange(post, allowed, own_port)
    except TimeoutError:
        return Outcome(error=f"no answer within {LIMITS.event_answer_seconds} seconds")
    except AddressRefused as refused:
        return Outcome(error=str(refused), refused=True)
    except (OSError, ValueError, EOFError, asyncio.LimitOverrunError) as error:
        return Outcome(error=_reason(error))
    if 300 <= status < 400:
        return Outcome(status, "redirects are not followed")
    return Outcome(status, "" if 200 <= status < 300 else f"answered {status}")


async def _exchange(post: Post, allowed: Sequence[Network], own_port: int) -> int:
    reader, writer = await _connect(urlsplit(post.url), allowed)
    try:
        _refuse_own(writer, own_port)
        writer.write(_request(post))
        await writer.drain()
        return await _status(reader)
    finally:
        writer.transport.abort()


async def _connect(
    parts: SplitResult, allowed: Sequence[Network]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, secure = parts.hostname or "", parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    trusted = await asyncio.to_thread(_trusted) if secure else None  # the first time it is slow
    failure: OSError | None = None
    for address in await reachable(host, port, allowed):
        try:
            return await asyncio.open_connection(
                address,
                port,
                ssl=trusted,
                server_hostname=host if secure else None,
            )
        except OSError as error:  # localhost may be ::1 first and answer at 127.0.0.1 alone
            failure = error
    raise failure or OSError("the name has no address")


def _refuse_own(writer: asyncio.StreamWriter, own_port: int) -> None:
    """Refuse a connection to this sandbox: its own pages are no receiver.

    Whatever name or address led there, the other end then has our own address, or loopback's.
    """
    address, port = writer.get_extra_info("peername")[:2]
    here = address == writer.get_extra_info("sockname")[0] or ip_address(address).is_loopback
    if here and port == own_port:
        raise AddressRefused("that is the sandbox itself; it sends nothing to itself")


def _request(post: Post) -> bytes:
    seen = urlsplit(without_credentials(post.url))
    target = f"{seen.path}?{seen.query}" if seen.query else seen.path
    headers = {
        "Host": seen.netloc,
        **_authorization(post.url),
        **post.headers,
        "Content-Length": str(len(post.body)),
        "Connection": "close",
    }
    lines = [f"{post.method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + post.body


def _authorization(url: str) -> dict[str, str]:
    credentials, at, _ = urlsplit(url).netloc.rpartition("@")
    if not at:
        return {}
    encoded = base64.b64encode(unquote(credentials).encode()).decode()
    return {"Authorization": f"Basic {encoded}"}


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


async def _status(reader: asyncio.StreamReader) -> int:
    for _ in range(_INTERIM_ANSWERS):
        head = await reader.readuntil(b"\r\n\r\n")
        match = _STATUS.match(head)
        if match is None:
            raise ValueError("the answer is not HTTP")
        if int(match[1]) >= 200:
            return int(match[1])
    raise ValueError("the answer never became final")


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the connection was closed without an answer"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
