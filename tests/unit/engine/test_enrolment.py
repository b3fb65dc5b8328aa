"""Enrolling in two steps: what is asked of a person before anything is stored, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.approval import Approval, QuoteLine
from tendlc.domain.customer import Customer, PhoneNumberWish
from tendlc.domain.events import EventName
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.domain.steps import StepName
from tendlc.engine import commands
from tendlc.entrypoints.words.events import text_of
from tendlc.errors import SameBusiness
from tendlc.rules import quotes, remedies
from tests import cast
from tests.records import LIVE, SANDBOX, approved, at, made, record
from tests.unit.engine.scene import Scene

SIX = cast.acme().model_copy(update={"phone_numbers": (PhoneNumberWish(),) * 6})
BRAND = replace(made(StepName.BRAND_REGISTRATION), action="RegisterBrand", sid="BN" + "1" * 32)
FURTHER = QuoteLine(what="campaign vetting", count=1, price=None, used=1)


def agreed(due: tuple[QuoteLine, ...]) -> Approval:
    return Approval(at=at(5), actor="jane", lines=due)


def whats(due: tuple[QuoteLine, ...]) -> list[str]:
    return [f"{line.count} {line.what}" for line in due]


def test_preparing_stores_nothing() -> None:
    scene = Scene(target=LIVE)
    enrolment = commands.prepare(scene.engine, cast.acme(), retry=True)
    assert whats(enrolment.due) == [
        "1 brand registration with secondary vetting",
        "1 campaign vetting",
        "1 campaign",
        "1 phone number",
    ]
    assert scene.records() == []
    assert scene.told == []


def test_in_a_sandbox_nothing_has_to_be_agreed_to() -> None:
    assert commands.prepare(Scene().engine, cast.acme()).due == ()


def test_what_was_agreed_to_is_kept_with_its_lines_and_told() -> None:
    scene = Scene(target=LIVE)
    enrolment = commands.prepare(scene.engine, cast.acme())
    scene.later(7)
    stored = commands.commit(scene.engine, enrolment, agreed(enrolment.due))
    assert stored == scene.store.load(LIVE, "acme")
    assert (stored.enrolled_at, stored.due_at) == (at(7), at(7))
    assert stored.approvals == (agreed(enrolment.due),)
    enrolled, event = scene.store.history(LIVE, "acme")
    assert (enrolled.name, event.name) == (EventName.ENROLLED, EventName.SPENDING_APPROVED)
    assert text_of(event) == (
        "jane agreed to $61.00 once, $1.50 to 10.00 a month, phone number (price not known here)"
    )
    assert commands.prepare(scene.engine, cast.acme()).due == ()


def test_a_changed_document_is_asked_about_as_it_would_be() -> None:
    scene = Scene(target=LIVE)
    known = scene.knows(approved(record(BRAND, target=LIVE)))
    enrolment = commands.prepare(scene.engine, SIX)
    assert whats(enrolment.due) == ["1 campaign vetting", "1 campaign", "6 phone number"]
    assert scene.store.load(LIVE, "acme") == known
    commands.commit(scene.engine, enrolment, agreed(enrolment.due))
    assert len(quotes.due(scene.store.load(LIVE, "acme"))) == 3
    assert commands.prepare(scene.engine, SIX).due == ()


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        pytest.param(cast.acme(), ["1 campaign vetting"], id="the same document"),
        pytest.param(
            cast.acme().model_copy(update={"customer_profile_sid": "BU" + "7" * 32}),
            [],
            id="a changed document may no longer need it",
        ),
    ],
)
def test_what_the_last_run_stopped_at_is_asked_about(
    customer: Customer, expected: list[str]
) -> None:
    scene = Scene(target=LIVE)
    bought = (
        BRAND,
        replace(made(StepName.CAMPAIGN), action="CreateCampaign"),
        replace(made(StepName.PHONE_NUMBER), action="BuyPhoneNumber"),
    )
    stopped = record(*bought, target=LIVE, tasks=(remedies.approval_missing([FURTHER]),))
    scene.knows(stopped)
    assert whats(commands.prepare(scene.engine, customer).due) == expected


def test_a_retry_is_stored_with_the_rest() -> None:
    scene = Scene()
    scene.knows(record())
    assert commands.enrol(scene.engine, cast.acme(), retry=True).retry_round == 1
    assert scene.take().retry_round == 1
    assert scene.history() == [EventName.RETRY_ASKED]


def twin(key: str = "grace", target: Target = SANDBOX) -> Onboarding:
    return record(customer=cast.acme().model_copy(update={"customer": key}), target=target)


@pytest.mark.parametrize("target", [SANDBOX, LIVE])
def test_a_new_customer_that_is_another_one_is_not_enrolled(target: Target) -> None:
    scene = Scene(target=target)
    scene.knows(twin(target=target))
    with pytest.raises(SameBusiness) as raised:
        commands.prepare(scene.engine, cast.acme())
    assert (raised.value.field, raised.value.context["others"]) == ("customer", ("grace",))
    assert [one.key for one in scene.records()] == ["grace"]


def test_who_says_another_is_not_asked_again_in_either_record() -> None:
    scene = Scene()
    scene.knows(twin())
    stored = commands.enrol(scene.engine, cast.acme(), another=True)
    assert (stored.another_of, stored.same_business) == (("grace",), ())
    assert scene.history() == [EventName.ENROLLED, EventName.SAME_BUSINESS_AGREED]
    for key in ("acme", "grace"):
        customer = cast.acme().model_copy(update={"customer": key})
        again = commands.enrol(scene.engine, customer, another=True)
        assert again.same_business == ()
        assert again.another_of == (("grace",) if key == "acme" else ())
    with pytest.raises(SameBusiness) as raised:
        commands.enrol(scene.engine, twin("third").customer)
    assert raised.value.context["others"] == ("acme", "grace")


def test_another_without_another_says_nothing() -> None:
    scene = Scene()
    assert commands.enrol(scene.engine, cast.acme(), another=True).another_of == ()
    assert scene.history() == [EventName.ENROLLED]


def test_a_known_customer_that_becomes_another_one_is_stopped_by_its_record() -> None:
    scene = Scene()
    scene.knows(record(customer=cast.foxtrot()))
    scene.knows(record())
    theirs = cast.acme().business_information.business_registration_number
    business = cast.foxtrot().business_information.model_copy(
        update={"business_registration_number": theirs}
    )
    changed = cast.foxtrot().model_copy(update={"business_information": business})
    assert commands.enrol(scene.engine, changed).same_business == ("acme",)
    assert commands.enrol(scene.engine, cast.foxtrot()).same_business == (), "put back"
    commands.enrol(scene.engine, changed)
    agreed_to = commands.enrol(scene.engine, changed, another=True)
    assert (agreed_to.same_business, agreed_to.another_of) == ((), ("acme",))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(record(), ("grace",), id="nothing is paid yet"),
        pytest.param(record(BRAND), (), id="the brand is paid: nothing is left to be stopped"),
        pytest.param(
            record(BRAND, same_business=("grace",)), ("grace",), id="it was stopped already"
        ),
        pytest.param(record(same_business=("gone",)), ("grace",), id="the other one is gone"),
    ],
)
def test_two_records_of_one_business_are_found_while_there_is_something_to_stop(
    known: Onboarding, expected: tuple[str, ...]
) -> None:
    scene = Scene()
    scene.knows(twin())
    scene.knows(replace(known))
    assert commands.enrol(scene.engine, cast.acme()).same_business == expected


def test_two_keys_of_one_business_that_are_prepared_before_either_is_stored_do_not_both_go_on() -> (
    None
):
    scene = Scene()
    second = cast.acme().model_copy(update={"customer": "acme-again"})
    prepared = [commands.prepare(scene.engine, one) for one in (cast.acme(), second)]
    first, late = (commands.commit(scene.engine, enrolment) for enrolment in prepared)
    assert (first.same_business, late.same_business) == ((), ("acme",))
    assert scene.store.load(SANDBOX, "acme-again") == late


def test_two_keys_of_one_business_that_were_agreed_to_both_go_on() -> None:
    scene = Scene()
    commands.enrol(scene.engine, cast.acme())
    second = cast.acme().model_copy(update={"customer": "acme-again"})
    assert commands.enrol(scene.engine, second, another=True).same_business == ()


def test_a_document_left_out_hides_no_business_that_the_ledger_has_under_its_key() -> None:
    scene = Scene()
    commands.enrol(scene.engine, cast.acme())
    moved = cast.borealis().model_copy(update={"customer": "acme"})
    again = cast.acme().model_copy(update={"customer": "acme-again"})
    added = commands.add_many(scene.engine, [moved, again])
    assert [*added.known] == ["acme"]
    assert scene.store.load(SANDBOX, "acme-again").same_business == ("acme",)
