"""What the registry reads of a brand: its two bundles, and the brands whose values it counts.

Read anew for every review, so that what was edited meanwhile counts.
"""

from __future__ import annotations

from tendlc.sandbox.behaviour.review import BrandSubmission, CountedBrand, SubmittedBundle
from tendlc.sandbox.resources.brand_moves import KIND, SOLE_PROPRIETOR
from tendlc.sandbox.resources.bundles import CUSTOMER_PROFILE, TRUST_PRODUCT, submitted
from tendlc.sandbox.world.session import Record, Session


def submission_of(session: Session, record: Record) -> BrandSubmission:
    """Return a brand as the registry reads it now."""
    data = record.data
    profile, trust_product = _bundles(session, record)
    return BrandSubmission(
        profile=profile,
        trust_product=trust_product,
        brand_type=data["brand_type"],
        skip_automatic_sec_vet=data["skip_automatic_sec_vet"],
        mock=data["mock"],
        seed=f"{session.world.chance.stream}/{record.key}",
        other_brands=_counted(session, record) if data["brand_type"] == SOLE_PROPRIETOR else (),
        legal_names=session.of_world().setting("legal_names", {}),
    )


def _counted(session: Session, record: Record) -> tuple[CountedBrand, ...]:
    others = (other for other in session.all(KIND) if other.key != record.key)
    registered = (other for other in others if other.data["tcr_id"])
    return tuple(
        _counted_values(_bundles(session, other))
        for other in registered
        if other.data["brand_type"] == SOLE_PROPRIETOR
    )


def _bundles(
    session: Session, record: Record
) -> tuple[SubmittedBundle | None, SubmittedBundle | None]:
    data = record.data
    return (
        submitted(CUSTOMER_PROFILE, session, data["customer_profile_bundle_sid"]),
        submitted(TRUST_PRODUCT, session, data["a2p_profile_bundle_sid"]),
    )


def _counted_values(
    bundles: tuple[SubmittedBundle | None, SubmittedBundle | None],
) -> CountedBrand:
    profile, trust = bundles
    person = profile.attributes("starter_customer_profile_information") if profile else {}
    trader = trust.attributes("sole_proprietor_information") if trust else {}
    address = profile.addresses[0] if profile and profile.addresses else {}
    return CountedBrand(
        mobile_phone_number=str(trader.get("mobile_phone_number", "")),
        email=str(person.get("email", "")),
        street=str(address.get("street", "")),
    )
