"""Moments: times and spans as people read them, all on the clock of a world.

The pages show every time twice: the date in UTC, and how far it is from the world's now.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

_NEVER: Final = 1e11
_UNITS: Final = ((86_400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def is_by_hand(at: float) -> bool:
    """Say whether a moment is one that no clock reaches: somebody has to decide."""
    return at >= _NEVER


def utc(at: float) -> str:
    """Return a moment to the second, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def machine_readable(at: float) -> str:
    """Return a moment as the datetime attribute wants it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def span(seconds: float) -> str:
    """Return a span in its two largest units, such as 2 h 5 min."""
    left = abs(seconds)
    if left < 1:
        return "less than 1 s" if left else "0 s"
    parts: list[str] = []
    for size, unit in _UNITS:
        count = int(left // size)
        left -= count * size
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
        if len(parts) == 2:
            break
    return " ".join(filter(None, parts))


def away(at: float, now: float) -> str:
    """Say how far a moment is from now."""
    if abs(at - now) < 1:
        return "now"
    return f"in {span(at - now)}" if at > now else f"{span(now - at)} ago"
