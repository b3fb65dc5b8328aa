"""What a person must do before an onboarding can go on, with its owner and its reason.

A task is a value derived from the record, never a flag: when the record changes, it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tendlc.domain.approval import QuoteLine
from tendlc.domain.observed import Problem


class Owner(StrEnum):
    """Who can fix it."""

    BUSINESS = "business"
    ISV = "isv"
    TWILIO_SUPPORT = "twilio_support"


class Command(StrEnum):
    """The one command to run when the task is done; words in capitals are filled in by the door."""

    ONBOARD = "tendlc onboard FILE"
    RETRY = "tendlc onboard FILE --retry"
    RECREATE_CAMPAIGN = "tendlc onboard FILE --recreate-campaign"
    ANSWER = "tendlc answer CUSTOMER STEP --sid SID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing for one person.

    `next_step` says what to do, `command` what to run afterwards (None: nothing helps to run).
    `code` is stable; `fields` are paths in the customer document; `tries_left` counts what Twilio
    counts (None: not counted); `support_text` is ready to be sent where the owner is Support.
    `quote` lists what must be agreed to where the task is an approval.
    """

    code: str
    owner: Owner
    reason: str
    next_step: str
    step: str | None = None
    fields: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    tries_left: int | None = None
    deadline: datetime | None = None
    cost: str | None = None
    support_text: str | None = None
    command: Command | None = None
    quote: tuple[QuoteLine, ...] = ()
