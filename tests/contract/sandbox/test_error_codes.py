"""Every code that comes later than its request is asked for by a magic value, and arrives.

The tables of the catalog say which codes there are, so a new row without a way to provoke it fails
here. All of it happens in one world whose reviews take no time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests

from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.event_types import event_types
from tendlc.catalog.facts import facts, tables
from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.walkthrough import CAMPAIGN, PROFILE_POLICY, TRUST_POLICY, Walk

OF_TABLE = {
    "error_codes_trusthub": "bundle",
    "error_codes_brand_reviews": "brand",
    "error_codes_brand_requests": "brand",
    "error_codes_campaign_reviews": "campaign",
}
"""Which resource shows the codes of a table in its errors."""
NOBODY = "http://127.0.0.1:1/"
"""Where nobody listens: what is sent there is read in the list of deliveries."""
EVENTS = "com.twilio.messaging.compliance."
OF_NUMBERS = {30125, 30126}
NOT_FOR_ERRORS = {
    30025: "sent messages are counted, and the sandbox sends none",
    30026: "sent messages are counted, and the sandbox sends none",
    30027: "sent messages are counted, and the sandbox sends none",
    91304: "about deliveries, not about a resource",
    91308: "about deliveries, not about a resource",
    93101: "about deliveries, not about a resource",
}
SUSPENDED = 30990
AUTHENTICATION_EVENTS = {
    21736: "email-2fa-clicked",
    21737: "email-2fa-timeout",
    21738: "invalid-contact-email",
    21739: "email-2fa-clicked",
    21740: "invalid-contact-email",
    21741: "email-2fa-timeout",
}
"""The last event of a mail of Authentication+ that fails: none of them carries a code."""
ON_APPROVED_BRANDS = {*AUTHENTICATION_EVENTS, 30801}


def asynchronous(kind: str) -> Iterator[tuple[str, int]]:
    """Yield the table and the number of every code of a kind."""
    for table in tables():
        if table.startswith("error_codes_"):
            for fact in facts(table):
                if kind in fact.values["kinds"]:
                    yield table, fact.values["code"]


def codes_of(resource: str) -> list[int]:
    return [code for table, code in asynchronous("E") if OF_TABLE.get(table) == resource]


def test_every_asynchronous_code_has_a_place_where_it_is_provoked() -> None:
    assert {table for table, _ in asynchronous("E")} <= OF_TABLE.keys()
    assert {code for _, code in asynchronous("L")} == OF_NUMBERS | NOT_FOR_ERRORS.keys()


class World:
    """One account whose reviews take no time, spoken to without a library, for speed."""

    def __init__(self, account: SandboxAccount) -> None:
        self.account = account
        account.control("POST", "/clock", mode="frozen")
        account.control("POST", "/reviews", all="instant")
        self._session = requests.Session()
        self._session.auth = (account.sid, account.token)
        self.walk = Walk(account)
        self._subscribe()
        self.profile = self.walk.profile()

    def post(self, path: str, **form: Any) -> Any:
        return self._told("POST", path, form)

    def get(self, path: str) -> Any:
        return self._told("GET", path, None)

    @cache  # noqa: B019 the world lives as long as the tests of this module
    def brand(self) -> Any:
        trust = self.walk.trust(self.profile)
        return self.brand_on(trust)

    def brand_on(self, trust: Any) -> Any:
        return self.post(
            "messaging.twilio.com/v1/a2p/BrandRegistrations",
            CustomerProfileBundleSid=self.profile,
            A2PProfileBundleSid=trust,
        )["sid"]

    def trust_product(self, contact: str) -> Any:
        trusthub = "trusthub.twilio.com/v1"
        form = {"FriendlyName": "acme", "Email": "isv@isv.example", "PolicySid": TRUST_POLICY}
        trust = self.post(f"{trusthub}/TrustProducts", **form)["sid"]
        public = {"company_type": "public", "stock_exchange": "NYSE", "stock_ticker": "ACME"}
        user = self.post(
            f"{trusthub}/EndUsers",
            FriendlyName="acme",
            Type="us_a2p_messaging_profile_information",
            Attributes=json.dumps({**public, "brand_contact_email": contact}),
        )["sid"]
        for sid in (user, self.profile):
            self.post(f"{trusthub}/TrustProducts/{trust}/EntityAssignments", ObjectSid=sid)
        self.post(f"{trusthub}/TrustProducts/{trust}", Status="pending-review")
        return trust

    def campaign(self, brand: str, **changed: Any) -> Any:
        """Create a service with a campaign; return the path of the campaign."""
        service = self.post("messaging.twilio.com/v1/Services", FriendlyName="acme")["sid"]
        path = f"messaging.twilio.com/v1/Services/{service}/Compliance/Usa2p"
        made = self.post(
            path,
            BrandRegistrationSid=brand,
            **{_parameter(name): value for name, value in {**CAMPAIGN, **changed}.items()},
        )
        return f"{path}/{made['sid']}"

    def events(self, sid: str) -> list[dict[str, Any]]:
        """Return the events that told of a resource, oldest first."""
        return [json.loads(told["body"]) for told in self._told_of(sid, "event")]

    def last_callback(self, sid: str) -> dict[str, str]:
        """Return the fields of the last status callback about a bundle."""
        return dict(parse_qsl(self._told_of(sid, "callback")[-1]["body"]))

    def close(self) -> None:
        self._session.close()

    def _told_of(self, sid: str, kind: str) -> list[dict[str, Any]]:
        found = self.account.control("GET", f"/deliveries?about={sid}")["deliveries"]
        return [each for each in found if each["kind"] == kind]

    def _subscribe(self) -> None:
        configuration = {"destination": NOBODY, "method": "POST"}
        events = "events.twilio.com/v1"
        sink = self.post(
            f"{events}/Sinks",
            Description="nobody",
            SinkType="webhook",
            SinkConfiguration=json.dumps(configuration),
        )["sid"]
        types = [json.dumps({"type": type_, "schema_version": 1}) for type_ in event_types()]
        self.post(f"{events}/Subscriptions", Description="all", SinkSid=sink, Types=types)

    def _told(self, method: str, path: str, form: Any) -> Any:
        url = f"{self.account.sandbox.url}/{path}"
        answer = self._session.request(method, url, data=form, timeout=20)
        assert answer.ok, answer.text
        return answer.json()


def _parameter(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


@pytest.fixture(scope="module")
def world(sandbox_server: SandboxProcess) -> Iterator[World]:
    made = World(SandboxAccount(sandbox_server))
    yield made
    made.close()


def as_documented(code: int, *, upper: bool = False) -> dict[str, Any]:
    """Return an entry of errors, all but the fields of codes whose fields differ each time."""
    known = error_codes()[code]
    return {
        "error_code": code,
        "description": known.message or known.meaning,
        "url": f"https://www.twilio.com/docs/api/errors/{code}",
        "fields": [_spelt(name) if upper else name for name in known.fields],
    }


def _spelt(name: str) -> str:
    return "USE_CASE_DESCRIPTION" if name == "description" else name.upper()


@pytest.mark.parametrize("collection", ["CustomerProfiles", "TrustProducts"])
@pytest.mark.parametrize("code", codes_of("bundle"))
def test_a_bundle_is_rejected_with_the_code_asked_for(
    world: World, code: int, collection: str
) -> None:
    path = f"trusthub.twilio.com/v1/{collection}"
    policy = PROFILE_POLICY if collection == "CustomerProfiles" else TRUST_POLICY
    form = {"Email": "isv@isv.example", "PolicySid": policy, "StatusCallback": NOBODY}
    made = world.post(path, FriendlyName=f"acme [sandbox:{code}]", **form)["sid"]
    world.post(f"{path}/{made}", Status="pending-review")
    found = world.get(f"{path}/{made}")
    assert (found["status"], found["errors"]) == ("twilio-rejected", [{"code": code}])
    told = world.last_callback(made)
    assert (told["Status"], told["FailureReason"][:6]) == ("twilio-rejected", f"{code}:")


@pytest.mark.parametrize("code", codes_of("brand"))
def test_a_brand_shows_the_code_asked_for(world: World, code: int) -> None:
    trust = world.trust_product(f"ann@acme-heating.example [sandbox:{code}]")
    found = world.get(f"messaging.twilio.com/v1/a2p/BrandRegistrations/{world.brand_on(trust)}")
    expected = as_documented(code)
    expected["fields"] = expected["fields"] or ["brand_contact_email"]
    status = "APPROVED" if code in ON_APPROVED_BRANDS else "FAILED"
    assert (found["status"], found["errors"]) == (status, [expected])
    events = world.events(found["sid"])
    if code in AUTHENTICATION_EVENTS:
        names = [event["type"].rpartition(".")[2] for event in events]
        of_mail = [name for name in names if not name.startswith("brand-")]
        assert of_mail[-1] == AUTHENTICATION_EVENTS[code]
    else:
        assert [code] in [codes_told(event) for event in events]


def codes_told(event: dict[str, Any]) -> list[int]:
    """Return the codes in an event about a brand or a campaign, under whichever name they come."""
    lists = {
        "brandregistrationerrors": "registrationerrorcode",
        "brandvettingerrors": "errorcode",
        "campaignregistrationerrors": "errorcode",
    }
    data = event["data"]
    return [each[code] for name, code in lists.items() for each in data.get(name, [])]


@pytest.mark.parametrize("code", codes_of("campaign"))
def test_a_campaign_shows_the_code_asked_for(world: World, code: int) -> None:
    flow = f"{CAMPAIGN['message_flow']} [sandbox:{code}]"
    found = world.get(world.campaign(world.brand(), message_flow=flow))
    expected = as_documented(code, upper=True)
    suspended = code == SUSPENDED
    expected["fields"] = expected["fields"] or ([] if suspended else ["MESSAGE_FLOW"])
    status = "SUSPENDED" if suspended else "FAILED"
    assert (found["campaign_status"], found["errors"]) == (status, [expected])
    if not suspended:  # no event tells of a suspension
        assert codes_told(world.events(found["messaging_service_sid"])[-1]) == [code]


@pytest.mark.parametrize("code", sorted(OF_NUMBERS))
def test_a_number_fails_to_register_with_the_code_it_ends_in(world: World, code: int) -> None:
    campaign = world.campaign(world.brand())
    api = f"api.twilio.com/2010-04-01/Accounts/{world.account.sid}"
    number = world.post(f"{api}/IncomingPhoneNumbers.json", PhoneNumber=f"+150055{code}")["sid"]
    assert world.get(campaign)["campaign_status"] == "VERIFIED"
    world.post(f"{campaign.partition('/Compliance')[0]}/PhoneNumbers", PhoneNumberSid=number)
    stored = world.account.control("GET", "/resources?kind=NumberRegistration")["resources"]
    (found,) = (each["data"] for each in stored if each["data"]["phone_number_sid"] == number)
    url = f"https://www.twilio.com/docs/api/errors/{code}"
    assert (found["state"], found["failure_reason"]) == ("failure", url)
    event = world.events(number)[-1]
    assert event["type"] == f"{EVENTS}number-registration.failed"
    assert event["data"]["failureReason"] == url
