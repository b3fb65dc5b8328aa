"""The options with which the sandbox starts, in the words of control and read by its functions.

They say how new worlds begin: the time of reviews, switches, verdicts that wait there; and which
faults there are, in all worlds or in that of an account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from tendlc.sandbox.control.requests import Request, Rooms
from tendlc.sandbox.control.reviews import reviews_asked
from tendlc.sandbox.control.scripting import add_fault, verdict_asked
from tendlc.sandbox.control.worlds import settings_asked
from tendlc.sandbox.refusal import Refusal


def first_settings(rooms: Rooms, reviews: Sequence[str], switches: Sequence[str]) -> dict[str, Any]:
    """Return the settings of new worlds.

    A review is `instant`, `by-hand`, `default`, seconds or `reads:3`, for all of them or as in
    `timing-campaign-to-verdict=by-hand` for one; a switch is its name, with `=5` where it takes a
    number.

    Raises:
        Refusal: one of them is none that control knows.
    """
    times = reviews_asked(Request(rooms, {}, {}, dict(_pairs(reviews, "all"))), {})
    wanted = {name: True if value == "" else value for name, value in _pairs(switches, "")}
    settings = settings_asked(Request(rooms, {}, {}, wanted), {})
    return settings | ({"reviews": times} if times else {})


def first_verdicts(rooms: Rooms, verdicts: Iterable[str]) -> list[dict[str, Any]]:
    """Return the verdicts that wait in new worlds, each a JSON object as control takes it.

    Raises:
        Refusal: one is no object, or none that control takes.
    """
    return [verdict_asked(Request(rooms, {}, {}, _object("verdict", text))) for text in verdicts]


def ask_for_faults(rooms: Rooms, faults: Iterable[str]) -> None:
    """Ask for faults, each a JSON object as control takes it; the same one is not asked for twice.

    Raises:
        Refusal: one is no object, or none that control takes.
    """
    scripts = rooms.worlds.scripts
    for text in faults:
        before = scripts.all("fault")
        add_fault(Request(rooms, {}, {}, _object("fault", text)))
        made = scripts.all("fault")[-1]
        for other in before:
            same = {**other.data, "count": made.data["count"]} == made.data
            if same and other.world == made.world:
                scripts.remove(other)


def _pairs(texts: Iterable[str], unnamed: str) -> Iterable[tuple[str, Any]]:
    for text in texts:
        name, equals, value = text.partition("=")
        if equals:
            yield name, _value(value)
        else:
            yield (unnamed, _value(text)) if unnamed else (text, "")


def _value(text: str) -> Any:
    if text.startswith("reads:") and text[6:].isdecimal():
        return {"reads": int(text[6:])}
    try:
        return float(text)
    except ValueError:
        return text


def _object(what: str, text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(20001, f"{text} is no {what}: {error}") from None
    if not isinstance(value, dict):
        raise Refusal(20001, f"{text} is no {what}: it must be a JSON object")
    return value
