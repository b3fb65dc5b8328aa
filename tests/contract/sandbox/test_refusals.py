"""Requests that are refused at once, each with the number that the situation has at Twilio."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.contract.conftest import StrictAccount, StrictClientFactory
from tests.contract.sandbox.test_accounts import refused
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, TRUST_POLICY, Walk

NOTHING = "0" * 32


@pytest.fixture
def walk(account: StrictAccount) -> Walk:
    return Walk(account)


def create_profile(client: Any) -> Any:
    return client.trusthub.v1.customer_profiles.create(
        friendly_name="Acme", email="isv@isv.example", policy_sid=PROFILE_POLICY
    )


def test_an_address_without_a_document_around_it_cannot_be_assigned(walk: Walk) -> None:
    profile = walk.profile(submit=False)
    assert refused(lambda: walk.assign(profile, walk.address)) == (400, 70002)


def test_a_bundle_cannot_be_assigned_to_itself(walk: Walk) -> None:
    profile = walk.profile(submit=False)
    assert refused(lambda: walk.assign(profile, profile)) == (400, 22206)


@pytest.mark.parametrize(
    "policy",
    [
        "RN6433641899984f951173ef1738c3bdd0",
        "RN92dc6c39189b4d5ad9c6664f39769f90",
        "RN936f6140f1864391adca88df5d84cb6d",
    ],
)
def test_no_kind_of_primary_profile_is_made_by_api(account: StrictAccount, policy: str) -> None:
    profiles = account.client.trusthub.v1.customer_profiles
    with pytest.raises(TwilioRestException, match="restricted via API for Primary"):
        profiles.create(friendly_name="Acme", email="isv@isv.example", policy_sid=policy)


@pytest.mark.parametrize("name", ["customer_profiles", "trust_products"])
def test_bundles_are_not_listed_by_a_status_that_does_not_exist(
    account: StrictAccount, name: str
) -> None:
    bundles = getattr(account.client.trusthub.v1, name)
    assert refused(lambda: bundles.list(status="pending_review")) == (400, 20001)


def test_without_an_isvs_primary_profile_nobody_of_the_family_makes_a_profile(
    account: StrictAccount, strict_client_factory: StrictClientFactory
) -> None:
    made = account.client.api.v2010.accounts.create(friendly_name="Acme")
    child = strict_client_factory(made.sid, made.auth_token)
    account.control("POST", "/settings", primary_is_direct_customer=True)
    assert refused(lambda: create_profile(account.client)) == (400, 20001)
    assert refused(lambda: create_profile(child)) == (400, 20001)
    trust_products = account.client.trusthub.v1.trust_products
    assert trust_products.create(
        friendly_name="Acme", email="isv@isv.example", policy_sid=TRUST_POLICY
    ).sid
    account.control("POST", "/settings", primary_is_direct_customer=False)
    assert create_profile(child).status == "draft"


def test_a_number_that_is_not_in_a_service_cannot_be_taken_off_it(
    account: StrictAccount, walk: Walk
) -> None:
    members = account.client.messaging.v1.services(walk.service()).phone_numbers
    number = members(walk.number())
    assert refused(number.delete) == (404, 21711)
    assert refused(number.fetch) == (404, 20404)


def test_an_account_has_no_status_but_the_three(account: StrictAccount) -> None:
    made = account.client.api.v2010.accounts.create()
    assert refused(lambda: made.update(status="deleted")) == (400, 21475)


@pytest.mark.parametrize(
    ("sid", "answer"), [("sink", (400, 91006)), ("DG" + NOTHING, (404, 91001))]
)
def test_a_malformed_sink_is_told_from_one_that_is_not_there(
    account: StrictAccount, sid: str, answer: tuple[int, int]
) -> None:
    assert refused(account.client.events.v1.sinks(sid).fetch) == answer


@pytest.mark.parametrize("size", [-1, 1001, "many"])
def test_event_streams_has_a_number_of_its_own_for_bad_pages(
    account: StrictAccount, size: object
) -> None:
    types = account.client.events.v1.event_types
    assert refused(lambda: types.list(page_size=size)) == (400, 91002)


def declared(account: StrictAccount, use_case: str) -> Any:
    service = account.client.messaging.v1.services.create(friendly_name="Acme", usecase=use_case)
    return account.client.messaging.v1.services(service.sid)


@pytest.mark.parametrize(
    ("use_case", "campaigns"),
    [
        ("verification", {"2FA", "LOW_VOLUME", "MIXED"}),
        ("poll", {"POLITICAL", "POLLING_VOTING", "LOW_VOLUME", "MIXED"}),
    ],
)
def test_a_declared_service_lists_the_campaigns_that_go_with_it(
    account: StrictAccount, use_case: str, campaigns: set[str]
) -> None:
    usecases = declared(account, use_case).us_app_to_person_usecases.fetch()
    assert {each["code"] for each in usecases.us_app_to_person_usecases} == campaigns


def test_a_campaign_must_go_with_what_its_service_is_declared_for(
    account: StrictAccount, walk: Walk
) -> None:
    brand = walk.approved()
    service = declared(account, "marketing")
    other = {"us_app_to_person_usecase": "2FA"}
    assert refused(lambda: walk.campaign(service.fetch().sid, brand, **other)) == (400, 21719)
    own = {"us_app_to_person_usecase": "MARKETING"}
    assert walk.campaign(service.fetch().sid, brand, **own).campaign_status == "PENDING"
    assert refused(lambda: service.update(usecase="poll")) == (400, 21719)
    assert service.update(usecase="undeclared").usecase == "undeclared"


def test_the_words_of_a_service_are_published_with_their_purpose(account: StrictAccount) -> None:
    words = account.client.messaging.v1.usecases.fetch().usecases
    assert words[0]["purpose"] == "Notify my users."
    assert json.dumps(words).count("description") == len(words) == 6


ADDRESS = {
    "CustomerName": "Acme",
    "Street": "1 Main Street",
    "City": "Denver",
    "Region": "CO",
    "PostalCode": "80202",
    "IsoCountry": "US",
}
BUNDLES = {
    "CustomerProfileBundleSid": f"BU{NOTHING}",
    "A2PProfileBundleSid": f"BU{NOTHING}",
}


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("Addresses.json", {**ADDRESS, "IsoCountry": "XX"}, 21628),
        ("Addresses.json", {**ADDRESS, "Street": "1 Main [sandbox:no-address]"}, 21628),
        ("Addresses.json", {**ADDRESS, "FriendlyName": "x" * 65}, 20001),
        ("IncomingPhoneNumbers.json", {}, 20001),
        ("IncomingPhoneNumbers.json", {"PhoneNumber": "3035550101"}, 21421),
        ("IncomingPhoneNumbers.json", {"PhoneNumber": "+13035551234"}, 21422),
        ("IncomingPhoneNumbers.json", {"AreaCode": "30"}, 21451),
        ("IncomingPhoneNumbers.json", {"AreaCode": "999"}, 21452),
        ("IncomingPhoneNumbers.json", {"AreaCode": "303", "SmsUrl": "acme"}, 21402),
        ("IncomingPhoneNumbers.json", {"AreaCode": "303", "SmsMethod": "PUT"}, 21403),
        ("IncomingPhoneNumbers.json", {"AreaCode": "303", "FriendlyName": "x" * 65}, 20002),
        ("Keys.json", {"FriendlyName": "x" * 65}, 20002),
        ("trusthub /v1/SupportingDocuments", {"FriendlyName": "one"}, 22210),
        ("trusthub /v1/SupportingDocuments", {"Type": "customer_profile_address"}, 22211),
        ("trusthub /v1/EndUsers", {"FriendlyName": "one", "Type": "person"}, 22212),
        ("messaging /v1/Services", {"FriendlyName": "x" * 65}, 20002),
        ("messaging /v1/Services", {"FriendlyName": "one", "Usecase": "Marketing"}, 21713),
        ("messaging /v1/Services", {"FriendlyName": "one", "ValidityPeriod": "36001"}, 20001),
        ("messaging /v1/a2p/BrandRegistrations", {**BUNDLES, "BrandType": "STARTER"}, 21726),
        ("messaging /v1/a2p/BrandRegistrations", {**BUNDLES, "BrandType": "standard"}, 20001),
        (
            "messaging /v1/Services/PreregisteredUsa2p",
            {"CampaignId": "CABC123", "MessagingServiceSid": "service"},
            21705,
        ),
    ],
)
def test_a_thing_that_cannot_be_made_is_refused_with_the_number_of_its_fault(
    account: StrictAccount, path: str, form: dict[str, str], code: int
) -> None:
    product, _, rest = path.rpartition(" ")
    where = rest if product else f"/2010-04-01/Accounts/{account.sid}/{rest}"
    url = f"https://{product or 'api'}.twilio.com{where}"
    answer = post(account, url, form)
    assert (answer.status_code, json.loads(answer.text)["code"]) == (400, code)


def post(account: StrictAccount, url: str, form: Any) -> Any:
    product = {"api": account.client.api, "trusthub": account.client.trusthub}
    found = product.get(url.split("//")[1].split(".")[0], account.client.messaging)
    aimed = url.replace(f"https://{url.split('/')[2]}", found.base_url)
    return account.client.request("POST", aimed, data=form, auth=(account.sid, account.token))


@pytest.mark.parametrize("target", ["account", "AC" + NOTHING])
def test_a_number_moves_to_accounts_of_the_family_alone(
    account: StrictAccount, walk: Walk, target: str
) -> None:
    number = account.client.incoming_phone_numbers(walk.number())
    code = 21470 if target == "account" else 21473
    assert refused(lambda: number.update(account_sid=target)) == (400, code)


def test_a_number_does_not_move_to_a_closed_account(account: StrictAccount, walk: Walk) -> None:
    closed = account.client.api.v2010.accounts.create()
    closed.update(status="closed")
    number = account.client.incoming_phone_numbers(walk.number())
    assert refused(lambda: number.update(account_sid=closed.sid)) == (400, 21472)


def test_a_misspelt_address_is_corrected_unless_that_is_not_wanted(account: StrictAccount) -> None:
    def create(**more: Any) -> Any:
        return account.client.addresses.create(
            customer_name="Acme",
            street="1 Main Street [sandbox:misspelt]",
            city="Denver",
            region="CO",
            postal_code="80202",
            iso_country="US",
            **more,
        )

    assert create().street == "1 Main Street"
    assert refused(lambda: create(auto_correct_address=False)) == (400, 21629)
    assert refused(lambda: create().update(street="[sandbox:no-address]")) == (400, 21628)


def test_a_number_without_messages_joins_no_service(account: StrictAccount, walk: Walk) -> None:
    number = account.client.incoming_phone_numbers.create(phone_number="+15005521715")
    assert number.capabilities["sms"] is False
    members = account.client.messaging.v1.services(walk.service()).phone_numbers
    assert refused(lambda: members.create(phone_number_sid=number.sid)) == (400, 21715)


def test_a_canadian_number_is_canadian_in_its_service(account: StrictAccount, walk: Walk) -> None:
    number = account.client.incoming_phone_numbers.create(area_code="416")
    members = account.client.messaging.v1.services(walk.service()).phone_numbers
    assert members.create(phone_number_sid=number.sid).country_code == "CA"


def test_a_service_takes_four_hundred_numbers(account: StrictAccount, walk: Walk) -> None:
    members = account.client.messaging.v1.services(walk.service()).phone_numbers
    for area_code in ("303", "415", "206", "212"):
        for _ in range(100):
            number = account.client.incoming_phone_numbers.create(area_code=area_code)
            members.create(phone_number_sid=number.sid)
    number = account.client.incoming_phone_numbers.create(area_code="404")
    assert refused(lambda: members.create(phone_number_sid=number.sid)) == (400, 21714)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"us_app_to_person_usecase": "low_volume"}, 21720),
        ({"us_app_to_person_usecase": "SOLE_PROPRIETOR"}, 21717),
        ({"description": "x" * 39}, 21728),
        ({"description": "x" * 4097}, 21728),
        ({"message_flow": "x" * 39}, 21728),
        ({"message_samples": ["x" * 20]}, 21728),
        ({"message_samples": ["x" * 20] * 6}, 21728),
        ({"message_samples": ["x" * 20, "x" * 1025]}, 21728),
        ({"opt_in_message": "x" * 321}, 21728),
        ({"opt_in_keywords": ["x" * 200, "y" * 56]}, 21728),
        ({"help_message": "x" * 19}, 21728),
        ({"message_flow": ""}, 21727),
    ],
)
def test_a_campaign_that_breaks_a_limit_is_refused(
    account: StrictAccount, walk: Walk, changed: dict[str, Any], code: int
) -> None:
    service, brand = walk.service(), walk.approved()
    assert refused(lambda: walk.campaign(service, brand, **changed)) == (400, code)


def test_status_and_texts_of_a_bundle_are_not_updated_together(account: StrictAccount) -> None:
    profile = create_profile(account.client)
    both = {"status": "pending-review", "friendly_name": "other"}
    assert refused(lambda: profile.update(**both)) == (400, 22204)
