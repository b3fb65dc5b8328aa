"""Waiting for what happens elsewhere: the one place where a test pauses.

A test waits for something to have happened, never for a time: a slow machine takes longer, and
says the same.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

_PAUSE_SECONDS = 0.005
GIVEN_UP_SECONDS = 300.0
"""A test that waits so long has failed; nothing that passes depends on it."""


def until(happened: Callable[[], object]) -> None:
    """Return once `happened` says yes; asked again and again, with a breath in between."""
    deadline = monotonic() + GIVEN_UP_SECONDS
    while not happened():
        assert monotonic() < deadline, f"not after {GIVEN_UP_SECONDS:g} seconds"
        sleep(_PAUSE_SECONDS)
