"""What a person must do before an onboarding can go on: a code with its data, and no sentence.

A task is a value derived from the record, never a flag: when the record changes, it is gone. The
words for it stand at the doors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tendlc.catalog.error_codes import Way
from tendlc.domain.approval import QuoteLine
from tendlc.domain.observed import Problem


class Owner(StrEnum):
    """Who can fix it."""

    BUSINESS = "business"
    ISV = "isv"
    TWILIO_SUPPORT = "twilio_support"


class Command(StrEnum):
    """What to ask of the engine when the task is done; each door has its own way to ask it."""

    ONBOARD = "onboard"
    RETRY = "retry"
    RECREATE_CAMPAIGN = "recreate_campaign"
    ANSWER = "answer"


class TaskCode(StrEnum):
    """Every task that there is, by its stable code."""

    APPROVAL_MISSING = "approval_missing"
    AUTHENTICATION_AWAITED = "authentication_awaited"
    AUTHENTICATION_FAILED = "authentication_failed"
    BRAND_FAILED = "brand_failed"
    BRAND_IN_DOUBT = "brand_in_doubt"
    BRAND_IN_REVIEW = "brand_in_review"
    BRAND_NEVER_REGISTERED = "brand_never_registered"
    BRAND_STUCK = "brand_stuck"
    BRAND_UPDATES_USED_UP = "brand_updates_used_up"
    BUNDLE_IN_REVIEW = "bundle_in_review"
    BUNDLE_LOST = "bundle_lost"
    BUNDLE_REJECTED = "bundle_rejected"
    CAMPAIGN_FAILED = "campaign_failed"
    CAMPAIGN_GONE = "campaign_gone"
    CAMPAIGN_IN_DOUBT = "campaign_in_doubt"
    CAMPAIGN_NOT_GONE = "campaign_not_gone"
    CAMPAIGN_RECREATION = "campaign_recreation"
    CAMPAIGN_STUCK = "campaign_stuck"
    CHANGES_NOT_SENT = "changes_not_sent"
    FAULTY_DOCUMENT = "faulty_document"
    MADE_TWICE = "made_twice"
    NAMED_PROFILE_UNUSABLE = "named_profile_unusable"
    NONCOMPLIANT = "noncompliant"
    NO_NUMBER_ON_SALE = "no_number_on_sale"
    NO_PRIMARY_CUSTOMER_PROFILE = "no_primary_customer_profile"
    NO_USE_CASES = "no_use_cases"
    NUMBER_CANNOT_SEND = "number_cannot_send"
    NUMBER_IN_DOUBT = "number_in_doubt"
    NUMBER_NOT_IN_ACCOUNT = "number_not_in_account"
    NUMBER_NOT_IN_SERVICE = "number_not_in_service"
    NUMBER_NOT_ON_SALE = "number_not_on_sale"
    REOPEN_BUNDLE = "reopen_bundle"
    REQUEST_REFUSED = "request_refused"
    SAME_BUSINESS = "same_business"
    STILL_DRAFT = "still_draft"
    TOO_MANY_WRITES = "too_many_writes"
    UNREADABLE_RECORD = "unreadable_record"
    USE_CASE_CLOSED = "use_case_closed"
    USE_CASE_NOT_OPEN = "use_case_not_open"
    VETTING_FAILED = "vetting_failed"


Datum = str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWords:
    """The sentences of a task: for people, and for Twilio Support where the task is theirs."""

    reason: str
    next_step: str
    cost: str | None = None
    support_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing for one person.

    `code` is a TaskCode, or one that only an older or newer version knows. `command` is what to
    ask for when it is done (None: nothing helps). `way` is what brings back what was refused or
    rejected. `fields` are paths in the customer document; `problems` what Twilio said. `sid` is
    the thing at Twilio that it is about. `tries_left` counts what Twilio counts (None: not
    counted). `quote` lists what the command will cost. `data` holds what else is told of the case,
    by names that belong to the code. `stored` are the sentences of an older version,
    shown until the next pass derives the task again.
    """

    code: str
    owner: Owner
    step: str | None = None
    command: Command | None = None
    way: Way | None = None
    fields: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    sid: str = ""
    tries_left: int | None = None
    deadline: datetime | None = None
    quote: tuple[QuoteLine, ...] = ()
    data: Mapping[str, Datum] = field(default_factory=dict)
    stored: TaskWords | None = None

    @property
    def twilio_code(self) -> int | None:
        """The first of Twilio's errors that it is about; None where there is none."""
        return next((problem.code for problem in self.problems if problem.code), None)

    def was_in(self, tasks: Iterable[Task]) -> bool:
        """Say whether it is one of these; one of an older version has not all of its data."""
        return any(
            self == task or (task.stored is not None and task._kept() == self._kept())
            for task in tasks
        )

    def _kept(self) -> tuple[object, ...]:
        return self.code, self.step, self.fields, self.problems
