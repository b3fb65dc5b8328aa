"""The sender: takes from the outbox what is due, sends it, and writes down what came of it.

Each receiver has a lane: one request at a time, in the order of the deliveries. Only so many are
open at once. A delivery leaves the outbox only after its answer: one that was under way when the
process was killed goes out again. A try counts at the moment at which it was due on the world's
clock, so that a clock that is moved by hours sees all the retries of those hours.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from typing import Final

from tendlc.sandbox.behaviour.retries import next_attempt_at
from tendlc.sandbox.deliver.addresses import Network
from tendlc.sandbox.deliver.posting import Outcome, Post, send, without_credentials
from tendlc.sandbox.deliver.signatures import sign, with_body_hash
from tendlc.sandbox.world.accounts import World, Worlds
from tendlc.sandbox.world.chance import digest
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.outbox import Attempt, Delivery, shown_address
from tendlc.sandbox.world.turn import Turn

_LANES: Final = 64
_LANES_PER_WORLD: Final = 16
_BATCH: Final = 100
_LONGEST_SLEEP: Final = 60.0
_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Sender:
    """Empties the outbox. `run` is its one task; each lane is a task of its own."""

    def __init__(
        self,
        worlds: Worlds,
        turn: Turn,
        allowed: Sequence[Network],
        report: Callable[[str, Exception], None],
    ) -> None:
        self._worlds = worlds
        self._turn = turn
        self._allowed = allowed
        self._report = report
        self._woken = asyncio.Event()
        self._idle = asyncio.Condition()
        self._lanes: dict[tuple[int, str], asyncio.Task[None]] = {}
        """The open lanes, by world and destination."""
        worlds.outbox.wake = self._woken.set

    async def run(self) -> None:
        """Send what is due, whenever it is due, until cancelled."""
        try:
            while True:
                self._woken.clear()
                try:
                    pause = self._send_due()
                except sqlite3.Error as error:
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
        pause = _LONGEST_SLEEP
        for number in list(self._worlds.outbox.worlds):
            world = self._worlds.world_by_id(number)
            seconds = self._open_lanes(world) if world else None
            if seconds is None:
                self._worlds.outbox.worlds.discard(number)
            else:
                pause = min(pause, seconds)
        return max(0.001, pause)

    def _open_lanes(self, world: World) -> float | None:
        """Return the seconds until another lane may be needed; None where nothing is waiting."""
        busy = self._busy(world)
        while len(self._lanes) < _LANES and len(busy) < _LANES_PER_WORLD:
            found = self._worlds.outbox.first_due(world.id, busy)
            if found is None:
                return _LONGEST_SLEEP if busy else None
            real = machine_time()
            missing = world.clock.seconds_until(found[0], real)
            if missing != 0:
                return _LONGEST_SLEEP if missing is None else missing
            busy.add(found[1])
            lane = asyncio.create_task(self._drain(world, found[1]))
            self._lanes[world.id, found[1]] = lane
        return _LONGEST_SLEEP  # a lane that ends wakes us

    async def _drain(self, world: World, destination: str) -> None:
        """Send everything that is due to one destination."""
        try:
            while batch := self._next_batch(world, destination):
                await self._deliver(world, batch)
        except Exception as error:  # noqa: BLE001  one broken lane must not stop the others
            self._report(f"deliveries to {shown_address(destination)}", error)
            await asyncio.sleep(1)  # what could not be written down is due again at once
        finally:
            del self._lanes[world.id, destination]
            self._woken.set()

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
            outcome = await send(self._post(batch), self._allowed)
        except Exception as error:  # noqa: BLE001  it counts as a failed try
            self._report(f"delivery {batch[0].number}", error)
            outcome = Outcome(error="something went wrong inside the sandbox")
        seconds = clock() - started
        await self._turn.take(partial(self._write_down, world, batch, outcome, seconds))

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
