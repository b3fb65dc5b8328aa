"""The A2P trust product: guide steps 2.1 to 2.6.

Its contents include what the customer profile was last submitted with, so a mended profile
submits the trust product again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tendlc.catalog import policies
from tendlc.domain.actions import CreateEndUser, CreateTrustProduct, UpdateEndUser
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.terms import Terms
from tendlc.rules.planning import bundles
from tendlc.rules.planning.bundles import Piece
from tendlc.rules.planning.decision import Decision

KIND = BundleKind.TRUST_PRODUCT
# fact: policy-a2p-trust-product
POLICY = policies.A2P_TRUST_PRODUCT


def decide(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Say what the trust product needs next; None while it is under review or approved."""
    named = onboarding.customer.customer_profile_sid is not None
    look_first = named or onboarding.was_there_before(StepName.CUSTOMER_PROFILE)
    step, create = made(onboarding, terms)
    return bundles.decide(onboarding, create, state, step, terms, now, look_first=look_first)


def review(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Await the verdict on the trust product; None where it has come."""
    return bundles.await_verdict(onboarding, state(onboarding), terms, now)


def state(onboarding: Onboarding) -> bundles.BundleState:
    """Gather the trust product, which is there."""
    submitted = onboarding.last_success(Step(StepName.CUSTOMER_PROFILE_SUBMISSION))
    there = onboarding.known_sid(StepName.TRUST_PRODUCT)
    digest = submitted.digest if submitted else ""
    return bundles.gather(onboarding, KIND, there, POLICY, pieces(onboarding), digest)


def made(onboarding: Onboarding, terms: Terms) -> tuple[Step, CreateTrustProduct]:
    """Return the step that makes the trust product, and what it sends."""
    create = CreateTrustProduct(
        friendly_name=onboarding.friendly_name("trust product"),
        email=terms.isv.status_email,
        policy_sid=POLICY,
        status_callback=terms.isv.status_callback_url,
    )
    return Step(StepName.TRUST_PRODUCT), create


def pieces(onboarding: Onboarding) -> Iterator[Piece]:
    """Give each piece of the trust product, as far as what it is made of is there.

    Source: guide steps 2.2 to 2.4.
    """
    product = onboarding.sid_of(StepName.TRUST_PRODUCT)
    yield Piece(
        step=Step(StepName.MESSAGING_PROFILE),
        create=CreateEndUser(
            friendly_name=onboarding.friendly_name("messaging profile"),
            type="us_a2p_messaging_profile_information",
            attributes=messaging_attributes(onboarding),
        ),
        update=update_messaging_profile(onboarding),
    )
    known = onboarding.sid_of(StepName.MESSAGING_PROFILE)
    step = Step(StepName.MESSAGING_PROFILE_ASSIGNMENT)
    yield from bundles.assigned(step, KIND, product, known)
    named = onboarding.customer.customer_profile_sid
    profile = named or onboarding.sid_of(StepName.CUSTOMER_PROFILE)
    step = Step(StepName.CUSTOMER_PROFILE_ASSIGNMENT)
    yield from bundles.assigned(step, KIND, product, profile)


def update_messaging_profile(onboarding: Onboarding) -> UpdateEndUser | None:
    """Give the write that brings the messaging profile in line with the document.

    None where it is not made, or the trust product was there from before this ledger.
    """
    known = onboarding.sid_of(StepName.MESSAGING_PROFILE)
    return UpdateEndUser(sid=known, attributes=messaging_attributes(onboarding)) if known else None


def messaging_attributes(onboarding: Onboarding) -> dict[str, str]:
    """Spell the messaging profile as TrustHub wants it (business_information section 4).

    Keys that do not apply are left out: sent empty, they are a reported cause of rejection.
    """
    profile = onboarding.customer.messaging_profile
    attributes = {
        "company_type": profile.company_type,
        "stock_exchange": profile.stock_exchange,
        "stock_ticker": profile.stock_ticker,
        "brand_contact_email": profile.brand_contact_email,
    }
    return {name: value for name, value in attributes.items() if value}
