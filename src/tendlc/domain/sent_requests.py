"""What went over the wire, and what it cost: the records that are kept beside a customer's own.

Nothing is decided by them; they are there for people who ask what happened and what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tendlc.domain.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """One request to Twilio and its answer.

    `path` has no query. `status` is None where no answer came. `duration_ms` is in milliseconds.
    `twilio_request_id` is Twilio's own id of the request. `sent` and `answered` are the bodies,
    without secrets.
    """

    at: datetime
    method: str
    path: str
    status: int | None
    duration_ms: int
    twilio_request_id: str | None = None
    sent: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one paid write cost: one line of the fee table.

    `number` is that of the attempt. `usd` is None where the price is not known; `fees_of` is the
    date of the price.
    """

    step: Step
    number: int
    what: str
    usd: Decimal | None
    at: datetime
    fees_of: str | None = None
