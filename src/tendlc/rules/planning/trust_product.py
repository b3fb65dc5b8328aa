"""The A2P trust product: guide steps 2.1 to 2.6.

Its contents include what the customer profile was last submitted with, so a mended profile
submits the trust product again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tendlc.catalog import policies
from tendlc.domain.actions import AssignEntity, CreateEndUser, CreateTrustProduct, UpdateEndUser
from tendlc.domain.observed import BundleSeen, EvaluationSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.terms import Terms
from tendlc.rules.matching import friendly_name
from tendlc.rules.planning import bundles
from tendlc.rules.planning.attempts import create_once
from tendlc.rules.planning.decision import Decision

# fact: policy-a2p-trust-product
POLICY = policies.A2P_TRUST_PRODUCT


def decide(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Say what the trust product needs next; None while it is under review or approved."""
    step = Step(StepName.TRUST_PRODUCT)
    named = onboarding.customer.customer_profile_sid is not None
    look_first = named or onboarding.was_there_before(StepName.CUSTOMER_PROFILE)
    create = _create(onboarding, terms)
    decision = create_once(onboarding, step, create, terms, now, look_first=look_first)
    if decision is not None:
        return decision
    product = state(onboarding)
    decision = (
        bundles.settle_submission(onboarding, product, terms, now)
        or bundles.look_unless_seen(product)
        or bundles.gone(product)
    )
    if decision is not None:
        return decision
    if not bundles.is_open(product):
        return None
    return bundles.keep_pieces(
        onboarding, step, pieces(onboarding), terms, now
    ) or bundles.evaluate_and_submit(onboarding, state(onboarding), terms, now)


def review(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Await the verdict on the trust product; None where it has come."""
    return bundles.await_verdict(onboarding, state(onboarding), terms, now)


def sid(onboarding: Onboarding) -> str:
    """Return the trust product's SID; empty before step 2.1."""
    return onboarding.sid_of(StepName.TRUST_PRODUCT) or ""


def state(onboarding: Onboarding) -> bundles.BundleState:
    return bundles.BundleState(
        kind=BundleKind.TRUST_PRODUCT,
        title="trust product",
        sid=sid(onboarding),
        policy_sid=POLICY,
        contents=bundles.contents(_wished(onboarding)),
        seen=onboarding.observed.last(BundleSeen, bundle=BundleKind.TRUST_PRODUCT),
        evaluation=onboarding.observed.last(EvaluationSeen, bundle=BundleKind.TRUST_PRODUCT),
        evaluate_step=Step(StepName.TRUST_PRODUCT_EVALUATION),
        submit_step=Step(StepName.TRUST_PRODUCT_SUBMISSION),
    )


def made(onboarding: Onboarding, terms: Terms) -> tuple[Step, CreateTrustProduct]:
    """Return the step that makes the trust product, and what it sends."""
    return Step(StepName.TRUST_PRODUCT), _create(onboarding, terms)


def _create(onboarding: Onboarding, terms: Terms) -> CreateTrustProduct:
    return CreateTrustProduct(
        friendly_name=friendly_name(onboarding.key, "trust product"),
        email=terms.isv.status_email,
        policy_sid=POLICY,
        status_callback=terms.isv.status_callback_url,
    )


def pieces(onboarding: Onboarding) -> Iterator[bundles.Piece]:
    """Give each piece of the trust product with the writes that make and change it.

    Source: guide steps 2.2 to 2.4.
    """
    known = onboarding.sid_of(StepName.MESSAGING_PROFILE)
    yield (
        Step(StepName.MESSAGING_PROFILE),
        CreateEndUser(
            friendly_name=friendly_name(onboarding.key, "messaging profile"),
            type="us_a2p_messaging_profile_information",
            attributes=messaging_attributes(onboarding),
        ),
        update_messaging_profile(onboarding),
    )
    yield Step(StepName.MESSAGING_PROFILE_ASSIGNMENT), _assign(onboarding, known), None
    named = onboarding.customer.customer_profile_sid
    profile = named or onboarding.sid_of(StepName.CUSTOMER_PROFILE)
    yield Step(StepName.CUSTOMER_PROFILE_ASSIGNMENT), _assign(onboarding, profile), None


def update_messaging_profile(onboarding: Onboarding) -> UpdateEndUser:
    """Give the write that brings the messaging profile in line with the document."""
    known = onboarding.sid_of(StepName.MESSAGING_PROFILE)
    return UpdateEndUser(sid=known or "", attributes=messaging_attributes(onboarding))


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


def _assign(onboarding: Onboarding, object_sid: str | None) -> AssignEntity:
    return AssignEntity(
        bundle=BundleKind.TRUST_PRODUCT,
        bundle_sid=sid(onboarding),
        object_sid=object_sid or "",
    )


def _wished(onboarding: Onboarding) -> Iterator[str]:
    yield from bundles.wished_contents(pieces(onboarding))
    submitted = onboarding.last_success(Step(StepName.CUSTOMER_PROFILE_SUBMISSION))
    yield submitted.digest if submitted else ""
