"""Resources that the walkthrough does without, through the official library."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.contract.conftest import StrictAccount
from tests.contract.sandbox.walkthrough import Walk
from tests.contract.wire.recorder import Recorder

TOKEN = "cv|1.0|tcr|10dlc|9975c339-d46f-49b7-a399-2e6d5ebac66d|secret"


def refused(work: Any) -> Any:
    """Return the code with which the sandbox refuses."""
    with pytest.raises(TwilioRestException) as caught:
        work()
    return caught.value.code


@pytest.fixture(params=["customer_profiles", "trust_products"])
def endpoints(account: StrictAccount, request: pytest.FixtureRequest) -> Any:
    """The channel endpoint assignments of a bundle of either kind."""
    walk = Walk(account)
    profile = walk.profile(submit=False)
    if request.param == "customer_profiles":
        bundle = account.client.trusthub.v1.customer_profiles(profile)
        return bundle.customer_profiles_channel_endpoint_assignment
    bundle = account.client.trusthub.v1.trust_products(walk.trust(profile))
    return bundle.trust_products_channel_endpoint_assignment


def assign(endpoints: Any, number: str) -> Any:
    return endpoints.create(channel_endpoint_type="phone-number", channel_endpoint_sid=number).sid


def test_a_number_is_assigned_to_a_bundle_found_and_taken_off(
    account: StrictAccount, endpoints: Any
) -> None:
    numbers = [Walk(account).number() for _ in range(2)]
    made = [assign(endpoints, number) for number in numbers]
    assert endpoints(made[0]).fetch().channel_endpoint_sid == numbers[0]
    assert [each.sid for each in endpoints.list()] == made[::-1]
    assert [e.sid for e in endpoints.list(channel_endpoint_sid=numbers[0])] == made[:1]
    assert [e.sid for e in endpoints.list(channel_endpoint_sids=",".join(numbers))] == made[::-1]
    assert endpoints(made[0]).delete()
    assert [each.sid for each in endpoints.list()] == made[1:]


def test_a_number_is_assigned_once_and_only_by_its_owner(
    account: StrictAccount, endpoints: Any
) -> None:
    number = Walk(account).number()
    assign(endpoints, number)
    with pytest.raises(TwilioRestException, match="already"):
        assign(endpoints, number)
    assert refused(lambda: assign(endpoints, f"PN{'0' * 32}")) == 22205


def test_a_released_number_leaves_its_bundle(account: StrictAccount, endpoints: Any) -> None:
    number = Walk(account).number()
    assign(endpoints, number)
    account.client.incoming_phone_numbers(number).delete()
    assert endpoints.list() == []


def vettings(account: StrictAccount, brand: str) -> Any:
    return account.client.messaging.v1.brand_registrations(brand).brand_vettings


def import_token(account: StrictAccount, brand: str, token: str = TOKEN) -> Any:
    return vettings(account, brand).create(vetting_provider="campaign-verify", vetting_id=token)


def test_a_campaign_verify_token_is_imported(account: StrictAccount) -> None:
    brand = Walk(account).approved()
    made = import_token(account, brand)
    assert (made.vetting_status, made.vetting_class) == ("IN_PROGRESS", "POLITICAL")
    account.advance(60)
    found = vettings(account, brand)(made.brand_vetting_sid).fetch()
    assert (found.vetting_status, found.vetting_id) == ("SUCCESS", TOKEN)


def test_vettings_are_listed_by_provider(account: StrictAccount) -> None:
    brand = Walk(account).brand()
    account.advance(300)
    made = import_token(account, brand)
    assert len(vettings(account, brand).list()) == 2
    found = vettings(account, brand).list(vetting_provider="campaign-verify")
    assert [each.brand_vetting_sid for each in found] == [made.brand_vetting_sid]


def test_the_secondary_vetting_of_twilio_is_in_the_list(account: StrictAccount) -> None:
    brand = Walk(account).brand()
    account.advance(120)
    (found,) = vettings(account, brand).list()
    assert (found.vetting_provider, found.vetting_status) == ("aegis", "SUCCESS")


def test_a_brand_without_secondary_vetting_has_no_vettings(account: StrictAccount) -> None:
    assert vettings(account, Walk(account).approved()).list() == []


def test_only_an_approved_standard_brand_imports(account: StrictAccount) -> None:
    brand = Walk(account).brand()
    assert refused(lambda: import_token(account, brand)) == 21721


@pytest.mark.parametrize("token", ["", "cv|1.0|tcr|10dlc|none|secret", "9975c339"])
def test_a_malformed_token_is_refused(account: StrictAccount, token: str) -> None:
    brand = Walk(account).approved()
    assert refused(lambda: import_token(account, brand, token)) == 21722


def test_a_token_serves_once(account: StrictAccount) -> None:
    brand = Walk(account).approved()
    import_token(account, brand)
    account.advance(60)
    assert refused(lambda: import_token(account, brand)) == 21722


def test_one_import_runs_at_a_time(account: StrictAccount) -> None:
    brand = Walk(account).approved()
    import_token(account, brand)
    other = TOKEN.replace("secret", "another")
    assert refused(lambda: import_token(account, brand, other)) == 21723


def test_a_sole_proprietor_gets_another_one_time_code(account: StrictAccount) -> None:
    account.control("POST", "/verdicts", kind="brand", outcome="approve")
    brand = Walk(account).brand(brand_type="SOLE_PROPRIETOR")
    found = account.client.messaging.v1.brand_registrations(brand)
    assert found.brand_registration_otps.create().brand_registration_sid == brand


def test_a_company_gets_no_one_time_code(account: StrictAccount) -> None:
    brand = account.client.messaging.v1.brand_registrations(Walk(account).approved())
    assert refused(lambda: brand.brand_registration_otps.create()) == 20001


PUBLIC = {
    "company_type": "public",
    "stock_exchange": "NYSE",
    "stock_ticker": "ACME",
    "brand_contact_email": "ann@gmail.com",
}


def ask_for_mail(account: StrictAccount, recorder: Recorder, brand: str) -> requests.Response:
    url = f"{account.sandbox.url}/messaging.twilio.com/v1/a2p/BrandRegistrations/{brand}/2fa"
    with requests.Session() as session:
        session.hooks["response"].append(recorder.requests_hook)
        return session.post(url, auth=(account.sid, account.token), timeout=20)


def test_the_mail_is_sent_again_once_authentication_has_failed(
    account: StrictAccount, recorder: Recorder
) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging=PUBLIC)
    brands = account.client.messaging.v1.brand_registrations
    assert [error["error_code"] for error in brands(brand).fetch().errors] == [21740]
    account.control("POST", "/settings", approved_reopens=True)
    mended = json.dumps({**PUBLIC, "brand_contact_email": "ann@acme.example"})
    account.client.trusthub.v1.end_users(walk.messaging).update(attributes=mended)
    assert ask_for_mail(account, recorder, brand).status_code == 201
    account.advance(60)
    assert brands(brand).fetch().errors == []
    assert ask_for_mail(account, recorder, brand).status_code == 409


def test_no_mail_is_sent_again_before_a_failure(account: StrictAccount, recorder: Recorder) -> None:
    brand = Walk(account).approved()
    assert ask_for_mail(account, recorder, brand).status_code == 409


def made(client: Any, kind: str) -> Any:
    """One of a kind, and what an update may change in it."""
    if kind == "profile":
        policy = "RNdfbf3fae0e1107f8aded0e7cead80bf5"
        profiles = client.trusthub.v1.customer_profiles
        return profiles.create(friendly_name="one", email="isv@isv.example", policy_sid=policy)
    if kind == "end user":
        type_ = "authorized_representative_1"
        return client.trusthub.v1.end_users.create(friendly_name="one", type=type_)
    if kind == "document":
        type_ = "customer_profile_address"
        return client.trusthub.v1.supporting_documents.create(friendly_name="one", type=type_)
    if kind == "service":
        return client.messaging.v1.services.create(friendly_name="one")
    if kind == "number":
        return client.incoming_phone_numbers.create(area_code="303", friendly_name="one")
    return client.addresses.create(
        customer_name="Acme",
        street="1 Main Street",
        city="Denver",
        region="CO",
        postal_code="80202",
        iso_country="US",
        friendly_name="one",
    )


@pytest.mark.parametrize(
    "kind", ["profile", "end user", "document", "service", "number", "address"]
)
def test_only_an_update_that_changes_something_moves_its_date(
    account: StrictAccount, kind: str
) -> None:
    thing = made(account.client, kind)
    account.advance(60)
    assert thing.update().date_updated == thing.date_created
    assert thing.update(friendly_name="one").date_updated == thing.date_created
    assert (thing.update(friendly_name="two").date_updated - thing.date_created).seconds == 60


def test_an_address_is_free_once_its_document_names_another(account: StrictAccount) -> None:
    walk = Walk(account)
    profile = walk.profile(submit=False)
    other = made(account.client, "address")
    account.client.trusthub.v1.supporting_documents(walk.document).update(
        attributes=json.dumps({"address_sids": other.sid})
    )
    account.client.trusthub.v1.customer_profiles(profile).update(status="pending-review")
    account.advance(5)
    assert refused(lambda: other.update(street="2 Main Street")) == 21630
    address = account.client.addresses(walk.address)
    assert address.update(street="2 Main Street").street == "2 Main Street"
