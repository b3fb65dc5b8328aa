"""A campaign's way through the reviews, and what happens to it later.

Field checks come within a second, reviewers later; a scripted verdict takes the place of theirs.
The numbers of its service are registered once it is approved and, where its use case asks for
that, the carriers have admitted it; they are let go with it.
"""

from __future__ import annotations

from typing import Any, Final

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, use_cases
from tendlc.sandbox.behaviour.lifecycles import CAMPAIGN, GONE, Transition
from tendlc.sandbox.behaviour.review import (
    CampaignBrand,
    CampaignSubmission,
    CampaignVerdict,
    rate_limits_of,
    review_campaign,
    review_sharing,
    suspension_errors,
)
from tendlc.sandbox.operations import Shape
from tendlc.sandbox.resources import brand_authentication
from tendlc.sandbox.resources.brand_vettings import has_imported
from tendlc.sandbox.resources.bundles import CUSTOMER_PROFILE, TRUST_PRODUCT, submitted
from tendlc.sandbox.resources.number_registrations import register_numbers, withdraw_numbers
from tendlc.sandbox.resources.scripted import scripted_errors
from tendlc.sandbox.world.session import Record, Session

KIND: Final = "Usa2p"


def campaign_of(session: Session, service_sid: str) -> Record | None:
    """Return the campaign of a messaging service, or None."""
    return session.find(KIND, f"{service_sid}/{CAMPAIGN_SID}")


def campaigns_of(session: Session, brand_sid: str) -> list[Record]:
    """Return the campaigns of a brand, in whatever state."""
    return session.holders(brand_sid, KIND)


def start(session: Session, record: Record) -> None:
    """Begin the review of a new campaign."""
    session.schedule(CAMPAIGN["reject-at-once"].timing, f"{KIND}.check", record.key)
    session.schedule(CAMPAIGN["submit"].timing, f"{KIND}.submit", record.key)


def resubmit(session: Session, record: Record) -> None:
    """Begin the review of an edited campaign."""
    _give_id(session, record)
    record.data["errors"] = []
    session.cancel(record.key)  # a review of what it was before must not decide what it is now
    move(session, record, CAMPAIGN["update"])
    session.schedule(CAMPAIGN["reject-resubmitted-at-once"].timing, f"{KIND}.check", record.key)
    session.schedule(CAMPAIGN["approve"].timing, f"{KIND}.verdict", record.key)


def remove_campaign(session: Session, record: Record) -> None:
    """Remove a campaign; the numbers of its service are let go."""
    withdraw_numbers(session, record.key.partition("/")[0])
    session.end_charge(record.key)
    suspended = record.data["campaign_status"] == "SUSPENDED"
    move(session, record, CAMPAIGN["delete-suspended" if suspended else "delete"])


def suspend_campaign(session: Session, record: Record, *, with_brand: bool = False) -> None:
    """Suspend an approved campaign, by itself or because its brand is; do nothing with others."""
    if record.data["campaign_status"] == "VERIFIED":
        record.data["suspended_with_brand"] = with_brand
        errors = [] if with_brand else suspension_errors()
        record.data["errors"] = [error.as_json() for error in errors]
        move(session, record, CAMPAIGN["suspend"])


def lift_suspension(session: Session, record: Record, *, only_with_brand: bool = False) -> None:
    """Lift a suspension; `only_with_brand` leaves those alone that have a reason of their own."""
    data = record.data
    own = only_with_brand and not data["suspended_with_brand"]
    if data["campaign_status"] == "SUSPENDED" and not own:
        data |= {"errors": [], "suspended_with_brand": False}
        move(session, record, CAMPAIGN["lift-suspension"])
        if data["admitted"]:
            register_numbers(session, record.key.partition("/")[0])


def move(session: Session, record: Record, transition: Transition, **details: Any) -> None:
    """Take a transition of a campaign: the one place where its state changes."""
    if transition.target == GONE:
        session.remember(record, transition.name, event_type=transition.event, **details)
        session.remove(record)
        return
    record.data["campaign_status"] = transition.target
    session.save(
        record, transition.name, event_type=transition.event, status=transition.target, **details
    )


def _check(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if session.awaits_verdict("campaign", key.partition("/")[0]):
        return  # whoever asked for a verdict decides, not the field checks
    if record and record.data["campaign_status"] in ("PENDING", "IN_PROGRESS"):
        verdict = _review(session, record)
        if verdict.instant:
            fresh = record.data["campaign_status"] == "PENDING"
            name = "reject-at-once" if fresh else "reject-resubmitted-at-once"
            record.data["errors"] = [error.as_json() for error in verdict.errors]
            session.cancel(key)
            move(session, record, CAMPAIGN[name])


def _submit(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record is None or record.data["campaign_status"] != "PENDING":
        return
    if not _review(session, record).path:
        session.hold(f"{KIND}.submit", key)
        return
    _give_id(session, record)
    move(session, record, CAMPAIGN["submit"])
    session.schedule(CAMPAIGN["approve"].timing, f"{KIND}.verdict", key)


def _give_id(session: Session, record: Record) -> None:
    if record.data["campaign_id"] is None:
        record.data["campaign_id"] = session.world.chance.registry_id("C", record.key)
        if not record.data["mock"]:
            session.charge("campaign_vetting", record.key)


def _decide(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record is None or record.data["campaign_status"] != "IN_PROGRESS":
        return
    verdict = _verdict(session, record)
    ahead = [name for name in verdict.path if name != "submit"]
    if not ahead:
        session.hold(f"{KIND}.verdict", key)
        return
    record.data["rate_limits"] = verdict.rate_limits
    approved = ahead[0] == "approve"
    record.data["errors"] = [] if approved else [error.as_json() for error in verdict.errors]
    move(session, record, CAMPAIGN[ahead[0]])
    if approved:
        _after_approval(session, record)
    if "suspend" in ahead:
        session.schedule(CAMPAIGN["suspend"].timing, f"{KIND}.suspend", key)


def _after_approval(session: Session, record: Record) -> None:
    if not record.data["mock"] and "shared_as" not in record.data:
        sole = record.data["us_app_to_person_usecase"] == SOLE_PROPRIETOR
        item = "sole_proprietor_campaign_month" if sole else "campaign_month"
        session.charge(item, record.key)
    brand = session.find("BrandRegistration", record.data["brand_registration_sid"])
    if brand and brand.data["status"] == "SUSPENDED":
        suspend_campaign(session, record, with_brand=True)
    use_case = use_cases().get(record.data["us_app_to_person_usecase"])
    if use_case and use_case.post_approval_required:
        session.schedule(CAMPAIGN["admit"].timing, f"{KIND}.admit", record.key)
    else:
        _let_in(session, record)


def _admit(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record and record.data["campaign_status"] in ("VERIFIED", "SUSPENDED"):
        session.remember(record, "admit", because="the carriers have admitted the use case")
        _let_in(session, record)


def _let_in(session: Session, record: Record) -> None:
    record.data["admitted"] = True
    session.save_quietly(record)
    if record.data["campaign_status"] == "VERIFIED":
        register_numbers(session, record.key.partition("/")[0])


def _suspend(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record:
        suspend_campaign(session, record)


def _verdict(session: Session, record: Record) -> CampaignVerdict:
    script = session.verdict("campaign", record.key.partition("/")[0])
    return _scripted(session, record, script) if script else _review(session, record)


def _scripted(session: Session, record: Record, script: Shape) -> CampaignVerdict:
    brand = _brand(session, record)
    rejected, held = script["outcome"] == "rejected", script["outcome"] == "held"
    use_case = record.data["us_app_to_person_usecase"]
    limits = rate_limits_of(use_case, brand.brand_score) if use_case else None
    decided: tuple[str, ...] = ("reject",) if rejected else ("approve",)
    return CampaignVerdict(
        approved=not rejected and not held,
        instant=False,
        status="FAILED" if rejected else "VERIFIED",
        path=() if held else decided,
        errors=scripted_errors(script, upper=True),
        rate_limits=None if rejected or held else limits,
    )


def _review(session: Session, record: Record) -> CampaignVerdict:
    data = record.data
    if "shared_as" in data:
        return review_sharing(data["shared_as"])
    service = session.find("MessagingService", record.key.partition("/")[0])
    return review_campaign(
        CampaignSubmission(
            brand=_brand(session, record),
            use_case=data["us_app_to_person_usecase"],
            **{name: data[name] for name in _REVIEWED},
            help_message=data["help_message"] if data["own_help_message"] else None,
            service_name=service.data["friendly_name"] if service else "",
        )
    )


def _brand(session: Session, record: Record) -> CampaignBrand:
    brand = session.find("BrandRegistration", record.data["brand_registration_sid"])
    if brand is None:
        return CampaignBrand(name="")
    profile = submitted(CUSTOMER_PROFILE, session, brand.data["customer_profile_bundle_sid"])
    business = profile.attributes(_BUSINESS) if profile else {}
    product = submitted(TRUST_PRODUCT, session, brand.data["a2p_profile_bundle_sid"])
    trader = product.attributes(_SOLE_PROPRIETOR) if product else {}
    waiting = brand_authentication.is_awaited(brand)
    return CampaignBrand(
        name=str(business.get("business_name") or trader.get("brand_name") or ""),
        status=brand.data["status"],
        identity_status=brand.data["identity_status"],
        brand_type=brand.data["brand_type"],
        brand_score=brand.data["brand_score"],
        tax_exempt_status=brand.data["tax_exempt_status"],
        website_url=str(business.get("website_url") or ""),
        registration_number=str(business.get("business_registration_number") or ""),
        authentication="pending" if waiting else brand.data["authentication"],
        campaign_verified=has_imported(session, brand.key),
        campaigns=len(campaigns_of(session, brand.key)),
    )


_BUSINESS: Final = "customer_profile_business_information"
_SOLE_PROPRIETOR: Final = "sole_proprietor_information"
_REVIEWED: Final = (
    "description",
    "message_flow",
    "message_samples",
    "has_embedded_links",
    "has_embedded_phone",
    "direct_lending",
    "age_gated",
    "opt_in_keywords",
    "opt_in_message",
    "opt_out_message",
    "privacy_policy_url",
    "terms_and_conditions_url",
    "mock",
)
STEPS: Final = {
    f"{KIND}.check": _check,
    f"{KIND}.submit": _submit,
    f"{KIND}.verdict": _decide,
    f"{KIND}.admit": _admit,
    f"{KIND}.suspend": _suspend,
}
