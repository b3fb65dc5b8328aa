"""The review of a customer profile or a trust product, once it was submitted.

A bundle that its evaluation found wanting is rejected without a code, as live rejections often are:
the evaluation says why. Beyond that only what is plainly wrong is refused: addresses of no such
place, throw-away mail, representatives of a company who write by free mail. Whether a person or an
address exists is not judged here, a magic value says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tendlc.catalog.enumerations import CANADIAN_PROVINCES, US_STATES
from tendlc.catalog.policies import SECONDARY_CUSTOMER_PROFILE
from tendlc.sandbox.behaviour import mail_domains
from tendlc.sandbox.behaviour.evaluation import Attached
from tendlc.sandbox.behaviour.magic import Forced, bundle_codes, forced, unmarked
from tendlc.sandbox.behaviour.review_errors import ReviewError, forced_errors, review_error, text_of

_ADDRESS_CODE = 18603
_MAIL_CODE = 18606
_COMPANY: Final = "customer_profile_business_information"
_POST_OFFICE_BOX: Final = re.compile(r"\bp\.?\s*o\.?\s*box\b", re.IGNORECASE)
_US_POSTAL_CODE: Final = re.compile(r"\d{5}(-\d{4})?", re.ASCII)
_CANADIAN_POSTAL_CODE: Final = re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d", re.ASCII | re.IGNORECASE)
_E_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSubmission:
    """A bundle as it was submitted; `evaluation_status` is that of an evaluation made right now."""

    policy_sid: str
    friendly_name: str
    evaluation_status: Literal["compliant", "noncompliant"]
    attached: Sequence[Attached] = ()
    addresses: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleVerdict:
    """The verdict; `path` names the transitions of lifecycles.BUNDLE to take from pending-review.

    `errors` is None where the API shows null. `failure_reason` goes into the status callback of a
    rejection; the API does not show it.
    """

    approved: bool
    path: tuple[str, ...]
    errors: tuple[ReviewError, ...] | None = None
    failure_reason: str = ""


def review_bundle(submission: BundleSubmission) -> BundleVerdict:
    """Judge a submitted bundle (domain: lifecycle, section 1; errors, section 2)."""
    asked = forced([submission.friendly_name, _texts(submission)])
    errors = forced_errors(asked, bundle_codes())
    if errors:
        return rejected(errors)
    if asked.words:
        verdict = _asked(asked)
        if verdict is not None:
            return verdict
    if submission.evaluation_status == "noncompliant":
        return rejected(None, "The last evaluation of the bundle is noncompliant.")
    reason = _implausible_mail(submission.attached)
    if reason:
        return rejected(None, reason)
    reason = _implausible_address(submission)
    if reason:
        return rejected((review_error(_ADDRESS_CODE),), reason)
    if _writes_by_free_mail(submission.attached):
        return rejected((review_error(_MAIL_CODE),))
    return BundleVerdict(approved=True, path=("take-up", "approve"))


def rejected(errors: tuple[ReviewError, ...] | None, reason: str = "") -> BundleVerdict:
    """Return a rejection; without a reason of its own the callback is told codes and texts.

    Its form is a guess; that the callback carries the codes is documented.
    """
    said = reason or "; ".join(f"{error.code}: {error.description}" for error in errors or ())
    return BundleVerdict(
        approved=False, path=("take-up", "reject"), errors=errors, failure_reason=said
    )


def is_implausible(submission: BundleSubmission) -> bool:
    """Say whether the quick check of e-mail and address objects, which needs no reviewer."""
    decided = forced([submission.friendly_name, _texts(submission)])
    if decided.words or decided.of(bundle_codes()):
        return False
    return bool(_implausible_mail(submission.attached) or _implausible_address(submission))


def _asked(asked: Forced) -> BundleVerdict | None:
    if "rejected-without-reason" in asked.words:
        return rejected(None)
    if "stays-in-review" in asked.words:
        return BundleVerdict(approved=False, path=("take-up",))
    if "approved" in asked.words:
        return BundleVerdict(approved=True, path=("take-up", "approve"))
    return None


def _texts(submission: BundleSubmission) -> list[object]:
    return [*(one.attributes for one in submission.attached), *submission.addresses]


def _implausible_mail(attached: Sequence[Attached]) -> str:
    for one in attached:
        mail = one.attribute("email")
        if not isinstance(mail, str):
            continue
        address = unmarked(mail).strip().lower()
        if not _E_MAIL.fullmatch(address):
            return "The e-mail address has no valid syntax."
        domain = mail_domains.domain_of(address)
        if domain in mail_domains.DISPOSABLE:
            return "The e-mail address belongs to a disposable domain."
        if domain.endswith(".invalid"):
            return "The e-mail address belongs to an invalid domain."
    return ""


def _writes_by_free_mail(attached: Sequence[Attached]) -> bool:
    """Say whether a representative of a company has an address that anybody can have.

    Which other domains belong to a company is not judged: many have several.
    """
    company = any(one.type == _COMPANY and one.attribute("website_url") for one in attached)
    mails = (one.attribute("email") for one in attached)
    return company and any(
        isinstance(mail, str) and mail_domains.domain_of(unmarked(mail)) in mail_domains.FREE
        for mail in mails
    )


def _implausible_address(submission: BundleSubmission) -> str:
    for address in submission.addresses:
        country = text_of(address, "iso_country").upper()
        street = unmarked(text_of(address, "street"))
        standard = submission.policy_sid == SECONDARY_CUSTOMER_PROFILE
        if standard and _POST_OFFICE_BOX.search(street):
            return "The street is a post office box."
        reason = _region_fault(address, country)
        if reason:
            return reason
    return ""


def _region_fault(address: Mapping[str, object], country: str) -> str:
    """Say what is wrong with the format of region and postal code; they need not fit together."""
    rules = {
        "US": (US_STATES, _US_POSTAL_CODE),
        "CA": (CANADIAN_PROVINCES, _CANADIAN_POSTAL_CODE),
    }
    if country not in rules:
        return ""
    regions, grammar = rules[country]
    if unmarked(text_of(address, "region")).upper() not in regions:
        return "The region is not one of the country."
    if not grammar.fullmatch(unmarked(text_of(address, "postal_code"))):
        return "The postal code is not one of the country."
    return ""
