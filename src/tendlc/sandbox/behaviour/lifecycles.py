"""Lifecycles: from which status to which, and who may do it.

One literal table a resource, to be read beside Twilio's pages. `client` moves are asked for by a
request, `twilio` moves come by themselves, `support` moves need a person at Twilio.
"""

from __future__ import annotations

from typing import Final, Literal

Mover = Literal["client", "twilio", "support"]
Table = frozenset[tuple[str, str, Mover]]

BUNDLE: Final[Table] = frozenset(
    {
        ("draft", "pending-review", "client"),
        ("draft", "draft", "client"),
        ("pending-review", "in-review", "twilio"),
        ("in-review", "twilio-approved", "twilio"),
        ("in-review", "twilio-rejected", "twilio"),
        ("twilio-rejected", "pending-review", "client"),
        ("twilio-rejected", "draft", "client"),
        ("twilio-approved", "draft", "support"),
    }
)
BUNDLE_EDITABLE: Final = frozenset({"draft", "twilio-rejected"})
BUNDLE_IN_REVIEW: Final = frozenset({"pending-review", "in-review"})

BRAND: Final[Table] = frozenset(
    {
        ("PENDING", "APPROVED", "twilio"),
        ("PENDING", "FAILED", "twilio"),
        ("PENDING", "IN_REVIEW", "twilio"),
        ("IN_REVIEW", "APPROVED", "twilio"),
        ("IN_REVIEW", "FAILED", "twilio"),
        ("FAILED", "PENDING", "client"),
        ("APPROVED", "SUSPENDED", "twilio"),
        ("SUSPENDED", "APPROVED", "support"),
    }
)

CAMPAIGN: Final[Table] = frozenset(
    {
        ("PENDING", "IN_PROGRESS", "twilio"),
        ("PENDING", "FAILED", "twilio"),
        ("IN_PROGRESS", "VERIFIED", "twilio"),
        ("IN_PROGRESS", "FAILED", "twilio"),
        ("FAILED", "IN_PROGRESS", "client"),
        ("VERIFIED", "SUSPENDED", "twilio"),
        ("SUSPENDED", "VERIFIED", "support"),
    }
)

NUMBER: Final[Table] = frozenset(
    {
        ("unregistered", "pending_registration", "twilio"),
        ("pending_registration", "registered", "twilio"),
        ("pending_registration", "failure", "twilio"),
        ("failure", "pending_registration", "twilio"),
        ("registered", "pending_deregistration", "twilio"),
        ("pending_registration", "pending_deregistration", "twilio"),
        ("pending_deregistration", "unregistered", "twilio"),
        ("pending_deregistration", "failure", "twilio"),
    }
)


def may_move(table: Table, before: str, after: str, mover: Mover) -> bool:
    """Say whether somebody may move a resource from one status to another."""
    return (before, after, mover) in table
