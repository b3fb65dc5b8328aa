"""What control is asked: a path, a JSON object, and how its parts are read.

Every function of this room takes a Request and returns plain data; HTTP stays at the door.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tendlc.catalog.sids import is_sid
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import World, Worlds
from tendlc.sandbox.world.journal import Journal
from tendlc.sandbox.world.schedule import Schedule
from tendlc.sandbox.world.session import Record, Session
from tendlc.sandbox.world.snapshots import Snapshots
from tendlc.sandbox.world.store import Store

Act = Callable[[Session, Record], bool]
"""Does something to a resource, if its state allows it; says whether it did."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The parts of the sandbox that control looks into."""

    store: Store
    worlds: Worlds
    schedule: Schedule
    journal: Journal
    snapshots: Snapshots
    acts: Mapping[str, Mapping[str, Act]]
    """What can be done to resources outside the API, by kind and name; told by the server."""
    certificate: Callable[[], str]


Told = dict[str, Any]
Pieces = Generator[None, None, Told]
"""Work that is done in pieces, each in a batch of its own, so that other worlds are served."""


@dataclass(slots=True)
class Request:
    """One request: what stood in the braces of its path, its query, and its JSON object."""

    rooms: Rooms
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    def world(self) -> World:
        """Return the world that the path names; refuse as not found where there is none."""
        sid = self.path["account_sid"]
        world = self.rooms.worlds.world(sid)
        if world is None:
            raise Refusal(20404, f"There is no world of {sid} yet")
        return world

    def world_made(self) -> World:
        """Return the world that the path names, making it where there is none."""
        return _world_of(self.rooms.worlds, self.path["account_sid"])

    def account_named(self) -> World | None:
        """Return the world of the account that the query or the object names, if one is named."""
        sid = self.query.get("account", "") or self.text("account")
        return _world_of(self.rooms.worlds, sid) if sid else None

    def number(self, name: str, default: float | None = None) -> float | None:
        """Return a number that is not negative."""
        value = self.body.get(name, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e10:
            raise Refusal(20001, f"{name} must be a number, zero or more")
        return float(value)

    def limit(self, usual: int, most: int) -> int:
        """Return how many entries the query asks for, which is never more than `most`."""
        text = self.query.get("limit", "")
        return min(most, int(text)) if text.isdecimal() and len(text) < 10 else usual

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self.body.get(name, default)
        if not isinstance(value, str):
            raise Refusal(20001, f"{name} must be a text")
        return value

    def codes(self, name: str) -> list[int]:
        """Return a list of whole numbers."""
        value = self.body.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, int) for each in value):
            raise Refusal(20001, f"{name} must be a list of whole numbers")
        return value


def _world_of(worlds: Worlds, sid: str) -> World:
    if not is_sid(sid, "AC"):
        raise Refusal(20001, f"{sid} is not an AccountSid")
    return worlds.world(sid) or worlds.create(sid).world


def world_shape(world: World) -> dict[str, Any]:
    """Return what identifies a world."""
    return {
        "account_sid": world.account_sid,
        "world_id": world.world_id,
        "generation": world.generation,
        "created": world.created_at,
        "settings": world.settings,
        "paced_breaches": world.paced_breaches,
    }
