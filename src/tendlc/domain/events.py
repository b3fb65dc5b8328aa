"""What happened in one onboarding, in the past tense: the history that status and audit read.

An event tells what was; nothing is decided by reading events.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from tendlc.domain.approval import Approval
from tendlc.domain.tasks import Task

ENGINE: Final = "engine"


class EventName(StrEnum):
    """The kinds of entries in a customer's history."""

    ENROLLED = "enrolled"
    AMENDED = "amended"
    SPENDING_APPROVED = "spending_approved"
    SAME_BUSINESS_AGREED = "same_business_agreed"
    RETRY_ASKED = "retry_asked"
    RECREATION_ASKED = "recreation_asked"
    ANSWERED = "answered"
    REQUEST_NOT_POSSIBLE = "request_not_possible"
    STEP_MADE = "step_made"
    STEP_ADOPTED = "step_adopted"
    STEP_NOT_FOUND = "step_not_found"
    STEP_REFUSED = "step_refused"
    STEP_NOT_PROCESSED = "step_not_processed"
    OUTCOME_LOST = "outcome_lost"
    STEP_IN_CONFLICT = "step_in_conflict"
    STEP_DOUBLED = "step_doubled"
    STATUS_SEEN = "status_seen"
    USE_CASES_SEEN = "use_cases_seen"
    TASK_RAISED = "task_raised"
    CUSTOMER_REGISTERED = "customer_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry: `step` as in the ledger, `text` what Twilio said, without personal data.

    `task` is the one that was raised, `approval` what was agreed to, `others` names the customers
    that are the same business, `kept` the SID that is used of several. In older ledgers their
    words stand in `text` instead. `actor` is who did it: ENGINE, an operator's name, the business,
    Twilio or the clock.
    """

    at: datetime
    name: EventName
    step: str | None = None
    sid: str | None = None
    text: str = ""
    task: Task | None = None
    actor: str = ENGINE
    approval: Approval | None = None
    others: tuple[str, ...] = ()
    kept: str = ""
