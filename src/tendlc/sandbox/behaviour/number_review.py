"""The registration of a phone number with the carriers, for the campaign of its service.

A number itself shows no state of registration; what happened to it stands in events.
"""

from __future__ import annotations

from dataclasses import dataclass

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.behaviour.magic import forced, number_codes
from tendlc.sandbox.behaviour.review_errors import ReviewError, forced_errors, review_error

_UNKNOWN_REASON = 30126


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSubmission:
    """A number that joins a campaign; `numbers_before` counts those of the campaign already."""

    phone_number: str
    friendly_name: str = ""
    service_name: str = ""
    sole_proprietor: bool = False
    numbers_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberVerdict:
    """How a registration ends; `path` goes on from pending_registration.

    The failure event carries the url of the error as its reason.
    """

    registered: bool
    path: tuple[str, ...]
    error: ReviewError | None = None


def review_number(submission: NumberSubmission) -> NumberVerdict:
    """Judge the registration of a number (domain: lifecycle, section 6; errors, section 9)."""
    asked = forced([submission.phone_number, submission.friendly_name, submission.service_name])
    errors = forced_errors(asked, number_codes())
    if errors:
        return NumberVerdict(registered=False, path=("fail",), error=errors[0])
    if "stays-pending" in forced(submission.friendly_name).words:
        return NumberVerdict(registered=False, path=())
    full = submission.numbers_before >= LIMITS.numbers_per_sole_proprietor_campaign
    if submission.sole_proprietor and full:
        return NumberVerdict(registered=False, path=("fail",), error=review_error(30125))
    return NumberVerdict(registered=True, path=("register",))


def review_deregistration(friendly_name: str) -> NumberVerdict:
    """Judge whether a number is let go: it is, unless a magic value says otherwise."""
    if "deregistration-fails" in forced(friendly_name).words:
        error = review_error(_UNKNOWN_REASON)
        return NumberVerdict(registered=False, path=("fail-deregistration",), error=error)
    return NumberVerdict(registered=False, path=("deregister",))
