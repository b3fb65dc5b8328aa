"""What the guide warns of is refused, or fails, with the code that Twilio uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.wire.walkthrough import (
    GUIDE,
    a2p_trust_product,
    brand_registration,
    buy_and_attach_number,
    create_campaign,
    fails_with,
    perform,
    run,
    secondary_profile,
)

WRONG_TAX_ID = 30795
SWAPPED_BUNDLES = 30793


class Customer(NamedTuple):
    """A client with both bundles submitted."""

    client: Any
    account: SandboxAccount
    profile_sid: str
    trust_sid: str

    def new_brand(self) -> Any:
        return self.client.messaging.v1.brand_registrations.create(
            customer_profile_bundle_sid=self.profile_sid, a2p_profile_bundle_sid=self.trust_sid
        )

    def settled_brand(self) -> Any:
        conversation = brand_registration(self.client, self.profile_sid, self.trust_sid)
        return run(conversation, self.account.advance)[0]


def submitted(account: SandboxAccount, **differently: str) -> Customer:
    client = account.client
    profile = run(secondary_profile(client, **differently), account.advance)
    trust_product = run(a2p_trust_product(client, profile.sid), account.advance)
    return Customer(client, account, profile.sid, trust_product.sid)


@pytest.fixture
def customer(account: SandboxAccount) -> Customer:
    return submitted(account)


@pytest.fixture
def service_sid(account: SandboxAccount) -> str:
    return str(account.client.messaging.v1.services.create(**GUIDE["service"]).sid)


def refusal(call: Callable[[], object]) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as refused:
        call()
    return refused.value


def test_a_campaign_before_its_brand_is_approved_is_refused(
    customer: Customer, service_sid: str
) -> None:
    brand = customer.new_brand()
    refused = refusal(lambda: perform(create_campaign(customer.client, service_sid, brand.sid)))
    assert (refused.status, refused.code) == (400, 21717)


def test_swapped_bundles_fail_the_brand(customer: Customer) -> None:
    conversation = brand_registration(customer.client, customer.trust_sid, customer.profile_sid)
    brand, _ = run(conversation, customer.account.advance)
    assert brand.status == "FAILED"
    assert [error["error_code"] for error in brand.errors] == [SWAPPED_BUNDLES]


def test_a_profile_without_the_primary_profile_is_noncompliant(account: SandboxAccount) -> None:
    trusthub = account.client.trusthub.v1
    profile = trusthub.customer_profiles.create(
        friendly_name="alone", email=GUIDE["email"], policy_sid=GUIDE["profile_policy"]
    )
    evaluation = trusthub.customer_profiles(profile.sid).customer_profiles_evaluations.create(
        policy_sid=GUIDE["profile_policy"]
    )
    failed = {item["requirement_name"]: item for item in evaluation.results if not item["passed"]}
    assert evaluation.status == "noncompliant"
    assert failed["primary_customer_profile"]["failure_reason"]


def test_a_status_spelled_with_an_underscore_is_refused(account: SandboxAccount) -> None:
    profiles = account.client.trusthub.v1.customer_profiles
    profile = profiles.create(
        friendly_name="odd", email=GUIDE["email"], policy_sid=GUIDE["profile_policy"]
    )
    refused = refusal(lambda: profiles(profile.sid).update(status="pending_review"))
    assert (refused.status, refused.code) == (400, 22203)
    assert profiles(profile.sid).fetch().status == "draft"


def test_the_fourth_update_of_a_brand_is_refused(account: SandboxAccount) -> None:
    customer = submitted(account, social_media_profile_urls=fails_with(WRONG_TAX_ID))
    brand = customer.settled_brand()
    place = customer.client.messaging.v1.brand_registrations(brand.sid)
    for _ in range(3):
        assert place.update().status == "PENDING"
        customer.account.advance(60)
        assert place.fetch().status == "FAILED"
    refused = refusal(place.update)
    assert (refused.status, refused.code) == (400, 21724)


def test_an_update_of_a_pending_brand_is_refused(customer: Customer) -> None:
    brand = customer.new_brand()
    refused = refusal(customer.client.messaging.v1.brand_registrations(brand.sid).update)
    assert (refused.status, refused.code) == (400, 21725)


def test_an_object_is_assigned_once(account: SandboxAccount) -> None:
    trusthub = account.client.trusthub.v1
    profile = trusthub.customer_profiles.create(
        friendly_name="twice", email=GUIDE["email"], policy_sid=GUIDE["profile_policy"]
    )
    user = trusthub.end_users.create(
        friendly_name="one",
        type="authorized_representative_1",
        attributes=GUIDE["representative"],
    )
    assignments = trusthub.customer_profiles(profile.sid).customer_profiles_entity_assignments
    assignments.create(object_sid=user.sid)
    refused = refusal(lambda: assignments.create(object_sid=user.sid))
    assert refused.status == 400
    assert "already" in refused.msg
    assert len(assignments.list()) == 1


@pytest.mark.parametrize("change", [{"email": "new@isv.example"}, {"friendly_name": "new"}])
def test_a_profile_in_review_is_not_edited(customer: Customer, change: dict[str, str]) -> None:
    place = customer.client.trusthub.v1.customer_profiles(customer.profile_sid)
    before = place.fetch()
    customer.account.advance(4)
    assert place.fetch().status == "in-review"
    refusal(lambda: place.update(**change))
    after = place.fetch()
    assert (after.email, after.friendly_name) == (before.email, before.friendly_name)


def test_nothing_is_assigned_to_a_profile_in_review(customer: Customer) -> None:
    trusthub = customer.client.trusthub.v1
    user = trusthub.end_users.create(
        friendly_name="late", type="authorized_representative_2", attributes={}
    )
    customer.account.advance(4)
    place = trusthub.customer_profiles(customer.profile_sid).customer_profiles_entity_assignments
    count = len(place.list())
    refusal(lambda: place.create(object_sid=user.sid))
    assert len(place.list()) == count


def test_an_end_user_of_an_unknown_type_is_refused(account: SandboxAccount) -> None:
    end_users = account.client.trusthub.v1.end_users
    refused = refusal(lambda: end_users.create(friendly_name="odd", type="contact", attributes={}))
    assert (refused.status, refused.code) == (400, 22212)


def test_attributes_that_are_no_json_are_refused(account: SandboxAccount) -> None:
    end_users = account.client.trusthub.v1.end_users
    refused = refusal(
        lambda: end_users.create(
            friendly_name="odd", type="authorized_representative_1", attributes="{first_name: Jo}"
        )
    )
    assert (refused.status, refused.code) == (400, 22207)


def test_a_number_that_is_in_the_service_already_is_refused(
    account: SandboxAccount, service_sid: str
) -> None:
    number = run(buy_and_attach_number(account.client, service_sid), account.advance)
    numbers = account.client.messaging.v1.services(service_sid).phone_numbers
    refused = refusal(lambda: numbers.create(phone_number_sid=number.sid))
    assert (refused.status, refused.code) == (409, 21710)


def test_a_number_of_another_service_is_refused(account: SandboxAccount, service_sid: str) -> None:
    number = run(buy_and_attach_number(account.client, service_sid), account.advance)
    other = account.client.messaging.v1.services.create(friendly_name="other")
    numbers = account.client.messaging.v1.services(other.sid).phone_numbers
    refused = refusal(lambda: numbers.create(phone_number_sid=number.sid))
    assert (refused.status, refused.code) == (409, 21712)
