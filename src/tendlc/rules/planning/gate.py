"""The gate before every write: a list of guards, each a reason to ask a person first.

A guard is one function over the action, the record and the terms; the first that objects stops the
write. `attempts.py` asks here and nobody else does, so that no kind of resource can pass by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tendlc.domain.actions import Action
from tendlc.domain.customer import missing_fields
from tendlc.domain.onboarding import Onboarding, TargetKind
from tendlc.domain.tasks import Task
from tendlc.domain.terms import Terms
from tendlc.rules import quotes, remedies

Guard = Callable[[Action, Onboarding, Terms], Task | None]


def objection(action: Action, onboarding: Onboarding, terms: Terms) -> Task | None:
    """Say what a person must do before this write is sent; None where it may go.

    Args:
        action: the write that is planned next.
        onboarding: the record that it belongs to.
        terms: the ISV's terms.
    """
    tasks = (guard(action, onboarding, terms) for guard in GUARDS)
    return next((task for task in tasks if task is not None), None)


def _faulty_document(action: Action, onboarding: Onboarding, terms: Terms) -> Task | None:
    """Nothing is sent while the file has errors, not even what an earlier version of it said.

    What a document of an older version of tendlc lacks is such an error.
    """
    missing = missing_fields(onboarding.customer)
    return remedies.faulty_document(missing) if terms.faulty_document or missing else None


def _same_business(action: Action, onboarding: Onboarding, terms: Terms) -> Task | None:
    """Nothing is made for a business that another customer of this account stands for already."""
    twins = onboarding.same_business
    return remedies.same_business(twins) if twins else None


def _approval(action: Action, onboarding: Onboarding, terms: Terms) -> Task | None:
    """At Twilio, nothing is bought that goes beyond the lines of the last approval."""
    if onboarding.target.kind is not TargetKind.LIVE:
        return None
    lines = quotes.taken_by(action, onboarding)
    if all(quotes.is_approved(onboarding, line) for line in lines):
        return None
    return remedies.approval_missing(lines)


GUARDS: Final[tuple[Guard, ...]] = (_faulty_document, _same_business, _approval)
