"""What every pass needs: the ports and the ISV's terms, bound to one target.

Put together in bootstrap.py; nothing here knows what stands behind a port.
"""

from __future__ import annotations

from dataclasses import dataclass

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.domain.terms import Terms
from tendlc.ports import Clock, Gateway, Notifier, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The ports and terms that every pass needs, for one target."""

    target: Target
    terms: Terms
    store: Store
    gateway: Gateway
    clock: Clock
    notifier: Notifier

    def save(self, onboarding: Onboarding, *events: Event) -> Onboarding:
        """Commit a change with its history, then tell about it."""
        saved = self.store.save(onboarding, events)
        self.notifier.notify(saved, events)
        return saved
