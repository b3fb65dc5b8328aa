"""What every pass needs: the ports and the ISV's terms, bound to one target.

Put together in bootstrap.py; nothing here knows what stands behind a port.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.domain.terms import Terms
from tendlc.errors import StaleWrite
from tendlc.ports import Clock, Gateway, Notifier, Store
from tendlc.rules import quotes

MOST_RELOADS: Final = 100
"""How often a change is put into a fresh record; each time, another writer got ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The ports and terms that every pass needs, for one target.

    `place` says where a sandbox was found, see Onboarding; None at Twilio. `operator` names the
    person who asks, where nobody else is named.
    """

    target: Target
    terms: Terms
    store: Store
    gateway: Gateway
    clock: Clock
    notifier: Notifier
    place: str | None = None
    operator: str = "operator"

    def save(self, before: Onboarding, after: Onboarding, *events: Event) -> Onboarding:
        """Commit what changed since `before`, the stored record, then tell about it.

        Raises:
            StaleWrite: somebody else wrote since.
        """
        saved = self.commit(before, after, *events)
        self.notifier.notify(saved, events)
        return saved

    def commit(self, before: Onboarding, after: Onboarding, *events: Event) -> Onboarding:
        """Do what `save` does, and tell nobody."""
        if before.stage is not after.stage:
            after = replace(after, stage_since=self.clock.now())
        sent = self.gateway.sent()
        paid = quotes.charges(before, after)
        saved = self.store.save(before, after, events, requests=tuple(sent), charges=paid)
        sent.clear()
        return saved

    def record(
        self, known: Onboarding, change: Callable[[Onboarding], Onboarding], *events: Event
    ) -> Onboarding:
        """Commit a change that holds whatever else was written to the record since it was loaded.

        `change` is put into the record as it is by then, so that what somebody else wrote stays.

        Raises:
            StaleWrite: other writers were faster a hundred times in a row.
        """
        for _ in range(MOST_RELOADS):
            try:
                return self.save(known, change(known), *events)
            except StaleWrite:
                known = self.store.load(known.target, known.key)
        raise StaleWrite
