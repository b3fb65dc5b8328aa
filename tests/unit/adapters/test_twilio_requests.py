"""What leaves this machine: which parameters, which headers, and to whom."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_origin
from urllib.parse import parse_qs

import pytest

from tendlc.adapters.twilio.names import PREFIX_OF_ACTION
from tendlc.adapters.twilio.transport import Way
from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.domain.actions import (
    Action,
    CreateAddress,
    CreateMessagingService,
    RegisterBrand,
    UpdateAddress,
    UpdateCampaign,
    UpdateMessagingService,
)
from tendlc.domain.business import PostalAddress
from tendlc.domain.campaign import Campaign
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions
from tendlc.domain.field_types import Section, changeable, fixed
from tendlc.domain.subjects import Brand, CampaignOfService
from tendlc.errors import Unreachable
from tendlc.ports import Absent, Found, MorePages
from tests.fakes import START
from tests.unit.adapters.rude_server import RudeServer, answer
from tests.unit.adapters.test_twilio_errors import BRAND, CAMPAIGN, END_USER, gateway_to, sid

SEND_BY = START + timedelta(seconds=5)
VERSION = b"X-Twilio-Api-Version: v1.2"
CAMPAIGN_ANSWER = {"sid": CAMPAIGN_SID, "campaign_status": "PENDING", "errors": []}
NO_CAMPAIGNS = {"compliance": [], "meta": {"key": "compliance", "next_page_url": None}}

UPDATE = UpdateCampaign(messaging_service_sid="MG1", campaign=CAMPAIGN.campaign)


def _sent(action: Action, body: object) -> bytes:
    with RudeServer(answer(201, body)) as server, gateway_to(server.url) as gateway:
        gateway.perform(action, send_by=SEND_BY)
    [request] = server.requests
    return request


def _form(action: Action, body: object) -> dict[str, list[str]]:
    return parse_qs(_sent(action, body).split(b"\r\n\r\n", 1)[1].decode(), keep_blank_values=True)


def test_every_campaign_request_names_the_api_version() -> None:
    listed = answer(200, NO_CAMPAIGNS)
    looked = answer(200, CAMPAIGN_ANSWER)
    requests = [_sent(CAMPAIGN, CAMPAIGN_ANSWER), _sent(UPDATE, CAMPAIGN_ANSWER)]
    with RudeServer(listed) as server, gateway_to(server.url) as gateway:
        assert gateway.find(CAMPAIGN) == Absent()
    requests += server.requests
    with RudeServer(looked) as server, gateway_to(server.url) as gateway:
        gateway.look(CampaignOfService(messaging_service_sid="MG1"))
    requests += server.requests
    assert [VERSION in request for request in requests] == [True] * 4


def test_a_standard_brand_is_sent_with_three_parameters_and_no_more() -> None:
    assert _form(BRAND, {"sid": sid("BN")}) == {
        "CustomerProfileBundleSid": ["BU1"],
        "A2PProfileBundleSid": ["BU2"],
        "BrandType": ["STANDARD"],
    }


def test_low_volume_and_mock_are_sent_only_where_they_are_meant() -> None:
    brand: RegisterBrand = replace(
        BRAND, brand=BrandOptions(skip_automatic_sec_vet=True, mock=True)
    )
    form = _form(brand, {"sid": sid("BN")})
    assert (form["SkipAutomaticSecVet"], form["Mock"]) == (["true"], ["true"])


def _telling(section: type[Section]) -> Any:
    """Fill every field of a section with its own name, or with what is not its default."""
    values: dict[str, Any] = {}
    for name, field in section.model_fields.items():
        many = get_origin(field.annotation) is tuple
        words = (f"{name} 1", f"{name} 2") if many else name
        values[name] = not field.default if field.annotation is bool else words
    return section.model_construct(**values)


def _spelled(section: Section, names: Iterable[str]) -> dict[str, list[str]]:
    """Spell fields as parameters of the API."""
    form = {}
    for name in names:
        value = getattr(section, name)
        words = list(value) if isinstance(value, tuple) else [str(value)]
        form[name.title().replace("_", "")] = [
            word.lower() if isinstance(value, bool) else word for word in words
        ]
    return form


@pytest.mark.parametrize(
    ("action", "section", "names"),
    [
        (replace(CAMPAIGN, campaign=_telling(Campaign)), "campaign", Campaign.model_fields),
        (replace(UPDATE, campaign=_telling(Campaign)), "campaign", changeable(Campaign)),
        (replace(BRAND, brand=_telling(BrandOptions)), "brand", fixed(BrandOptions)),
        (
            CreateAddress(friendly_name="", address=_telling(PostalAddress)),
            "address",
            PostalAddress.model_fields,
        ),
        (
            UpdateAddress(sid=sid("AD"), address=_telling(PostalAddress)),
            "address",
            changeable(PostalAddress),
        ),
        (
            CreateMessagingService(friendly_name="", webhooks=_telling(MessagingServiceOptions)),
            "webhooks",
            MessagingServiceOptions.model_fields,
        ),
        (
            UpdateMessagingService(sid=sid("MG"), webhooks=_telling(MessagingServiceOptions)),
            "webhooks",
            MessagingServiceOptions.model_fields,
        ),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, Action) else "",
)
def test_every_field_of_the_document_that_a_write_takes_is_sent(
    action: Action, section: str, names: Iterable[str]
) -> None:
    value = getattr(action, section)
    form = _form(action, CAMPAIGN_ANSWER | {"sid": sid(PREFIX_OF_ACTION[type(action)])})
    besides = {"BrandRegistrationSid", "CustomerProfileBundleSid", "A2PProfileBundleSid"}
    besides |= {"FriendlyName", "UseInboundWebhookOnNumber"}
    sent = {name: words for name, words in form.items() if name not in besides}
    assert sent == _spelled(value, names)


def test_lists_are_sent_as_repeated_keys_and_empty_ones_not_at_all() -> None:
    form = _form(CAMPAIGN, CAMPAIGN_ANSWER)
    assert form["MessageSamples"] == list(CAMPAIGN.campaign.message_samples)
    assert [name for name in form if "Keywords" in name or name.endswith("Message")] == []


def test_attributes_are_sent_as_one_json_text() -> None:
    form = _form(END_USER, {"sid": sid("IT")})
    assert form["Attributes"] == ['{"email": "maria@acme.test"}']


def test_an_address_without_a_second_line_sends_none() -> None:
    address = CreateAddress(
        friendly_name="acme: address",
        address=PostalAddress(
            customer_name="Acme",
            street="1 Main Street",
            city="Denver",
            region="CO",
            postal_code="80202",
        ),
    )
    request = _sent(address, {"sid": sid("AD")})
    assert b"StreetSecondary" not in request
    assert b"POST /api.twilio.com/2010-04-01/Accounts/AC" in request


def _page(next_page_url: str | None) -> dict[str, object]:
    return {"results": [], "meta": {"key": "results", "next_page_url": next_page_url}}


def test_a_page_elsewhere_never_gets_the_credentials() -> None:
    elsewhere = "https://evil.test/v1/EndUsers?PageSize=1000&Page=1&PageToken=PAx%2F7"
    with RudeServer(answer(200, _page(elsewhere))) as server, gateway_to(server.url) as gateway:
        more = gateway.find(END_USER)
        assert isinstance(more, MorePages)
        gateway.find(END_USER, page_token=more.page_token)
    second = server.requests[1].splitlines()[0]
    assert b"PageToken=PAx%2F7" in second
    assert b"Page=1" in second
    assert b"evil" not in second


def test_a_page_token_outlives_the_address_that_gave_it() -> None:
    first = answer(200, _page("http://127.0.0.1:1/trusthub.twilio.com/v1/EndUsers?PageToken=PT9"))
    with RudeServer(first) as server, gateway_to(server.url) as gateway:
        more = gateway.find(END_USER)
    assert isinstance(more, MorePages)
    with RudeServer(answer(200, _page(None))) as server, gateway_to(server.url) as gateway:
        assert gateway.find(END_USER, page_token=more.page_token) == Absent()


def test_of_several_matches_the_oldest_is_taken() -> None:
    def record(digit: int, created: str) -> dict[str, object]:
        bundles = {"customer_profile_bundle_sid": "BU1", "a2p_profile_bundle_sid": "BU2"}
        return {"sid": sid("BN", digit), "status": "PENDING", "date_created": created, **bundles}

    records = [
        record(3, "2026-03-03T00:00:00Z"),
        record(1, "2026-03-01T00:00:00Z"),
        {**record(0, "2026-02-01T00:00:00Z"), "status": "DELETION_PENDING"},
    ]
    page = {"data": records, "meta": {"key": "data", "next_page_url": None}}
    with RudeServer(answer(200, page)) as server, gateway_to(server.url) as gateway:
        found = gateway.find(BRAND)
    assert isinstance(found, Found)
    assert found.sid == sid("BN", 1)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_sandbox_is_reached_without_the_machines_proxy(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    body = {"sid": sid("BN"), "status": "PENDING", "errors": []}
    with RudeServer(answer(200, body)) as server, gateway_to(server.url) as gateway:
        gateway.look(Brand(sid=sid("BN")))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("variable", "label"), [("TWILIO_REGION", "ie1"), ("TWILIO_EDGE", "dublin")]
)
def test_a_sandbox_is_reached_whatever_region_is_set(
    variable: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, label)
    assert _form(BRAND, {"sid": sid("BN")})


@pytest.mark.parametrize(
    ("way", "host"),
    [
        (Way(), b"messaging.twilio.com"),
        (Way(region="ie1"), b"messaging.ie1.twilio.com"),
        (Way(edge="ashburn"), b"messaging.ashburn.us1.twilio.com"),
        (Way(region="ie1", edge="dublin"), b"messaging.dublin.ie1.twilio.com"),
    ],
)
def test_twilio_is_reached_in_the_region_that_was_asked_for_and_no_other(
    way: Way, host: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    with RudeServer(answer(403, "no")) as proxy, gateway_to(None, way=way) as gateway:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(Unreachable):
            gateway.perform(BRAND, send_by=SEND_BY)
    assert proxy.requests[0].startswith(b"CONNECT %s:443 " % host)


def test_a_connection_is_kept_for_the_next_request() -> None:
    body = b'{"sid": "%s"}' % sid("BN").encode()

    def answer_twice(connection: socket.socket) -> None:
        for _ in range(2):
            head = f"HTTP/1.1 201 X\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            connection.sendall(head + body)
            connection.recv(65536)

    with RudeServer(answer_twice) as server, gateway_to(server.url) as gateway:
        sids = [gateway.perform(BRAND, send_by=SEND_BY).sid for _ in range(2)]
    assert sids == [sid("BN")] * 2
    assert len(server.requests) == 1, "the second request came over the same connection"
