"""The server: puts the rooms of the sandbox together and runs them in one process.

One event loop and one thread answer all requests; another thread moves the database's log. The
listening is done here and not by uvicorn's own server, of which only the HTTP protocol is used.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from uvicorn.config import Config
from uvicorn.server import ServerState

from tendlc.sandbox.control.app import (
    Control,
    refuse_foreign_pages,
    refuse_unless_json,
    world_named,
)
from tendlc.sandbox.control.requests import Rooms
from tendlc.sandbox.deliver.addresses import Network, networks
from tendlc.sandbox.deliver.sender import Sender
from tendlc.sandbox.inspector.app import Inspector
from tendlc.sandbox.inspector.visit import Sources
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources.bundles import found_primary_profile
from tendlc.sandbox.resources.index import OPERATIONS, STEPS
from tendlc.sandbox.wire.answering import Answering
from tendlc.sandbox.wire.app import Application, Scope
from tendlc.sandbox.wire.places import OwnHost
from tendlc.sandbox.wire.rendering import Outgoing, render_refusal
from tendlc.sandbox.wire.routing import Router
from tendlc.sandbox.world.accounts import Account, World, Worlds
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.folder import SandboxUnavailable
from tendlc.sandbox.world.journal import Entry, Journal
from tendlc.sandbox.world.schedule import Schedule
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.store import Store
from tendlc.sandbox.world.turn import Turn
from tendlc.version import __version__

__all__ = ["SandboxUnavailable", "ServerOptions", "Serving", "serve"]

_HOUSEKEEPING_SECONDS = 0.25
_GRACE_SECONDS = 0.5
_log = logging.getLogger("tendlc.sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to serve. Port 0 takes a free one; `speed` is that of the clocks of new worlds, and
    where it is given also of the clocks that run already. A child ends with its standard input.
    `allow_network` names private networks, such as 10.1.0.0/16, that deliveries may reach.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 4010
    speed: float | None = None
    seed: str = ""
    child: bool = False
    allow_network: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Serving:
    """Where a sandbox can be reached, and which seed its chance comes from."""

    host: str
    port: int
    url: str
    seed: str
    version: str


class Sandbox:
    """The rooms of one sandbox, on one data folder."""

    def __init__(self, options: ServerOptions) -> None:
        self.store = Store(options.data)
        self.worlds = Worlds(self.store, options.seed, options.speed or 1.0)
        self.worlds.found = self._found
        self.journal = Journal(self.store)
        self.schedule = Schedule(self.store, self.worlds, STEPS, self._step_failed)
        self.turn = Turn(self.store, self._write_back, self._forget)
        self.sender = Sender(self.worlds, self.turn, _networks(options.allow_network), _report)
        self.control = Control(
            Rooms(self.store, self.worlds, self.schedule, self.journal), __version__
        )
        self.inspector = Inspector(
            Sources(
                self.store,
                self.worlds,
                self.schedule,
                self.journal,
                self.turn.take,
                self._controlled,
            )
        )
        self.own_host = OwnHost(options.host)
        self.app = Application(
            Answering(
                self.store,
                self.worlds,
                self.schedule,
                self.journal,
                self.turn,
                Router(OPERATIONS),
                _report,
            ),
            self._local,
            _report,
        )
        if options.speed is not None:
            self._run_clocks_at(options.speed)
        self.worlds.load_waiting()

    async def keep_house(self) -> None:
        """Take due steps in time, and tidy up in between, until cancelled."""
        while True:
            pause = min(_HOUSEKEEPING_SECONDS, max(0.005, self.worlds.wake_at - machine_time()))
            await asyncio.sleep(pause)
            try:
                await self._tidy_up()
            except sqlite3.Error as error:  # a full disk, for one: it may have room again
                _report("housekeeping", error)

    async def _tidy_up(self) -> None:
        if self.worlds.wake_at <= machine_time():
            await self.turn.take(self.schedule.catch_up_all)
        if self.journal.waiting:
            await self.turn.take(self.journal.write_back)
        while await self.turn.take(self.worlds.bury):
            await asyncio.sleep(0.001)
        if self.store.checkpoint_is_due():
            await asyncio.to_thread(self.store.checkpoint)

    def close(self) -> None:
        """Store what is still in memory and give the data folder free."""
        self._write_back()
        self.store.close()

    async def _local(self, scope: Scope, body: bytes) -> Outgoing:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        path: str = scope["path"]
        method: str = scope["method"]
        query = scope["query_string"].decode("latin-1")
        try:
            self.own_host.refuse_others(headers.get(b"host", b"").decode("latin-1"))
            refuse_foreign_pages(headers)
            if path != "/control" and not path.startswith("/control/"):
                reply = await self.inspector.answer(method, path, query, headers, body)
                return Outgoing(reply.status, reply.body, reply.headers)
            refuse_unless_json(method, headers)
            work = partial(self._controlled, method, path, query, body)
            patience = self.control.patience(path, body) if method == "POST" else 0
            if patience:
                await self._settle(path, patience)
            return Outgoing(200, orjson.dumps(await self.turn.take(work)))
        except Refusal as refusal:
            return render_refusal(refusal)

    async def _settle(self, path: str, seconds: float) -> None:
        """Wait for the deliveries that are due in a world, before its control is asked."""
        world = self.worlds.world(world_named(path))
        if world:
            now = world.clock.at(machine_time())
            await self.turn.take(partial(self.schedule.catch_up, world, now))
            await self.sender.settle(world, seconds)

    def _controlled(self, method: str, path: str, query: str, body: bytes) -> dict[str, Any]:
        if method == "GET":
            return self.control.answer(method, path, query, body)
        told = self.store.apart(lambda: self.control.answer(method, path, query, body))
        sid = world_named(path)
        world = self.worlds.world(sid) if sid else None
        at = world.clock.at(machine_time()) if world else machine_time()
        self.journal.add(Entry(sid, at, method, path, body, 200, orjson.dumps(told), "control"))
        return told

    def _found(self, account: Account) -> None:
        now = account.world.clock.at(machine_time())
        found_primary_profile(Session(self.store, self.worlds, account, now))

    def _run_clocks_at(self, speed: float) -> None:
        real = machine_time()
        for world in self.worlds.all():
            if world.clock.speed not in (0, speed):
                world.clock = world.clock.running(speed, real)
                world.changed = True
        self.worlds.write_back()
        self.store.commit()

    def _step_failed(self, world: World, step: str, error: Exception) -> None:
        _report(step, error)
        at = world.clock.at(machine_time())
        self.journal.add(Entry(world.account_sid, at, "STEP", step, b"", 500, b"", repr(error)))

    def _write_back(self) -> None:
        self.worlds.write_back()
        self.journal.write_back()

    def _forget(self) -> None:
        self.worlds.forget()
        self.journal.drop_waiting()


def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return networks(texts)
    except ValueError as error:
        raise SandboxUnavailable(
            f"A network to allow is not one: {error}.", "Name it like 10.1.0.0/16, or one address."
        ) from None


def serve(options: ServerOptions, announce: Callable[[Serving], None]) -> None:
    """Serve until stopped: by a signal, or as a child by the end of standard input.

    `announce` is called once, when requests are answered.

    Raises:
        SandboxUnavailable: the folder or the port cannot be had.
    """
    listener = _listen(options)
    try:
        sandbox = Sandbox(options)
    except BaseException:
        listener.close()
        raise
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_run(sandbox, options, listener, announce))
    finally:
        sandbox.close()
        listener.close()


async def _run(
    sandbox: Sandbox,
    options: ServerOptions,
    listener: socket.socket,
    announce: Callable[[Serving], None],
) -> None:
    stop = asyncio.Event()
    _stop_on_request(stop, options.child)
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        _protocol_factory(sandbox.app, state), sock=listener, backlog=2048
    )
    house = asyncio.create_task(sandbox.keep_house())
    sender = asyncio.create_task(sandbox.sender.run())
    port = listener.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"http://{host}:{port}"
    announce(Serving(options.host, port, url, sandbox.worlds.seed, __version__))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, house, sender}, return_when=asyncio.FIRST_COMPLETED)
    server.close()
    for connection in list(state.connections):
        connection.shutdown()
    if state.tasks:
        await asyncio.wait(state.tasks, timeout=_GRACE_SECONDS)
    for task in (house, sender, stopped):
        failure = task.exception() if task.done() and not task.cancelled() else None
        task.cancel()
        if failure:
            raise failure


def _protocol_factory(app: Application, state: ServerState) -> Callable[[], asyncio.Protocol]:
    config = Config(
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
    config.load()
    base: Any = config.http_protocol_class

    class Protocol(base):  # type: ignore[misc]
        """uvicorn's protocol; the application may drop its connection."""

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self.scope["extensions"] = {"tendlc.connection": self.transport}

    return lambda: Protocol(config=config, server_state=state, app_state={})


def _listen(options: ServerOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise SandboxUnavailable(
            f"Port {options.port} on {options.host} cannot be had: {_reason(error)}.",
            "Stop what uses it, or choose another one with --port (0 takes a free one).",
        ) from None
    listener.setblocking(False)
    return listener


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _stop_on_request(stop: asyncio.Event, child: bool) -> None:
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        loop.call_soon_threadsafe(stop.set)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN if child else ask)
    if child:
        threading.Thread(target=_wait_for_end_of_input, args=(ask,), daemon=True).start()


def _wait_for_end_of_input(ask: Callable[[], None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while sys.stdin.buffer.read(65536):
            pass
    with contextlib.suppress(RuntimeError):  # the loop may be closed already
        ask()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # pragma: no cover
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _report(what: str, error: Exception) -> None:
    _log.error("%s went wrong inside the sandbox", what, exc_info=error)
