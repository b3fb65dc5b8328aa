"""What people ask of the engine, and what it refuses: a line for each change of a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import EvaluationSeen
from tendlc.domain.onboarding import BUILT_IN
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import Observations
from tendlc.domain.tasks import TaskCode
from tendlc.domain.terms import Isv, Terms
from tendlc.engine import commands
from tendlc.errors import ConfigurationError, NotAllowed, UnknownOnboarding, WorldGone
from tendlc.rules import remedies
from tests import cast
from tests.records import (
    LIVE,
    SANDBOX,
    at,
    last_seen,
    lost,
    made,
    record,
    refused,
    seen_brand,
    seen_bundle,
    seen_campaign,
    under_way,
)
from tests.unit.engine.scene import Scene

TASK = remedies.isv(TaskCode.STILL_DRAFT, "campaign")
NAMED = "BU" + "7" * 32
SEEN = last_seen(
    customer_profile=seen_bundle("in-review"),
    customer_profile_evaluation=EvaluationSeen(seen_at=at(0), sid="EL1", status="compliant"),
    trust_product=seen_bundle("in-review"),
    brand=seen_brand("PENDING"),
    campaign=seen_campaign("PENDING"),
)


def stale(observed: Observations) -> set[str]:
    """Name what is marked stale."""
    return {subject.title for subject, seen in observed.items() if seen.stale}


EVERYTHING = {"customer profile", "trust product", "brand", "campaign"}


def test_a_new_customer_is_due_at_once() -> None:
    scene = Scene()
    scene.later(7)
    enrolled = commands.enrol(scene.engine, cast.acme())
    expected = record(enrolled_at=at(7), stage_since=at(7), due_at=at(7), place=BUILT_IN)
    assert enrolled == scene.stored() == expected
    event = Event(at=at(7), name=EventName.ENROLLED, actor="operator")
    assert scene.store.history(SANDBOX, "acme") == (event,)


def test_the_same_document_again_makes_the_customer_due_and_changes_nothing() -> None:
    scene = Scene()
    profile = made(StepName.CUSTOMER_PROFILE)
    known = scene.knows(record(profile, observed=SEEN, place=BUILT_IN))
    scene.later(7)
    commands.enrol(scene.engine, cast.acme())
    assert scene.stored() == known, "only a job changes the record"
    taken = replace(known, attempts_before_run=1, due_at=at(7), mark=1, passes=1)
    assert scene.take() == scene.stored() == taken
    assert scene.history() == []


def test_a_changed_document_is_amended() -> None:
    scene = Scene()
    scene.knows(record(made(StepName.CUSTOMER_PROFILE), observed=SEEN))
    changed = edited(cast.acme(), "campaign", description="Other words.")
    amended = commands.enrol(scene.engine, changed)
    assert amended.customer == changed
    assert stale(amended.observed) == set()
    assert scene.take() == replace(amended, passes=1)
    assert scene.history() == [EventName.AMENDED]
    assert [event.name for event in scene.told] == [EventName.AMENDED]


def test_who_runs_a_customer_with_tasks_again_has_twilio_looked_at_anew() -> None:
    scene = Scene()
    scene.knows(record(observed=SEEN, tasks=(TASK,)))
    assert stale(commands.enrol(scene.engine, cast.acme()).observed) == EVERYTHING


def test_another_named_profile_is_looked_at_and_the_old_one_forgotten() -> None:
    scene = Scene()
    scene.knows(record(observed=SEEN))
    renamed = cast.acme().model_copy(update={"customer_profile_sid": NAMED})
    observed = commands.enrol(scene.engine, renamed).observed
    assert observed == last_seen(SEEN, customer_profile=None, customer_profile_evaluation=None)


def edited(customer: Customer, part: str, **fields: Any) -> Customer:
    changed = getattr(customer, part).model_copy(update=fields)
    return customer.model_copy(update={part: changed})


def of_acme(**fields: Any) -> Callable[[Customer], Customer]:
    return lambda customer: customer.model_copy(update=fields)


def part(name: str, **fields: Any) -> Callable[[Customer], Customer]:
    return lambda customer: edited(customer, name, **fields)


def fewer_people(customer: Customer) -> Customer:
    one = customer.authorized_representatives[:1]
    return customer.model_copy(update={"authorized_representatives": one})


def other_people(customer: Customer) -> Customer:
    people = tuple(reversed(customer.authorized_representatives))
    return customer.model_copy(update={"authorized_representatives": people})


BRAND = StepName.BRAND_REGISTRATION
CAMPAIGN = StepName.CAMPAIGN
PROFILE = StepName.CUSTOMER_PROFILE
ASSIGNED = StepName.CUSTOMER_PROFILE_ASSIGNMENT
NUMBER = StepName.PHONE_NUMBER
ADDED = StepName.PHONE_NUMBER_ADDITION
ELSEWHERE = PhoneNumberWish(area_code="720")
CREATE_ONLY = {
    "us_app_to_person_usecase": "MIXED",
    "opt_in_message": "Acme: Welcome to order updates.",
    "opt_out_message": "Acme: You get no more texts.",
    "help_message": "Acme: Ask help@acme.example.",
    "opt_in_keywords": ("JOIN",),
    "opt_out_keywords": ("LEAVE",),
    "help_keywords": ("AID",),
    "subscriber_opt_in": False,
}
CHANGEABLE = {
    "description": "Other words.",
    "message_flow": "Another way.",
    "message_samples": ("One.", "Two."),
    "has_embedded_links": False,
    "has_embedded_phone": True,
    "age_gated": True,
    "direct_lending": True,
    "privacy_policy_url": "https://acme.example/p",
    "terms_and_conditions_url": "https://acme.example/t",
}
FIXED = [
    (BRAND, part("brand", mock=True), "brand.mock"),
    (BRAND, part("brand", skip_automatic_sec_vet=True), "brand.skip_automatic_sec_vet"),
    (BRAND, part("brand", brand_type="OTHER"), "brand.brand_type"),
    (PROFILE, of_acme(customer_profile_sid=NAMED), "customer_profile_sid"),
    (ASSIGNED, of_acme(customer_profile_sid=NAMED), "customer_profile_sid"),
    (PROFILE, fewer_people, "authorized_representatives"),
    (PROFILE, part("address", iso_country="CA"), "address.iso_country"),
]
FREE = [
    *[(CAMPAIGN, part("campaign", **{f: v})) for f, v in CHANGEABLE.items()],
    *[(CAMPAIGN, part("campaign", **{f: v})) for f, v in CREATE_ONLY.items()],
    (NUMBER, of_acme(phone_numbers=(ELSEWHERE,))),
    (ADDED, of_acme(phone_numbers=(ELSEWHERE,))),
    (BRAND, part("campaign", us_app_to_person_usecase="MIXED")),
    (PROFILE, part("brand", skip_automatic_sec_vet=True)),
    (BRAND, part("business_information", business_name="Acme LLC")),
    (BRAND, of_acme(customer_profile_sid=NAMED)),
    (BRAND, fewer_people),
    (BRAND, part("address", iso_country="CA")),
    (PROFILE, part("address", street="1 Wynkoop Street")),
    (PROFILE, other_people),
    (CAMPAIGN, of_acme(phone_numbers=(ELSEWHERE,))),
    (NUMBER, of_acme(phone_numbers=(*cast.acme().phone_numbers, ELSEWHERE))),
]


@pytest.mark.parametrize(("step", "change", "field"), FIXED, ids=[f"{s}: {f}" for s, _, f in FIXED])
@pytest.mark.parametrize("tried", [made, lost, under_way, refused])
def test_what_was_fixed_with_a_step_can_no_longer_change(
    tried: Callable[[StepName], Attempt],
    step: StepName,
    change: Callable[[Customer], Customer],
    field: str,
) -> None:
    scene = Scene()
    known = scene.knows(record(tried(step)))
    with pytest.raises(NotAllowed) as refusal:
        commands.enrol(scene.engine, change(known.customer))
    assert refusal.value.field == field
    assert field in refusal.value.message
    assert scene.stored() == known
    assert scene.history() == []


@pytest.mark.parametrize(("step", "change"), FREE)
def test_what_is_not_fixed_yet_can_change(
    step: StepName, change: Callable[[Customer], Customer]
) -> None:
    scene = Scene()
    known = scene.knows(record(made(step)))
    changed = change(known.customer)
    assert commands.enrol(scene.engine, changed).customer == changed


def test_every_fixed_field_is_named() -> None:
    scene = Scene()
    known = scene.knows(record(made(BRAND), made(PROFILE)))
    change = edited(edited(known.customer, "brand", mock=True), "address", iso_country="CA")
    with pytest.raises(NotAllowed) as refusal:
        commands.enrol(scene.engine, change)
    for field in ("brand.mock", "address.iso_country"):
        assert field in refusal.value.message


@pytest.mark.parametrize("step", [NUMBER, ADDED])
@pytest.mark.parametrize("tried", [lost, under_way])
def test_a_number_in_doubt_is_not_given_up(
    tried: Callable[[Step], Attempt], step: StepName
) -> None:
    wishes = (PhoneNumberWish(area_code="303"), ELSEWHERE)
    customer = cast.acme().model_copy(update={"phone_numbers": wishes})
    scene = Scene()
    scene.knows(record(tried(Step(step, 2)), customer=customer))
    with pytest.raises(NotAllowed) as refusal:
        commands.enrol(scene.engine, customer.model_copy(update={"phone_numbers": wishes[:1]}))
    assert refusal.value.field == "phone_numbers[1]"
    swapped = customer.model_copy(update={"phone_numbers": (ELSEWHERE, ELSEWHERE)})
    assert commands.enrol(scene.engine, swapped).customer == swapped


@pytest.mark.parametrize("mailbox", ["maria.lindqvist@acme-outfitters.example", "M@ACME.example"])
def test_the_status_mailbox_is_not_the_customers_own(mailbox: str) -> None:
    scene = Scene(terms=Terms(isv=Isv(status_email=mailbox)))
    customer = edited(cast.acme(), "messaging_profile", brand_contact_email="m@acme.example")
    with pytest.raises(ConfigurationError) as refusal:
        commands.enrol(scene.engine, customer)
    assert refusal.value.field == "TENDLC_STATUS_EMAIL"
    with pytest.raises(UnknownOnboarding):
        scene.stored()


def test_a_retry_begins_a_new_round_and_looks_at_everything_anew() -> None:
    scene = Scene()
    known = scene.knows(record(observed=SEEN, retry_round=3))
    scene.later(7)
    commands.retry(scene.engine, "acme")
    again = scene.take()
    assert (again.retry_round, again.due_at) == (4, at(7))
    assert stale(again.observed) == EVERYTHING
    assert again.customer == known.customer
    event = Event(at=at(7), name=EventName.RETRY_ASKED, actor="operator")
    assert scene.store.history(SANDBOX, "acme") == (event,)


OTHER_WORLD = replace(SANDBOX, world_id="w0.9")
OTHER_ACCOUNT = replace(SANDBOX, account_sid="AC" + "2" * 32, world_id="w0.9")


def test_a_customer_of_a_world_that_is_gone_is_not_begun_silently() -> None:
    scene = Scene()
    scene.knows(record(target=OTHER_WORLD, place=BUILT_IN))
    with pytest.raises(WorldGone):
        commands.enrol(scene.engine, cast.acme())
    commands.begin_anew(scene.engine, "acme")
    assert commands.enrol(scene.engine, cast.acme()).target == SANDBOX
    assert [known.target for known in scene.records()] == [SANDBOX]


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (LIVE, None),
        (OTHER_ACCOUNT, BUILT_IN),
        (OTHER_WORLD, "http://127.0.0.1:4010"),
        (OTHER_WORLD, None),
    ],
)
def test_customers_elsewhere_do_not_stop_a_new_one(target: Any, place: str | None) -> None:
    scene = Scene()
    elsewhere = scene.knows(record(target=target, place=place))
    begun = commands.enrol(scene.engine, cast.acme())
    assert (begun.target, begun.place) == (SANDBOX, BUILT_IN)
    commands.begin_anew(scene.engine, "acme")
    assert elsewhere in scene.records()


def test_a_record_that_knows_no_place_yet_learns_it_at_the_next_run() -> None:
    scene = Scene()
    scene.knows(record())
    assert commands.enrol(scene.engine, cast.acme()).place == BUILT_IN


def test_other_customers_of_a_world_that_is_gone_do_not_stop_this_one() -> None:
    scene = Scene()
    scene.knows(record(customer=cast.borealis(), target=OTHER_WORLD, place=BUILT_IN))
    assert commands.enrol(scene.engine, cast.acme()).key == "acme"


def test_beginning_anew_forgets_this_customer_of_this_account_alone() -> None:
    scene = Scene()
    kept = [
        scene.knows(record()),
        scene.knows(record(target=LIVE)),
        scene.knows(record(target=OTHER_ACCOUNT)),
        scene.knows(record(customer=cast.borealis(), target=OTHER_WORLD, place=BUILT_IN)),
    ]
    scene.knows(record(target=OTHER_WORLD, place=BUILT_IN))
    commands.begin_anew(scene.engine, "acme")
    assert sorted(map(repr, scene.records())) == sorted(map(repr, kept))


def test_nothing_can_be_asked_of_a_customer_that_nobody_knows() -> None:
    with pytest.raises(UnknownOnboarding):
        commands.retry(Scene().engine, "acme")
