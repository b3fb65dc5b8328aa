"""Twilio's status words, and what each means for an onboarding.

One table a resource: moving (look again), good, bad (a verdict against us) or stuck (only people
can move it). A word that is not in a table is unknown and is shown, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """What a status asks of us."""

    OPEN = "open"
    MOVING = "moving"
    GOOD = "good"
    BAD = "bad"
    STUCK = "stuck"
    GONE = "gone"
    UNKNOWN = "unknown"


GONE = "gone"
"""Our own word for a resource that answers 404 although the ledger knows it."""

# fact: bundle-status
BUNDLE: Mapping[str, Standing] = {
    "draft": Standing.OPEN,
    "pending-review": Standing.MOVING,
    "in-review": Standing.MOVING,
    "twilio-approved": Standing.GOOD,
    "twilio-rejected": Standing.BAD,
    GONE: Standing.GONE,
}

# fact: brand-status
BRAND: Mapping[str, Standing] = {
    "PENDING": Standing.MOVING,
    "IN_REVIEW": Standing.MOVING,
    "APPROVED": Standing.GOOD,
    "FAILED": Standing.BAD,
    "SUSPENDED": Standing.STUCK,
    "DELETION_PENDING": Standing.STUCK,
    "DELETION_FAILED": Standing.STUCK,
    GONE: Standing.GONE,
}

# fact: vetting-status
VETTING: Mapping[str, Standing] = {
    "PENDING": Standing.MOVING,
    "IN_PROGRESS": Standing.MOVING,
    "SUCCESS": Standing.GOOD,
    "FAILED": Standing.BAD,
}

# fact: campaign-status
CAMPAIGN: Mapping[str, Standing] = {
    "PENDING": Standing.MOVING,
    "IN_PROGRESS": Standing.MOVING,
    "VERIFIED": Standing.GOOD,
    "FAILED": Standing.BAD,
    "SUSPENDED": Standing.STUCK,
    GONE: Standing.GONE,
}


def standing(table: Mapping[str, Standing], status: str) -> Standing:
    """Say what `status` asks of us by one of the tables above."""
    return table.get(status, Standing.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review under way or over; `status` in Twilio's words."""

    what: str
    status: str
    standing: Standing
    at: datetime

    @property
    def title(self) -> str:
        return f"Review of {self.what}"
