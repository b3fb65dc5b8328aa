"""The other way to a brand: somebody without a company, proven by a code on his phone."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.sandbox.walkthrough import PRIMARY_POLICY, Walk

STARTER_POLICY = "RN806dd6cd175f314e1f96a9727ee271f4"
TRADER_POLICY = "RN670d5d2e282a6130ae063b234b6019c8"
PERSON = {
    "first_name": "Ann",
    "last_name": "Acme",
    "email": "ann@acme-heating.example",
    "phone_number": "+13035550142",
}
TRADER = {"brand_name": "Ann Acme", "mobile_phone_number": "+13035550142", "vertical": "RETAIL"}


def brand(walk: Walk, trader: dict[str, str] | None = None, **options: Any) -> Any:
    """Submit a starter profile and its trust product, and register the brand: still PENDING."""
    bundles(walk, trader)
    return walk.client.messaging.v1.brand_registrations.create(
        customer_profile_bundle_sid=walk.profile_sid,
        a2p_profile_bundle_sid=walk.trust_sid,
        brand_type="SOLE_PROPRIETOR",
        **options,
    ).sid


def bundles(walk: Walk, trader: dict[str, str] | None = None) -> None:
    """Submit a starter profile and its trust product."""
    walk.profile_sid = _profile(walk)
    walk.trust_sid = _trust_product(walk, walk.profile_sid, {**TRADER, **(trader or {})})


def campaign(walk: Walk, brand_sid: str) -> Any:
    """Register the one campaign that a sole proprietor may have, on a service of its own."""
    return walk.campaign(
        walk.service(),
        brand_sid,
        us_app_to_person_usecase="SOLE_PROPRIETOR",
        message_samples=[
            "Ann Acme: your visit is [date]. Reply STOP to end. https://acme-heating.example/v",
            "Ann Acme: I am on my way and arrive at [time]. Reply STOP to end.",
        ],
    )


def _profile(walk: Walk) -> Any:
    trusthub = walk.client.trusthub.v1
    profile = trusthub.customer_profiles.create(
        friendly_name=walk.name, email="isv@isv.example", policy_sid=STARTER_POLICY
    ).sid
    person = trusthub.end_users.create(
        friendly_name=walk.name,
        type="starter_customer_profile_information",
        attributes=json.dumps(PERSON),
    )
    address = walk.client.addresses.create(
        customer_name="Ann Acme",
        street="1 Main Street",
        city="Denver",
        region="CO",
        postal_code="80202",
        iso_country="US",
    )
    document = trusthub.supporting_documents.create(
        friendly_name=walk.name,
        type="customer_profile_address",
        attributes=json.dumps({"address_sids": address.sid}),
    )
    primary = trusthub.customer_profiles.list(policy_sid=PRIMARY_POLICY)[0]
    for sid in (person.sid, document.sid, primary.sid):
        walk.assign(profile, sid)
    trusthub.customer_profiles(profile).update(status="pending-review")
    return profile


def _trust_product(walk: Walk, profile: str, trader: dict[str, str]) -> Any:
    trusthub = walk.client.trusthub.v1
    trust = trusthub.trust_products.create(
        friendly_name=walk.name, email="isv@isv.example", policy_sid=TRADER_POLICY
    ).sid
    end_user = trusthub.end_users.create(
        friendly_name=walk.name,
        type="sole_proprietor_information",
        attributes=json.dumps(trader),
    )
    assignments = trusthub.trust_products(trust).trust_products_entity_assignments
    for sid in (end_user.sid, profile):
        assignments.create(object_sid=sid)
    trusthub.trust_products(trust).update(status="pending-review")
    return trust
