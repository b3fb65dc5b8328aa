"""The usual parser of HTTP/1.1: httptools, which is llhttp, the parser of Node.

It speaks no other protocol: a request to upgrade is answered as a mere request.
"""

from __future__ import annotations

import httptools

from tendlc.sandbox.attach.parser import Reader, Unreadable


class HttptoolsParser:
    """Reads the requests of one connection. After `Unreadable` it cannot go on."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._parser = httptools.HttpRequestParser(reader)

    def feed(self, data: bytes) -> None:
        """Read more bytes."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._parser = httptools.HttpRequestParser(self._reader)
            if rest := data[upgrade.args[0] :]:
                self.feed(rest)
        except httptools.HttpParserError as error:
            raise Unreadable(str(error) or "not HTTP/1.1") from None

    def line(self) -> tuple[str, bool]:
        """Return the method, and whether the connection stays open after the answer."""
        kept = self._parser.should_keep_alive() and self._parser.get_http_version() == "1.1"
        return self._parser.get_method().decode(), kept
