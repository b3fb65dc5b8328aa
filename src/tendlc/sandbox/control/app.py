"""The door of control: finds the function of a path, and refuses what a web page may have sent.

A page in somebody's browser can reach this machine's ports too, so a request that names another
site as its origin, or that changes something without being JSON, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from tendlc.sandbox.control import (
    acts,
    attaching,
    clocks,
    deliveries,
    fidelity,
    reviews,
    scripting,
    snapshots,
    worlds,
)
from tendlc.sandbox.control.requests import Pieces, Request, Rooms, Told
from tendlc.sandbox.refusal import Refusal, not_found

Function = Callable[[Request], Told] | Callable[[Request], Pieces]
_WORLD: Final = "/control/worlds/{account_sid}"
ROUTES: Final[tuple[tuple[str, str, Function], ...]] = (
    ("GET", "/control/authority", attaching.show_authority),
    ("GET", "/control/clock", clocks.show_default),
    ("POST", "/control/clock", clocks.change_all),
    ("GET", "/control/faults", scripting.list_faults),
    ("POST", "/control/faults", scripting.add_fault),
    ("DELETE", "/control/faults", scripting.clear_faults),
    ("DELETE", "/control/faults/{number}", scripting.remove_fault),
    ("GET", "/control/verdicts", scripting.list_verdicts_anywhere),
    ("POST", "/control/verdicts", scripting.add_verdict_anywhere),
    ("DELETE", "/control/verdicts/{number}", scripting.remove_verdict_anywhere),
    ("GET", "/control/fidelity", fidelity.show),
    ("GET", "/control/journal", worlds.whole_journal),
    ("GET", _WORLD, worlds.show),
    ("POST", f"{_WORLD}/reset", worlds.reset),
    ("GET", f"{_WORLD}/snapshots", snapshots.show),
    ("POST", f"{_WORLD}/snapshots", snapshots.take),
    ("DELETE", f"{_WORLD}/snapshots/{{name}}", snapshots.remove),
    ("POST", f"{_WORLD}/restore", snapshots.restore),
    ("GET", f"{_WORLD}/clock", clocks.show),
    ("POST", f"{_WORLD}/clock", clocks.change),
    ("GET", f"{_WORLD}/settings", worlds.show_settings),
    ("POST", f"{_WORLD}/settings", worlds.change_settings),
    ("GET", f"{_WORLD}/reviews", reviews.show_reviews),
    ("POST", f"{_WORLD}/reviews", reviews.change_reviews),
    ("GET", f"{_WORLD}/legal_names", reviews.show_legal_names),
    ("POST", f"{_WORLD}/legal_names", reviews.change_legal_names),
    ("GET", f"{_WORLD}/acts", acts.list_acts),
    ("POST", f"{_WORLD}/acts", acts.act),
    ("GET", f"{_WORLD}/accounts", worlds.show_accounts),
    ("POST", f"{_WORLD}/accounts", worlds.change_account),
    ("GET", f"{_WORLD}/verdicts", scripting.list_verdicts),
    ("POST", f"{_WORLD}/verdicts", scripting.add_verdict),
    ("DELETE", f"{_WORLD}/verdicts/{{number}}", scripting.remove_verdict),
    ("GET", f"{_WORLD}/deliveries", deliveries.list_deliveries),
    ("POST", f"{_WORLD}/deliveries/settle", deliveries.settle),
    ("POST", f"{_WORLD}/deliveries/{{number}}/replay", deliveries.replay),
    ("GET", f"{_WORLD}/delivery-faults", deliveries.list_faults),
    ("POST", f"{_WORLD}/delivery-faults", deliveries.add_fault),
    ("DELETE", f"{_WORLD}/delivery-faults", deliveries.clear_faults),
    ("GET", f"{_WORLD}/journal", worlds.journal),
    ("GET", f"{_WORLD}/resources", worlds.resources),
    ("GET", f"{_WORLD}/history", worlds.history),
    ("GET", f"{_WORLD}/schedule", worlds.schedule),
)
_PATTERNS: Final = [
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), function)
    for method, path, function in ROUTES
]


class Control:
    """Answers requests under /control."""

    def __init__(self, rooms: Rooms, version: str) -> None:
        self._rooms = rooms
        self._version = version

    def answer(self, method: str, path: str, query: str, body: bytes) -> Told | Pieces:
        """Return what a request is told, or the work in pieces that ends with it.

        Raises:
            Refusal: the path, the method or the object is not one that control knows.
        """
        if path == "/control" and method == "GET":
            return self._about()
        known = False
        for wanted, pattern, function in _PATTERNS:
            match = pattern.fullmatch(path)
            known = known or match is not None
            if match and wanted == method:
                return function(
                    Request(self._rooms, match.groupdict(), dict(parse_qsl(query)), _object(body))
                )
        raise Refusal(20004) if known else not_found(path)

    def look(self, path: str) -> Told:
        """Return what a GET of a path is told; looking is never work in pieces."""
        told = self.answer("GET", path, "", b"")
        return told if isinstance(told, dict) else {}

    def patience(self, path: str, body: bytes) -> float:
        """Return how many seconds a request would wait for deliveries; 0 where it asks for none."""
        if not path.endswith("/deliveries/settle"):
            return 0
        return deliveries.seconds_to_settle(Request(self._rooms, {}, {}, _object(body)))

    def _about(self) -> dict[str, Any]:
        worlds = self._rooms.worlds
        return {
            "product": "tendlc sandbox",
            "version": self._version,
            "seed": worlds.seed,
            "speed": worlds.speed,
            "installation_id": worlds.installation_id,
        }


def world_named(path: str) -> str:
    """Return the SID of the account whose world a path names; empty where it names none."""
    return path.split("/")[3] if path.startswith("/control/worlds/") else ""


def world_asked(path: str, query: str, body: bytes) -> str:
    """Return the SID of the account whose world a request is about, by its path or as `account`."""
    named = world_named(path) or dict(parse_qsl(query)).get("account", "")
    return named or str(_object(body).get("account") or "")


def refuse_foreign(method: str, path: str, headers: Mapping[bytes, bytes]) -> None:
    """Refuse what a page of another site may have sent, or the delivery of a webhook.

    A form has to prove that it stood on a page of ours: browsers say where a form was, and nothing
    that merely posts to an address does. An order to control proves itself by being JSON.
    """
    origin = headers.get(b"origin", b"")
    foreign = bool(origin) and origin.partition(b"//")[2] != headers.get(b"host", b"")
    if foreign or headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
        raise Refusal(20403, because="sent by a page of another site")
    if b"x-twilio-signature" in headers:
        raise Refusal(20403, "A webhook is no order to the sandbox")
    if method == "POST" and not origin and not is_control(path):
        raise Refusal(20403, "A form is taken from the sandbox's own pages alone (no Origin)")


def is_control(path: str) -> bool:
    """Say whether a path is one of control's and not a page."""
    return path == "/control" or path.startswith("/control/")


def refuse_unless_json(method: str, headers: Mapping[bytes, bytes]) -> None:
    """Refuse a change that is not sent as JSON, since the form of any page could be one."""
    is_json = headers.get(b"content-type", b"").startswith(b"application/json")
    if method == "POST" and not is_json:
        raise Refusal(20001, "Send a JSON object with content-type application/json")


def _object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refusal(20001, "The body is not JSON") from None
    if not isinstance(parsed, dict):
        raise Refusal(20001, "The body is not a JSON object")
    return parsed
