"""Lifecycles: the states of each resource, and who moves it on.

Literal tables: one line a transition. A review answers with the names of the transitions to take;
the schedule takes them, each after its time. Statuses of numbers are the words of the events, since
no REST field shows them; those of Authentication+ are ours. What a state forbids stands in
`refused_moves`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tendlc.catalog.timings import timings

Mover = Literal[
    "client", "console", "twilio", "registry", "reviewer", "carrier", "owner", "support"
]
ANY: Final = "any"
"""The source of a transition that every state allows."""
TIMED_STEPS: Final = frozenset(
    {"clean_up", "deleted", "expire", "expire_otp", "time_out", "suspend", "purge-account"}
)
"""Steps that time alone takes, by the last part of their names: no verdict sets them off."""
GONE: Final = "gone"
"""The target of a transition after which the resource is not there any more."""

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

    def starts_from(self, status: str) -> bool:
        """Say whether it can be taken in a state."""
        return self.source in (ANY, status)

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
    _step(
        "fail-after-review",
        "IN_REVIEW",
        "FAILED",
        "reviewer",
        "brand-manual-review",
        "UNVERIFIED",
        "brand-registration.brand-unverified",
    ),
    _step("send-to-review", "PENDING", "IN_REVIEW", "registry", "brand-to-identity"),
    _step(
        "approve-unverified",
        "PENDING",
        "APPROVED",
        "registry",
        "brand-to-identity",
        "SELF_DECLARED",
    ),
    _step("suspend", "APPROVED", "SUSPENDED", "registry", "brand-to-vetted"),
    _step("lift-suspension", "SUSPENDED", "APPROVED", "support"),
    _step("update", "FAILED", "PENDING", "client"),
    _step(
        "clean-up",
        "SUSPENDED",
        "DELETION_PENDING",
        "twilio",
        "suspended-brand-life",
        event="a2p-resource-cleanup-started",
    ),
    _step("delete", ANY, "DELETION_PENDING", "console", event="a2p-resource-cleanup-started"),
    _step("fail-deletion", "DELETION_PENDING", "DELETION_FAILED", "twilio", "brand-deletion"),
    _step(
        "finish-deletion",
        "DELETION_PENDING",
        GONE,
        "twilio",
        "brand-deletion",
        event="a2p-resource-cleanup-finished",
    ),
    _step("expire", ANY, GONE, "twilio", "mock-brand-life"),
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
    _step("refuse-otp", "APPROVED", "APPROVED", "owner", "", "UNVERIFIED"),
    _step("expire-otp", "APPROVED", "APPROVED", "twilio", "otp-validity", "UNVERIFIED"),
)
"""A sole proprietor: approved first, verified once its owner has answered the one-time code."""

AUTHENTICATION: Final = _table(
    _step("send-mail", ANY, "sent", "twilio", event="brand-registration.email-2fa-sent"),
    _step(
        "refuse-address",
        "sent",
        "failed",
        "registry",
        "authentication-plus-completion",
        event="brand-registration.invalid-contact-email",
    ),
    _step(
        "open-mail",
        "sent",
        "opened",
        "owner",
        "authentication-plus-completion",
        event="brand-registration.email-2fa-opened",
    ),
    _step("click-link", "opened", "clicked", "owner", event="brand-registration.email-2fa-clicked"),
    _step(
        "complete", "clicked", "completed", "owner", event="brand-registration.email-2fa-completed"
    ),
    _step("fail", "clicked", "failed", "owner"),
    _step(
        "time-out",
        ANY,
        "failed",
        "registry",
        "authentication-plus-validity",
        event="brand-registration.email-2fa-timeout",
    ),
)
"""Authentication+ of a public company, from the mail to its contact (domain: lifecycle, section 4).
No field of the brand shows where it stands; the list of its vettings does."""
AUTHENTICATION_STATES: Final = ("none", "sent", "opened", "clicked", "completed", "failed")

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
    _step("admit", "VERIFIED", "VERIFIED", "carrier", "campaign-carrier-approval"),
    _step("delete", ANY, GONE, "client", event="campaign-registration.campaign-deleted"),
    _step(
        "delete-suspended",
        "SUSPENDED",
        GONE,
        "console",
        event="campaign-registration.suspended-campaign-delete-submitted",
    ),
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
        "resubmit",
        "failure",
        "pending_registration",
        "twilio",
        event="number-registration.pending",
    ),
    _step(
        "withdraw",
        ANY,
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
