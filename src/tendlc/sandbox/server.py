"""The server: puts the rooms of the sandbox together and runs them in one process.

One event loop and one thread answer all requests; another thread moves the database's log.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
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

import orjson

from tendlc.sandbox.attach.authority import Authority
from tendlc.sandbox.attach.connection import Connections
from tendlc.sandbox.attach.port import Doors, Port, listen
from tendlc.sandbox.attach.tunnel import Patience, Tunnels
from tendlc.sandbox.control.app import (
    Control,
    is_control,
    refuse_foreign,
    refuse_unless_json,
)
from tendlc.sandbox.control.beginning import (
    begin_with_faults,
    begin_with_verdicts,
    first_settings,
)
from tendlc.sandbox.control.door import Door
from tendlc.sandbox.control.requests import Rooms
from tendlc.sandbox.deliver.addresses import Network, networks
from tendlc.sandbox.deliver.sender import Sender
from tendlc.sandbox.inspector.app import Inspector
from tendlc.sandbox.inspector.visit import Sources
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources.acts import ACTS
from tendlc.sandbox.resources.bundles import found_primary_profile
from tendlc.sandbox.resources.index import OPERATIONS, STEPS
from tendlc.sandbox.wire.app import Application, OwnRequest
from tendlc.sandbox.wire.hosts import OwnHost
from tendlc.sandbox.wire.rendering import Outgoing
from tendlc.sandbox.wire.request_handler import RequestHandler
from tendlc.sandbox.wire.routing import Router
from tendlc.sandbox.world.accounts import Account, World, Worlds
from tendlc.sandbox.world.batch import Batch
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.folder import SandboxUnavailable
from tendlc.sandbox.world.graveyard import bury
from tendlc.sandbox.world.journal import Journal
from tendlc.sandbox.world.schedule import Schedule
from tendlc.sandbox.world.session import Session
from tendlc.sandbox.world.snapshots import Snapshots
from tendlc.sandbox.world.store import Store, unusable
from tendlc.version import __version__

__all__ = ["SandboxUnavailable", "ServerOptions", "Serving", "serve"]

_HOUSEKEEPING_SECONDS = 0.25
_OBJECTS_BETWEEN_COLLECTIONS = 10_000
_GRACE_SECONDS = 0.5
_log = logging.getLogger("tendlc.sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to serve. Port 0 takes a free one; `speed` is that of the clocks of new worlds, and
    where it is given also of the clocks that run already. A child ends with its standard input.
    `allow_network` names private networks, such as 10.1.0.0/16, that deliveries may reach.
    `host_names` are names by which it may be asked besides its address: those of a container, say.
    `pass_through` lets tunnels lead to hosts of the public internet too.
    New worlds begin with the times of `reviews` and with the `switches`; `faults` and `verdicts`
    wait in all worlds. How they are written, `control.beginning` says.
    `patience` is how many seconds the headers of a request may take, and again its body.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 4010
    speed: float | None = None
    seed: str = ""
    child: bool = False
    allow_network: tuple[str, ...] = ()
    pass_through: bool = False
    host_names: tuple[str, ...] = ()
    patience: float = 30.0
    reviews: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()


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
        try:
            self._furnish(options)
        except sqlite3.Error as error:
            raise unusable(self.store.path, error) from None

    def _furnish(self, options: ServerOptions) -> None:
        self.authority = Authority(options.data, machine_time)
        self.worlds = Worlds(
            self.store, options.seed, 1.0 if options.speed is None else options.speed
        )
        self.worlds.found = self._found
        self.journal = Journal(self.store)
        self.snapshots = Snapshots(self.store, self.worlds)
        self.schedule = Schedule(self.store, self.worlds, STEPS, self._step_failed)
        self.batch = Batch(self.store, self._before_commit, self._forget)
        self.sender = Sender(self.worlds, self.batch, _networks(options.allow_network), _report)
        rooms = Rooms(
            self.store,
            self.worlds,
            self.schedule,
            self.journal,
            self.snapshots,
            ACTS,
            self.authority.certificate,
        )
        self._begin(rooms, options)
        self.control = Control(rooms, __version__)
        self.door = Door(rooms, self.control, self.batch, self.sender.settle, self._checkpoint)
        self.inspector = Inspector(
            Sources(
                self.store,
                self.worlds,
                self.schedule,
                self.journal,
                self.batch.take,
                self.control.look,
                self.door.carry_out,
            )
        )
        self.app = Application(
            RequestHandler(
                self.store,
                self.worlds,
                self.schedule,
                self.journal,
                self.batch,
                Router(OPERATIONS),
                _report,
            ),
            self._local,
            OwnHost(options.host, options.host_names),
            _report,
        )
        if options.speed is not None:
            self._run_clocks_at(options.speed)
        self.worlds.load_waiting()

    def _begin(self, rooms: Rooms, options: ServerOptions) -> None:
        try:
            self.worlds.first_settings = first_settings(rooms, options.reviews, options.switches)
            begin_with_faults(rooms, options.faults)
            begin_with_verdicts(rooms, options.verdicts)
        except Refusal as refusal:
            self.store.roll_back()
            self.store.close()
            said = f"The sandbox cannot begin so: {refusal.message.rstrip('.')}."
            raise SandboxUnavailable(said, "`tendlc sandbox --help` says how it is told.") from None
        self.store.commit()

    async def keep_house(self) -> None:
        """Take due steps in time, and tidy up in between, until cancelled."""
        while True:
            pause = min(_HOUSEKEEPING_SECONDS, max(0.005, self.worlds.wake_at - machine_time()))
            await asyncio.sleep(pause)
            try:
                await self._tidy_up()
            except (sqlite3.Error, OSError) as error:  # a full disk: it may have room again
                _report("housekeeping", error)

    async def _tidy_up(self) -> None:
        if self.worlds.wake_at <= machine_time():
            await self.batch.take(self.schedule.catch_up_all)
        if self.journal.waiting:
            await self.batch.take(self.journal.write_back)
        self.worlds.trim()
        await self._checkpoint()
        while await self.batch.take(partial(bury, self.store)):
            await asyncio.sleep(0.001)
            await self._checkpoint()

    async def _checkpoint(self) -> None:
        if self.store.checkpoint_is_due():
            await asyncio.to_thread(self.store.checkpoint)

    def close(self) -> None:
        """Store what is still in memory and give the data folder free."""
        self._write_back()
        self.store.close()
        self.journal.close()

    async def _local(self, request: OwnRequest) -> Outgoing:
        method, path, query, body = request.method, request.path, request.query, request.body
        headers = request.head.fields
        refuse_foreign(method, path, headers)
        if is_control(path):
            refuse_unless_json(method, headers)
            return Outgoing(200, orjson.dumps(await self.door.answer(method, path, query, body)))
        await self.door.until_ready(path)
        reply = await self.inspector.answer(method, path, query, headers, body)
        return Outgoing(reply.status, reply.body, reply.headers)

    def _found(self, account: Account) -> None:
        now = account.world.clock.at(machine_time())
        found_primary_profile(Session(self.store, self.worlds, account, now))

    def _run_clocks_at(self, speed: float) -> None:
        real = machine_time()
        for world in self.worlds.all():
            if world.clock.speed not in (0, speed):
                world.clock = world.clock.running(speed, real)
                world.change()
        self.worlds.write_back()
        self.store.commit()

    def _step_failed(self, world: World, step: str, error: Exception) -> None:
        _report(step, error)
        at = world.clock.at(machine_time())
        self.journal.add(world.account_sid, at, "STEP", step, b"", 500, b"", repr(error))

    def _before_commit(self) -> None:
        if self.store.writing or self.journal.is_full:
            self._write_back()

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
    listener = listen(options.host, options.port)
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
    number = listener.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    sandbox.sender.own_port = number
    names = (host, "localhost", "127.0.0.1", "[::1]", *options.host_names)
    own = {f"{name.lower()}:{number}" for name in names}
    connections = Connections(sandbox.app.answer, own, options.patience)
    limits = Patience(first_byte=options.patience)
    tunnels = Tunnels(own, pass_through=options.pass_through, patience=limits)
    port = Port(listener, Doors(connections, sandbox.authority.context, tunnels))
    port.open()
    house = asyncio.create_task(sandbox.keep_house())
    sender = asyncio.create_task(sandbox.sender.run())
    url = f"http://{host}:{number}"
    announce(Serving(options.host, number, url, sandbox.worlds.seed, __version__))
    gc.freeze()  # what is there now stays: looking through it again takes time from every answer
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, house, sender}, return_when=asyncio.FIRST_COMPLETED)
    port.close()
    await connections.end(_GRACE_SECONDS)
    for task in (house, sender, stopped):
        failure = task.exception() if task.done() and not task.cancelled() else None
        task.cancel()
        if failure:
            raise failure


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
        return asyncio.SelectorEventLoop  # the port watches sockets: not every loop can
    return uvloop.new_event_loop


def _report(what: str, error: Exception) -> None:
    if type(error) in (sqlite3.OperationalError, sqlite3.DatabaseError, OSError):
        # A full or broken disk: no fault of ours, and the same for every request.
        _log.error("%s could not be stored: %s", what, error)
        return
    _log.error("%s went wrong inside the sandbox", what, exc_info=error)
