"""Campaigns that were registered elsewhere and are shared with Twilio."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.contract.conftest import StrictAccount

CAMPAIGN = "QE2c6890da8086d771620e9b13fadeba0b"


@pytest.fixture
def service(account: StrictAccount) -> Any:
    return account.client.messaging.v1.services.create(friendly_name="shared")


def share(account: StrictAccount, service: Any, campaign_id: str) -> Any:
    return account.client.messaging.v1.external_campaign.create(
        campaign_id=campaign_id, messaging_service_sid=service.sid
    )


def test_a_shared_campaign_becomes_the_campaign_of_its_service(
    account: StrictAccount, service: Any
) -> None:
    made = share(account, service, "CABC123")
    assert (made.sid, made.campaign_id) == (CAMPAIGN, "CABC123")
    place = account.client.messaging.v1.services(service.sid).us_app_to_person(CAMPAIGN)
    assert place.fetch().campaign_status == "PENDING"
    account.advance(3600)
    campaign = place.fetch()
    assert (campaign.campaign_status, campaign.campaign_id) == ("VERIFIED", "CABC123")
    assert campaign.is_externally_registered is True
    assert account.client.api.v2010.accounts(account.sid).balance.fetch().balance == "1000.00"


@pytest.mark.parametrize("code", [30904, 30905, 30906, 30992, 30993])
def test_a_sharing_that_fails_says_why(account: StrictAccount, service: Any, code: int) -> None:
    share(account, service, f"CABC123 [sandbox:{code}]")
    account.advance(3600)
    place = account.client.messaging.v1.services(service.sid).us_app_to_person(CAMPAIGN)
    campaign = place.fetch()
    assert campaign.campaign_status == "FAILED"
    assert [error["error_code"] for error in campaign.errors] == [code]


def test_a_service_has_one_campaign_wherever_it_was_registered(
    account: StrictAccount, service: Any
) -> None:
    share(account, service, "CABC123")
    with pytest.raises(TwilioRestException) as caught:
        share(account, service, "CDEF456")
    assert caught.value.status == 409


@pytest.mark.parametrize(("campaign_id", "code"), [("not an id", 20001), ("", 21727)])
def test_what_is_no_campaign_id_is_refused(
    account: StrictAccount, service: Any, campaign_id: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        share(account, service, campaign_id)
    assert caught.value.code == code
