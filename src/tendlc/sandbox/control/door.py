"""The door of control: carries out what it is asked, in as many batches as that takes.

What changes something runs apart and is put into the journal. A request that names a world waits
until that is not being copied and what is due in it has happened; others are served in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import orjson

from tendlc.sandbox.control.app import Control, world_asked, world_named
from tendlc.sandbox.control.requests import Pieces, Rooms, Told
from tendlc.sandbox.world.accounts import World
from tendlc.sandbox.world.batch import Batch
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.schedule import STEPS_AT_ONCE

_PAUSE_SECONDS: Final = 0.002
_ACCOUNT: Final = re.compile(r"/(AC[0-9a-f]{32})(?:/|$)")


class Door:
    """Between HTTP and the functions of control.

    `settle` waits for the deliveries that are due in a world, at most so many seconds; `checkpoint`
    moves the database's log where that is due.
    """

    def __init__(
        self,
        rooms: Rooms,
        control: Control,
        batch: Batch,
        settle: Callable[[World, float], Awaitable[None]],
        checkpoint: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = rooms.store
        self._worlds = rooms.worlds
        self._schedule = rooms.schedule
        self._journal = rooms.journal
        self._control = control
        self._batch = batch
        self._settle = settle
        self._checkpoint = checkpoint

    async def answer(self, method: str, path: str, query: str, body: bytes) -> Told:
        """Do what control is asked, after the deliveries for which it may have been asked to wait.

        Raises:
            Refusal: control refuses.
        """
        seconds = self._control.patience(path, body) if method == "POST" else 0
        if seconds:
            await self.until_ready(path)
            if world := self._worlds.world(world_named(path)):
                await self._settle(world, seconds)
        return await self.carry_out(method, path, query, body)

    async def carry_out(self, method: str, path: str, query: str, body: bytes) -> Told:
        """Do what control is asked, in as many batches as it takes."""
        await self.until_ready(path)
        note = None
        if method != "GET":
            note = partial(self._note, world_asked(path, query, body), method, path, body)
        work = partial(self._control.answer, method, path, query, body)
        told = await self._batch.take(partial(self._piece, work, note))
        if isinstance(told, dict):
            return told
        with contextlib.closing(told):
            return await self._all_pieces(told, note)

    async def _all_pieces(self, told: Pieces, note: Callable[[Told], None] | None) -> Told:
        while True:
            done: Told | None = await self._batch.take(
                partial(self._piece, partial(_next, told), note)
            )
            if done is not None:
                return done
            await self._checkpoint()  # or the log grows until a commit has to move all of it
            await asyncio.sleep(0)

    async def until_ready(self, path: str) -> None:
        """Wait until the world of the account that a path names is not being copied, and what is
        due in it has happened; others are served in between.
        """
        named = _ACCOUNT.search(path)
        while named and (world := self._worlds.world(named[1])):
            if world.id in self._worlds.busy:
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            now = world.clock.at(machine_time())
            catch_up = partial(self._schedule.catch_up, world, now, STEPS_AT_ONCE)
            if await self._batch.take(catch_up) < STEPS_AT_ONCE:
                return

    def _piece(self, work: Callable[[], Any], note: Callable[[Told], None] | None) -> Any:
        if note is None:
            return work()
        told = self._store.apart(work)
        if isinstance(told, dict):
            note(told)
        return told

    def _note(self, sid: str, method: str, path: str, body: bytes, told: Told) -> None:
        world = self._worlds.world(sid) if sid else None
        at = world.clock.at(machine_time()) if world else machine_time()
        self._journal.add(sid, at, method, path, body, 200, orjson.dumps(told), "control")


def _next(pieces: Pieces) -> Told | None:
    try:
        next(pieces)
    except StopIteration as end:
        told: Told = end.value
        return told
    return None
