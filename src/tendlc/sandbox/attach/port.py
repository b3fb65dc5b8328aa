"""The port: takes connections and finds out, by their first byte, which of four ways they come.

Plain HTTP and requests in absolute form go on to HTTP as they are; TLS is ended here; a tunnel
(CONNECT) is answered, and what comes through it is looked at once more. The first bytes are only
peeked at, so that whoever takes a connection over finds it whole. Connections never use up the
files that the process may open: the database and the deliveries need some too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tendlc.sandbox.attach.connection import Connections, acknowledge
from tendlc.sandbox.attach.tunnel import Tunnels, peek
from tendlc.sandbox.world.folder import SandboxUnavailable

_TLS: Final = b"\x16"
_CONNECT: Final = b"C"
"""No other method of HTTP/1 that the sandbox answers begins so."""

_BACKLOG: Final = 2048
_AT_ONCE: Final = 64
_TAKE_A_BREATH_SECONDS: Final = 0.5
_FILES_WANTED: Final = 16_384
_FILES_FOR_OTHERS: Final = 384
_log = logging.getLogger("tendlc.sandbox")


@dataclass(frozen=True, slots=True)
class Doors:
    """Where connections lead to: HTTP, the present TLS context, the tunnels."""

    connections: Connections
    context: Callable[[], ssl.SSLContext]
    tunnels: Tunnels


class Port:
    """One listening socket, served by the running event loop."""

    def __init__(self, listener: socket.socket, doors: Doors) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener
        self._doors = doors
        self._patience = doors.tunnels.patience
        self._has_context = False
        self._most = 0
        self._arriving: dict[asyncio.Task[None], None] = {}
        """Those who have not come to HTTP yet, the oldest first."""

    def open(self) -> None:
        """Listen, and take connections from now on."""
        self._most = _room()
        self._listener.listen(_BACKLOG)
        self._resume()

    def close(self) -> None:
        """Take no more connections, and drop those that have not come to HTTP yet."""
        self._loop.remove_reader(self._listener)
        for task in self._arriving:
            task.cancel()

    def _resume(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            if self._is_full():
                self._take_a_breath()
                return
            try:
                connection, _ = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # too many open files, for one: connections end, and it goes on
                self._take_a_breath()
                return
            task = self._loop.create_task(self._welcome(connection))
            self._arriving[task] = None
            task.add_done_callback(self._arrived)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._arriving.pop(task, None)

    def _is_full(self) -> bool:
        """Say whether there is no room, not even that of the one that has hesitated longest."""
        if len(self._arriving) + len(self._doors.connections.open) < self._most:
            return False
        oldest = next(iter(self._arriving), None)
        if oldest is None:
            return True
        oldest.cancel()
        del self._arriving[oldest]
        return False

    def _take_a_breath(self) -> None:
        self._loop.remove_reader(self._listener)
        self._loop.call_later(_TAKE_A_BREATH_SECONDS, self._resume)

    async def _welcome(self, connection: socket.socket) -> None:
        handed_over = False
        try:
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            acknowledge(connection)
            handed_over = await self._lead_in(connection)
        except (OSError, asyncio.CancelledError):  # broken TLS, silence, a peer that went, our end
            pass
        finally:
            if not handed_over:
                with contextlib.suppress(OSError):
                    connection.close()

    async def _lead_in(self, connection: socket.socket) -> bool:
        """Lead a connection to where it belongs; return whether HTTP has taken it over."""
        first = await self._first_byte(connection)
        if first == _CONNECT:
            if not await self._doors.tunnels.answer(connection):
                return False
            first = await self._first_byte(connection)
        if not first:
            return False
        context = await self._tls() if first == _TLS else None
        await self._loop.connect_accepted_socket(
            lambda: self._doors.connections.make(connection),
            connection,
            ssl=context,
            ssl_handshake_timeout=self._patience.handshake if context else None,
        )
        return True

    async def _first_byte(self, connection: socket.socket) -> bytes:
        async with asyncio.timeout(self._patience.first_byte):
            return await peek(connection, 1)

    async def _tls(self) -> ssl.SSLContext:
        """Return the present context; making the first one must not hold up other requests."""
        try:
            if self._has_context:
                return self._doors.context()
            context = await asyncio.to_thread(self._doors.context)
        except OSError as error:  # a full disk, for one
            _log.error("No certificate can be made: %s", error)
            raise
        self._has_context = True
        return context


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound, and listens when the port is opened.

    Raises:
        SandboxUnavailable: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise SandboxUnavailable(
            f"Port {port} on {host} cannot be used: {_reason(error)}.",
            "Stop what uses it, or choose another one with --port (0 takes a free one).",
        ) from None
    listener.setblocking(False)
    return listener


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


if sys.platform == "win32":  # pragma: no cover

    def _room() -> int:
        return _FILES_WANTED

else:
    import resource

    def _room() -> int:
        """Ask for more files than are given unasked; return how many connections there may be."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(_FILES_WANTED, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                soft = wanted
        files = _FILES_WANTED if soft == resource.RLIM_INFINITY else min(soft, _FILES_WANTED)
        return files - min(_FILES_FOR_OTHERS, files // 2)
