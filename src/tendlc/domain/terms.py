"""What the ISV has settled once for all customers, and how patient the engine is.

The same values for every plan, so that planning stays a function of record, time and terms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Isv:
    """The ISV's own facts (walkthrough, Prerequisites 4)."""

    status_email: str
    status_callback_url: str | None = None
    primary_customer_profile_sid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the engine waits for what.

    `send_window`: how long after its intent a request may still leave. `client_timeout`: how long
    the client waits for an answer. `settling` and `paid_settling`: how long a request with a lost
    answer is left alone before its effect is looked for. `first_look` and `longest_look`: the
    range between two looks at a review. `vetting`: how long a registered brand's score is awaited.
    `brand_list_trusted`: after this long, a brand missing from the list proves nothing.
    `authentication`: how long the link in a mail of Authentication+ works.
    `bundle_in_review` and `brand_in_review`: how long a review may last before Support is asked.
    `deletion`: how long a deleted campaign may still be shown before people are asked.
    """

    send_window: timedelta = timedelta(seconds=5)
    client_timeout: timedelta = timedelta(seconds=30)
    settling: timedelta = timedelta(seconds=10)
    paid_settling: timedelta = timedelta(seconds=60)
    first_look: timedelta = timedelta(seconds=30)
    longest_look: timedelta = timedelta(hours=6)
    first_backoff: timedelta = timedelta(seconds=1)
    longest_backoff: timedelta = timedelta(minutes=5)
    vetting: timedelta = timedelta(days=3)
    brand_list_trusted: timedelta = timedelta(minutes=2)
    bundle_in_review: timedelta = timedelta(days=3)
    authentication: timedelta = timedelta(days=7)
    brand_in_review: timedelta = timedelta(days=2)
    deletion: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything besides record and time that a plan depends on.

    `wait_for_approval`: the brand is paid only when both bundles are approved. `faulty_document`:
    the customer's file has errors, so this run looks and sends nothing.
    """

    isv: Isv
    patience: Patience = field(default_factory=Patience)
    wait_for_approval: bool = True
    faulty_document: bool = False
