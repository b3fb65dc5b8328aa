"""Each kind of object is made, read, changed and removed: every documented operation succeeds once.

The walkthrough alone never updates or deletes. Here one account goes through all that is left, and
the recorder counts the operations that answered.
"""

from __future__ import annotations

from typing import Any

from tests.conftest import SandboxAccount
from tests.contract.wire.operations import WALKTHROUGH
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.walkthrough import (
    CAMPAIGN_SID,
    GUIDE,
    VERSION,
    a2p_trust_product,
    brand_registration,
    create_campaign,
    fails_with,
    perform,
    run,
    secondary_profile,
    walk,
)

UNCLEAR_OPT_IN = 30896
WRONG_TAX_ID = 30795
REFUSED_AT_ONCE = 30933


def test_every_operation_of_the_walkthrough_answers(
    account: SandboxAccount, recorder: Recorder
) -> None:
    journey = run(walk(account.client), account.advance)
    live_bundles(account.client, account.client.trusthub.v1.customer_profiles, "customer_profiles")
    live_bundles(account.client, account.client.trusthub.v1.trust_products, "trust_products")
    live_objects(account.client)
    live_numbers(account.client)
    live_campaign(account, journey.brand.sid)
    live_brand(account)
    missing = {entry["id"] for entry in WALKTHROUGH} - recorder.answered.keys()
    assert missing == set()


def live_bundles(client: Any, bundles: Any, name: str) -> None:
    policy = GUIDE["profile_policy" if name == "customer_profiles" else "trust_policy"]
    made = bundles.create(friendly_name="one", email=GUIDE["email"], policy_sid=policy)
    place = bundles(made.sid)
    assert place.update(friendly_name="two", email="b@isv.example").friendly_name == "two"
    user = client.trusthub.v1.end_users.create(
        friendly_name="one",
        type="authorized_representative_1",
        attributes=GUIDE["representative"],
    )
    assignments = getattr(place, f"{name}_entity_assignments")
    assignment = assignments.create(object_sid=user.sid)
    assert assignments(assignment.sid).fetch().object_sid == user.sid
    typed = assignments.list(object_type="authorized_representative_1")
    assert [each.sid for each in typed] == [assignment.sid]
    assert assignments.list(object_type="authorized_representative_2") == []
    evaluations = getattr(place, f"{name}_evaluations")
    evaluation = evaluations.create(policy_sid=policy)
    assert evaluations(evaluation.sid).fetch().results == evaluation.results
    assert [each.sid for each in evaluations.list()] == [evaluation.sid]
    assert assignments(assignment.sid).delete() is True
    assert assignments.list() == []
    assert place.delete() is True
    assert bundles.list(friendly_name="two") == []


def live_objects(client: Any) -> None:
    trusthub = client.trusthub.v1
    user = trusthub.end_users.create(
        friendly_name="one", type="authorized_representative_2", attributes={"first_name": "Jo"}
    )
    place = trusthub.end_users(user.sid)
    assert place.update(attributes={"last_name": "Do"}).attributes == {"last_name": "Do"}
    assert place.fetch().friendly_name == "one"
    assert user.sid in {each.sid for each in trusthub.end_users.list()}
    assert place.delete() is True
    address = client.addresses.create(**GUIDE["address"], friendly_name="one")
    document = trusthub.supporting_documents.create(
        friendly_name="one",
        type="customer_profile_address",
        attributes={"address_sids": address.sid},
    )
    place = trusthub.supporting_documents(document.sid)
    assert place.update(friendly_name="two").attributes == {"address_sids": address.sid}
    assert place.fetch().friendly_name == "two"
    assert document.sid in {each.sid for each in trusthub.supporting_documents.list()}
    assert place.delete() is True
    assert client.addresses(address.sid).update(street="2 Side Street").street == "2 Side Street"
    assert client.addresses(address.sid).fetch().postal_code == GUIDE["address"]["postal_code"]
    assert [each.sid for each in client.addresses.list(friendly_name="one")] == [address.sid]
    assert client.addresses(address.sid).delete() is True
    policy = trusthub.policies(GUIDE["profile_policy"]).fetch()
    assert policy.sid in {each.sid for each in trusthub.policies.list()}


def live_numbers(client: Any) -> None:
    offered = client.available_phone_numbers("US").local.list(limit=1)[0]
    bought = client.incoming_phone_numbers.create(
        phone_number=offered.phone_number, friendly_name="one"
    )
    place = client.incoming_phone_numbers(bought.sid)
    assert place.update(sms_url="https://www.example.com/sms").sms_url.endswith("/sms")
    assert place.fetch().phone_number == offered.phone_number
    named = client.incoming_phone_numbers.list(friendly_name="one")
    assert [each.sid for each in named] == [bought.sid]
    service = client.messaging.v1.services.create(friendly_name="numbers")
    senders = client.messaging.v1.services(service.sid).phone_numbers
    senders.create(phone_number_sid=bought.sid)
    assert senders(bought.sid).fetch().service_sid == service.sid
    assert [each.sid for each in senders.list()] == [bought.sid]
    assert senders(bought.sid).delete() is True
    assert senders.list() == []
    assert place.delete() is True
    changed = client.messaging.v1.services(service.sid).update(
        inbound_request_url="https://www.example.com/in", use_inbound_webhook_on_number=False
    )
    assert changed.inbound_request_url == "https://www.example.com/in"
    assert client.messaging.v1.services(service.sid).delete() is True
    assert service.sid not in {each.sid for each in client.messaging.v1.services.list()}


def live_campaign(account: SandboxAccount, brand_sid: str) -> None:
    """A campaign that fails its review, is mended, verified and removed."""
    client = account.client
    service = client.messaging.v1.services.create(friendly_name="campaign")
    wanted = create_campaign(client, service.sid, brand_sid)
    spoilt = f"{GUIDE['campaign']['message_flow']} {fails_with(UNCLEAR_OPT_IN)}"
    perform(wanted._replace(parameters=wanted.parameters | {"message_flow": spoilt}))
    campaigns = client.messaging.v1.services(service.sid).us_app_to_person
    account.advance(60)
    failed = campaigns(CAMPAIGN_SID).fetch()
    assert failed.campaign_status == "FAILED"
    assert [error["error_code"] for error in failed.errors] == [UNCLEAR_OPT_IN]
    wished = GUIDE["campaign"]
    mended = campaigns(CAMPAIGN_SID).update(
        x_twilio_api_version=VERSION,
        has_embedded_links=wished["has_embedded_links"],
        has_embedded_phone=wished["has_embedded_phone"],
        message_samples=wished["message_samples"],
        message_flow=wished["message_flow"],
        description=wished["description"],
        age_gated=False,
        direct_lending=False,
        privacy_policy_url=wished["privacy_policy_url"],
        terms_and_conditions_url=wished["terms_and_conditions_url"],
    )
    assert mended.errors == []
    account.advance(60)
    listed = campaigns.list()
    assert [each.campaign_status for each in listed] == ["VERIFIED"]
    assert campaigns(CAMPAIGN_SID).delete() is True
    assert campaigns.list() == []


def live_brand(account: SandboxAccount) -> None:
    """A brand whose identity is not verified, and that is sent again."""
    client = account.client
    profile = run(
        secondary_profile(client, social_media_profile_urls=fails_with(WRONG_TAX_ID)),
        account.advance,
    )
    trust_product = run(a2p_trust_product(client, profile.sid), account.advance)
    brand, _ = run(brand_registration(client, profile.sid, trust_product.sid), account.advance)
    assert (brand.status, brand.identity_status) == ("FAILED", "UNVERIFIED")
    assert client.messaging.v1.brand_registrations(brand.sid).update().status == "PENDING"
    listed = client.messaging.v1.brand_registrations.list()
    assert brand.sid in {each.sid for each in listed}


def test_a_campaign_that_is_mended_twice_gets_a_whole_review(account: SandboxAccount) -> None:
    """The review of the first attempt, which failed at once, must not decide the second."""
    client = account.client
    profile = run(secondary_profile(client), account.advance)
    trust_product = run(a2p_trust_product(client, profile.sid), account.advance)
    brand, _ = run(brand_registration(client, profile.sid, trust_product.sid), account.advance)
    service = client.messaging.v1.services.create(friendly_name="campaign")
    wanted = create_campaign(client, service.sid, brand.sid)
    flow = GUIDE["campaign"]["message_flow"]
    broken = {"message_flow": f"{flow} {fails_with(REFUSED_AT_ONCE)}"}
    perform(wanted._replace(parameters=wanted.parameters | broken))
    place = client.messaging.v1.services(service.sid).us_app_to_person(CAMPAIGN_SID)
    account.advance(1.5)
    assert place.fetch().campaign_status == "FAILED"
    unchanged = wanted.parameters.keys() - {"brand_registration_sid", "us_app_to_person_usecase"}
    same: dict[str, Any] = {name: wanted.parameters[name] for name in unchanged}
    same |= {"age_gated": False, "direct_lending": False}
    place.update(**same | broken)
    account.advance(1.5)
    assert place.fetch().campaign_status == "FAILED"
    place.update(**same)
    account.advance(14.5)
    assert place.fetch().campaign_status == "IN_PROGRESS"
    account.advance(1)
    assert place.fetch().campaign_status == "VERIFIED"
