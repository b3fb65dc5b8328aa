"""Connection: what uvicorn's HTTP protocol lacks to be left alone with any client.

Neither headers nor bodies nor the reading of an answer may take for ever, headers may not grow for
ever, a request that cannot be read is refused in Twilio's form, and the application can drop its
connection, or learn that it is gone. Which application that is, is not known here.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import MutableMapping
from typing import Any, cast

from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.wire.rendering import render_refusal

_HEAD_LIMIT = 131_072
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_NAME = "tendlc.connection"


class _OneWrite:
    """A transport that sends the head of an answer together with its body.

    uvicorn writes them one after the other, and each write is a call of the system: a tenth of the
    time of a GET. A head without a body goes out when the loop comes round.
    """

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._kept = b""
        self._call_soon = asyncio.get_running_loop().call_soon

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._kept:
            self._transport.write(self._kept + data)
            self._kept = b""
        else:
            self._kept = data
            self._call_soon(self._flush)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._kept and not self._transport.is_closing():
            self._transport.write(self._kept)
        self._kept = b""


class Connection(asyncio.Protocol):
    """To be put before uvicorn's protocol class. `patience` is in seconds."""

    patience: float
    transport: Any
    scope: Any
    cycle: Any
    pipeline: Any
    _head = 0
    _in_head = True
    _limit: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Expect the headers of a request in time."""
        self._unanswered: list[Any] = []
        super().connection_made(cast(asyncio.BaseTransport, _OneWrite(transport)))
        self._start_limit()

    def data_received(self, data: bytes) -> None:
        """Read on; what comes in several pieces is rare, and only that is timed."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > _HEAD_LIMIT and not self.transport.is_closing():
                self._refuse(Refusal(20001, "The headers are too large", status=431))
                return
        elif self.cycle is None or not self.cycle.more_body:
            self._end_limit()
            return
        if self._limit is None:
            self._start_limit()

    def on_message_begin(self) -> None:
        """Give the application a hold of this connection."""
        super().on_message_begin()  # type: ignore[misc]
        self._in_head = True
        self.scope["extensions"] = {_NAME: self}

    def on_headers_complete(self) -> None:
        """Take the limit away: a body has one of its own."""
        self._in_head = False
        self._head = 0
        self._end_limit()
        super().on_headers_complete()  # type: ignore[misc]
        if not self.pipeline:
            self._unanswered.clear()
        self._unanswered.append(self.cycle)

    def pause_writing(self) -> None:
        """Wait for the peer to read, but not for ever."""
        super().pause_writing()
        self._unread = asyncio.get_running_loop().call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the peer has read."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the limits of what is gone, and have nobody answer it."""
        self._end_limit()
        if self._unread is not None:
            self._unread.cancel()
        self._give_up()
        super().connection_lost(exc)
        self._unanswered.clear()
        self.scope = None  # it leads back here, and memory should be free at once

    def is_gone(self) -> bool:
        """Say whether nobody would read an answer any more."""
        if self.transport.is_closing():
            self._give_up()
            return True
        return False

    def drop(self, *, reset: bool) -> None:
        """Break off: with an error at the peer where the connection is to be reset."""
        wire = self.transport.get_extra_info("socket")
        if reset and wire is not None and not self.transport.is_closing():
            with socket.socket(fileno=os.dup(wire.fileno())) as same:
                same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._give_up()
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP: uvicorn calls this."""
        self._refuse(Refusal(20001, msg))

    def _give_up(self) -> None:
        for cycle in self._unanswered:  # uvicorn itself tells only the last of several in a row
            cycle.disconnected = True

    def _start_limit(self) -> None:
        loop = asyncio.get_running_loop()
        self._limit = loop.call_later(self.patience, self.transport.abort)

    def _end_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _refuse(self, refusal: Refusal) -> None:
        outgoing = render_refusal(refusal)
        head = (
            f"HTTP/1.1 {outgoing.status} Refused\r\n"
            "content-type: application/json;charset=utf-8\r\n"
            f"content-length: {len(outgoing.body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + outgoing.body)
        self.transport.close()


def connection_of(scope: MutableMapping[str, Any]) -> Connection:
    """Return the connection over which a request came."""
    connection: Connection = scope["extensions"][_NAME]
    return connection
