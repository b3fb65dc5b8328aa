"""Isolation of a program under `tendlc sandbox exec --isolated`: it reaches the sandbox alone.

The program starts in a network namespace of its own (isolated_start.py); this side relays what
comes to the one port there. Linux only, and only where user namespaces are allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tendlc.errors import ConfigurationError

_START: Final = Path(__file__).with_name("isolated_start.py")
_CHUNK: Final = 65_536
_MESSAGE: Final = 1024


@contextmanager
def isolated(
    command: list[str], environment: Mapping[str, str], url: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command where 127.0.0.1, at the port of `url`, leads to the sandbox there.

    Raises:
        ConfigurationError: this machine does not let programs be isolated.
    """
    if sys.platform != "linux":
        raise _impossible("that takes Linux")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    ours, theirs = socket.socketpair()
    start = [sys.executable, "-I", str(_START), str(theirs.fileno()), str(port)]
    with (
        ours,
        subprocess.Popen(
            [*start, *command], env=environment, pass_fds=[theirs.fileno()]
        ) as process,
    ):
        theirs.close()
        said, passed, _, _ = socket.recv_fds(ours, _MESSAGE, 1)
        if not passed:
            raise _impossible(said.decode(errors="replace") or "it gave no reason")
        with socket.socket(fileno=passed[0]) as listener:
            relay = _Relay(listener, host, port)
            threading.Thread(target=relay.run, daemon=True).start()
            yield process


def inner_url(url: str) -> str:
    """Return the address by which an isolated program reaches the sandbox at `url`."""
    return f"http://127.0.0.1:{urlsplit(url).port or 80}"


def _impossible(reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"Programs cannot be isolated on this machine: {reason}.",
        next_step="Allow unprivileged user namespaces, or leave --isolated out.",
    )


class _Relay:
    """Carries connections from a listening socket to the sandbox, as long as the process lives."""

    def __init__(self, listener: socket.socket, host: str, port: int) -> None:
        self._listener, self._host, self._port = listener, host, port

    def run(self) -> None:
        with contextlib.suppress(OSError):
            asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._listener.setblocking(False)
        async with await asyncio.start_server(self._carry, sock=self._listener) as server:
            await server.serve_forever()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))
        for each in (there[1], writer):
            each.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
        target.write_eof()
