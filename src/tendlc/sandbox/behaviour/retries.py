"""Retries: when a delivery that failed is tried again, and when it is given up.

Twilio publishes five seconds for an answer and four hours of growing pauses with jitter; the
pauses themselves are a guess. Chance comes in as a number.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS

_FIRST_PAUSE_SECONDS: Final = 30
_LONGEST_PAUSE_SECONDS: Final = 1800
_JITTER: Final = 0.2


def next_attempt_at(began_at: float, now: float, attempts: int, chance: float) -> float | None:
    """Return when to try again after so many attempts, or None where it is to be given up.

    Moments are seconds on the world's clock; `chance` lies between 0 and 1.
    """
    pause = min(_FIRST_PAUSE_SECONDS * 2 ** (min(attempts, 20) - 1), _LONGEST_PAUSE_SECONDS)
    at = now + pause * (1 - _JITTER + 2 * _JITTER * chance)
    # fact: event-retry-hours
    return at if at <= began_at + LIMITS.event_retry_hours * 3600 else None
