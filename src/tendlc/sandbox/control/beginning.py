"""How a sandbox begins: the words of its options, put into what control is asked.

A time or a switch is that of new worlds; faults and verdicts wait in every world. Whether it may be
so is for the functions of control to say.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from typing import Any, Final

from tendlc.sandbox.control import reviews, scripting, worlds
from tendlc.sandbox.control.requests import Request, Rooms
from tendlc.sandbox.refusal import Refusal

_FLAGS: Final = ("drop", "reset")
_TEXTS: Final = ("method", "path", "when")
_NUMBERS: Final = ("status", "code", "retry_after", "delay", "count")
_PARTS_OF_A_VERDICT: Final = "kind=..., outcome=..., codes=30795,30799, count=..."

_Part = Callable[[str], tuple[str, Any]]
_Function = Callable[[Request], dict[str, Any]]


def first_settings(rooms: Rooms, times: Iterable[str], switches: Iterable[str]) -> dict[str, Any]:
    """Return the settings of new worlds.

    Args:
        rooms: the parts of the sandbox.
        times: of reviews, such as instant, timing-brand-to-vetted=60, brand-to-vetted=reads:3.
        switches: such as pace, list_lag_seconds=5.

    Raises:
        Refusal: 20001, one of them cannot be.
    """
    wanted: dict[str, Any] = {}
    for text in times:
        name, _, value = text.rpartition("=")
        known = f"timing-{name.removeprefix('timing-')}" if name not in ("", "all") else "all"
        wanted = reviews.with_times(wanted, _asked(rooms, {known: _time(value)}))
    settings: dict[str, Any] = {"reviews": wanted} if wanted else {}
    for text in switches:
        name, _, value = text.partition("=")
        asked = _asked(rooms, {name: _number(value) if value else True})
        settings = worlds.with_switches(settings, asked)
    return settings


def begin_with_faults(rooms: Rooms, faults: Iterable[str]) -> None:
    """Ask for faults in every world, such as `method=POST path=/BrandReg status=500 when=after`.

    One that waits already, from a start before, is not asked for twice.

    Raises:
        Refusal: 20001, one of them cannot be.
    """
    waiting = scripting.list_faults(_asked(rooms, {}))["faults"]
    add, remove = scripting.add_fault, scripting.remove_fault
    _begin_with(rooms, [_parts(text, _part_of_a_fault) for text in faults], waiting, add, remove)


def begin_with_verdicts(rooms: Rooms, verdicts: Iterable[str]) -> None:
    """Ask for verdicts in any world, such as `kind=brand outcome=reject codes=30795`.

    One that waits already, from a start before, is not asked for twice.

    Raises:
        Refusal: 20001, one of them cannot be.
    """
    waiting = scripting.list_verdicts_anywhere(_asked(rooms, {}))["verdicts"]
    add, remove = scripting.add_verdict_anywhere, scripting.remove_verdict_anywhere
    _begin_with(
        rooms, [_parts(each, _part_of_a_verdict) for each in verdicts], waiting, add, remove
    )


def _begin_with(
    rooms: Rooms,
    scripts: Iterable[dict[str, Any]],
    waiting: list[dict[str, Any]],
    add: _Function,
    remove: _Function,
) -> None:
    """Ask for scripts, and take back those that wait already: only asking shows what they are."""
    known = [_without_place(each) for each in waiting]
    for script in scripts:
        added = add(_asked(rooms, script))
        if _without_place(added) in known:
            remove(Request(rooms, {"number": str(added["id"])}, {}))


def _asked(rooms: Rooms, body: dict[str, Any]) -> Request:
    return Request(rooms, {}, {}, body)


def _without_place(script: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in script.items() if name != "id"}


def _parts(text: str, part: _Part) -> dict[str, Any]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Refusal(20001, f"{text} cannot be read: {error}") from None
    return dict(map(part, words))


def _part_of_a_verdict(word: str) -> tuple[str, Any]:
    name, _, value = word.partition("=")
    if name in ("kind", "outcome"):
        return name, value
    if name == "codes" and all(code.isdecimal() and len(code) < 10 for code in value.split(",")):
        return name, [int(code) for code in value.split(",")]
    if name == "count":
        return name, _number(value)
    raise Refusal(20001, f"{word} is no part of a verdict; these are: {_PARTS_OF_A_VERDICT}")


def _part_of_a_fault(word: str) -> tuple[str, Any]:
    name, mark, value = word.partition("=")
    if name in _FLAGS and not mark:
        return name, True
    if name in _TEXTS and mark:
        return name, value
    if name in _NUMBERS and mark:
        return name, _number(value)
    parts = [*(f"{each}=..." for each in (*_TEXTS, *_NUMBERS)), *_FLAGS]
    raise Refusal(20001, f"{word} is no part of a fault; these are: {', '.join(parts)}")


def _time(text: str) -> Any:
    kind, mark, count = text.partition(":")
    if kind == "reads" and mark and count.isdecimal() and len(count) < 10:
        return {"reads": int(count)}
    if text in reviews.PRESETS:
        return text
    try:
        return float(text)
    except ValueError:
        raise Refusal(
            20001, f"reviews do not take {text!r}, but seconds, reads:3, instant, by-hand, default"
        ) from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refusal(20001, f"{text or 'an empty text'} is not a number") from None
