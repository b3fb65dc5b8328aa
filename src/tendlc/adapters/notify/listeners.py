"""Tells listeners in this process: the progress on a terminal, the log, a test.

They are called after the commit, in order; what one raises reaches the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding

Listener = Callable[[Onboarding, Sequence[Event]], None]


class ListenerNotifier:
    """Passes every saved onboarding on to each listener."""

    def __init__(self, listeners: Sequence[Listener] = ()) -> None:
        self._listeners = tuple(listeners)

    def notify(self, onboarding: Onboarding, events: Sequence[Event]) -> None:
        for listener in self._listeners:
            listener(onboarding, events)
