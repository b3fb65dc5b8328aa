"""Clocks by control: look, freeze, run at another speed, advance.

Each world has a clock of its own; moving one sets off what has become due by it.
"""

from __future__ import annotations

from typing import Any

from tendlc.sandbox.control.requests import Request
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import World
from tendlc.sandbox.world.clock import machine_time

_MODES = ("frozen", "real", "offset", "accelerated")


def show(request: Request) -> dict[str, Any]:
    """Show the clock of a world."""
    return _shape(request.world())


def change(request: Request) -> dict[str, Any]:
    """Change the clock of a world: mode or speed first, then advance by seconds.

    Everything that comes due by advancing has happened when this answers, in time order.
    """
    world = request.world_made()
    _change(request, world)
    return _shape(world)


def show_default(request: Request) -> dict[str, Any]:
    """Show the speed of the clocks of new worlds, and the clock of every world."""
    worlds = request.rooms.worlds
    return {
        "speed": worlds.speed,
        "worlds": {world.account_sid: _shape(world) for world in worlds.all()},
    }


def change_all(request: Request) -> dict[str, Any]:
    """Change the clock of every world, and the speed of the clocks of worlds to come.

    Where `account` names an account, only the clock of its world is changed.
    """
    world = request.account_named()
    if world is not None:
        _change(request, world)
        return _shape(world)
    worlds = request.rooms.worlds
    speed = _speed(request)
    if speed is not None:
        worlds.speed = speed
    for world in worlds.all():
        _change(request, world)
    return show_default(request)


def _change(request: Request, world: World) -> None:
    real = machine_time()
    request.rooms.schedule.catch_up(world, world.clock.at(real))
    speed = _speed(request)
    if speed is not None:
        world.clock = world.clock.running(speed, real)
    seconds = request.number("advance", 0) or 0
    if seconds:
        world.clock = world.clock.set_to(world.clock.at(real) + seconds, real)
    if request.body.get("mode") == "real":
        world.clock = world.clock.starting(real, 1)
    world.changed = True
    request.rooms.schedule.catch_up(world, world.clock.at(real))
    request.rooms.worlds.stir(world)
    request.rooms.worlds.outbox.wake()


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


def _shape(world: World) -> dict[str, Any]:
    return {
        "mode": world.clock.mode(),
        "speed": world.clock.speed,
        "now": world.clock.at(machine_time()),
    }
