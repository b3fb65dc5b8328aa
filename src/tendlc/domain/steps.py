"""The steps of the guide, and what became of each try at one.

An attempt is noted before its request leaves and gets its result afterwards; between the two
stands the doubt that planning resolves by reading back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final


class StepName(StrEnum):
    """One name a step of the guide that writes; the numbers stand in rules/planning/order.py."""

    CUSTOMER_PROFILE = "customer_profile"
    BUSINESS_INFORMATION = "business_information"
    BUSINESS_INFORMATION_ASSIGNMENT = "business_information_assignment"
    AUTHORIZED_REPRESENTATIVE = "authorized_representative"
    AUTHORIZED_REPRESENTATIVE_ASSIGNMENT = "authorized_representative_assignment"
    ADDRESS = "address"
    SUPPORTING_DOCUMENT = "supporting_document"
    SUPPORTING_DOCUMENT_ASSIGNMENT = "supporting_document_assignment"
    PRIMARY_CUSTOMER_PROFILE_ASSIGNMENT = "primary_customer_profile_assignment"
    CUSTOMER_PROFILE_EVALUATION = "customer_profile_evaluation"
    CUSTOMER_PROFILE_SUBMISSION = "customer_profile_submission"
    TRUST_PRODUCT = "trust_product"
    MESSAGING_PROFILE = "messaging_profile"
    MESSAGING_PROFILE_ASSIGNMENT = "messaging_profile_assignment"
    CUSTOMER_PROFILE_ASSIGNMENT = "customer_profile_assignment"
    TRUST_PRODUCT_EVALUATION = "trust_product_evaluation"
    TRUST_PRODUCT_SUBMISSION = "trust_product_submission"
    BRAND_REGISTRATION = "brand_registration"
    BRAND_REGISTRATION_UPDATE = "brand_registration_update"
    BRAND_VETTING = "brand_vetting"
    BRAND_AUTHENTICATION_MAIL = "brand_authentication_mail"
    MESSAGING_SERVICE = "messaging_service"
    CAMPAIGN = "campaign"
    CAMPAIGN_UPDATE = "campaign_update"
    CAMPAIGN_DELETION = "campaign_deletion"
    PHONE_NUMBER = "phone_number"
    PHONE_NUMBER_ADDITION = "phone_number_addition"
    PHONE_NUMBER_REMOVAL = "phone_number_removal"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A step of one customer; `ordinal` counts representatives, phone numbers and mails from 1."""

    name: StepName
    ordinal: int = 1

    def __str__(self) -> str:
        return self.name if self.ordinal == 1 else f"{self.name}.{self.ordinal}"


USE_CASES: Final = ("5.1", "Use cases open to the brand")
"""Number and name of the one line of the guide that only reads."""


class Outcome(StrEnum):
    """What became of a step, as people see it."""

    MADE = "made"
    ADOPTED = "adopted"
    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """One line: the guide's number, a name, what became of it, the SID and when."""

    number: str
    name: str
    outcome: Outcome
    sid: str | None = None
    at: datetime | None = None


class Result(StrEnum):
    """How an attempt ended, as far as we know.

    `CONFLICT`: Twilio says that it is there already, and nobody has looked whether it is ours.
    `REPLACED`: it may be sent as often as one likes, and was again before its outcome was known.
    """

    MADE = "made"
    ADOPTED = "adopted"
    REFUSED = "refused"
    NOT_PROCESSED = "not_processed"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    ABSENT = "absent"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one step; unique by customer, step and number.

    `digest` is that of the action, empty where nothing was sent. `retry_round` is that of the
    onboarding when the attempt was made.
    `send_by`: nothing is sent after it. `absences`: when reading back found nothing.
    `page_token`: where reading a list goes on.
    """

    step: Step
    number: int
    action: str
    digest: str
    retry_round: int
    noted_at: datetime
    send_by: datetime
    result: Result | None = None
    result_at: datetime | None = None
    sid: str | None = None
    twilio_code: int | None = None
    http_status: int | None = None
    message: str | None = None
    absences: tuple[datetime, ...] = ()
    page_token: str | None = None

    @property
    def blind(self) -> bool:
        """Nothing was sent: it only looked whether the object was there from before."""
        return not self.digest

    @property
    def succeeded(self) -> bool:
        return self.result in (Result.MADE, Result.ADOPTED)

    @property
    def in_doubt(self) -> bool:
        return self.result in (None, Result.UNKNOWN, Result.CONFLICT)

    def as_of(self, now: datetime) -> Attempt:
        """Count times of the future as now; an intent may leave for as long as it might have.

        The time of an intent stays while its outcome is not known: it tells that nobody knows
        how long ago that was.
        """
        if max(self.noted_at, *self.absences, self.result_at or now) <= now:
            return self
        noted_at = min(self.noted_at, now)
        unsettled = self.in_doubt or self.result is Result.ABSENT
        return replace(
            self,
            noted_at=self.noted_at if unsettled else noted_at,
            send_by=min(self.send_by, now + abs(self.send_by - self.noted_at)),
            result_at=min(self.result_at, now) if self.result_at else None,
            absences=tuple(min(moment, now) for moment in self.absences),
        )
