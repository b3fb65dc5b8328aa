"""Clocks by control: look, freeze, run at another speed, advance.

Each world has a clock of its own; moving one sets off what has become due by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tendlc.sandbox.control.requests import Pieces, Request
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import World
from tendlc.sandbox.world.clock import Clock, machine_time
from tendlc.sandbox.world.schedule import STEPS_AT_ONCE

_MODES = ("frozen", "real", "offset", "accelerated")
_MOST = 1000
_AT_ONCE = 50
"""How many clocks are changed before others are served."""


def show(request: Request) -> dict[str, Any]:
    """Show the clock of a world."""
    return _shape(request.world().clock)


def change(request: Request) -> Pieces:
    """Change the clock of a world: mode or speed first, then advance by seconds.

    Everything that comes due by advancing has happened when this answers, in time order. A clock
    never goes back: one that is ahead of the machine's stays so, and is shown as offset.
    """
    world = request.world_made()
    yield from _change(request, world)
    return _shape(world.clock)


def show_default(request: Request) -> dict[str, Any]:
    """Show the speed of the clocks of new worlds, and the clocks of the thousand newest worlds."""
    worlds = request.rooms.worlds
    return {
        "speed": worlds.speed,
        "worlds": {sid: _shape(clock) for sid, clock in worlds.clocks(_MOST)},
    }


def change_all(request: Request) -> Pieces:
    """Change the clock of every world, and the speed of the clocks of worlds to come.

    Where `account` names an account, only the clock of its world is changed.
    """
    world = request.account_named()
    if world is not None:
        yield from _change(request, world)
        return _shape(world.clock)
    worlds = request.rooms.worlds
    speed = _speed(request)
    if speed is not None:
        worlds.speed = speed
    for count, world in enumerate(worlds.all()):
        yield from _change(request, world)
        if count % _AT_ONCE == 0:
            yield
    return show_default(request)


def _change(request: Request, world: World) -> Iterator[None]:
    real = machine_time()
    yield from _catch_up(request, world, real)
    speed = _speed(request)
    if speed is not None:
        world.clock = world.clock.running(speed, real)
    seconds = request.number("advance", 0) or 0
    if seconds:
        world.clock = world.clock.set_to(world.clock.at(real) + seconds, real)
    if request.body.get("mode") == "real" and world.clock.at(real) <= real:
        world.clock = world.clock.starting(real, 1)
    world.change()
    yield from _catch_up(request, world, real)
    request.rooms.worlds.stir(world)
    request.rooms.worlds.outbox.stir(world.id)


def _catch_up(request: Request, world: World, real: float) -> Iterator[None]:
    schedule, until = request.rooms.schedule, world.clock.at(real)
    while schedule.catch_up(world, until, STEPS_AT_ONCE) == STEPS_AT_ONCE:
        yield


def _speed(request: Request) -> float | None:
    mode = request.text("mode")
    if mode not in ("", *_MODES):
        raise Refusal(20001, f"mode must be one of {', '.join(_MODES)}")
    if mode == "frozen":
        return 0.0
    if mode in ("real", "offset"):
        return 1.0
    speed = request.number("speed")
    if mode == "accelerated" and speed is None:
        raise Refusal(20001, "an accelerated clock needs a speed")
    return speed


def _shape(clock: Clock) -> dict[str, Any]:
    return {"mode": clock.mode(), "speed": clock.speed, "now": clock.at(machine_time())}
