"""The sender: takes from the outbox what is due, sends it, and writes down what came of it.

Each receiver has a lane: one request at a time, in the order of the deliveries. Only so many are
open at once, and half of them are kept for worlds that have none, so that nobody's slow receivers
hold up the others. Only worlds in which something may be due are looked at. A delivery leaves the
outbox only after its answer: one that was under way when the process was killed goes out again. A
try counts at the moment at which it was due on the world's clock, so that a clock that is moved by
hours sees all the retries of those hours.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from heapq import heappop, heappush
from itertools import takewhile
from typing import Final

from tendlc.sandbox.behaviour.retries import next_attempt_at
from tendlc.sandbox.deliver.addresses import Network
from tendlc.sandbox.deliver.posting import Outcome, Post, send, without_credentials
from tendlc.sandbox.deliver.signatures import sign, with_body_hash
from tendlc.sandbox.world.accounts import World, Worlds
from tendlc.sandbox.world.batch import Batch
from tendlc.sandbox.world.chance import digest
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.outbox import Attempt, Delivery, shown_address

_LANES: Final = 256
_LANES_PER_WORLD: Final = 16
_BATCH: Final = 100
_LONGEST_SLEEP: Final = 60.0
_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Sender:
    """Empties the outbox. `run` is its one task; each lane is a task of its own."""

    def __init__(
        self,
        worlds: Worlds,
        batch: Batch,
        allowed: Sequence[Network],
        report: Callable[[str, Exception], None],
    ) -> None:
        self._worlds = worlds
        self._batch = batch
        self._allowed = allowed
        self._report = report
        self.own_port = 0
        """The port of the sandbox itself, to which nothing is sent."""
        self._woken = asyncio.Event()
        self._idle = asyncio.Condition()
        self._lanes: dict[tuple[int, str], asyncio.Task[None]] = {}
        """The open lanes, by world and destination."""
        self._later: list[tuple[float, int]] = []
        """When something is due in which world, on the machine's clock; a heap."""
        self._next: dict[int, float] = {}
        """The earliest of these for each world."""
        self._crowded_out: set[int] = set()
        """The worlds that wait for somebody's lane to end."""
        worlds.outbox.wake = self._woken.set

    async def run(self) -> None:
        """Send what is due, whenever it is due, until cancelled."""
        try:
            while True:
                self._woken.clear()
                try:
                    pause = self._send_due()
                except (sqlite3.Error, OSError) as error:
                    self._report("sending", error)
                    pause = _LONGEST_SLEEP
                async with self._idle:
                    self._idle.notify_all()
                try:
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
                except TimeoutError:
                    continue
        finally:
            self._worlds.outbox.wake = lambda: None
            for lane in self._lanes.values():
                lane.cancel()

    async def settle(self, world: World, seconds: float) -> None:
        """Wait until nothing that is due in a world is left, at most so many seconds."""
        try:
            async with asyncio.timeout(seconds), self._idle:
                await self._idle.wait_for(partial(self._is_quiet, world))
        except TimeoutError:
            return

    def _is_quiet(self, world: World) -> bool:
        if self._busy(world):
            return False
        found = self._worlds.outbox.first_due(world.id)
        return found is None or found[0] > world.clock.at(machine_time())

    def _busy(self, world: World) -> set[str]:
        return {destination for number, destination in self._lanes if number == world.id}

    def _send_due(self) -> float:
        """Open the lanes that are needed; return the seconds until another one may be."""
        real = machine_time()
        due = self._worlds.outbox.stirred
        while self._later and self._later[0][0] <= real:
            at, number = heappop(self._later)
            if self._next.get(number) == at:
                del self._next[number]
                due.add(number)
        while due:
            number = next(iter(due))
            world = self._worlds.world_by_id(number)
            seconds = self._open_lanes(world) if world else None
            if seconds is not None and real + seconds < self._next.get(number, math.inf):
                self._next[number] = real + seconds
                heappush(self._later, (real + seconds, number))
            due.discard(number)
        pause = self._later[0][0] - machine_time() if self._later else _LONGEST_SLEEP
        return min(_LONGEST_SLEEP, max(0.001, pause))

    def _open_lanes(self, world: World) -> float | None:
        """Return the seconds until another lane may be needed; None where that is not known: the
        world is stirred then.
        """
        busy = self._busy(world)
        while len(busy) < _LANES_PER_WORLD:
            found = self._worlds.outbox.first_due(world.id, busy)
            if found is None:
                return None
            missing = world.clock.seconds_until(found[0], machine_time())
            if missing != 0:
                return missing
            if len(self._lanes) >= (_LANES // 2 if busy else _LANES):
                self._crowded_out.add(world.id)
                return None
            busy.add(found[1])
            lane = asyncio.create_task(self._drain(world, found[1]))
            self._lanes[world.id, found[1]] = lane
        return None

    def _lane_ended(self, world: int) -> None:
        self._worlds.outbox.stirred |= self._crowded_out
        self._crowded_out.clear()
        self._worlds.outbox.stir(world)

    async def _drain(self, world: World, destination: str) -> None:
        """Send everything that is due to one destination, until a reset takes it back."""
        number = world.id
        try:
            while world.id == number and (batch := self._next_batch(world, destination)):
                await self._deliver(world, batch)
        except Exception as error:  # noqa: BLE001  one broken lane must not stop the others
            self._report(f"deliveries to {shown_address(destination)}", error)
            await asyncio.sleep(1)  # what could not be written down is due again at once
        finally:
            del self._lanes[number, destination]
            self._lane_ended(number)

    def _next_batch(self, world: World, destination: str) -> list[Delivery]:
        now = world.clock.at(machine_time())
        waiting = self._worlds.outbox.due(world.id, destination, now, _BATCH)
        if not waiting:
            return []
        first = _together(waiting[0])
        return list(takewhile(lambda each: _together(each) == first, waiting))

    async def _deliver(self, world: World, batch: list[Delivery]) -> None:
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            outcome = await send(self._post(batch), self._allowed, self.own_port)
        except Exception as error:  # noqa: BLE001  it counts as a failed try
            self._report(f"delivery {batch[0].number}", error)
            outcome = Outcome(error="something went wrong inside the sandbox")
        seconds = clock() - started
        await self._batch.take(partial(self._write_down, world, batch, outcome, seconds))

    def _write_down(
        self, world: World, batch: list[Delivery], outcome: Outcome, seconds: float
    ) -> None:
        for delivery in batch:
            at = delivery.due_at or delivery.began_at
            attempt = Attempt(at=at, status=outcome.status, error=outcome.error, seconds=seconds)
            state, due = _what_follows(world, batch[0], delivery, outcome)
            self._worlds.outbox.settle(delivery, attempt, state, due)

    def _post(self, batch: list[Delivery]) -> Post:
        first = batch[0]
        token = self._worlds.account_by_id(first.account).token
        if first.kind == "callback":
            body, kind = first.body, _FORM
            url = first.receiver.destination
            signature = sign(token, without_credentials(url), body) if token else ""
        else:
            body, kind = b"[" + b",".join(each.body for each in batch) + b"]", "application/json"
            url = with_body_hash(first.receiver.destination, body)
            signature = sign(token, without_credentials(url)) if token else ""
        headers = {
            "Content-Type": kind,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            **({"X-Twilio-Signature": signature} if signature else {}),
        }
        return Post(first.receiver.method, url, headers, body)


def _together(delivery: Delivery) -> tuple[object, ...]:
    """Return what deliveries of one request have in common: only some sinks take several events."""
    receiver = delivery.receiver
    if not receiver.batch or delivery.kind == "test":
        return ("alone", delivery.number)
    return (delivery.account, receiver.sink, receiver.method)


def _what_follows(
    world: World, first: Delivery, delivery: Delivery, outcome: Outcome
) -> tuple[str, float | None]:
    """Return the new state of a delivery, and when it is due again.

    What went out together is tried again together, so the chance is that of the first.
    """
    if outcome.accepted:
        return "delivered", None
    if outcome.refused:
        return "refused", None
    tries = _tries(delivery) + 1
    chance = digest(world.chance.stream, "retry", first.number, tries) / 2**128
    due = next_attempt_at(delivery.began_at, first.due_at or 0, tries, chance)
    return ("lost", None) if due is None else ("waiting", due)


def _tries(delivery: Delivery) -> int:
    return sum(1 for attempt in delivery.attempts if attempt["at"] >= delivery.began_at)
