"""The parser of HTTP/1.1 where httptools is not installed: h11, in the manner of httptools.

h11 is pure Python and some twenty times slower; nothing else differs.
"""

from __future__ import annotations

import h11

from tendlc.sandbox.attach.parser import HEAD_LIMIT, Reader, Unreadable

_LIMIT = 4 * HEAD_LIMIT  # so that our own limit comes first, whose refusal says what it is


class H11Parser:
    """h11 in the manner of httptools."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._line = ("", False)
        self._begun = False
        self._next()

    def feed(self, data: bytes) -> None:
        """Read more bytes."""
        while data:
            if not self._begun:
                self._begun = True
                self._reader.on_message_begin()
            try:
                self._h11.receive_data(data)
                data = self._take()
            except h11.RemoteProtocolError as error:
                raise Unreadable(str(error)) from None

    def line(self) -> tuple[str, bool]:
        """Return the method, and whether the connection stays open after the answer."""
        return self._line

    def _next(self) -> None:
        self._h11 = h11.Connection(h11.SERVER, _LIMIT)
        self._begun = False

    def _take(self) -> bytes:
        """Call back what is complete; return what is left once a request is at its end."""
        while True:
            event = self._h11.next_event()
            if isinstance(event, h11.Request):
                self._head(event)
            elif isinstance(event, h11.Data):
                self._reader.on_body(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                self._reader.on_message_complete()
                rest = self._h11.trailing_data[0]
                self._next()
                return rest
            else:
                return b""

    def _head(self, request: h11.Request) -> None:
        closes = any(name == b"connection" and b"close" in v.lower() for name, v in request.headers)
        kept = request.http_version == b"1.1" and not closes
        self._line = (request.method.decode(), kept)
        self._reader.on_url(request.target)
        for name, value in request.headers:
            self._reader.on_header(name, value)
        self._reader.on_headers_complete()
