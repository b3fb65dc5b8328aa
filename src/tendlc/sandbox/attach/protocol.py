"""Connections once their way in is clear: uvicorn's HTTP protocol, with what a proxy needs.

Requests in absolute form are led to the host that their first line names, which counts more than
their Host header.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from httptools import parse_url
from uvicorn.config import Config
from uvicorn.server import ServerState

from tendlc.sandbox.attach.hosts import not_carried
from tendlc.sandbox.wire.app import Message, Scope
from tendlc.sandbox.wire.connection import Connection, connection_of
from tendlc.sandbox.wire.places import is_twilio

Answers = Callable[[Scope, Any, Any], Awaitable[None]]
"""An ASGI application."""

_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class Connections:
    """All connections over which requests come."""

    def __init__(self, app: Answers, own: Collection[str], patience: float) -> None:
        self.state = ServerState()
        self._config = Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
        )
        self._config.load()
        # What a stranger sends is no event: a port scan must not fill somebody's terminal.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        self._class = _protocol_class(self._config.http_protocol_class, own, patience)

    def make(self, connection: socket.socket) -> asyncio.Protocol:
        """Return a protocol for one connection."""
        made: asyncio.Protocol = self._class(connection, self._config, self.state)
        return made

    async def end(self, grace_seconds: float) -> None:
        """Close all connections; requests that are being answered get some time."""
        for connection in list(self.state.connections):
            connection.shutdown()
        if self.state.tasks:
            await asyncio.wait(self.state.tasks, timeout=grace_seconds)


def acknowledge(connection: socket.socket) -> None:
    """Tell the peer at once that its bytes came, where the system can be asked to.

    A client that sends a request in two pieces with Nagle's algorithm on (urllib3 does through a
    proxy) holds back the second until then, and systems wait up to 40 ms with it.
    """
    if _QUICKACK is not None:
        with contextlib.suppress(OSError):  # it may be gone already
            connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


def _protocol_class(base: Any, own: Collection[str], seconds: float) -> type[Any]:
    class Protocol(Connection, base):  # type: ignore[misc]
        """uvicorn's protocol, with what the wire and a proxy need."""

        patience = seconds

        def __init__(self, connection: socket.socket, config: Config, state: ServerState) -> None:
            super().__init__(config=config, server_state=state, app_state={})
            self.connection = connection

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            cycle = self.cycle
            if cycle is None or cycle.more_body:  # the rest may wait for our acknowledgement
                acknowledge(self.connection)

        def on_headers_complete(self) -> None:
            if self.url[:1] == b"/":
                super().on_headers_complete()
            else:
                self._absolute_form()

        def _absolute_form(self) -> None:
            url = parse_url(self.url)
            host = (url.host or b"").decode("latin-1").lower()
            host = f"[{host}]" if ":" in host else host
            authority = host if url.port is None else f"{host}:{url.port}"
            self.headers[:] = [
                (b"host", authority.encode("latin-1")),
                *(each for each in self.headers if each[0] != b"host"),
            ]
            self.scope["scheme"] = "https" if url.schema == b"https" else "http"
            if is_twilio(host) or authority in own:
                super().on_headers_complete()
                return
            self.app = _refuse
            super().on_headers_complete()
            self.app = self.config.loaded_app

    return Protocol


async def _refuse(scope: Scope, _: object, send: Callable[[Message], Awaitable[None]]) -> None:
    if connection_of(scope).is_gone():
        return
    host = dict(scope["headers"])[b"host"].decode("latin-1")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": not_carried(host).encode()})
