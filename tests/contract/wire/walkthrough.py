"""The guide's steps 1.1 to 6 as one conversation with the official Python library.

The conversation is a generator: it yields documented calls (object, method, parameters) and gets
their results, so the same description is held once by the plain methods and once by their `_async`
twins. A number that it yields is a wait: the driver moves the sandbox's clock by so many seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from twilio.rest import Client

GUIDE: dict[str, Any] = json.loads(Path(__file__).with_name("guide.json").read_text("utf-8"))
CAMPAIGN_SID = "QE2c6890da8086d771620e9b13fadeba0b"
VERSION = "v1.2"
MOVING = {"PENDING", "IN_REVIEW", "IN_PROGRESS"}


def fails_with(code: int) -> str:
    """A text that makes the sandbox's review end with this code, wherever it stands."""
    return f"[sandbox:{code}]"


class Call(NamedTuple):
    """One documented call: `resource.verb(**parameters)`."""

    resource: Any
    verb: str
    parameters: dict[str, Any]


Conversation: TypeAlias = Generator["Call | float", Any, Any]


def call(resource: Any, verb: str, /, **parameters: Any) -> Call:
    return Call(resource, verb, parameters)


class Journey(NamedTuple):
    """What a customer has at the end of the guide."""

    profile: Any
    trust_product: Any
    brand: Any
    messaging_service: Any
    campaign: Any
    phone_number: Any
    brand_statuses: list[str]
    campaign_statuses: list[str]


def walk(client: Client) -> Conversation:
    """Register one customer, from the profile to the attached number."""
    profile = yield from secondary_profile(client)
    trust_product = yield from a2p_trust_product(client, profile.sid)
    brand, brand_statuses = yield from brand_registration(client, profile.sid, trust_product.sid)
    service = yield call(client.messaging.v1.services, "create", **GUIDE["service"])
    yield from campaign(client, service.sid, brand.sid)
    number = yield from buy_and_attach_number(client, service.sid)
    place = client.messaging.v1.services(service.sid).us_app_to_person(CAMPAIGN_SID)
    final, campaign_statuses = yield from settle(
        lambda: call(place, "fetch", x_twilio_api_version=VERSION), "campaign_status"
    )
    return Journey(
        (yield call(client.trusthub.v1.customer_profiles(profile.sid), "fetch")),
        (yield call(client.trusthub.v1.trust_products(trust_product.sid), "fetch")),
        brand,
        (yield call(client.messaging.v1.services(service.sid), "fetch")),
        final,
        number,
        brand_statuses,
        campaign_statuses,
    )


def secondary_profile(client: Client, **differently: str) -> Conversation:
    """Steps 1.1 to 1.11; attributes of the business may differ from the guide's."""
    profile = yield call(
        client.trusthub.v1.customer_profiles,
        "create",
        friendly_name="ACME, Inc. secondary customer profile",
        email=GUIDE["email"],
        policy_sid=GUIDE["profile_policy"],
        status_callback=GUIDE["status_callback"],
    )
    place = client.trusthub.v1.customer_profiles(profile.sid)
    kind = "customer_profile_business_information"
    business = yield end_user(client, kind, "business", **differently)
    yield assign(place.customer_profiles_entity_assignments, business.sid)
    representative = yield end_user(client, "authorized_representative_1", "representative")
    yield assign(place.customer_profiles_entity_assignments, representative.sid)
    address = yield call(client.addresses, "create", **GUIDE["address"])
    document = yield call(
        client.trusthub.v1.supporting_documents,
        "create",
        friendly_name="ACME, Inc. address",
        type="customer_profile_address",
        attributes={"address_sids": address.sid},
    )
    yield assign(place.customer_profiles_entity_assignments, document.sid)
    primary = yield from primary_profile(client)
    yield assign(place.customer_profiles_entity_assignments, primary.sid)
    evaluation = yield call(
        place.customer_profiles_evaluations, "create", policy_sid=GUIDE["profile_policy"]
    )
    assert evaluation.status == "compliant", evaluation.results
    yield call(place, "update", status="pending-review")
    return profile


def end_user(client: Client, kind: str, attributes: str, **differently: str) -> Call:
    return call(
        client.trusthub.v1.end_users,
        "create",
        friendly_name=f"ACME, Inc. {attributes}",
        type=kind,
        attributes=GUIDE[attributes] | differently,
    )


def assign(assignments: Any, sid: str) -> Call:
    return call(assignments, "create", object_sid=sid)


def primary_profile(client: Client) -> Conversation:
    """The ISV's own profile, which was made in the Console."""
    found = yield call(
        client.trusthub.v1.customer_profiles,
        "list",
        policy_sid=GUIDE["primary_policy"],
        status="twilio-approved",
    )
    assert len(found) == 1
    return found[0]


def a2p_trust_product(client: Client, profile_sid: str) -> Conversation:
    """Steps 2.1 to 2.6."""
    trust_product = yield call(
        client.trusthub.v1.trust_products,
        "create",
        friendly_name="ACME, Inc. A2P trust product",
        email=GUIDE["email"],
        policy_sid=GUIDE["trust_policy"],
        status_callback=GUIDE["status_callback"],
    )
    place = client.trusthub.v1.trust_products(trust_product.sid)
    kind = "us_a2p_messaging_profile_information"
    information = yield end_user(client, kind, "messaging_profile")
    yield assign(place.trust_products_entity_assignments, information.sid)
    yield assign(place.trust_products_entity_assignments, profile_sid)
    evaluation = yield call(
        place.trust_products_evaluations, "create", policy_sid=GUIDE["trust_policy"]
    )
    assert evaluation.status == "compliant", evaluation.results
    yield call(place, "update", status="pending-review")
    return trust_product


def brand_registration(client: Client, profile_sid: str, trust_sid: str) -> Conversation:
    """Step 3, and the wait for its verdict."""
    brand = yield call(
        client.messaging.v1.brand_registrations,
        "create",
        customer_profile_bundle_sid=profile_sid,
        a2p_profile_bundle_sid=trust_sid,
        brand_type="STANDARD",
    )
    place = client.messaging.v1.brand_registrations(brand.sid)
    return (yield from settle(lambda: call(place, "fetch"), "status"))


def settle(look: Callable[[], Call], field: str) -> Conversation:
    """Look at a thing under review until it moves no more; its statuses in order, each once."""
    seen: list[str] = []
    for _ in range(60):
        thing = yield look()
        status = str(getattr(thing, field))
        if status not in seen:
            seen.append(status)
        if status not in MOVING:
            return thing, seen
        yield 2.0
    raise AssertionError(f"still {seen[-1]} after {seen}")


def campaign(client: Client, service_sid: str, brand_sid: str) -> Conversation:
    """Steps 5.1 to 5.3."""
    place = client.messaging.v1.services(service_sid)
    possible = yield call(
        place.us_app_to_person_usecases, "fetch", brand_registration_sid=brand_sid
    )
    codes = {entry["code"] for entry in possible.us_app_to_person_usecases}
    assert GUIDE["campaign"]["usecase"] in codes
    return (yield create_campaign(client, service_sid, brand_sid))


def create_campaign(client: Client, service_sid: str, brand_sid: str) -> Call:
    wished = GUIDE["campaign"]
    return call(
        client.messaging.v1.services(service_sid).us_app_to_person,
        "create",
        x_twilio_api_version=VERSION,
        brand_registration_sid=brand_sid,
        description=wished["description"],
        message_flow=wished["message_flow"],
        message_samples=wished["message_samples"],
        us_app_to_person_usecase=wished["usecase"],
        has_embedded_links=wished["has_embedded_links"],
        has_embedded_phone=wished["has_embedded_phone"],
        privacy_policy_url=wished["privacy_policy_url"],
        terms_and_conditions_url=wished["terms_and_conditions_url"],
    )


def buy_and_attach_number(client: Client, service_sid: str) -> Conversation:
    """Step 6, with a number that is bought for it."""
    offered = yield call(
        client.available_phone_numbers("US").local, "list", sms_enabled=True, limit=1
    )
    bought = yield call(
        client.incoming_phone_numbers,
        "create",
        phone_number=offered[0].phone_number,
        friendly_name="ACME, Inc. number",
    )
    attached = yield call(
        client.messaging.v1.services(service_sid).phone_numbers,
        "create",
        phone_number_sid=bought.sid,
    )
    assert attached.sid == bought.sid
    return attached


def perform(step: Call) -> Any:
    return getattr(step.resource, step.verb)(**step.parameters)


def run(conversation: Conversation, advance: Callable[[float], None]) -> Any:
    """Hold a conversation by the plain methods."""
    answer: Any = None
    while True:
        try:
            step = conversation.send(answer)
        except StopIteration as ended:
            return ended.value
        if isinstance(step, Call):
            answer = perform(step)
        else:
            advance(step)


async def run_async(conversation: Conversation, advance: Callable[[float], None]) -> Any:
    """Hold a conversation by the `_async` methods."""
    answer: Any = None
    while True:
        try:
            step = conversation.send(answer)
        except StopIteration as ended:
            return ended.value
        if isinstance(step, Call):
            answer = await getattr(step.resource, f"{step.verb}_async")(**step.parameters)
        else:
            advance(step)


def assert_the_customer_may_send(journey: Journey) -> None:
    assert journey.profile.status == "twilio-approved"
    assert journey.trust_product.status == "twilio-approved"
    assert journey.brand.status == "APPROVED"
    assert journey.brand.identity_status in ("VERIFIED", "VETTED_VERIFIED")
    assert journey.campaign.campaign_status == "VERIFIED"
    assert journey.campaign.privacy_policy_url == GUIDE["campaign"]["privacy_policy_url"]
    assert journey.messaging_service.us_app_to_person_registered is True
    assert journey.phone_number.service_sid == journey.messaging_service.sid
