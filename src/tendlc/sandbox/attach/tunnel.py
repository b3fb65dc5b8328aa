"""CONNECT: reads what a client asks its proxy for, and answers it.

A tunnel to Twilio ends in the sandbox. One to another host is refused, or carried on byte by byte
where that was asked for when the sandbox was started.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from tendlc.sandbox.attach.tunnel_targets import not_carried, reach, split
from tendlc.sandbox.wire.hosts import is_twilio

ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"
"""To the letter: the PHP library hides the proxy's reply from its parser only if it is this one."""

_HEAD_LIMIT: Final = 8192
_END_OF_HEAD: Final = b"\r\n\r\n"
_REQUEST: Final = re.compile(rb"CONNECT ([\x21-\x7e]+) HTTP/1\.[01]\r\n")
_PIECE: Final = 65_536


@dataclass(frozen=True, slots=True)
class Patience:
    """How long peers may be silent, in seconds."""

    first_byte: float = 30.0
    head: float = 10.0
    handshake: float = 10.0
    idle: float = 300.0


class Tunnels:
    """Answers requests for tunnels. `own` are the addresses of the sandbox itself, host:port."""

    def __init__(
        self, own: Collection[str], *, pass_through: bool = False, patience: Patience | None = None
    ) -> None:
        self._own = own
        self._pass_through = pass_through
        self.patience = patience or Patience()

    async def answer(self, connection: socket.socket) -> bool:
        """Read one request and answer it; return whether the tunnel ends here, in the sandbox.

        Where it does not, the connection has been used up.

        Raises:
            OSError: the peer is gone, or too slow.
        """
        async with asyncio.timeout(self.patience.head):
            head = await _read_head(connection)
        match = _REQUEST.match(head)
        authority = match[1].decode("ascii").lower() if match else ""
        target = split(authority)
        if not target:
            await _refuse(connection, "400 Bad Request", "Not a request for a tunnel.\n")
            return False
        host, port = target
        if is_twilio(host) or authority in self._own:
            await asyncio.get_running_loop().sock_sendall(connection, ESTABLISHED)
            return True
        if self._pass_through:
            await self._pass(connection, host, port)
        else:
            await _refuse(connection, "403 Forbidden", not_carried(host))
        return False

    async def _pass(self, connection: socket.socket, host: str, port: int) -> None:
        try:
            other = await reach(host, port, connection.getpeername()[0])
        except (OSError, UnicodeError):  # the second: no name that could be looked up
            await _refuse(connection, "502 Bad Gateway", f"{host}:{port} does not answer.\n")
            return
        if other is None:
            await _refuse(connection, "403 Forbidden", f"{host} is not a public address.\n")
            return
        with other:
            await asyncio.get_running_loop().sock_sendall(connection, ESTABLISHED)
            await asyncio.gather(self._carry(connection, other), self._carry(other, connection))

    async def _carry(self, source: socket.socket, target: socket.socket) -> None:
        """Carry bytes one way until they end; silence for too long ends them."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while True:
                async with asyncio.timeout(self.patience.idle):
                    piece = await loop.sock_recv(source, _PIECE)
                    if not piece:
                        break
                    await loop.sock_sendall(target, piece)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


async def _read_head(connection: socket.socket) -> bytes:
    """Read up to the end of the head and no further: what follows may be TLS already."""
    loop = asyncio.get_running_loop()
    head = b""
    while len(head) < _HEAD_LIMIT:
        seen = await peek(connection, _HEAD_LIMIT)
        if not seen:
            break
        end = (head + seen).find(_END_OF_HEAD)
        if end >= 0:
            return head + await loop.sock_recv(connection, end + len(_END_OF_HEAD) - len(head))
        head += await loop.sock_recv(connection, len(seen))
    return b""


async def peek(connection: socket.socket, size: int) -> bytes:
    """Wait for bytes and return them, leaving them where they are; nothing at the end of input."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            return connection.recv(size, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            pass
        readable = loop.create_future()
        loop.add_reader(connection, _settle, readable)
        try:
            await readable
        finally:
            loop.remove_reader(connection)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _refuse(connection: socket.socket, status: str, text: str) -> None:
    """Answer with a status and a sentence; nothing follows."""
    body = text.encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(connection, head.encode() + body)
    connection.shutdown(socket.SHUT_WR)
