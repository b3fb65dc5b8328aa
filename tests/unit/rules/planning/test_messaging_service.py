"""The messaging service: made once, its webhooks kept in line with the document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain.actions import CreateMessagingService, UpdateMessagingService
from tendlc.domain.customer import MessagingServiceOptions
from tendlc.domain.onboarding import Onboarding
from tendlc.rules.planning import messaging_service
from tendlc.rules.planning.decision import Act, Decision
from tendlc.rules.planning.messaging_service import STEP
from tests.records import (
    TERMS,
    amended,
    at,
    found_first,
    made,
    missed_first,
    not_processed,
    record,
    words,
)

CREATE = CreateMessagingService(
    friendly_name="acme: messaging service",
    webhooks=MessagingServiceOptions(),
)
WEBHOOKS: dict[str, Any] = {
    "inbound_request_url": "https://isv.example/inbound",
    "inbound_method": "GET",
    "fallback_url": "https://isv.example/fallback",
    "fallback_method": "POST",
    "status_callback": "https://isv.example/status",
}


def decide(onboarding: Onboarding, *, look_first: bool = False) -> Decision | None:
    return messaging_service.decide(onboarding, TERMS, at(500), look_first=look_first)


def test_a_service_without_a_webhook_leaves_inbound_messages_to_the_number() -> None:
    assert decide(record()) == Act(step=STEP, action=CREATE, number=1)


def test_a_service_takes_the_webhooks_of_the_document() -> None:
    expected = replace(CREATE, webhooks=MessagingServiceOptions(**WEBHOOKS))
    onboarding = amended(record(), "messaging_service", **WEBHOOKS)
    assert decide(onboarding) == Act(step=STEP, action=expected, number=1)


@pytest.mark.parametrize(
    ("onboarding", "look_first", "expected"),
    [
        pytest.param(record(), True, "look first 1", id="may be there from before"),
        pytest.param(record(missed_first(STEP)), True, "act 2", id="not there from before"),
        pytest.param(record(made(STEP, CREATE)), False, "settled", id="made"),
        pytest.param(record(found_first(STEP)), True, "act 2", id="found, with who knows what"),
        pytest.param(
            record(not_processed(STEP, CREATE, at=499.5)), False, "wait 501.5", id="not processed"
        ),
        pytest.param(
            record(made(STEP), not_processed(STEP, at=499.5)),
            False,
            "wait 501.5",
            id="a change was not processed",
        ),
    ],
)
def test_the_service_is_made_once(onboarding: Onboarding, look_first: bool, expected: str) -> None:
    assert words(decide(onboarding, look_first=look_first)) == expected


@pytest.mark.parametrize("field", sorted(WEBHOOKS))
def test_each_changed_webhook_updates_the_service(field: str) -> None:
    known = record(made(STEP, CREATE, sid="MG1"))
    decision = decide(amended(known, "messaging_service", **{field: WEBHOOKS[field]}))
    webhooks = MessagingServiceOptions(**{field: WEBHOOKS[field]})
    update = UpdateMessagingService(sid="MG1", webhooks=webhooks)
    assert decision == Act(step=STEP, action=update, number=2)
