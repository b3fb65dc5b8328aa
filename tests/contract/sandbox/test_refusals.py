"""Requests that are refused at once, each with the number that the situation has at Twilio."""

from __future__ import annotations

import json
from typing import Any

import pytest

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
