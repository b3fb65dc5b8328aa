"""The guide, from the first profile to an attached number, by the official Python library."""

from __future__ import annotations

from typing import Any

import pytest
import twilio.base.page
import twilio.base.version
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.conftest import SandboxAccount
from tests.contract.conftest import StrictClientFactory
from tests.contract.wire.keys import KeyRecorder
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.walkthrough import GUIDE, Journey, assert_the_customer_may_send, run, walk

NOBODY = "BU" + "0" * 32


def test_the_guide_ends_with_a_number_that_may_send(account: SandboxAccount) -> None:
    journey = run(walk(account.client), account.advance)
    assert_the_customer_may_send(journey)


def test_a_poller_sees_reviews_that_are_still_running(account: SandboxAccount) -> None:
    journey = run(walk(account.client), account.advance)
    assert journey.brand_statuses[0] == "PENDING"
    assert journey.campaign_statuses[0] in ("PENDING", "IN_PROGRESS")


def test_the_library_reads_exactly_the_keys_that_are_sent(
    account: SandboxAccount,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = KeyRecorder(lambda: recorder.last_operation)
    monkeypatch.setattr(twilio.base.version, "json", keys)
    monkeypatch.setattr(twilio.base.page, "json", keys)
    journey = run(walk(account.client), account.advance)
    list_everything(account.client, journey)
    assert keys.not_sent() == {}
    assert keys.not_read() == {
        name: {"sending_windows"} for name in ("CreateService", "FetchService", "ListService")
    }
    assert len(keys.resources()) > 20


def list_everything(client: Client, journey: Journey) -> None:
    """Read each kind of the walkthrough once more, as a list."""
    trusthub, messaging = client.trusthub.v1, client.messaging.v1
    profile = trusthub.customer_profiles(journey.profile.sid)
    trust_product = trusthub.trust_products(journey.trust_product.sid)
    service = messaging.services(journey.messaging_service.sid)
    for kind in (
        trusthub.customer_profiles,
        trusthub.trust_products,
        trusthub.end_users,
        trusthub.supporting_documents,
        trusthub.policies,
        profile.customer_profiles_entity_assignments,
        profile.customer_profiles_evaluations,
        trust_product.trust_products_entity_assignments,
        trust_product.trust_products_evaluations,
        messaging.brand_registrations,
        messaging.services,
        service.phone_numbers,
        client.addresses,
        client.incoming_phone_numbers,
    ):
        kind.list(limit=20)
    service.us_app_to_person.list(x_twilio_api_version="v1.2")


def test_every_object_of_three_pages_is_listed_once(account: SandboxAccount) -> None:
    end_users = account.client.trusthub.v1.end_users
    made = {
        end_users.create(
            friendly_name=f"number {index}", type="authorized_representative_1", attributes={}
        ).sid
        for index in range(5)
    }
    listed = [user.sid for user in end_users.stream(page_size=2)]
    assert len(listed) == 5
    assert set(listed) == made


def test_pages_can_be_walked_forth_and_back(account: SandboxAccount) -> None:
    end_users = account.client.trusthub.v1.end_users
    for index in range(3):
        end_users.create(
            friendly_name=f"number {index}", type="authorized_representative_1", attributes={}
        )
    pages: list[Any] = [end_users.page(page_size=1)]
    pages += [pages[0].next_page()]
    pages += [pages[1].next_page()]
    assert pages[2].next_page() is None
    back = pages[2].previous_page()
    assert [user.sid for user in back] == [user.sid for user in pages[1]]


def test_every_address_of_three_flat_pages_is_listed_once(account: SandboxAccount) -> None:
    addresses = account.client.addresses
    made = {addresses.create(**GUIDE["address"]).sid for _ in range(5)}
    listed = [address.sid for address in addresses.stream(page_size=2)]
    assert len(listed) == 5
    assert set(listed) == made


def test_an_unknown_sid_is_404(account: SandboxAccount) -> None:
    with pytest.raises(TwilioRestException) as refused:
        account.client.trusthub.v1.customer_profiles(NOBODY).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_a_missing_parameter_is_refused_with_a_code(account: SandboxAccount) -> None:
    with pytest.raises(TwilioRestException) as refused:
        account.client.trusthub.v1.customer_profiles.create(
            friendly_name="no policy", email="a@isv.example", policy_sid="RN1"
        )
    assert refused.value.status == 400


def test_a_wrong_token_is_401(
    account: SandboxAccount, strict_client_factory: StrictClientFactory
) -> None:
    account.client.trusthub.v1.end_users.list(limit=1)
    intruder = strict_client_factory(account.sid, "f" * 32)
    with pytest.raises(TwilioRestException) as refused:
        intruder.trusthub.v1.customer_profiles(NOBODY).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)
