"""The ISV's primary customer profile: it must be there, approved, before anything is made.

Made in the Console only; found by its SID or by policy and status (walkthrough, Prerequisites).
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain import subjects
from tendlc.domain.observed import PrimaryProfileSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import BUNDLE, Standing, standing
from tendlc.domain.steps import StepName
from tendlc.domain.tasks import Command, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import remedies
from tendlc.rules.planning.decision import AskHuman, Decision, Look


def decide(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Look for the profile once; stop before step 1.1 where there is no approved one."""
    assigned = onboarding.sid_of(StepName.PRIMARY_CUSTOMER_PROFILE_ASSIGNMENT)
    if assigned or onboarding.customer.customer_profile_sid:
        return None
    seen = onboarding.observed.last(PrimaryProfileSeen)
    if seen is None or seen.stale:
        return Look(subject=subjects.PrimaryProfile(sid=terms.isv.primary_customer_profile_sid))
    if seen.sid and standing(BUNDLE, seen.status or "") is Standing.GOOD:
        return None
    return AskHuman(tasks=(_missing(seen.sid),))


def _missing(sid: str | None) -> Task:
    return remedies.isv(
        TaskCode.NO_PRIMARY_CUSTOMER_PROFILE,
        "primary_customer_profile",
        command=Command.ONBOARD,
        sid=sid or "",
    )
