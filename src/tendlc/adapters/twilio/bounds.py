"""How long and how much of an answer is read: one deadline and one size for the whole of it.

The time-out of a socket counts from byte to byte, so a slow drip would never end; and nothing in
the library stops an answer of gigabytes. Here both end as a lost answer. The time is monotonic: a
clock that is set back must not make an answer last longer.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import Any, Final, cast

MOST_BYTES: Final = 10_000_000
"""The largest page of a list holds 1000 records of a few kilobytes; twice that is no such page."""


class AnswerTooLarge(OSError):
    """More than MOST_BYTES came, packed or unpacked."""


class BoundedResponse(HTTPResponse):
    """Reads for as long as the socket's time-out allows in all, status line and headers too."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(cast(socket.socket, _Source(sock)), *args, **kwargs)


class _Source:
    """The one thing that a response asks of its socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, mode: str) -> BufferedReader:
        return BufferedReader(_Bounded(self._sock))


class _Bounded(RawIOBase):
    """A socket as a file, with what is left of the time and of the bytes."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        patience = sock.gettimeout()
        self._until = None if patience is None else monotonic() + patience
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._until is not None:
            left = self._until - monotonic()
            if left <= 0:
                raise TimeoutError("the answer was not complete in time")
            self._sock.settimeout(left)
        count = self._file.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise AnswerTooLarge
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def joined(pieces: Iterable[bytes]) -> bytes:
    """Join the pieces of an unpacked body; a small answer may unpack to a very large one.

    Raises:
        AnswerTooLarge: it is larger than MOST_BYTES.
    """
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > MOST_BYTES:
            raise AnswerTooLarge
    return bytes(whole)
