"""The review of a brand by Twilio and the Campaign Registry, and its secondary vetting.

Both bundles are judged first, since swapped or rejected ones never reach the registry; then what
the registry checks by itself. It cannot look up tax numbers or listings: a number of the right form
passes, and a magic value makes it fail. The data of mock brands is not checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, Literal, cast

from tendlc.catalog import policies
from tendlc.sandbox.behaviour import brand_checks
from tendlc.sandbox.behaviour.authentication_review import (
    AUTHENTICATION_CODES,
    AuthenticationOutcome,
    review_authentication,
)
from tendlc.sandbox.behaviour.brand_facts import BrandFacts, CountedBrand, brand_facts
from tendlc.sandbox.behaviour.evaluation import SATISFIED_BY
from tendlc.sandbox.behaviour.lifecycles import brand_lifecycle
from tendlc.sandbox.behaviour.magic import Forced, brand_codes, forced
from tendlc.sandbox.behaviour.review_errors import (
    ReviewError,
    SubmittedBundle,
    forced_errors,
    review_error,
)

BrandType = Literal["STANDARD", "SOLE_PROPRIETOR"]
BrandStatus = Literal["PENDING", "APPROVED", "FAILED", "IN_REVIEW", "SUSPENDED"]
VettingOutcome = Literal["none", "success", "failure"]
OtpOutcome = Literal["answered", "wrong", "ignored"]

_VETTING_CODE: Final = 30801
_OTP_CODE: Final = 30752
# The registry knew the brand, but could not match what it says.
_UNVERIFIED_CODES: Final = frozenset({30795, 30796, 30797, 30798, 30799, 30752})
_BLOCKED_CODES: Final = frozenset({30729, 30755})
# These end before the registry gives an id, so that only a new brand helps.
_UNREACHED_CODES: Final = _BLOCKED_CODES | {30712, 30734, 30793}
_LOWEST_SCORE, _SCORES = 40, 56
"""Scores lie between 40 and 95, so that all rows of the throughput table but the worst occur."""

_CUSTOMER_PROFILES: Final = (
    SATISFIED_BY["secondary_customer_profile_type_business"]
    | SATISFIED_BY["primary_customer_profile_type_business"]
)
_STARTER_PROFILES: Final = (
    SATISFIED_BY["starter_customer_profile_type_business"]
    | SATISFIED_BY["starter_customer_profile_type_direct_long_tail"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSubmission:
    """A brand as it was created or updated.

    A bundle is None where its SID names none in the account. `seed` decides the score: the same
    seed, the same score. `other_brands` are those whose values the registry counts. `legal_names`
    are the names that the tax register has, by number, as far as anybody told it.
    """

    profile: SubmittedBundle | None
    trust_product: SubmittedBundle | None
    brand_type: BrandType = "STANDARD"
    skip_automatic_sec_vet: bool = False
    mock: bool = False
    seed: int | str = 0
    other_brands: Sequence[CountedBrand] = ()
    legal_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandVerdict:
    """How a brand ends, and by which transitions of its table in lifecycles it gets there.

    `status` is where `path` leads by itself. `registered` says whether the registry accepted it,
    `tcr_reached` whether it has a tcr_id (a failed brand without one cannot be updated).
    `identity_status` comes with the transitions and stands here for its last value.
    `hints` are errors that an approved brand shows. `otp` tells what the owner does with his first
    one-time code, `authentication` what becomes of the mail to the contact of a public company;
    `authentication_path` names transitions of lifecycles.AUTHENTICATION that come after the mail.
    """

    status: BrandStatus
    path: tuple[str, ...]
    registered: bool
    tcr_reached: bool
    identity_status: str | None = None
    errors: tuple[ReviewError, ...] = ()
    hints: tuple[ReviewError, ...] = ()
    brand_score: int | None = None
    russell_3000: bool | None = None
    government_entity: bool | None = None
    tax_exempt_status: str | None = None
    vetting: VettingOutcome = "none"
    vetting_errors: tuple[ReviewError, ...] = ()
    otp: OtpOutcome = "answered"
    authentication: AuthenticationOutcome = "none"
    authentication_path: tuple[str, ...] = ()
    authentication_errors: tuple[ReviewError, ...] = ()


def waits_for_bundles(submission: BrandSubmission) -> bool:
    """Say whether a bundle is still under review, so that a verdict would come too early.

    A rejected profile breaks its brand, and the guide lets brands be made before the approval.
    """
    bundles = (submission.profile, submission.trust_product)
    return any(
        bundle is not None and bundle.status in ("pending-review", "in-review")
        for bundle in bundles
    )


def review_brand(submission: BrandSubmission) -> BrandVerdict:
    """Judge a brand (domain: lifecycle, sections 3, 4 and 14; errors, section 6).

    A bundle that is still under review counts as fine.
    """
    profile, trust_product = submission.profile, submission.trust_product
    if profile is None or trust_product is None:
        return _failed((review_error(30793, []),), reached=False)
    asked = forced([profile.texts(), trust_product.texts()])
    wanted = _wanted_codes(submission, asked)
    errors = forced_errors(asked, wanted)
    unfit = _unfit_bundles(submission.brand_type, profile, trust_product)
    facts = brand_facts(profile, trust_product)
    if errors and "in-review" in asked.words:
        return _failed_after_review(errors)
    if errors and "approved" not in asked.words:
        return _failed(errors, reached=not wanted & _UNREACHED_CODES)
    if "stays-pending" in asked.words:
        return BrandVerdict(status="PENDING", path=(), registered=False, tcr_reached=False)
    if unfit or "unregistered" in asked.words:
        return _failed(unfit or (review_error(30794),), reached=False)
    found: tuple[ReviewError, ...] = ()
    if not (submission.mock or "approved" in asked.words):
        found = _fact_errors(facts, submission)
    if found:
        return _failed(found, reached=all(error.code not in _BLOCKED_CODES for error in found))
    return _registered(submission, facts, asked, hints=errors)


def score_of(seed: int | str) -> int:
    """Return the vetting score that a seed decides, between 40 and 95."""
    drawn = blake2b(str(seed).encode(), digest_size=8).digest()
    return _LOWEST_SCORE + int.from_bytes(drawn) % _SCORES


def _wanted_codes(submission: BrandSubmission, asked: Forced) -> frozenset[int]:
    """Return the codes asked for with which the registration itself ends."""
    later = AUTHENTICATION_CODES | {_VETTING_CODE}
    if submission.brand_type == "SOLE_PROPRIETOR":
        later |= {_OTP_CODE}
    return frozenset(asked.of(brand_codes())) - later


def _unfit_bundles(
    brand_type: BrandType, profile: SubmittedBundle, trust_product: SubmittedBundle
) -> tuple[ReviewError, ...]:
    """30793 for swapped, foreign or never submitted bundles, 30794 for rejected ones."""
    sole_proprietor = brand_type == "SOLE_PROPRIETOR"
    profiles = _STARTER_PROFILES if sole_proprietor else _CUSTOMER_PROFILES
    product = (
        policies.SOLE_PROPRIETOR_TRUST_PRODUCT if sole_proprietor else policies.A2P_TRUST_PRODUCT
    )
    bundles = (profile, trust_product)
    kinds = (profile.kind, trust_product.kind) == ("customer_profile", "trust_product")
    fitting = profile.policy_sid in profiles and trust_product.policy_sid == product
    if not (kinds and fitting) or any(bundle.status == "draft" for bundle in bundles):
        return (review_error(30793, []),)
    if any(bundle.status == "twilio-rejected" for bundle in bundles):
        return (review_error(30794),)
    return ()


def _fact_errors(facts: BrandFacts, submission: BrandSubmission) -> tuple[ReviewError, ...]:
    """Return the errors of the first step that finds any: form, uniqueness, then identity."""
    steps = (
        brand_checks.country(facts),
        brand_checks.lengths(facts) + brand_checks.natural_text(facts),
        brand_checks.mobile_number(facts) + brand_checks.thresholds(facts, submission.other_brands),
        brand_checks.tax_number(facts) or brand_checks.legal_name(facts, submission.legal_names),
        brand_checks.listing(facts)
        + brand_checks.government(facts)
        + brand_checks.non_profit(facts),
    )
    return next((errors for errors in steps if errors), ())


def _failed(errors: tuple[ReviewError, ...], *, reached: bool) -> BrandVerdict:
    unverified = reached and all(error.code in _UNVERIFIED_CODES for error in errors)
    return BrandVerdict(
        status="FAILED",
        path=("register", "fail-verification") if unverified else ("fail-registration",),
        registered=unverified,
        tcr_reached=reached,
        identity_status="UNVERIFIED" if unverified else None,
        errors=errors,
    )


def _failed_after_review(errors: tuple[ReviewError, ...]) -> BrandVerdict:
    return BrandVerdict(
        status="FAILED",
        path=("register", "send-to-review", "fail-after-review"),
        registered=True,
        tcr_reached=True,
        identity_status="UNVERIFIED",
        errors=errors,
    )


def _registered(
    submission: BrandSubmission,
    facts: BrandFacts,
    asked: Forced,
    *,
    hints: tuple[ReviewError, ...],
) -> BrandVerdict:
    """Compose the verdict of a brand that the registry accepts."""
    vetting = _vetting(submission, asked)
    path = _path(submission.brand_type, asked, vetting)
    status, identity = _ends(submission.brand_type, path, vetted=vetting != "none")
    company = facts.messaging.get("company_type")
    reviewed = status in ("APPROVED", "SUSPENDED")
    authentication = review_authentication(facts, asked, mock=submission.mock)
    return BrandVerdict(
        status=status,
        path=path,
        registered=True,
        tcr_reached=True,
        identity_status=identity,
        brand_score=_score(submission, asked, vetting) if reviewed else None,
        russell_3000="russell-3000" in asked.words,
        government_entity=company == "government",
        hints=hints,
        tax_exempt_status=_tax_exempt_status(company, asked),
        vetting=vetting if reviewed else "none",
        vetting_errors=(review_error(_VETTING_CODE),) if vetting == "failure" else (),
        otp=_otp(asked),
        authentication=authentication.outcome,
        authentication_path=authentication.path,
        authentication_errors=authentication.errors,
    )


def _tax_exempt_status(company: str | None, asked: Forced) -> str | None:
    wanted = next((word for word in asked.words if word.startswith("501c")), None)
    return wanted or ("501c3" if company == "non-profit" else None)


def _otp(asked: Forced) -> OtpOutcome:
    if "otp-ignored" in asked.words:
        return "ignored"
    return "wrong" if _OTP_CODE in asked.codes else "answered"


def _vetting(submission: BrandSubmission, asked: Forced) -> VettingOutcome:
    skipped = submission.skip_automatic_sec_vet or submission.mock or "self-declared" in asked.words
    if skipped or submission.brand_type == "SOLE_PROPRIETOR":
        return "none"
    return "failure" if _VETTING_CODE in asked.codes else "success"


def _path(brand_type: BrandType, asked: Forced, vetting: VettingOutcome) -> tuple[str, ...]:
    if "stuck-in-review" in asked.words:
        return ("register", "send-to-review")
    steps = ["register"]
    if "in-review" in asked.words:
        steps += ["send-to-review", "approve-after-review"]
    elif "self-declared" in asked.words:
        steps.append("approve-unverified")
    else:
        steps.append("approve" if brand_type == "SOLE_PROPRIETOR" else "verify")
    if vetting != "none":
        steps.append("vet" if vetting == "success" else "fail-vetting")
    if "suspended" in asked.words:
        steps.append("suspend")
    return tuple(steps)


def _ends(
    brand_type: BrandType, path: tuple[str, ...], *, vetted: bool
) -> tuple[BrandStatus, str | None]:
    """Follow a path through the table of the brand to its last status and identity status."""
    table = brand_lifecycle(brand_type, secondary_vetting=vetted)
    status, identity = "PENDING", None
    for name in path:
        status = table[name].target
        identity = table[name].identity_status or identity
    return cast(BrandStatus, status), identity


def _score(submission: BrandSubmission, asked: Forced, vetting: VettingOutcome) -> int | None:
    if asked.score is not None:
        return asked.score
    return score_of(submission.seed) if vetting == "success" else None
