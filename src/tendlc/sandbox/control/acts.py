"""Acts by control: doing what happens to a resource outside the API.

Who does such a thing, and which there are, the resources say; here one is found by its SID.
"""

from __future__ import annotations

from typing import Any

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.sandbox.control.requests import Request
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.session import Record, Session


def list_acts(request: Request) -> dict[str, Any]:
    """Show which acts there are, by the kind of resource."""
    return {"acts": {kind: list(acts) for kind, acts in request.rooms.acts.items()}}


def act(request: Request) -> dict[str, Any]:
    """Do an `act` outside the API to the `sid` of a bundle or a brand, or of the messaging service
    of a campaign; refused where its state does not allow it.
    """
    world = request.world()
    rooms = request.rooms
    now = world.clock.at(machine_time())
    rooms.schedule.catch_up(world, now)
    sid, name = request.text("sid"), request.text("act")
    session, record = _found(request, sid, now)
    known = rooms.acts[record.kind]
    if name not in known:
        raise Refusal(20001, f"{name} is not done to a {record.kind}; known: {', '.join(known)}")
    if not known[name](session, record):
        raise Refusal(20409, f"The state of {sid} does not allow {name}")
    rooms.schedule.catch_up(world, now)
    return {"sid": sid, "kind": record.kind, "act": name}


def _found(request: Request, sid: str, now: float) -> tuple[Session, Record]:
    rooms, world = request.rooms, request.world()
    accounts = rooms.store.read("SELECT id FROM accounts WHERE world = ?", (world.id,))
    for (number,) in accounts:
        account = rooms.worlds.account_by_id(number)
        session = Session(rooms.store, rooms.worlds, account, now)
        for kind in rooms.acts:
            record = session.find(kind, f"{sid}/{CAMPAIGN_SID}" if kind == "Usa2p" else sid)
            if record:
                return session, record
    raise Refusal(20404, f"No bundle, brand or campaign is known as {sid}")
