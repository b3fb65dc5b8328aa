"""Lifecycles: the states of each resource, who moves it on, and what a state forbids.

Literal tables: one line a transition. A review answers with the names of the transitions to take;
the schedule takes them, each after its time. Refusals are named by their code alone; their body is
made where answers are made. Statuses of numbers are the words of the events, since no REST field
shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.limits import LIMITS
from tendlc.catalog.timings import timings

Mover = Literal["client", "twilio", "registry", "reviewer", "carrier", "owner", "support"]

_EVENTS = "com.twilio.messaging.compliance."


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step of a lifecycle.

    `timing` is the row of the catalog that says how long it takes, empty where the mover's own
    act is the moment. `identity_status` is what a brand gets with it, None where that stays.
    `event` is the full type of the event that tells of it, empty where none does.
    """

    name: str
    source: str
    target: str
    moved_by: Mover
    timing: str = ""
    identity_status: str | None = None
    event: str = ""

    @property
    def seconds(self) -> int:
        """Seconds on the sandbox's clock unless told otherwise."""
        return timings()[self.timing].sandbox_seconds if self.timing else 0


def _table(*transitions: Transition) -> Mapping[str, Transition]:
    return {transition.name: transition for transition in transitions}


def _step(
    name: str,
    source: str,
    target: str,
    moved_by: Mover,
    timing: str = "",
    identity: str | None = None,
    event: str = "",
) -> Transition:
    return Transition(
        name=name,
        source=source,
        target=target,
        moved_by=moved_by,
        timing=f"timing-{timing}" if timing else "",
        identity_status=identity,
        event=f"{_EVENTS}{event}" if event else "",
    )


BUNDLE: Final = _table(
    _step("submit", "draft", "pending-review", "client"),
    _step("resubmit", "twilio-rejected", "pending-review", "client"),
    _step("reopen", "twilio-rejected", "draft", "client"),
    _step("take-up", "pending-review", "in-review", "twilio", "bundle-to-in-review"),
    _step("approve", "in-review", "twilio-approved", "reviewer", "bundle-to-verdict"),
    _step("reject", "in-review", "twilio-rejected", "reviewer", "bundle-to-verdict"),
    _step("reopen-approved", "twilio-approved", "draft", "support"),
)
"""Customer profiles and trust products (domain: lifecycle, section 1)."""

_BRAND_STEPS: Final = (
    _step(
        "register",
        "PENDING",
        "PENDING",
        "registry",
        "brand-to-registered",
        event="brand-registration.brand-registered",
    ),
    _step(
        "fail-registration",
        "PENDING",
        "FAILED",
        "registry",
        "brand-to-registered",
        event="brand-registration.brand-failure",
    ),
    _step(
        "fail-verification",
        "PENDING",
        "FAILED",
        "registry",
        "brand-to-identity",
        "UNVERIFIED",
        "brand-registration.brand-unverified",
    ),
    _step("send-to-review", "PENDING", "IN_REVIEW", "registry", "brand-to-identity"),
    _step("suspend", "APPROVED", "SUSPENDED", "registry", "brand-to-vetted"),
    _step("lift-suspension", "SUSPENDED", "APPROVED", "support"),
    _step("update", "FAILED", "PENDING", "client"),
)

_VERIFY: Final = _step(
    "verify",
    "PENDING",
    "APPROVED",
    "registry",
    "brand-to-identity",
    "VERIFIED",
    "brand-registration.brand-verified",
)

_AFTER_REVIEW: Final = _step(
    "approve-after-review",
    "IN_REVIEW",
    "APPROVED",
    "reviewer",
    "brand-manual-review",
    "VERIFIED",
    "brand-registration.brand-verified",
)

BRAND_STANDARD: Final = _table(*_BRAND_STEPS, _VERIFY, _AFTER_REVIEW)
"""A standard brand without secondary vetting (domain: lifecycle, section 3). With `register` it
gets its tcr_id, which shows while it is still PENDING."""

BRAND_STANDARD_VETTED: Final = _table(
    *_BRAND_STEPS,
    _VERIFY,
    _AFTER_REVIEW,
    _step(
        "vet",
        "APPROVED",
        "APPROVED",
        "registry",
        "brand-to-vetted",
        "VETTED_VERIFIED",
        "brand-registration.brand-vetted-verified",
    ),
    _step(
        "fail-vetting",
        "APPROVED",
        "APPROVED",
        "registry",
        "brand-to-vetted",
        None,
        "brand-registration.brand-secondary-vetting-failure",
    ),
)
"""A standard brand for which Twilio orders secondary vetting."""

BRAND_SOLE_PROPRIETOR: Final = _table(
    *_BRAND_STEPS,
    _step(
        "approve",
        "PENDING",
        "APPROVED",
        "registry",
        "brand-to-identity",
        "UNVERIFIED",
        "brand-registration.brand-unverified",
    ),
    _step(
        "approve-after-review",
        "IN_REVIEW",
        "APPROVED",
        "reviewer",
        "brand-manual-review",
        "UNVERIFIED",
        "brand-registration.brand-unverified",
    ),
    _step(
        "answer-otp",
        "APPROVED",
        "APPROVED",
        "owner",
        "",
        "VERIFIED",
        "brand-registration.brand-verified",
    ),
)
"""A sole proprietor: approved first, verified once its owner has answered the one-time code."""

CAMPAIGN: Final = _table(
    _step(
        "submit",
        "PENDING",
        "IN_PROGRESS",
        "twilio",
        "campaign-to-in-progress",
        event="campaign-registration.campaign-submitted",
    ),
    _step(
        "reject-at-once",
        "PENDING",
        "FAILED",
        "registry",
        "campaign-instant-rejection",
        event="campaign-registration.campaign-failure",
    ),
    _step(
        "reject-resubmitted-at-once",
        "IN_PROGRESS",
        "FAILED",
        "registry",
        "campaign-instant-rejection",
        event="campaign-registration.campaign-failure",
    ),
    _step(
        "approve",
        "IN_PROGRESS",
        "VERIFIED",
        "reviewer",
        "campaign-to-verdict",
        event="campaign-registration.campaign-approved",
    ),
    _step(
        "reject",
        "IN_PROGRESS",
        "FAILED",
        "reviewer",
        "campaign-to-verdict",
        event="campaign-registration.campaign-failure",
    ),
    _step("suspend", "VERIFIED", "SUSPENDED", "registry", "campaign-to-verdict"),
    _step("lift-suspension", "SUSPENDED", "VERIFIED", "support"),
    _step("update", "FAILED", "IN_PROGRESS", "client"),
)
"""A campaign (domain: lifecycle, section 5)."""

NUMBER_REGISTRATION: Final = _table(
    _step(
        "submit",
        "unregistered",
        "pending_registration",
        "twilio",
        event="number-registration.pending",
    ),
    _step(
        "register",
        "pending_registration",
        "registered",
        "carrier",
        "number-to-registered",
        event="number-registration.successful",
    ),
    _step(
        "fail",
        "pending_registration",
        "failure",
        "carrier",
        "number-to-registered",
        event="number-registration.failed",
    ),
    _step(
        "withdraw",
        "registered",
        "pending_deregistration",
        "twilio",
        event="number-deregistration.pending",
    ),
    _step(
        "deregister",
        "pending_deregistration",
        "unregistered",
        "carrier",
        "number-to-unregistered",
        event="number-deregistration.successful",
    ),
    _step(
        "fail-deregistration",
        "pending_deregistration",
        "failure",
        "carrier",
        "number-to-unregistered",
        event="number-deregistration.failed",
    ),
)
"""A number and its campaign (domain: lifecycle, section 6)."""


def brand_lifecycle(brand_type: str, *, secondary_vetting: bool) -> Mapping[str, Transition]:
    """Return the table of a brand by its type and by whether Twilio orders secondary vetting."""
    if brand_type == "SOLE_PROPRIETOR":
        return BRAND_SOLE_PROPRIETOR
    return BRAND_STANDARD_VETTED if secondary_vetting else BRAND_STANDARD


def bundle_status_refusal(current: str, wanted: str) -> int | None:
    """Return the code that refuses a client's status for a bundle; None where it may set it.

    Only pending-review and draft are set by clients. Asking again for what is so already is fine
    while the bundle is still the client's.
    """
    if wanted not in ("pending-review", "draft"):
        return 22203
    if wanted == current:
        return None
    moves = {(step.source, step.target) for step in BUNDLE.values() if step.moved_by == "client"}
    return None if (current, wanted) in moves else 20409


def bundle_edit_refusal(status: str) -> int | None:
    """Return the code that refuses edits of a bundle and of what is assigned to it, else None.

    The number is inferred: the rule is published, its code is not.
    """
    return 20409 if status in ("in-review", "twilio-approved") else None


def bundle_delete_refusal(status: str) -> int | None:
    """Return the code that refuses to delete a bundle, else None."""
    return 21647 if status in ("pending-review", "in-review") else None


def end_user_delete_refusal(*, assigned: bool) -> int | None:
    """Return the code that refuses to delete an end user, else None."""
    return 21644 if assigned else None


def supporting_document_delete_refusal(*, assigned: bool, under_review: bool) -> int | None:
    """Return the code that refuses to delete a supporting document, else None."""
    if under_review:
        return 21646
    return 21645 if assigned else None


def brand_update_refusal(status: str, tcr_id: str | None, updates_made: int) -> int | None:
    """Return the code that refuses another submission of a brand, else None.

    A brand that never reached the Campaign Registry cannot be updated either; its code is a guess.
    """
    if status == "SUSPENDED":
        return 21731
    if status != "FAILED" or tcr_id is None:
        return 21725
    return 21724 if updates_made >= LIMITS.brand_update_limit else None


def campaign_create_refusal(
    *,
    brand_status: str,
    brand_type: str,
    identity_status: str | None,
    use_case: str,
    campaigns_of_brand: int,
) -> int | None:
    """Return the code that refuses a campaign for a brand, else None (domain: errors, section 7).

    A sole proprietor whose one-time code is open is not ready; campaigns in any state count.
    """
    sole_proprietor = brand_type == "SOLE_PROPRIETOR"
    if brand_status == "SUSPENDED":
        return 21731
    if brand_status != "APPROVED" or sole_proprietor != (use_case == "SOLE_PROPRIETOR"):
        return 21717
    if sole_proprietor and identity_status in (None, "UNVERIFIED"):
        return 21717
    full = campaigns_of_brand >= LIMITS.campaigns_per_sole_proprietor_brand
    return 21732 if sole_proprietor and full else None


def campaign_update_refusal(status: str, error_codes_now: Sequence[int] = ()) -> int | None:
    """Return the code that refuses an edit of a campaign, else None.

    Some rejections are final. For these, and for campaigns that have not failed, the number is a
    guess.
    """
    if status == "SUSPENDED":
        return 21729
    known = error_codes()
    final = any(code in known and known[code].resubmittable is False for code in error_codes_now)
    return 20409 if status != "FAILED" or final else None
