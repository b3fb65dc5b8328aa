"""The registration of numbers: which no field of the API shows, but the history and events do."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.sandbox.walkthrough import Walk


@pytest.fixture
def walk(account: SandboxAccount) -> Walk:
    made = Walk(account)
    made.approved()
    return made


def verified(walk: Walk) -> Any:
    """Return the numbers of a new service whose campaign is verified."""
    service = walk.service()
    walk.campaign(service, walk.brand_sid)
    walk.account.advance(60)
    return senders(walk, service)


def senders(walk: Walk, service: str) -> Any:
    return walk.client.messaging.v1.services(service).phone_numbers


def way(account: SandboxAccount, number: str) -> list[Any]:
    """Return what became of a number, as events tell it."""
    entries = account.control("GET", "/history")["history"]
    ours = (e for e in entries if e["kind"] == "NumberRegistration" and number in e["key"])
    return [entry["event"] for entry in ours]


def refusal(work: Any) -> Any:
    with pytest.raises(TwilioRestException) as refused:
        work()
    return refused.value.code


def test_a_number_that_leaves_while_it_is_let_go_is_let_go_in_the_end(
    account: SandboxAccount, walk: Walk
) -> None:
    service, number = walk.service(), walk.number()
    senders(walk, service).create(phone_number_sid=number)
    campaign = walk.campaign(service, walk.brand_sid)
    account.advance(60)
    campaign.delete()
    senders(walk, service)(number).delete()
    account.advance(60)
    assert way(account, number)[-2:] == ["pending_deregistration", "unregistered"]


def test_a_number_is_registered_once_the_campaign_is_verified(
    account: SandboxAccount, walk: Walk
) -> None:
    service, number = walk.service(), walk.number()
    senders(walk, service).create(phone_number_sid=number)
    walk.campaign(service, walk.brand_sid)
    account.advance(10)
    before = way(account, number)
    account.advance(60)
    assert (before, way(account, number)) == (
        [],
        ["unregistered", "pending_registration", "registered"],
    )


def test_a_number_that_joins_later_is_registered_too(account: SandboxAccount, walk: Walk) -> None:
    numbers, number = verified(walk), walk.number()
    numbers.create(phone_number_sid=number)
    account.advance(60)
    assert way(account, number)[-1] == "registered"


def test_every_step_has_its_event(account: SandboxAccount, walk: Walk) -> None:
    numbers, number = verified(walk), walk.number()
    numbers.create(phone_number_sid=number)
    account.advance(60)
    numbers(number).delete()
    account.advance(60)
    entries = account.control("GET", "/history")["history"]
    events = [e["data"].get("event_type") for e in entries if e["kind"] == "NumberRegistration"]
    prefix = "com.twilio.messaging.compliance.number-"
    assert [event.removeprefix(prefix) for event in events if event] == [
        "registration.pending",
        "registration.successful",
        "deregistration.pending",
        "deregistration.successful",
    ]


def test_until_it_is_unregistered_no_other_service_takes_a_number(
    account: SandboxAccount, walk: Walk
) -> None:
    first, second, number = verified(walk), verified(walk), walk.number()
    first.create(phone_number_sid=number)
    account.advance(60)
    first(number).delete()
    while_pending = refusal(lambda: second.create(phone_number_sid=number))
    account.advance(10)
    second.create(phone_number_sid=number)
    account.advance(60)
    assert while_pending == 21712
    assert way(account, number) == [
        "unregistered",
        "pending_registration",
        "registered",
        "pending_deregistration",
        "unregistered",
        "unregistered",
        "pending_registration",
        "registered",
    ]


def test_a_number_that_comes_back_too_soon_is_registered_after_it_was_let_go(
    account: SandboxAccount, walk: Walk
) -> None:
    numbers, number = verified(walk), walk.number()
    numbers.create(phone_number_sid=number)
    account.advance(60)
    numbers(number).delete()
    numbers.create(phone_number_sid=number)
    account.advance(60)
    assert way(account, number)[-4:] == [
        "pending_deregistration",
        "unregistered",
        "pending_registration",
        "registered",
    ]


def test_a_number_that_was_never_registered_goes_where_it_likes(
    account: SandboxAccount, walk: Walk
) -> None:
    first, second, number = walk.service(), walk.service(), walk.number()
    senders(walk, first).create(phone_number_sid=number)
    assert refusal(lambda: senders(walk, second).create(phone_number_sid=number)) == 21712
    senders(walk, first)(number).delete()
    assert senders(walk, second).create(phone_number_sid=number).sid == number


@pytest.mark.parametrize("gone", ["campaign", "service", "number"])
def test_what_a_number_hangs_on_takes_its_registration_along(
    account: SandboxAccount, walk: Walk, gone: str
) -> None:
    service, number = walk.service(), walk.number()
    campaign = walk.campaign(service, walk.brand_sid)
    account.advance(60)
    senders(walk, service).create(phone_number_sid=number)
    account.advance(60)
    {
        "campaign": campaign.delete,
        "service": walk.client.messaging.v1.services(service).delete,
        "number": walk.client.incoming_phone_numbers(number).delete,
    }[gone]()
    account.advance(60)
    assert way(account, number)[-2:] == ["pending_deregistration", "unregistered"]


def test_the_next_campaign_of_the_service_registers_its_numbers_again(
    account: SandboxAccount, walk: Walk
) -> None:
    service, number = walk.service(), walk.number()
    campaign = walk.campaign(service, walk.brand_sid)
    senders(walk, service).create(phone_number_sid=number)
    account.advance(60)
    campaign.delete()
    walk.campaign(service, walk.brand_sid)
    account.advance(120)
    assert way(account, number)[-3:] == ["unregistered", "pending_registration", "registered"]


def test_a_number_that_cannot_be_let_go_stays_where_it_was(
    account: SandboxAccount, walk: Walk
) -> None:
    walk.name = "acme [sandbox:deregistration-fails]"
    first, second, number = verified(walk), verified(walk), walk.number()
    first.create(phone_number_sid=number)
    account.advance(60)
    first(number).delete()
    account.advance(60)
    stored = account.control("GET", "/resources?kind=NumberRegistration")["resources"][0]["data"]
    assert (stored["state"], stored["failure_reason"].rpartition("/")[2]) == ("failure", "30126")
    assert refusal(lambda: second.create(phone_number_sid=number)) == 21712


def test_a_script_decides_on_a_number(account: SandboxAccount, walk: Walk) -> None:
    numbers, number = verified(walk), walk.number()
    account.control(
        "POST", "/verdicts", kind="phone_number", outcome="reject", codes=[30126], sid=number
    )
    numbers.create(phone_number_sid=number)
    account.advance(60)
    numbers(number).delete()
    account.advance(60)
    numbers.create(phone_number_sid=number)
    account.advance(60)
    assert way(account, number) == [
        "unregistered",
        "pending_registration",
        "failure",
        "pending_deregistration",
        "unregistered",
        "pending_registration",
        "registered",
    ]


def test_a_held_number_is_decided_by_hand(account: SandboxAccount, walk: Walk) -> None:
    numbers, number = verified(walk), walk.number()
    account.control("POST", "/reviews", **{"timing-number-to-registered": None})
    numbers.create(phone_number_sid=number)
    account.advance(3600)
    before = way(account, number)[-1]
    account.control(
        "POST", "/verdicts", kind="phone_number", outcome="approve", sid=number, now=True
    )
    assert (before, way(account, number)[-1]) == ("pending_registration", "registered")
