"""What a parser of HTTP is: what it is fed, what it calls back, and how it says no.

httptools_parser.py is the usual one; h11_parser.py stands in for it where it is not installed.
"""

from __future__ import annotations

from typing import Final, Protocol

HEAD_LIMIT: Final = 131_072


class Unreadable(Exception):
    """What came is not a request of HTTP/1.1."""


class Reader(Protocol):
    """What a parser calls back, in this order; the head and the body may come in pieces."""

    def on_message_begin(self) -> None: ...
    def on_url(self, url: bytes) -> None: ...
    def on_header(self, name: bytes, value: bytes) -> None: ...
    def on_headers_complete(self) -> None: ...
    def on_body(self, body: bytes) -> None: ...
    def on_message_complete(self) -> None: ...


class Parser(Protocol):
    """Reads the requests of one connection. After `Unreadable` it cannot go on."""

    def feed(self, data: bytes) -> None:
        """Read more bytes."""

    def line(self) -> tuple[str, bool]:
        """Return the method, and whether the connection stays open after the answer."""
