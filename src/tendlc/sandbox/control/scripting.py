"""Faults and verdicts by control: spoiling answers, and deciding reviews.

Both wait here until the request or the review comes for which they were asked.
"""

from __future__ import annotations

from typing import Any

from tendlc.catalog.error_codes import error_codes
from tendlc.sandbox.behaviour.magic import (
    brand_codes,
    bundle_codes,
    campaign_codes,
    nearest,
    number_codes,
)
from tendlc.sandbox.control.requests import Request, Rooms
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import World
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.patterns import problem
from tendlc.sandbox.world.scripts import Script
from tendlc.sandbox.world.session import Session

_OUTCOMES = {"approve": "approved", "reject": "rejected", "hold": "held"}
_STEPS_TO_A_VERDICT = 8
_KINDS = {
    "customer_profile": "CustomerProfile",
    "trust_product": "TrustProduct",
    "brand": "BrandRegistration",
    "campaign": "Usa2p",
    "phone_number": "NumberRegistration",
}
"""What a verdict is on, and the kind of resource whose steps lead to it."""

_CODES = {
    "customer_profile": bundle_codes,
    "trust_product": bundle_codes,
    "brand": brand_codes,
    "campaign": campaign_codes,
    "phone_number": number_codes,
}
"""The codes with which a review of a kind may end."""

_PARTS_OF_A_FAULT = (
    *("method", "path", "count", "when", "account"),
    *("status", "code", "retry_after", "drop", "reset", "delay"),
)


def add_fault(request: Request) -> dict[str, Any]:
    """Ask for a fault: `method`, `path` (text that it has; `*`, `|`, `^`, `$` mean more),
    `count`, `when`, and one or more of `status` (with `code`, `retry_after`), `drop` (no answer),
    `reset` (no answer and a broken connection), `delay` in seconds; `account` limits it to one
    world.
    """
    unknown = [name for name in request.body if name not in _PARTS_OF_A_FAULT]
    if unknown:
        parts = ", ".join(_PARTS_OF_A_FAULT)
        raise Refusal(20001, f"{unknown[0]} is no part of a fault; these are: {parts}")
    path = request.text("path")
    if why := problem(path):
        raise Refusal(20001, f"path is not a pattern: {why}")
    if request.text("when", "before") not in ("before", "after"):
        raise Refusal(20001, "when must be before or after")
    count, pause = request.number("count", 1), request.number("retry_after")
    data = {
        "method": request.text("method").upper(),
        "path": path,
        "count": int(count) if count else None,
        "when": request.text("when", "before"),
        "status": _status(request),
        "code": int(request.number("code", 0) or 0),
        "retry_after": None if pause is None else int(pause),
        "drop": bool(request.body.get("drop")),
        "reset": bool(request.body.get("reset")),
        "delay": request.number("delay", 0) or 0,
    }
    if not any(data[name] for name in ("status", "drop", "reset", "delay")):
        raise Refusal(20001, "a fault needs a status, a drop, a reset or a delay")
    world = request.account_named()
    return _shape(request.rooms.worlds.scripts.add("fault", world.id if world else None, data))


def _status(request: Request) -> int:
    status = request.number("status", 0) or 0
    if status and (status != int(status) or not 400 <= status <= 599):
        raise Refusal(20001, "status must be that of an error, from 400 to 599")
    return int(status)


def list_faults(request: Request) -> dict[str, Any]:
    """Show the faults that are still to happen."""
    return {"faults": [_shape(script) for script in request.rooms.worlds.scripts.all("fault")]}


def clear_faults(request: Request) -> dict[str, Any]:
    """Forget all faults, or those of one world where the query names its account."""
    world = request.account_named()
    scripts = request.rooms.worlds.scripts
    for script in scripts.all("fault"):
        if world is None or script.world == world.id:
            scripts.remove(script)
    return list_faults(request)


def remove_fault(request: Request) -> dict[str, Any]:
    """Forget one fault, by its id."""
    _remove(request, request.rooms.worlds.scripts.all("fault"))
    return list_faults(request)


def add_verdict(request: Request) -> dict[str, Any]:
    """Decide a review: `kind`, `outcome` (approve, reject, hold), `codes` (with `unlisted`, also
    codes that Twilio has not published yet); `sid` names a bundle, a brand, a phone number, or the
    messaging service of a campaign, and without it the next of its kind is meant, or the next
    `count` of them (0 for all that come).

    Where `now` is true, the review of that SID goes on at once, step by step until the verdict is
    reached; `used_up` says whether it was.
    """
    world = request.world_made()
    script = _ask_for_verdict(request, world.id)
    shape = _shape(script)
    if request.body.get("now"):
        shape["decided"] = _decide_now(request.rooms, world, script)
        shape["used_up"] = script not in request.rooms.worlds.scripts.all("verdict", world.id)
    return shape


def add_verdict_anywhere(request: Request) -> dict[str, Any]:
    """Decide the next review of a `kind` in any world it comes: `outcome` (approve, reject,
    hold), `codes`, `count` (1, and 0 for all that come).
    """
    if request.body.get("now") or request.text("sid"):
        raise Refusal(20001, "sid and now are for the verdicts of one world")
    return _shape(_ask_for_verdict(request, None))


def _ask_for_verdict(request: Request, world: int | None) -> Script:
    kind, outcome = request.text("kind"), request.text("outcome")
    if kind not in _KINDS:
        raise Refusal(20001, f"kind must be one of {', '.join(_KINDS)}")
    if outcome not in _OUTCOMES:
        raise Refusal(20001, f"outcome must be one of {', '.join(_OUTCOMES)}")
    sid = request.text("sid")
    data: dict[str, Any] = {
        "kind": kind,
        "outcome": _OUTCOMES[outcome],
        "codes": _codes(request, kind),
        "sid": sid,
        "count": 1 if sid else int(request.number("count", 1) or 0) or None,
    }
    return request.rooms.worlds.scripts.add("verdict", world, data)


def _codes(request: Request, kind: str) -> list[int]:
    codes = request.codes("codes")
    strange = next((code for code in codes if code not in error_codes()), None)
    if strange is not None and not request.body.get("unlisted"):
        near = nearest(str(strange), _CODES[kind]())
        raise Refusal(20001, f"codes: Twilio has no code {strange}; the nearest is {near}")
    return codes


def list_verdicts_anywhere(request: Request) -> dict[str, Any]:
    """Show the verdicts of all worlds that are not used up."""
    return {"verdicts": [_shape(each) for each in request.rooms.worlds.scripts.all("verdict")]}


def remove_verdict_anywhere(request: Request) -> dict[str, Any]:
    """Forget one verdict, by its id."""
    _remove(request, request.rooms.worlds.scripts.all("verdict"))
    return list_verdicts_anywhere(request)


def list_verdicts(request: Request) -> dict[str, Any]:
    """Show the verdicts of a world that are not used up."""
    scripts = request.rooms.worlds.scripts.all("verdict", request.world().id)
    return {"verdicts": [_shape(script) for script in scripts]}


def remove_verdict(request: Request) -> dict[str, Any]:
    """Forget one verdict of a world, by its id."""
    _remove(request, request.rooms.worlds.scripts.all("verdict", request.world().id))
    return list_verdicts(request)


def _remove(request: Request, scripts: list[Script]) -> None:
    number = request.path["number"]
    script = next((each for each in scripts if str(each.id) == number), None)
    if script is None:
        raise Refusal(20404, f"Nothing that waits has the id {number}")
    request.rooms.worlds.scripts.remove(script)


def _decide_now(rooms: Rooms, world: World, script: Script) -> int:
    sid = script.data["sid"]
    if not sid:
        raise Refusal(20001, "now needs the sid of what is to be decided")
    now = world.clock.at(machine_time())
    rooms.schedule.catch_up(world, now)
    taken = 0
    for _ in range(_STEPS_TO_A_VERDICT):
        if script not in rooms.worlds.scripts.all("verdict", world.id):
            break
        taken += _release(rooms, world, script, now)
    return taken


def _release(rooms: Rooms, world: World, script: Script, now: float) -> int:
    rows = rooms.store.read(
        "SELECT DISTINCT account, key FROM schedule"
        " WHERE world = ? AND step LIKE ? AND '/' || key || '/' LIKE ?",
        (world.id, f"{_KINDS[script.data['kind']]}.%", f"%/{script.data['sid']}/%"),
    )
    for number, key in rows:
        holder = rooms.worlds.account_by_id(number)
        Session(rooms.store, rooms.worlds, holder, now).release(key)
    return rooms.schedule.catch_up(world, now)


def _shape(script: Script) -> dict[str, Any]:
    return {"id": script.id, "world": script.world, **script.data}
