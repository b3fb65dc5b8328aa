"""Actions: what the forms on the pages ask for, put into the words of control.

Each action turns the fields of a form into one request to control and says afterwards what was
done. Whether it may be done is for control to say.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from tendlc.sandbox.inspector.moments import span
from tendlc.sandbox.inspector.visit import Sources
from tendlc.sandbox.refusal import Refusal

_UNITS: Final = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_OF_A_STATUS: Final = ("status", "code", "retry_after")
_LARGEST: Final = 1e10
_MODES: Final = {
    "frozen": "The clock stands still.",
    "offset": "The clock runs at the speed of real time.",
    "real": "The clock shows the time of this machine.",
    "accelerated": "The clock runs at the speed that you chose.",
}
_AHEAD: Final = "The clock is ahead of this machine and never goes back: it runs at real speed."


@dataclass(frozen=True, slots=True)
class Order:
    """A form that was sent: what stood in the braces of its path, and its fields."""

    sources: Sources
    place: Mapping[str, str]
    form: Mapping[str, str]

    async def tell(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask control; the world of the path is meant where the path begins with its name."""
        sent = orjson.dumps(body) if body is not None else b""
        return await self.sources.control(method, f"/control{path}", "", sent)

    @property
    def world(self) -> str:
        """The path of the world at control."""
        world = self.sources.worlds.world(self.place["account_sid"])
        if world is None:
            raise Refusal(20404, f"There is no account {self.place['account_sid']} here yet.")
        return f"/worlds/{world.account_sid}"

    def text(self, name: str) -> str:
        """Return a field without spaces around it; empty where it is missing."""
        return self.form.get(name, "").strip()

    def number(self, name: str) -> float | None:
        """Return a field that is a number, None where it is empty."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise Refusal(20001, f"{name} must be a number.")
        return value

    def whole(self, name: str, default: int | None = None) -> int | None:
        """Return a field that is a whole number, or what holds where it is empty."""
        value = self.number(name)
        if value is not None and abs(value) >= _LARGEST:
            raise Refusal(20001, f"{name} must be a number below ten billion.")
        if value is not None and value != int(value):
            raise Refusal(20001, f"{name} must be a whole number.")
        return default if value is None else int(value)


Action = Callable[[Order], Awaitable[str]]


async def change_clock(order: Order) -> str:
    """Advance, freeze or run the clock of a world."""
    if mode := order.text("mode"):
        body: dict[str, Any] = {"mode": mode}
        if mode == "accelerated":
            body["speed"] = order.number("speed")
        told = await order.tell("POST", f"{order.world}/clock", body)
        if mode == "real" and told["mode"] != "real":
            return _AHEAD
        return _MODES.get(mode, "Done.")
    seconds = _seconds(order)
    await order.tell("POST", f"{order.world}/clock", {"advance": seconds})
    return f"The clock was moved by {span(seconds)}. What was due on the way has happened."


async def decide(order: Order) -> str:
    """Script a verdict, and where `now` is set have it reached at once."""
    now = bool(order.text("now"))
    body = {
        "kind": order.text("kind"),
        "outcome": order.text("outcome"),
        "codes": _codes(order.text("codes")),
        "sid": order.text("sid"),
        "now": now,
    }
    told = await order.tell("POST", f"{order.world}/verdicts", body)
    if not now:
        return "The verdict waits for the review that it is for."
    if told["used_up"]:
        return f"Decided: {told['outcome']}."
    return "The verdict is kept: what it is for does not wait for a decision at this moment."


async def drop_verdict(order: Order) -> str:
    """Forget a scripted verdict."""
    await order.tell("DELETE", f"{order.world}/verdicts/{order.place['number']}")
    return "The verdict was removed."


async def add_fault(order: Order) -> str:
    """Ask for a fault."""
    what = order.text("what") or "status"
    body: dict[str, Any] = {
        "method": order.text("method"),
        "path": order.text("path"),
        "when": order.text("when") or "before",
        "count": order.whole("count", 1),
        "delay": order.number("delay") or 0,
    }
    if what == "status":
        body["status"] = 500
        body |= {name: order.whole(name) for name in _OF_A_STATUS if order.text(name)}
    elif what in ("drop", "reset"):
        body[what] = True
    elif not body["delay"]:
        raise Refusal(20001, "Say by how many seconds the answer is to be late.")
    if order.text("scope") != "everywhere":
        body["account"] = order.world.rpartition("/")[2]
    await order.tell("POST", "/faults", body)
    return "The fault waits for the request that it is for."


async def drop_fault(order: Order) -> str:
    """Forget a fault."""
    await order.tell("DELETE", f"/faults/{order.place['number']}")
    return "The fault was removed."


async def send_again(order: Order) -> str:
    """Send a delivery again."""
    await order.tell("POST", f"{order.world}/deliveries/{order.place['number']}/replay", {})
    return "It goes out again, with the same body."


async def spoil_deliveries(order: Order) -> str:
    """Ask for a fault of the next deliveries."""
    body: dict[str, Any] = {"kind": order.text("kind"), "name": order.text("name")}
    if (seconds := order.number("seconds")) is not None:
        body["seconds"] = seconds
    body["count"] = order.whole("count", 1)
    await order.tell("POST", f"{order.world}/delivery-faults", body)
    return "The fault waits for the next delivery."


async def clear_delivery_faults(order: Order) -> str:
    """Forget the faults of deliveries."""
    await order.tell("DELETE", f"{order.world}/delivery-faults")
    return "Deliveries go out as they should."


async def change_switches(order: Order) -> str:
    """Set all switches of a world: an unticked box is off, an empty number is zero."""
    path = f"{order.world}/settings"
    told = await order.tell("GET", path)
    wanted = {
        each["name"]: bool(order.text(each["name"]))
        if each["number"] is None
        else order.number(each["name"]) or 0
        for each in told["switches"]
    }
    await order.tell("POST", path, wanted)
    return "The switches are set."


async def change_review(order: Order) -> str:
    """Set how long one review takes, or all of them: a time, reads, by hand, or as usual."""
    name, takes = order.text("name"), order.text("takes")
    wanted: float | str | dict[str, int] | None
    if takes == "seconds":
        wanted = order.number("amount")
    elif takes == "reads":
        reads = order.whole("amount")
        wanted = None if reads is None else {"reads": reads}
    else:
        wanted = takes
    if wanted is None:
        raise Refusal(20001, f"Say how many {takes}.")
    await order.tell("POST", f"{order.world}/reviews", {name: wanted})
    return "Set. It holds for reviews that begin from now on."


async def do_act(order: Order) -> str:
    """Do to a resource what happens outside the API."""
    act = order.text("act")
    await order.tell("POST", f"{order.world}/acts", {"sid": order.text("sid"), "act": act})
    return "Done, as by somebody outside the API."


async def change_account(order: Order) -> str:
    """Suspend an account of a world, or let it go on."""
    body = {"account": order.text("account"), "status": order.text("status")}
    await order.tell("POST", f"{order.world}/accounts", body)
    return f"The account is {body['status']}."


async def change_legal_name(order: Order) -> str:
    """Tell the tax register a name, or with an empty one have it forget the number."""
    number, name = order.text("number"), order.text("legal_name")
    if not number:
        raise Refusal(20001, "Give the tax number.")
    await order.tell("POST", f"{order.world}/legal_names", {number: name or None})
    return "The register has the name." if name else "The register does not have the number."


async def keep_snapshot(order: Order) -> str:
    """Keep a world under a name."""
    name = order.text("name")
    await order.tell("POST", f"{order.world}/snapshots", {"name": name})
    return f"The world is kept as {name}."


async def restore_snapshot(order: Order) -> str:
    """Make a world what it was."""
    name = order.text("name")
    await order.tell("POST", f"{order.world}/restore", {"name": name})
    return f"The world is what it was when {name} was kept."


async def drop_snapshot(order: Order) -> str:
    """Forget a snapshot."""
    await order.tell("DELETE", f"{order.world}/snapshots/{order.text('name')}")
    return "The snapshot was removed."


async def reset(order: Order) -> str:
    """Empty a world."""
    if not order.text("sure"):
        raise Refusal(20001, "Nothing was emptied: tick the box first.")
    seed = order.text("seed")
    await order.tell("POST", f"{order.world}/reset", {"seed": seed} if seed else {})
    return "The world is empty. Its generation went up by one."


def _seconds(order: Order) -> float:
    if (preset := order.number("advance")) is not None:
        return preset
    unit = _UNITS.get(order.text("unit"), 0)
    amount = order.number("amount")
    if not unit or amount is None:
        raise Refusal(20001, "Say by how much the clock is to be moved.")
    return amount * unit


def _codes(text: str) -> list[int]:
    parts = text.replace(",", " ").split()
    if not all(part.isdecimal() and len(part) < 10 for part in parts):
        raise Refusal(20001, "Codes are whole numbers, such as 30795.")
    return [int(part) for part in parts]


_WORLD: Final = r"/accounts/(?P<account_sid>AC[0-9a-fA-F]{32})"
ACTIONS: Final[tuple[tuple[str, Action], ...]] = (
    (f"{_WORLD}/clock", change_clock),
    (f"{_WORLD}/verdicts", decide),
    (rf"{_WORLD}/verdicts/(?P<number>\d{{1,15}})/remove", drop_verdict),
    (f"{_WORLD}/faults", add_fault),
    (rf"{_WORLD}/faults/(?P<number>\d{{1,15}})/remove", drop_fault),
    (rf"{_WORLD}/deliveries/(?P<number>\d{{1,15}})/again", send_again),
    (f"{_WORLD}/delivery-faults", spoil_deliveries),
    (f"{_WORLD}/delivery-faults/clear", clear_delivery_faults),
    (f"{_WORLD}/switches", change_switches),
    (f"{_WORLD}/reviews", change_review),
    (f"{_WORLD}/acts", do_act),
    (f"{_WORLD}/status", change_account),
    (f"{_WORLD}/legal-names", change_legal_name),
    (f"{_WORLD}/snapshots", keep_snapshot),
    (f"{_WORLD}/snapshots/restore", restore_snapshot),
    (f"{_WORLD}/snapshots/remove", drop_snapshot),
    (f"{_WORLD}/reset", reset),
)
