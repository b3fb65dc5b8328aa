"""Event Streams: sinks, subscriptions, types and schemas, and the events that really arrive."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.conftest import SandboxAccount
from tests.contract.node import NODE_FOLDER
from tests.contract.sandbox.receiver import Received, Receiver, receiving
from tests.contract.sandbox.test_deliveries import settled, submitted_profile
from tests.contract.sandbox.walkthrough import Walk
from tests.waiting import GIVEN_UP_SECONDS

PREFIX = "com.twilio.messaging.compliance."
BRAND, CAMPAIGN = f"{PREFIX}brand-registration.", f"{PREFIX}campaign-registration."


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def sink(account: SandboxAccount, destination: str, **configuration: Any) -> Any:
    told = {"destination": destination, "method": "POST", "batch_events": False, **configuration}
    return account.client.events.v1.sinks.create(
        description="a receiver", sink_configuration=told, sink_type="webhook"
    )


def subscribe(account: SandboxAccount, sink_sid: str, *types: str) -> Any:
    return account.client.events.v1.subscriptions.create(
        description="a2p",
        sink_sid=sink_sid,
        types=[{"type": type_, "schema_version": 1} for type_ in types],
    )


def subscribe_to_all(account: SandboxAccount, receiver: Receiver, **configuration: Any) -> Any:
    made = sink(account, f"{receiver.url}/events", **configuration)
    return subscribe(account, made.sid, *(each.type for each in all_types(account)))


def all_types(account: SandboxAccount) -> Any:
    return account.client.events.v1.event_types.list()


def events_of(receiver: Receiver) -> list[dict[str, Any]]:
    return [event for came in receiver.came for event in came.events]


def registered(account: SandboxAccount, **campaign: Any) -> Walk:
    """A customer who has gone the whole way, with one number."""
    walk = Walk(account)
    service = walk.service()
    account.client.messaging.v1.services(service).phone_numbers.create(
        phone_number_sid=walk.number()
    )
    brand = walk.brand()
    account.advance(600)
    walk.campaign(service, brand, **campaign)
    account.advance(600)
    return walk


def test_a_whole_registration_is_told_in_events(
    account: SandboxAccount, receiver: Receiver
) -> None:
    subscribe_to_all(account, receiver)
    registered(account)
    settled(account)
    assert [event["type"].removeprefix(PREFIX) for event in events_of(receiver)] == [
        "brand-registration.brand-registered",
        "brand-registration.brand-verified",
        "brand-registration.brand-vetted-verified",
        "campaign-registration.campaign-submitted",
        "campaign-registration.campaign-approved",
        "number-registration.pending",
        "number-registration.successful",
    ]


def test_every_event_is_what_its_schema_says(account: SandboxAccount, receiver: Receiver) -> None:
    subscribe_to_all(account, receiver)
    registered(account)
    Walk(account, "other").approved(business={"social_media_profile_urls": "[sandbox:30795]"})
    settled(account)
    versions = {each.type: each.schema_id for each in all_types(account)}
    for event in events_of(receiver):
        schema = versions[event["type"]]
        assert event["dataschema"] == f"https://events-schemas.twilio.com/{schema}/1"
        version = account.client.events.v1.schemas(schema).versions(1).fetch()
        document = requests.get(version.raw, auth=(account.sid, account.token), timeout=20).json()
        jsonschema.validate(event["data"], document)
    assert len(events_of(receiver)) == 9


def test_an_event_is_a_cloud_event_in_a_list(account: SandboxAccount, receiver: Receiver) -> None:
    made = sink(account, receiver.url)
    subscribe(account, made.sid, f"{BRAND}brand-unverified")
    brand = Walk(account).approved(business={"social_media_profile_urls": "[sandbox:30795]"})
    settled(account)
    (event,) = receiver.came[0].events
    data = event.pop("data")
    moments = (data.pop("createddate"), data.pop("updateddate"))
    found = account.client.messaging.v1.brand_registrations(brand).fetch()
    assert event == {
        "specversion": "1.0",
        "type": f"{BRAND}brand-unverified",
        "source": brand,
        "id": event["id"],
        "dataschema": "https://events-schemas.twilio.com/A2P.BrandRegistrationUnverified/1",
        "datacontenttype": "application/json",
        "time": event["time"],
    }
    assert event["time"].endswith("Z")
    assert event["time"][19] == "."
    assert data == {
        "accountsid": account.sid,
        "brandsid": brand,
        "brandstatus": "registered",
        "identitystatus": "unverified",
        "externalbrandid": found.tcr_id,
        "brandfeedback": "TAX_ID",
        "brandregistrationerrors": [
            {
                "registrationerrorcode": 30795,
                "registrationerrordescription": found.errors[0]["description"],
                "registrationerrorurl": found.errors[0]["url"],
                "registrationerrorfields": found.errors[0]["fields"],
            }
        ],
    }
    assert moments[0] == int(found.date_created.timestamp() * 1000)
    assert moments[1] > moments[0]


def test_campaign_and_number_events_name_the_same_campaign(
    account: SandboxAccount, receiver: Receiver
) -> None:
    subscribe_to_all(account, receiver)
    registered(account)
    settled(account)
    named = [event["data"]["campaignsid"] for event in events_of(receiver)[3:]]
    assert len(set(named)) == 1
    assert named[0].startswith("CM")


def test_a_failed_campaign_is_told_with_its_reasons(
    account: SandboxAccount, receiver: Receiver
) -> None:
    made = sink(account, receiver.url)
    subscribe(account, made.sid, f"{CAMPAIGN}campaign-failure")
    registered(account, description="[sandbox:30909] A campaign whose message flow says nothing.")
    settled(account)
    (event,) = events_of(receiver)
    assert event["data"]["campaignregistrationstatus"] == "failure"
    assert event["data"]["campaignregistrationerrors"][0]["errorcode"] == 30909


def test_only_subscribed_types_arrive(account: SandboxAccount, receiver: Receiver) -> None:
    made = sink(account, receiver.url)
    subscription = subscribe(account, made.sid, f"{BRAND}brand-registered")
    types = account.client.events.v1.subscriptions(subscription.sid).subscribed_events
    types.create(type=f"{BRAND}brand-verified")
    types(f"{BRAND}brand-registered").delete()
    Walk(account).approved()
    settled(account)
    assert [event["type"] for event in events_of(receiver)] == [f"{BRAND}brand-verified"]


def test_nothing_arrives_once_the_subscription_is_gone(
    account: SandboxAccount, receiver: Receiver
) -> None:
    subscription = subscribe_to_all(account, receiver)
    Walk(account, "first").approved()
    settled(account)
    before = len(receiver.came)
    assert account.client.events.v1.subscriptions(subscription.sid).delete()
    Walk(account, "second").approved()
    settled(account)
    assert (before, len(receiver.came)) == (2, 2)


def test_an_event_goes_once_to_each_sink(account: SandboxAccount, receiver: Receiver) -> None:
    first, second = sink(account, f"{receiver.url}/first"), sink(account, f"{receiver.url}/second")
    for made in (first, first, second):
        subscribe(account, made.sid, f"{BRAND}brand-registered")
    Walk(account).approved()
    settled(account)
    targets = sorted(came.target.partition("?")[0] for came in receiver.came)
    assert targets == ["/first", "/second"]
    assert len({event["id"] for event in events_of(receiver)}) == 1


def test_a_sink_that_takes_batches_gets_several_events_at_once(
    account: SandboxAccount, receiver: Receiver
) -> None:
    subscribe_to_all(account, receiver, batch_events=True)
    receiver.statuses = [500, 200]
    Walk(account).approved()
    settled(account, 600)
    assert [len(came.events) for came in receiver.came] == [2, 2]
    assert receiver.came[0].events == receiver.came[1].events


def test_a_sink_may_ask_for_get(account: SandboxAccount, receiver: Receiver) -> None:
    subscribe_to_all(account, receiver, method="GET")
    Walk(account).approved()
    settled(account)
    assert {came.method for came in receiver.came} == {"GET"}


def test_the_official_validator_accepts_events(account: SandboxAccount, receiver: Receiver) -> None:
    made = sink(account, f"{receiver.url}/events?tenant=7")
    subscribe(account, made.sid, f"{BRAND}brand-registered")
    Walk(account).approved()
    settled(account)
    came, body = receiver.came[0], receiver.came[0].body.decode()
    validator: Any = RequestValidator(account.token)  # type: ignore[no-untyped-call]
    assert "bodySHA256=" in came.target
    assert validator.validate(came.url, body, came.signature)
    assert not validator.validate(came.url, body.replace("registered", "verified"), came.signature)


TAILS = (
    "/told?tenant=7",
    "/told/äö?ü=ß&name=Ann+Acme",
    "/a%20b?c=%C3%A4%26d&n=2&n=1&n=2",
    "?empty=&=&x",
    "/semicolon;v=1?a=b;c=d#fragment",
)
"""What may follow host and port in the URL of a receiver."""


@pytest.mark.parametrize("tail", TAILS)
def test_the_official_validator_accepts_deliveries_to_any_url(
    account: SandboxAccount, receiver: Receiver, tail: str
) -> None:
    made = sink(account, f"{receiver.url}{tail}")
    subscribe(account, made.sid, f"{BRAND}brand-registered")
    submitted_profile(account, f"{receiver.url}{tail}")
    Walk(account).approved()
    settled(account)
    validator: Any = RequestValidator(account.token)  # type: ignore[no-untyped-call]
    kinds = set()
    for came in receiver.came:
        told = _as_told(came)
        kinds.add(told["form"])
        assert validator.validate(
            came.url, came.form if told["form"] else told["body"], came.signature
        )
    assert kinds == {True, False}


@pytest.mark.node
def test_the_official_node_library_accepts_callbacks_and_events(
    account: SandboxAccount, receiver: Receiver, node: str
) -> None:
    for tail in TAILS:
        made = sink(account, f"{receiver.url}{tail}")
        subscribe(account, made.sid, f"{BRAND}brand-registered")
        submitted_profile(account, f"{receiver.url}{tail}")
    Walk(account).approved()
    settled(account)
    told = [_as_told(came) for came in receiver.came]
    spoilt = [{**each, "body": each["body"].replace("AC", "AD")} for each in told]
    done = subprocess.run(
        [node, "signatures.mjs", account.token],
        cwd=NODE_FOLDER,
        input=json.dumps([*told, *spoilt]),
        capture_output=True,
        text=True,
        timeout=GIVEN_UP_SECONDS,
        check=True,
    )
    assert {each["form"] for each in told} == {True, False}
    assert json.loads(done.stdout) == [True] * len(told) + [False] * len(told)


def _as_told(came: Received) -> dict[str, Any]:
    return {
        "url": came.url,
        "body": came.body.decode(),
        "signature": came.signature,
        "form": came.headers["content-type"].startswith("application/x-www-form-urlencoded"),
    }


def test_a_test_event_proves_that_a_sink_is_reached(
    account: SandboxAccount, receiver: Receiver
) -> None:
    made = sink(account, receiver.url)
    place = account.client.events.v1.sinks(made.sid)
    assert place.sink_test.create().result == "submitted"
    settled(account)
    (event,) = events_of(receiver)
    assert place.sink_validate.create(test_id=event["data"]["test_id"]).result == "valid"


def test_other_sinks_are_kept_and_get_nothing(account: SandboxAccount) -> None:
    configuration = {"arn": "arn:aws:kinesis:x", "role_arn": "arn:aws:iam:x", "external_id": "1"}
    made = account.client.events.v1.sinks.create(
        description="a stream", sink_configuration=configuration, sink_type="kinesis"
    )
    subscribe(account, made.sid, f"{BRAND}brand-registered")
    Walk(account).approved()
    assert (made.status, made.sink_configuration) == ("initialized", configuration)
    assert settled(account) == []


def test_the_password_of_a_sink_is_nowhere_shown(
    account: SandboxAccount, receiver: Receiver
) -> None:
    made = sink(account, receiver.url.replace("://", "://ann:s3cret@"))
    subscribe(account, made.sid, f"{BRAND}brand-registered")
    Walk(account).approved()
    log = settled(account)
    shown = made.sink_configuration["destination"]
    assert shown == log[0]["destination"] == receiver.url.replace("://", "://ann:***@")
    assert receiver.came[0].headers["authorization"] == "Basic YW5uOnMzY3JldA=="
    for page in ("/resources", "/history", "/journal", "/deliveries"):
        assert "s3cret" not in json.dumps(account.control("GET", page))


def test_sinks_are_listed_by_use_and_status(account: SandboxAccount) -> None:
    used, idle = sink(account, "http://127.0.0.1:9/used"), sink(account, "http://127.0.0.1:9/idle")
    subscribe(account, used.sid, f"{BRAND}brand-registered")
    sinks = account.client.events.v1.sinks
    assert [each.sid for each in sinks.list(in_use=True)] == [used.sid]
    assert [each.sid for each in sinks.list(in_use=False)] == [idle.sid]
    assert [each.sid for each in sinks.list(status="active")] == [idle.sid, used.sid]
    assert sinks.list(status="failed") == []


def test_sinks_and_subscriptions_can_be_renamed(account: SandboxAccount) -> None:
    made = sink(account, "http://127.0.0.1:9/")
    subscription = subscribe(account, made.sid, f"{BRAND}brand-registered")
    events = account.client.events.v1
    assert events.sinks(made.sid).update(description="mine").description == "mine"
    renamed = events.subscriptions(subscription.sid).update(description="ours")
    assert renamed.description == events.subscriptions(subscription.sid).fetch().description
    assert [each.sid for each in events.subscriptions.list(sink_sid=made.sid)] == [subscription.sid]


def test_a_subscribed_type_shows_its_version(account: SandboxAccount) -> None:
    made = sink(account, "http://127.0.0.1:9/")
    subscription = subscribe(account, made.sid, f"{BRAND}brand-registered")
    types = account.client.events.v1.subscriptions(subscription.sid).subscribed_events
    assert [each.schema_version for each in types.list()] == [1]
    changed = types(f"{BRAND}brand-registered").update(schema_version=2)
    assert changed.schema_version == types(f"{BRAND}brand-registered").fetch().schema_version == 2


def test_a_sink_in_use_cannot_be_deleted(account: SandboxAccount) -> None:
    made = sink(account, "http://127.0.0.1:9/")
    subscription = subscribe(account, made.sid, f"{BRAND}brand-registered")
    events = account.client.events.v1
    with pytest.raises(TwilioRestException) as refused:
        events.sinks(made.sid).delete()
    events.subscriptions(subscription.sid).delete()
    assert (refused.value.code, events.sinks(made.sid).delete()) == (91007, True)


WEBHOOK = {"SinkType": "webhook", "Description": "d"}
GOOD = {"type": f"{BRAND}brand-registered"}
UNKNOWN = "DG" + "0" * 32


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("Sinks", {**WEBHOOK, "SinkConfiguration": "{"}, 91000),
        ("Sinks", {**WEBHOOK, "SinkConfiguration": "[]"}, 91000),
        ("Sinks", {**WEBHOOK, "SinkConfiguration": "{}"}, 91000),
        ("Sinks", {**WEBHOOK, "SinkConfiguration": '{"destination":"ftp://a/"}'}, 91000),
        ("Sinks", {**WEBHOOK, "SinkConfiguration": '{"destination":"http://[a/"}'}, 91000),
        ("Sinks", {**WEBHOOK, "SinkConfiguration": '{"destination":"http://a:x/"}'}, 91000),
        (
            "Sinks",
            {**WEBHOOK, "SinkConfiguration": '{"destination":"http://a/","method":"PUT"}'},
            91000,
        ),
        ("Sinks", {"SinkType": "pigeon", "Description": "d", "SinkConfiguration": "{}"}, 91000),
        ("Sinks/{sink}/Validate", {"TestId": "short"}, 91005),
        ("Sinks/{sink}/Validate", {"TestId": "EZ" + "0" * 32}, 91004),
        ("Subscriptions", {"SinkSid": UNKNOWN, "Types": json.dumps(GOOD)}, 91001),
        ("Subscriptions", {"SinkSid": "BN" + "0" * 32, "Types": json.dumps(GOOD)}, 91006),
        ("Subscriptions", {"SinkSid": "{sink}", "Types": "[]"}, 91103),
        ("Subscriptions", {"SinkSid": "{sink}", "Types": "brand-registered"}, 91101),
        ("Subscriptions", {"SinkSid": "{sink}", "Types": '{"type":"com.twilio.x"}'}, 91104),
        (
            "Subscriptions",
            {"SinkSid": "{sink}", "Types": json.dumps({**GOOD, "schema_version": 9})},
            91101,
        ),
    ],
)
def test_what_event_streams_cannot_use_is_refused_with_its_code(
    account: SandboxAccount, path: str, form: dict[str, str], code: int
) -> None:
    made = sink(account, "http://127.0.0.1:9/")
    filled = {name: value.replace("{sink}", made.sid) for name, value in form.items()}
    answer = requests.post(
        f"{account.sandbox.url}/events.twilio.com/v1/{path.replace('{sink}', made.sid)}",
        data={"Description": "d", **filled},
        auth=(account.sid, account.token),
        timeout=20,
    )
    assert answer.json()["code"] == code


def test_types_are_found_by_their_schema(account: SandboxAccount) -> None:
    found = account.client.events.v1.event_types.list(schema_id="A2P.BrandRegistered")
    assert [each.type for each in found] == [f"{BRAND}brand-registered"]


def test_every_type_has_a_schema_document(account: SandboxAccount) -> None:
    for each in all_types(account):
        answer = requests.get(
            f"{account.sandbox.url}/events-schemas.twilio.com/{each.schema_id}/1",
            auth=(account.sid, account.token),
            timeout=20,
        )
        jsonschema.Draft7Validator.check_schema(answer.json())
        assert answer.json()["title"] == each.schema_id


def test_a_subscription_counts_from_the_moment_it_is_made(
    account: SandboxAccount, receiver: Receiver
) -> None:
    Walk(account, "before").approved()
    subscribe_to_all(account, receiver)
    Walk(account, "after").approved()
    settled(account)
    assert len(receiver.came) == 2
