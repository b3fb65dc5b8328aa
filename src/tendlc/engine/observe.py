"""Writes what Twilio showed into the record, and marks what a write has overtaken.

Whatever an answer does not show of a thing that moves is stale afterwards, and looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from tendlc.domain.actions import (
    Action,
    BundleKind,
    BuyPhoneNumber,
    CreateCampaign,
    CreateCustomerProfile,
    CreateTrustProduct,
    DeleteCampaign,
    EvaluateBundle,
    ImportVetting,
    RegisterBrand,
    RemovePhoneNumber,
    ResendBrandAuthenticationMail,
    SubmitBundle,
    UpdateBrandRegistration,
    UpdateCampaign,
)
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    BrandSeen,
    BundleSeen,
    CampaignSeen,
    EvaluationSeen,
    Observations,
    OwnedNumberSeen,
    PhoneNumberSeen,
    PrimaryProfileSeen,
    Seen,
    UseCasesSeen,
    VettingSeen,
)
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import BRAND, BUNDLE, CAMPAIGN, GONE, Standing, standing
from tendlc.domain.subjects import Bundle, Subject
from tendlc.rules.planning.phone_numbers import NOT_AVAILABLE

Moving = TypeVar("Moving", BundleSeen, BrandSeen, CampaignSeen)


def absorb(observed: Observations, source: Action | Subject, seen: Seen | None) -> Observations:
    """Put what `source` showed into its place; None marks the place stale."""
    if seen is None:
        return stale_after(observed, source)
    match seen:
        case PrimaryProfileSeen():
            return replace(observed, primary=seen)
        case BrandSeen():
            return replace(observed, brand=seen)
        case VettingSeen():
            return replace(observed, vetting=seen)
        case UseCasesSeen():
            return replace(observed, use_cases=seen)
        case CampaignSeen():
            return _offers_are_old(replace(observed, campaign=seen))
        case AvailableNumbersSeen() | OwnedNumberSeen() | PhoneNumberSeen():
            return _absorb_number(observed, seen)
        case BundleSeen() | EvaluationSeen():
            return _absorb_bundle(observed, _bundle_of(source), seen)


def _absorb_number(
    observed: Observations, seen: AvailableNumbersSeen | OwnedNumberSeen | PhoneNumberSeen
) -> Observations:
    """Put what was seen of numbers in the place of what was seen for the same wish, or number."""
    if isinstance(seen, AvailableNumbersSeen):
        others = [n for n in observed.available_numbers if n.ordinal != seen.ordinal]
        return replace(observed, available_numbers=(*others, seen))
    if isinstance(seen, OwnedNumberSeen):
        rest = [n for n in observed.owned_numbers if n.ordinal != seen.ordinal]
        return replace(observed, owned_numbers=(*rest, seen))
    known = [n for n in observed.phone_numbers if n.sid != seen.sid]
    return replace(observed, phone_numbers=(*known, seen))


def status_events(before: Onboarding, seen: Seen | None, now: datetime) -> Sequence[Event]:
    """Tell of a status that is another than the one last seen."""
    if isinstance(seen, UseCasesSeen):
        return (Event(at=now, name=EventName.USE_CASES_SEEN, text=", ".join(seen.codes)),)
    status = getattr(seen, "status", None)
    sid = getattr(seen, "sid", None)
    if status is None or sid is None:
        return ()
    known = before.observed
    moving = (known.customer_profile, known.trust_product, known.brand, known.campaign)
    last = (*moving, *known.phone_numbers)
    if any(old is not None and (old.sid, old.status) == (sid, status) for old in last):
        return ()
    return (Event(at=now, name=EventName.STATUS_SEEN, sid=sid, text=status),)


def shows_nothing(seen: Seen) -> bool:
    """Say whether a look found nothing where something should be."""
    match seen:
        case UseCasesSeen():
            return not seen.codes
        case PrimaryProfileSeen(sid=None):
            return True
        case _:
            return getattr(seen, "status", None) == GONE


def stale_after(observed: Observations, source: Action | Subject) -> Observations:
    """Mark as stale what a write without a telling answer may have changed."""
    if isinstance(source, RegisterBrand | UpdateBrandRegistration) and observed.brand:
        return replace(observed, brand=replace(observed.brand, stale=True))
    if isinstance(source, CreateCampaign | UpdateCampaign | DeleteCampaign) and observed.campaign:
        return replace(observed, campaign=replace(observed.campaign, stale=True))
    if isinstance(source, ImportVetting) and observed.vetting:
        return replace(observed, vetting=replace(observed.vetting, stale=True))
    if isinstance(source, ResendBrandAuthenticationMail):
        vetting, brand = observed.vetting, observed.brand
        return replace(
            observed,
            vetting=replace(vetting, stale=True) if vetting else None,
            brand=replace(brand, stale=True) if brand else None,
        )
    if isinstance(source, RemovePhoneNumber):
        kept = [one for one in observed.phone_numbers if one.sid != source.phone_number_sid]
        return replace(observed, phone_numbers=tuple(kept))
    if isinstance(source, SubmitBundle):
        return _stale_bundle(observed, source.bundle)
    return observed


def stale_after_refusal(observed: Observations, action: Action, code: int | None) -> Observations:
    """Mark as stale what a refusal proves wrong: the numbers on sale, where one is sold."""
    if not isinstance(action, BuyPhoneNumber) or code != NOT_AVAILABLE:
        return observed
    return _offers_are_old(observed)


def stale_if_writable(observed: Observations) -> Observations:
    """Mark as stale what would be written to as it was last seen: the ledger may be an old copy."""
    profile, product = observed.customer_profile, observed.trust_product
    brand, campaign = observed.brand, observed.campaign
    return replace(
        observed,
        customer_profile=_stale_unless_settled(profile, BUNDLE),
        trust_product=_stale_unless_settled(product, BUNDLE),
        brand=_stale_unless_settled(brand, BRAND),
        campaign=_stale_unless_settled(campaign, CAMPAIGN),
    )


def _stale_unless_settled(seen: Moving | None, statuses: Mapping[str, Standing]) -> Moving | None:
    if seen is None or standing(statuses, seen.status) in (Standing.MOVING, Standing.GOOD):
        return seen
    return replace(seen, stale=True)


def all_stale(observed: Observations) -> Observations:
    """Mark everything that moves as stale: somebody says that the world has changed."""
    primary, profile, product = observed.primary, observed.customer_profile, observed.trust_product
    brand, campaign = observed.brand, observed.campaign
    use_cases = observed.use_cases
    return replace(
        observed,
        primary=replace(primary, stale=True) if primary else None,
        customer_profile=replace(profile, stale=True) if profile else None,
        trust_product=replace(product, stale=True) if product else None,
        brand=replace(brand, stale=True) if brand else None,
        campaign=replace(campaign, stale=True) if campaign else None,
        vetting=replace(observed.vetting, stale=True) if observed.vetting else None,
        use_cases=replace(use_cases, stale=True) if use_cases else None,
        available_numbers=(),
        owned_numbers=tuple(replace(number, stale=True) for number in observed.owned_numbers),
        phone_numbers=_stale_numbers(observed),
    )


def stale_since_registered(observed: Observations) -> Observations:
    """Mark as stale what a registered customer sends with: any of it may be gone since."""
    brand, campaign = observed.brand, observed.campaign
    return replace(
        observed,
        brand=replace(brand, stale=True) if brand else None,
        campaign=replace(campaign, stale=True) if campaign else None,
        phone_numbers=_stale_numbers(observed),
    )


def _stale_numbers(observed: Observations) -> tuple[PhoneNumberSeen, ...]:
    return tuple(replace(number, stale=True) for number in observed.phone_numbers)


def _offers_are_old(observed: Observations) -> Observations:
    """Mark numbers on sale as stale: they sell, and a campaign is reviewed for weeks."""
    offers = tuple(replace(offer, stale=True) for offer in observed.available_numbers)
    return replace(observed, available_numbers=offers)


def _bundle_of(source: Action | Subject) -> BundleKind:
    match source:
        case CreateCustomerProfile():
            return BundleKind.CUSTOMER_PROFILE
        case CreateTrustProduct():
            return BundleKind.TRUST_PRODUCT
        case SubmitBundle() | EvaluateBundle() | Bundle():
            return source.bundle
        case _:
            raise TypeError(f"{type(source).__name__} shows no bundle")


def _absorb_bundle(
    observed: Observations, kind: BundleKind, seen: BundleSeen | EvaluationSeen
) -> Observations:
    profile = kind is BundleKind.CUSTOMER_PROFILE
    if isinstance(seen, EvaluationSeen):
        if profile:
            return replace(observed, customer_profile_evaluation=seen)
        return replace(observed, trust_product_evaluation=seen)
    if profile:
        return replace(observed, customer_profile=seen)
    return replace(observed, trust_product=seen)


def _stale_bundle(observed: Observations, kind: BundleKind) -> Observations:
    profile, product = observed.customer_profile, observed.trust_product
    if kind is BundleKind.CUSTOMER_PROFILE:
        return replace(observed, customer_profile=replace(profile, stale=True) if profile else None)
    return replace(observed, trust_product=replace(product, stale=True) if product else None)
