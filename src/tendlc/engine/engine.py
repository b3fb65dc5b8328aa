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
MOST_WAITING: Final = 10
"""So many requests to Twilio are not yet written down at most; a process that dies loses them."""


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

    def commit(
        self,
        before: Onboarding,
        after: Onboarding,
        *events: Event,
        unless_asked: bool = False,
        log_waits: bool = False,
    ) -> Onboarding:
        """Do what `save` does, and tell nobody.

        Args:
            before: the stored record.
            after: the record as it is to be.
            events: what is told of it.
            unless_asked: write nothing where a person has asked for something, and raise Unheard.
            log_waits: leave what was sent to Twilio to a later commit, unless that is much or
                something was paid.
        """
        if before.stage is not after.stage:
            after = replace(after, stage_since=self.clock.now())
        sent = self.gateway.sent()
        paid = quotes.charges(before, after)
        log_waits = log_waits and not paid and len(sent) < MOST_WAITING
        told = () if log_waits else tuple(sent)
        saved = self.store.save(before, after, events, told, paid, unless_asked=unless_asked)
        del sent[: len(told)]
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
