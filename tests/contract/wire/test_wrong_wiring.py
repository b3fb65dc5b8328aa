"""What the guide warns of is refused, or fails, with the code that Twilio uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import requests
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


def test_the_profile_in_place_of_both_bundles_fails_the_brand(customer: Customer) -> None:
    conversation = brand_registration(customer.client, customer.profile_sid, customer.profile_sid)
    brand, _ = run(conversation, customer.account.advance)
    assert brand.status == "FAILED"
    assert [error["error_code"] for error in brand.errors] == [SWAPPED_BUNDLES]
    assert brand.tcr_id is None


def test_a_second_campaign_on_a_service_is_refused(customer: Customer, service_sid: str) -> None:
    brand = customer.settled_brand()
    wanted = create_campaign(customer.client, service_sid, brand.sid)
    perform(wanted)
    refused = refusal(lambda: perform(wanted))
    assert refused.status == 409
    listed = customer.client.messaging.v1.services(service_sid).us_app_to_person.list()
    assert len(listed) == 1


@pytest.mark.parametrize(
    ("bundles", "policy"),
    [
        ("customer_profiles", "trust_policy"),
        ("trust_products", "profile_policy"),
        ("customer_profiles", "primary_policy"),
        ("trust_products", "primary_policy"),
    ],
)
def test_a_bundle_with_the_policy_of_another_kind_is_refused(
    account: SandboxAccount, bundles: str, policy: str
) -> None:
    place = getattr(account.client.trusthub.v1, bundles)
    before = len(place.list())
    refused = refusal(
        lambda: place.create(friendly_name="odd", email=GUIDE["email"], policy_sid=GUIDE[policy])
    )
    assert refused.status in (400, 403)
    assert len(place.list()) == before


def test_an_evaluation_against_the_policy_of_another_kind_is_refused(customer: Customer) -> None:
    place = customer.client.trusthub.v1.customer_profiles(customer.profile_sid)
    evaluations = place.customer_profiles_evaluations
    refused = refusal(lambda: evaluations.create(policy_sid=GUIDE["trust_policy"]))
    assert (refused.status, refused.code) == (400, 20001)


def test_a_trust_product_on_a_draft_profile_is_noncompliant(account: SandboxAccount) -> None:
    trusthub = account.client.trusthub.v1
    draft = trusthub.customer_profiles.create(
        friendly_name="draft", email=GUIDE["email"], policy_sid=GUIDE["profile_policy"]
    )
    trust = trusthub.trust_products.create(
        friendly_name="early", email=GUIDE["email"], policy_sid=GUIDE["trust_policy"]
    )
    place = trusthub.trust_products(trust.sid)
    information = trusthub.end_users.create(
        friendly_name="information",
        type="us_a2p_messaging_profile_information",
        attributes=GUIDE["messaging_profile"],
    )
    for sid in (information.sid, draft.sid):
        place.trust_products_entity_assignments.create(object_sid=sid)
    evaluation = place.trust_products_evaluations.create(policy_sid=GUIDE["trust_policy"])
    failed = [item["requirement_name"] for item in evaluation.results if not item["passed"]]
    assert evaluation.status == "noncompliant"
    assert len(failed) == 1


def test_a_second_and_stale_end_user_of_one_type_is_noncompliant(account: SandboxAccount) -> None:
    trusthub = account.client.trusthub.v1
    profile = run(secondary_profile(account.client), account.advance)
    place = trusthub.customer_profiles(profile.sid)
    again = trusthub.end_users.create(
        friendly_name="again",
        type="customer_profile_business_information",
        attributes=GUIDE["business"] | {"business_registration_number": ""},
    )
    place.customer_profiles_entity_assignments.create(object_sid=again.sid)
    evaluation = place.customer_profiles_evaluations.create(policy_sid=GUIDE["profile_policy"])
    assert evaluation.status == "noncompliant"


INVENTED = {
    "BrandName": "Acme",
    "CompanyName": "Acme",
    "Ein": "123456789",
    "EntityType": "PRIVATE_PROFIT",
    "Vertical": "EDUCATION",
}


def test_a_brand_of_invented_fields_is_refused(customer: Customer) -> None:
    answer = posted(customer.account, "messaging", "/a2p/BrandRegistrations", INVENTED)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert customer.client.messaging.v1.brand_registrations.list() == []


def test_invented_fields_beside_the_right_ones_say_nothing(customer: Customer) -> None:
    bundles = {
        "CustomerProfileBundleSid": customer.profile_sid,
        "A2PProfileBundleSid": customer.trust_sid,
    }
    answer = posted(customer.account, "messaging", "/a2p/BrandRegistrations", bundles | INVENTED)
    assert answer.status_code == 201
    assert not answer.json().keys() & INVENTED.keys()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("CustomerProfileBundleSid", "customer_profile_bundle_sid"),
        ("CustomerProfileBundleSid", "CustomerProfileBundleSID"),
        ("CustomerProfileBundleSid", "customerProfileBundleSid"),
        ("A2PProfileBundleSid", "A2pProfileBundleSid"),
        ("A2PProfileBundleSid", "a2PProfileBundleSid"),
    ],
)
def test_a_parameter_in_other_letters_counts_as_missing(
    customer: Customer, right: str, wrong: str
) -> None:
    form = {
        "CustomerProfileBundleSid": customer.profile_sid,
        "A2PProfileBundleSid": customer.trust_sid,
    }
    form[wrong] = form.pop(right)
    answer = posted(customer.account, "messaging", "/a2p/BrandRegistrations", form)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert right in answer.json()["message"]


def test_the_name_of_a_profile_in_other_letters_counts_as_missing(account: SandboxAccount) -> None:
    form = {
        "friendly_name": "odd",
        "Email": GUIDE["email"],
        "PolicySid": GUIDE["profile_policy"],
    }
    answer = posted(account, "trusthub", "/CustomerProfiles", form)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert "FriendlyName" in answer.json()["message"]


def posted(
    account: SandboxAccount, product: str, path: str, form: dict[str, str]
) -> requests.Response:
    """Send what the official library would not let through."""
    url = f"{account.sandbox.url}/{product}.twilio.com/v1{path}"
    return requests.post(url, form, auth=(account.sid, account.token), timeout=20)
