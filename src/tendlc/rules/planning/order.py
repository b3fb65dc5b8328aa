"""The chain, to be read beside Twilio's guide: what comes after what.

The kinds do not know each other; this table alone does. A link is asked once everything that it
comes after is settled. What is free comes before what is paid: Twilio takes a messaging service at
any time, so it comes before the brand, and a webhook that is refused costs nothing then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tendlc.domain.actions import Action, RegisterBrand
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.terms import Terms
from tendlc.rules.planning import (
    brand_authentication,
    brand_registration,
    brand_vetting,
    campaign,
    changes,
    customer_profile,
    free_checks,
    messaging_service,
    only_ones,
    phone_numbers,
    primary_customer_profile,
    trust_product,
)
from tendlc.rules.planning.decision import Act, Decision, ReadBack

Decide = Callable[[Onboarding, Terms, datetime], Decision | None]


def _brand(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    bundles = (customer_profile.state(onboarding), trust_product.state(onboarding))
    service = onboarding.sid_of(StepName.MESSAGING_SERVICE)
    decision = brand_registration.decide(
        onboarding, bundles, terms, now, messaging_service_sid=service
    )
    match decision:
        case Act(action=RegisterBrand()) | ReadBack(action=RegisterBrand(), blind=True):
            return only_ones.confirm_all(onboarding, _free(onboarding, terms)) or decision
        case _:
            return decision


def _free(onboarding: Onboarding, terms: Terms) -> tuple[tuple[Step, Action], ...]:
    """Name what the brand hangs on, or its campaign will."""
    return (
        customer_profile.made(onboarding, terms),
        trust_product.made(onboarding, terms),
        messaging_service.made(onboarding),
    )


def _after(decide: Callable[..., Decision | None], before: StepName, **sids: StepName) -> Decide:
    """Tell a kind the SIDs that it builds on, and to look first where `before` was there already.

    Args:
        decide: the kind.
        before: the step whose object, there from before this ledger, makes it look first.
        sids: the steps that made what the kind builds on, by the names of its parameters.
    """

    def link(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
        known = {name: onboarding.known_sid(step) for name, step in sids.items()}
        look_first = onboarding.was_there_before(before)
        return decide(onboarding, terms, now, look_first=look_first, **known)

    return link


def _only_ones(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    return only_ones.decide(onboarding)


def _brand_authentication(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    return brand_authentication.decide(
        onboarding,
        terms,
        now,
        brand_sid=onboarding.known_sid(StepName.BRAND_REGISTRATION),
        contact=trust_product.update_messaging_profile(onboarding),
        trust_product_sid=onboarding.known_sid(StepName.TRUST_PRODUCT),
    )


def _changes(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    bundles = (customer_profile.state(onboarding), trust_product.state(onboarding))
    return changes.decide(onboarding, bundles)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain.

    `after` must be settled first; `after_approval` too where the terms want approvals; and
    `before_payment` as long as the object of the step `pays` is not there.
    """

    name: str
    decide: Decide
    after: frozenset[str] = frozenset()
    after_approval: frozenset[str] = frozenset()
    before_payment: frozenset[str] = frozenset()
    pays: StepName | None = None

    def needs(self, onboarding: Onboarding, terms: Terms) -> frozenset[str]:
        """Name the links that must be settled before this one is asked."""
        needed = self.after
        if terms.wait_for_approval:
            needed |= self.after_approval
        if self.pays and onboarding.sid_of(self.pays) is None:
            needed |= self.before_payment
        return needed


_SERVICE = {"messaging_service_sid": StepName.MESSAGING_SERVICE}
_BRAND = {"brand_sid": StepName.BRAND_REGISTRATION}

CHAIN: tuple[Link, ...] = (
    Link("primary customer profile", primary_customer_profile.decide),
    Link(
        "customer profile",
        customer_profile.decide,
        after=frozenset({"primary customer profile"}),
    ),
    Link(
        "customer profile review",
        customer_profile.review,
        after=frozenset({"customer profile"}),
    ),
    Link(
        "trust product",
        trust_product.decide,
        after=frozenset({"customer profile"}),
    ),
    Link("trust product review", trust_product.review, after=frozenset({"trust product"})),
    Link(
        "messaging service",
        _after(messaging_service.decide, StepName.TRUST_PRODUCT),
        after=frozenset({"trust product"}),
    ),
    Link(
        "free checks",
        _after(free_checks.decide, StepName.MESSAGING_SERVICE, **_SERVICE),
        after=frozenset({"messaging service"}),
    ),
    Link(
        "brand registration",
        _brand,
        after=frozenset({"trust product"}),
        after_approval=frozenset({"customer profile review", "trust product review"}),
        before_payment=frozenset({"free checks"}),
        pays=StepName.BRAND_REGISTRATION,
    ),
    Link(
        "brand vetting",
        _after(brand_vetting.decide, StepName.BRAND_REGISTRATION, **_BRAND),
        after=frozenset({"brand registration"}),
    ),
    Link(
        "brand authentication",
        _brand_authentication,
        after=frozenset({"brand registration"}),
    ),
    Link(
        "campaign",
        _after(campaign.decide, StepName.MESSAGING_SERVICE, **_SERVICE),
        after=frozenset({"brand vetting", "brand authentication", "messaging service"}),
        before_payment=frozenset({"free checks"}),
        pays=StepName.CAMPAIGN,
    ),
    Link(
        "phone numbers",
        _after(phone_numbers.decide, StepName.CAMPAIGN, **_SERVICE),
        after=frozenset({"campaign", "free checks"}),
    ),
    Link("only ones", _only_ones),
    Link("changes", _changes, after=frozenset({"trust product"})),
)

GUIDE_STEPS: tuple[tuple[StepName, str, str], ...] = (
    (StepName.CUSTOMER_PROFILE, "1.1", "Customer profile"),
    (StepName.BUSINESS_INFORMATION, "1.2", "Business information"),
    (StepName.BUSINESS_INFORMATION_ASSIGNMENT, "1.3", "Assign business information"),
    (StepName.AUTHORIZED_REPRESENTATIVE, "1.4", "Authorized representative"),
    (StepName.AUTHORIZED_REPRESENTATIVE_ASSIGNMENT, "1.5", "Assign representative"),
    (StepName.ADDRESS, "1.6", "Address"),
    (StepName.SUPPORTING_DOCUMENT, "1.7", "Supporting document"),
    (StepName.SUPPORTING_DOCUMENT_ASSIGNMENT, "1.8", "Assign supporting document"),
    (StepName.PRIMARY_CUSTOMER_PROFILE_ASSIGNMENT, "1.9", "Assign primary customer profile"),
    (StepName.CUSTOMER_PROFILE_EVALUATION, "1.10", "Evaluate customer profile"),
    (StepName.CUSTOMER_PROFILE_SUBMISSION, "1.11", "Submit customer profile"),
    (StepName.TRUST_PRODUCT, "2.1", "Trust product"),
    (StepName.MESSAGING_PROFILE, "2.2", "Messaging profile"),
    (StepName.MESSAGING_PROFILE_ASSIGNMENT, "2.3", "Assign messaging profile"),
    (StepName.CUSTOMER_PROFILE_ASSIGNMENT, "2.4", "Assign customer profile"),
    (StepName.TRUST_PRODUCT_EVALUATION, "2.5", "Evaluate trust product"),
    (StepName.TRUST_PRODUCT_SUBMISSION, "2.6", "Submit trust product"),
    (StepName.BRAND_REGISTRATION, "3", "Brand registration"),
    (StepName.MESSAGING_SERVICE, "4", "Messaging service"),
    (StepName.CAMPAIGN, "5.2", "Campaign"),
    (StepName.PHONE_NUMBER, "6", "Phone number"),
    (StepName.PHONE_NUMBER_ADDITION, "6", "Add phone number to service"),
)
"""The steps that people see, in the guide's order; 5.1 is a read and stands in stages.py."""
