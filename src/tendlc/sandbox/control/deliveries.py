"""Deliveries by control: what was sent to receivers, sending it again, and spoiling it.

A destination is shown without its password. Sending is done elsewhere; from here it can only be
waited for.
"""

from __future__ import annotations

from typing import Any, Final

from tendlc.sandbox.control.requests import Request
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import World
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.outbox import Delivery, shown_address
from tendlc.sandbox.world.patterns import problem
from tendlc.sandbox.world.scripts import Script

_FAULTS: Final = ("drop", "delay", "duplicate", "reorder")
_MOST: Final = 1000
_SETTLE_SECONDS: Final = 10.0
_SETTLE_SECONDS_AT_MOST: Final = 60.0


def list_deliveries(request: Request) -> dict[str, Any]:
    """Show the last deliveries of a world with every attempt, oldest first.

    `state` and `about` (a SID) in the query choose some of them, `limit` says how many.
    """
    world = _caught_up(request)
    state, about = request.query.get("state", ""), request.query.get("about", "")
    chosen = [
        delivery
        for delivery in request.rooms.worlds.outbox.of_world(world.id, _MOST)
        if state in ("", delivery.state) and (not about or about in delivery.about.split("/"))
    ]
    chosen = chosen[max(0, len(chosen) - request.limit(_MOST, _MOST)) :]
    return {"deliveries": [_shape(request, each) for each in chosen], **_counts(request, world)}


def replay(request: Request) -> dict[str, Any]:
    """Send a delivery again, whatever became of it: the same body, retried like a new one."""
    world = _caught_up(request)
    outbox = request.rooms.worlds.outbox
    text = request.path["number"]
    number = int(text) if text.isdecimal() and len(text) < 18 else 0
    if outbox.find(world.id, number) is None:
        raise Refusal(20404, f"There is no delivery {text} in this world")
    outbox.again(number, world.clock.at(machine_time()))
    delivery = outbox.find(world.id, number)
    return _shape(request, delivery) if delivery else {}


def settle(request: Request) -> dict[str, Any]:
    """Wait until everything that is due was sent, at most `seconds` of the machine's time (10).

    `pending` in the answer is 0 where that was reached.
    """
    return _counts(request, request.world())


def seconds_to_settle(asked: Request) -> float:
    """Return how long `settle` may wait."""
    seconds = asked.number("seconds", _SETTLE_SECONDS)
    return min(_SETTLE_SECONDS_AT_MOST, _SETTLE_SECONDS if seconds is None else seconds)


def add_fault(request: Request) -> dict[str, Any]:
    """Spoil the next deliveries: `kind` (drop, delay, duplicate, reorder), `seconds` for a delay,
    `count` (1, and 0 for all that come), `name`, a pattern for event types and statuses.

    A reordered delivery goes out after the next one, or a minute later where none comes.
    """
    world = request.world_made()
    kind, name = request.text("kind"), request.text("name")
    if kind not in _FAULTS:
        raise Refusal(20001, f"kind must be one of {', '.join(_FAULTS)}")
    if why := problem(name):
        raise Refusal(20001, f"name is not a pattern: {why}")
    seconds = request.number("seconds", 0) or 0
    if kind == "delay" and not seconds:
        raise Refusal(20001, "a delay needs seconds")
    count = request.number("count", 1)
    data = {"kind": kind, "name": name, "seconds": seconds, "count": int(count) if count else None}
    return _fault(request.rooms.worlds.scripts.add("delivery_fault", world.id, data))


def list_faults(request: Request) -> dict[str, Any]:
    """Show the delivery faults of a world that are not used up."""
    scripts = request.rooms.worlds.scripts.all("delivery_fault", request.world().id)
    return {"faults": [_fault(script) for script in scripts]}


def clear_faults(request: Request) -> dict[str, Any]:
    """Forget the delivery faults of a world."""
    scripts = request.rooms.worlds.scripts
    for script in scripts.all("delivery_fault", request.world().id):
        scripts.remove(script)
    return list_faults(request)


def _caught_up(request: Request) -> World:
    world = request.world()
    request.rooms.schedule.catch_up(world, world.clock.at(machine_time()))
    return world


def _counts(request: Request, world: World) -> dict[str, int]:
    now = world.clock.at(machine_time())
    pending, waiting = request.rooms.worlds.outbox.counts(world.id, now)
    return {"pending": pending, "waiting": waiting}


def _shape(request: Request, delivery: Delivery) -> dict[str, Any]:
    receiver = delivery.receiver
    return {
        "number": delivery.number,
        "account_sid": request.rooms.worlds.account_by_id(delivery.account).sid,
        "kind": delivery.kind,
        "about": delivery.about,
        "name": delivery.name,
        "sink_sid": receiver.sink or None,
        "destination": shown_address(receiver.destination),
        "method": receiver.method,
        "state": delivery.state,
        "fault": delivery.fault or None,
        "made_at": delivery.made_at,
        "due_at": delivery.due_at,
        "body": delivery.body.decode("utf-8", "replace"),
        "attempts": list(delivery.attempts),
    }


def _fault(script: Script) -> dict[str, Any]:
    return {"id": script.id, **script.data}
