"""Edits that came too late: who is asked what, by the status of the thing that cannot take them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import Command, Owner
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import changes, customer_profile, trust_product
from tendlc.rules.planning.decision import AskHuman
from tendlc.rules.unsent import noted
from tests.records import (
    after,
    amended,
    last_seen,
    made,
    record,
    seen_brand,
    seen_bundle,
    seen_campaign,
    words,
)

SENT = (StepName.ADDRESS, StepName.MESSAGING_PROFILE, StepName.CAMPAIGN)


def known(**statuses: str) -> Onboarding:
    """Return a record whose address, messaging profile and campaign were sent as they are."""
    observed = last_seen(
        customer_profile=seen_bundle(statuses.get("profile", "twilio-approved")),
        trust_product=seen_bundle(statuses.get("product", "twilio-approved")),
        brand=seen_brand(statuses.get("brand", "APPROVED")),
        campaign=seen_campaign(statuses.get("campaign", "VERIFIED")),
    )
    bundles = (StepName.CUSTOMER_PROFILE, StepName.TRUST_PRODUCT)
    onboarding = after(record(observed=observed), *bundles)
    for name in SENT:
        attempt = replace(made(Step(name)), number=1)
        onboarding = noted(onboarding.with_attempt(attempt), attempt)
    return onboarding


def decide(onboarding: Onboarding) -> AskHuman | None:
    bundles = (customer_profile.state(onboarding), trust_product.state(onboarding))
    return changes.decide(onboarding, bundles)


STREET = ("address", {"street": "1 New Street"})
MAIL = ("messaging_profile", {"brand_contact_email": "press@acme.example"})
TEXT = ("campaign", {"description": "Other words."})
HELP = ("campaign", {"help_message": "Help!"})


@pytest.mark.parametrize(
    ("onboarding", "edits", "expected"),
    [
        pytest.param(known(), [], "settled", id="nothing edited"),
        pytest.param(known(), [STREET], "ask changes_not_sent", id="profile approved"),
        pytest.param(known(profile="in-review"), [STREET], "settled", id="profile in review"),
        pytest.param(known(profile="draft"), [STREET], "settled", id="profile open"),
        pytest.param(known(brand="FAILED"), [STREET], "settled", id="the brand asks by itself"),
        pytest.param(known(), [MAIL], "ask changes_not_sent", id="trust product approved"),
        pytest.param(known(product="in-review"), [MAIL], "settled", id="trust product in review"),
        pytest.param(
            known(), [STREET, MAIL], "ask changes_not_sent, changes_not_sent", id="both bundles"
        ),
        pytest.param(known(), [TEXT], "ask campaign_recreation", id="verified, text"),
        pytest.param(known(), [HELP], "ask campaign_recreation", id="verified, set at creation"),
        pytest.param(known(campaign="PENDING"), [TEXT], "settled", id="in review, text"),
        pytest.param(
            known(campaign="PENDING"), [HELP], "ask campaign_recreation", id="in review, fixed"
        ),
        pytest.param(known(campaign="FAILED"), [TEXT, HELP], "settled", id="failed"),
        pytest.param(known(campaign="SUSPENDED"), [TEXT, HELP], "settled", id="suspended"),
    ],
)
def test_what_is_asked_about_late_edits(
    onboarding: Onboarding, edits: list[tuple[str, dict[str, str]]], expected: str
) -> None:
    for section, values in edits:
        onboarding = amended(onboarding, section, **values)
    assert words(decide(onboarding)) == expected


def test_a_locked_bundle_is_for_support_with_the_fields_to_change() -> None:
    decision = decide(amended(known(), "address", street="1 New Street", city="Golden"))
    assert decision is not None
    (task,) = decision.tasks
    assert (task.owner, task.command) == (Owner.TWILIO_SUPPORT, Command.ONBOARD)
    assert sorted(task.fields) == ["address.city", "address.street"]
    assert all(path in (words_of(task).support_text or "") for path in task.fields)
    assert "1 New Street" not in (words_of(task).support_text or "")


@pytest.mark.parametrize(("status", "stops"), [("VERIFIED", True), ("PENDING", False)])
def test_another_campaign_says_what_it_costs_and_whether_traffic_stops(
    status: str, stops: bool
) -> None:
    decision = decide(amended(known(campaign=status), "campaign", help_message="Help!"))
    assert decision is not None
    (task,) = decision.tasks
    assert task.command is Command.RECREATE_CAMPAIGN
    assert words_of(task).cost is not None
    assert ("All traffic" in words_of(task).next_step) is stops
