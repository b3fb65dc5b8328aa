"""What is hashed of a write stays what it was: a ledger compares its digests with tomorrow's.

A digest that came out otherwise would have what stands at Twilio updated or submitted again. The
table holds the digests of the first ledgers; a customer is carried from step 1.1 to its numbers,
then edited, rejected and carried on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tendlc.domain.actions import Action
from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    EvaluationSeen,
    OwnedNumberSeen,
    PrimaryProfileSeen,
    UseCasesSeen,
    VettingSeen,
)
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.subjects import Observations
from tendlc.rules.planning.decision import Act
from tendlc.rules.planning.plan import plan
from tests import cast
from tests.fakes import START
from tests.records import (
    TERMS,
    amended,
    carry_out,
    last_seen,
    record,
    seen_brand,
    seen_bundle,
    seen_campaign,
)

TABLE = Path(__file__).with_name("digests.json")
ALL_OPTIONS = cast.acme().model_copy(
    update={
        "customer": "all-options",
        "address": cast.acme().address.model_copy(update={"street_secondary": "Suite 7"}),
        "messaging_service": cast.acme().messaging_service.model_copy(
            update={
                "inbound_request_url": "https://acme.example/in",
                "inbound_method": "POST",
                "fallback_url": "https://acme.example/fallback",
                "status_callback": "https://acme.example/status",
            }
        ),
        "campaign": cast.acme().campaign.model_copy(
            update={
                "opt_in_keywords": ("JOIN", "YES"),
                "opt_in_message": "Acme: You are in. Reply HELP for help, STOP to end.",
                "help_message": "Acme: Call +13035550100. Reply STOP to end.",
                "age_gated": True,
                "direct_lending": True,
            }
        ),
        "phone_numbers": (PhoneNumberWish(phone_number_sid="PN" + "7" * 32), PhoneNumberWish()),
    }
)
CUSTOMERS = (*cast.everybody(), cast.hometown_pac(), ALL_OPTIONS)


def digests(customer: Customer) -> Iterator[tuple[str, str]]:
    """Give each write of a customer's life with its digest."""
    acts = life(customer)
    return ((f"{type(a.action).__name__} for {a.step}", a.action.digest()) for a in acts)


def life(customer: Customer) -> Iterator[Act]:
    """Carry a customer to its numbers; then let it be edited, and brand and campaign fail."""
    onboarding = record(customer=customer, mail_agreed=1, recreation_of=1)
    for statuses in (
        {"profile": "draft", "product": "draft"},
        {"product": "draft"},
        {"mail": "FAILED"},
        {},
    ):
        onboarding, acts = step_by_step(onboarding, **statuses)
        yield from acts
    onboarding = edited(onboarding)
    for statuses in (
        {"profile": "twilio-rejected", "product": "draft"},
        {"product": "draft"},
        {"brand": "FAILED"},
        {"campaign": "FAILED"},
        {},
        {"campaign": "gone"},
    ):
        onboarding, acts = step_by_step(onboarding, **statuses)
        yield from acts


def step_by_step(onboarding: Onboarding, **statuses: str) -> tuple[Onboarding, list[Act]]:
    seen = world(onboarding, **statuses)
    return carry_out(replace(onboarding, observed=seen), lambda known: plan(known, TERMS, START))


def edited(onboarding: Onboarding) -> Onboarding:
    changed = amended(onboarding, "business_information", website_url="https://new.example")
    changed = amended(changed, "address", street="1 New Street", street_secondary=None)
    changed = amended(changed, "messaging_service", status_callback="https://new.example/status")
    wishes = (PhoneNumberWish(area_code="212"),)
    customer = changed.customer.model_copy(update={"phone_numbers": wishes})
    changed = replace(changed, customer=customer, number_ordinals=(3,))
    return amended(changed, "campaign", description="The description says it better now, at last.")


def world(
    onboarding: Onboarding,
    *,
    profile: str = "twilio-approved",
    product: str = "twilio-approved",
    brand: str = "APPROVED",
    campaign: str = "VERIFIED",
    mail: str = "SUCCESS",
) -> Observations:
    """Everything that a plan may want to see; the clock stands still, so none of it gets old."""
    evaluation = EvaluationSeen(seen_at=START, sid="EL1", status="compliant")
    return last_seen(
        primary=PrimaryProfileSeen(seen_at=START, sid="BU0", status="twilio-approved"),
        customer_profile=seen_bundle(profile),
        customer_profile_evaluation=evaluation,
        trust_product=seen_bundle(product),
        trust_product_evaluation=evaluation,
        brand=seen_brand(brand, identity_status="VETTED_VERIFIED"),
        vetting=VettingSeen(
            seen_at=START,
            brand_sid="BN1",
            vetting_status="SUCCESS",
            authentication_status=mail,
            authentication_sid="VT1",
        ),
        use_cases=UseCasesSeen(
            seen_at=START, codes=tuple(c.campaign.us_app_to_person_usecase for c in CUSTOMERS)
        ),
        campaign=seen_campaign(campaign),
        available_numbers=tuple(
            AvailableNumbersSeen(
                seen_at=START,
                ordinal=ordinal,
                phone_numbers=(wish.phone_number or f"+1303555010{ordinal}",),
                wished=wish.phone_number or wish.area_code,
            )
            for ordinal, wish in onboarding.number_wishes()
        ),
        owned_numbers=tuple(
            OwnedNumberSeen(
                seen_at=START,
                ordinal=ordinal,
                wished=wish.phone_number_sid or wish.phone_number or "",
                sid=wish.phone_number_sid,
                sends_messages=True,
            )
            for ordinal, wish in onboarding.number_wishes()
        ),
    )


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: str(customer.customer))
def test_every_write_has_the_digest_that_the_first_ledgers_hold(customer: Customer) -> None:
    assert [*digests(customer)] == [
        (write, digest) for write, digest in json.loads(TABLE.read_text())[customer.customer]
    ]


def test_the_table_has_every_write_there_is() -> None:
    lives = json.loads(TABLE.read_text()).values()
    told = {write.split(" ")[0] for life in lives for write, _ in life}
    ours = [kind for kind in Action.__subclasses__() if kind.__module__ == Action.__module__]
    assert told == {kind.__name__ for kind in ours}
