from __future__ import annotations

from tests.conftest import SandboxAccount
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, Walk


def test_walkthrough_ends_with_a_verified_campaign_and_a_registered_number(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.brand()
    profile = account.client.trusthub.v1.customer_profiles(walk.profile_sid)
    evaluation = profile.customer_profiles_evaluations.create(policy_sid=PROFILE_POLICY)
    service = walk.service()
    account.advance(60)
    campaign = walk.campaign(service, brand)
    number = walk.number()
    account.client.messaging.v1.services(service).phone_numbers.create(phone_number_sid=number)
    account.advance(60)
    campaign = campaign.fetch()
    registration = [
        entry["event"]
        for entry in account.control("GET", f"/history?key={service}/{number}")["history"]
    ]
    assert (
        evaluation.status,
        profile.fetch().status,
        account.client.messaging.v1.brand_registrations(brand).fetch().identity_status,
        campaign.campaign_status,
        registration,
    ) == (
        "compliant",
        "twilio-approved",
        "VETTED_VERIFIED",
        "VERIFIED",
        ["created", "unregistered", "pending_registration", "registered"],
    )
