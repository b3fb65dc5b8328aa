"""What people ask about the record: one customer, all customers, the history.

Reads only: no request leaves, nothing is written, and no lock is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.ports import Store
from tendlc.rules.stages import StepReport, report


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """One customer as people see it: the record, a line a step, and the history."""

    onboarding: Onboarding
    steps: tuple[StepReport, ...]
    history: Sequence[Event]


def customers(store: Store, target: Target | None = None) -> Sequence[Onboarding]:
    """Return every customer of a target, or of all of them."""
    return store.all(target)


def customer(store: Store, target: Target, key: str, since: datetime | None = None) -> CustomerView:
    """Return one customer; raises UnknownOnboarding."""
    onboarding = store.load(target, key)
    return CustomerView(
        onboarding=onboarding,
        steps=report(onboarding, since),
        history=store.history(target, key),
    )
