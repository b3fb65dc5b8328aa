"""Reviews by control: how long each takes, and what the registers know.

Times count on the clock of the world. A stage may also wait for a number of reads, or for a
decision by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tendlc.catalog.timings import timings
from tendlc.sandbox.control.requests import Request
from tendlc.sandbox.refusal import Refusal

_ALL: Final = "all"
_DEFAULT: Final = "default"
PRESETS: Final[Mapping[str, float | str | None]] = {
    _DEFAULT: _DEFAULT,
    "instant": 0.0,
    "by-hand": None,
}
_LIFETIMES: Final = frozenset(
    {
        "timing-otp-validity",
        "timing-authentication-plus-validity",
        "timing-mock-brand-life",
        "timing-suspended-brand-life",
    }
)
"""How long something holds is no review: `all` leaves these alone."""


def show_reviews(request: Request) -> dict[str, Any]:
    """Show how long each review takes in a world: seconds of its clock, reads, or null by hand."""
    own = request.world().settings.get("reviews", {})
    known = {name: timing.sandbox_seconds for name, timing in timings().items()}
    return {"reviews": {**known, **own}}


def change_reviews(request: Request) -> dict[str, Any]:
    """Set how long reviews take: seconds, `{"reads": 3}`, null or "by-hand", "instant", "default";
    `all` means every review, but not the lifetimes of codes, links and brands.
    """
    world = request.world_made()
    world.settings["reviews"] = with_times(world.settings.get("reviews", {}), request)
    world.change()
    return show_reviews(request)


def with_times(reviews: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Return times of reviews as they are after what a request says of them.

    Raises:
        Refusal: 20001, a name is none of a review, or a time is none.
    """
    changed = dict(reviews)
    for name in request.body:
        if name != _ALL and name not in timings():
            known = ", ".join((_ALL, *timings()))
            raise Refusal(20001, f"{name} is not a review; these are: {known}")
        wanted = _wanted(request, name)
        for each in timings().keys() - _LIFETIMES if name == _ALL else {name}:
            changed[each] = wanted
            if wanted == _DEFAULT:
                del changed[each]
    return changed


def show_legal_names(request: Request) -> dict[str, Any]:
    """Show the names that the tax register has, by tax number."""
    return {"legal_names": request.world().settings.get("legal_names", {})}


def change_legal_names(request: Request) -> dict[str, Any]:
    """Tell the tax register the name of a tax number, or null to forget it: a brand with this
    number and another name fails with 30795. Numbers that it does not have pass.
    """
    world = request.world_made()
    names = dict(world.settings.get("legal_names", {}))
    for number, name in request.body.items():
        if name is None:
            names.pop(number, None)
        else:
            names[number] = request.text(number)
    world.settings["legal_names"] = names
    world.change()
    return show_legal_names(request)


def _wanted(request: Request, name: str) -> float | dict[str, int] | str | None:
    value = request.body[name]
    if isinstance(value, str) and value in PRESETS:
        return PRESETS[value]
    if not isinstance(value, dict):
        return request.number(name)
    reads = value.get("reads")
    if isinstance(reads, bool) or not isinstance(reads, int) or reads < 1 or len(value) > 1:
        raise Refusal(20001, f'{name} must be like {{"reads": 3}}, with a whole number from 1 on')
    return {"reads": reads}
