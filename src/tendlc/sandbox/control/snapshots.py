"""Snapshots by control: keep a world under a name, list what is kept, bring it back, forget it.

Keeping and bringing back are work in pieces; the world waits for the last one, others do not.
"""

from __future__ import annotations

import re
from typing import Any, Final

from tendlc.sandbox.control.requests import Pieces, Request, world_shape
from tendlc.sandbox.refusal import Refusal

_NAME: Final = re.compile(r"[\w.-]{1,64}", re.ASCII)


def show(request: Request) -> dict[str, Any]:
    """Show the snapshots of a world, the oldest first: `now` is what its clock showed."""
    return {"snapshots": request.rooms.snapshots.all(request.world())}


def take(request: Request) -> Pieces:
    """Keep a world under a `name`, with its accounts, clock, chance, settings, verdicts and faults.

    A snapshot of that name is replaced. Deliveries are not part of it.
    """
    world = request.world_made()
    yield from request.rooms.snapshots.take(world, _name(request))
    return show(request)


def restore(request: Request) -> Pieces:
    """Make a world what it was under a `name`; its generation goes up."""
    world = request.world()
    yield from request.rooms.snapshots.restore(world, _name(request))
    return world_shape(world)


def remove(request: Request) -> dict[str, Any]:
    """Forget the snapshot of a name."""
    request.rooms.snapshots.remove(request.world(), request.path["name"])
    return show(request)


def _name(request: Request) -> str:
    name = request.text("name", "default")
    if not _NAME.fullmatch(name):
        raise Refusal(20001, "name may have letters, digits, dots, hyphens and underscores")
    return name
