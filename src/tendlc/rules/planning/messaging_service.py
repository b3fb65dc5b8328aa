"""The messaging service: guide step 4, a new one for each campaign.

Its webhooks follow the document for as long as the service is there.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain.actions import CreateMessagingService, UpdateMessagingService
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.terms import Terms
from tendlc.rules.planning.attempts import create_once, keep_current
from tendlc.rules.planning.decision import Decision
from tendlc.rules.planning.only_ones import confirm

STEP = Step(StepName.MESSAGING_SERVICE)


def decide(
    onboarding: Onboarding, terms: Terms, now: datetime, *, look_first: bool
) -> Decision | None:
    """Make the service once and keep its webhooks in line with the document.

    A service just made is looked for at once: a list that leaves it out lags, and is not believed
    later when it leaves out something paid.
    """
    _, create = made(onboarding)
    decision = create_once(onboarding, STEP, create, terms, now, look_first=look_first)
    if decision is None and onboarding.lists_lag is None:
        decision = confirm(onboarding, STEP, create)
    if decision is not None:
        return decision
    update = UpdateMessagingService(
        sid=onboarding.known_sid(STEP.name), webhooks=onboarding.customer.messaging_service
    )
    return keep_current(onboarding, STEP, update, terms, now)


def made(onboarding: Onboarding) -> tuple[Step, CreateMessagingService]:
    """Return the step that makes the service, and what it sends."""
    name = onboarding.friendly_name("messaging service")
    webhooks = onboarding.customer.messaging_service
    return STEP, CreateMessagingService(friendly_name=name, webhooks=webhooks)
