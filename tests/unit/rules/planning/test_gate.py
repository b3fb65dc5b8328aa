"""The gate before every write: what each guard lets through, and what it asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.actions import (
    Action,
    BuyPhoneNumber,
    CreateCampaign,
    CreateMessagingService,
    RegisterBrand,
)
from tendlc.domain.approval import Approval, QuoteLine
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions, PhoneNumberWish
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules import quotes
from tendlc.rules.planning import gate
from tests import cast
from tests.fakes import START
from tests.records import LIVE, SANDBOX, TERMS, absent, approved, lost, made, record, refused

BRAND = RegisterBrand(
    customer_profile_bundle_sid="BU1",
    a2p_profile_bundle_sid="BU2",
    brand=BrandOptions(),
)
BUY = BuyPhoneNumber(friendly_name="acme: phone number 1", phone_number="+13035550142")
CAMPAIGN = CreateCampaign(
    messaging_service_sid="MG1",
    brand_registration_sid="BN1",
    campaign=cast.acme().campaign,
)
SERVICE = CreateMessagingService(
    friendly_name="acme: messaging service",
    webhooks=MessagingServiceOptions(),
)
REGISTER = Step(StepName.BRAND_REGISTRATION)
CREATE = Step(StepName.CAMPAIGN)
NUMBER = Step(StepName.PHONE_NUMBER)
SECOND = Step(StepName.PHONE_NUMBER, 2)
AGREED = approved(record(target=LIVE))


def asked(action: Action, onboarding: Onboarding) -> str | None:
    """Name what the gate asks: the task, and the lines of the quote that it is about."""
    task = gate.objection(action, onboarding, TERMS)
    if task is None:
        return None
    return " ".join([task.code, *(line.what for line in task.quote)])


def after(*tries: Attempt, onboarding: Onboarding = AGREED) -> Onboarding:
    return replace(onboarding, attempts=record(*tries).attempts)


@pytest.mark.parametrize("onboarding", [AGREED, record(), record(same_business=("grace",))])
@pytest.mark.parametrize("action", [BRAND, CAMPAIGN, BUY, SERVICE])
def test_nothing_at_all_is_sent_while_the_file_has_errors(
    action: Action, onboarding: Onboarding
) -> None:
    task = gate.objection(action, onboarding, replace(TERMS, faulty_document=True))
    assert task is not None
    assert (task.code, task.command) == ("faulty_document", Command.ONBOARD)


@pytest.mark.parametrize("action", [BRAND, CAMPAIGN, BUY, SERVICE])
def test_in_a_sandbox_nothing_is_asked(action: Action) -> None:
    assert asked(action, record()) is None


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (BRAND, "approval_missing brand registration with secondary vetting"),
        (CAMPAIGN, "approval_missing campaign vetting campaign"),
        (BUY, "approval_missing phone number"),
        (SERVICE, None),
    ],
)
def test_at_twilio_what_nobody_agreed_to_pay_is_asked_about(
    action: Action, expected: str | None
) -> None:
    assert asked(action, record(target=LIVE)) == expected


@pytest.mark.parametrize("action", [BRAND, CAMPAIGN, BUY, SERVICE])
def test_what_was_agreed_to_goes_once(action: Action) -> None:
    assert asked(action, AGREED) is None


@pytest.mark.parametrize(
    ("onboarding", "action", "passes"),
    [
        pytest.param(after(made(NUMBER, BUY)), BUY, False, id="a second number"),
        pytest.param(after(made(SECOND, BUY)), BUY, False, id="whatever the step"),
        pytest.param(after(lost(NUMBER, BUY)), BUY, False, id="a number in doubt"),
        pytest.param(after(refused(NUMBER, BUY)), BUY, True, id="a refused number costs nothing"),
        pytest.param(after(absent(NUMBER, BUY, missed=[61, 121])), BUY, True, id="never arrived"),
        pytest.param(after(made(CREATE, CAMPAIGN)), CAMPAIGN, False, id="a second campaign"),
        pytest.param(after(refused(CREATE, CAMPAIGN)), CAMPAIGN, True, id="a refused campaign"),
        pytest.param(after(made(REGISTER, BRAND)), BRAND, False, id="a new brand"),
        pytest.param(
            AGREED,
            replace(BRAND, brand=BrandOptions(skip_automatic_sec_vet=True)),
            False,
            id="another kind of brand",
        ),
        pytest.param(
            approved(after(made(NUMBER, BUY), made(CREATE, CAMPAIGN))),
            CAMPAIGN,
            False,
            id="agreed anew, but to the rest only",
        ),
    ],
)
def test_what_goes_beyond_the_lines_agreed_to_is_asked_about(
    onboarding: Onboarding, action: Action, passes: bool
) -> None:
    assert (asked(action, onboarding) is None) is passes


def test_six_numbers_are_not_the_one_that_was_agreed_to() -> None:
    wishes = tuple(PhoneNumberWish() for _ in range(6))
    six = cast.acme().model_copy(update={"phone_numbers": wishes})
    amended = replace(after(made(NUMBER, BUY)), customer=six)
    assert asked(BUY, amended) == "approval_missing phone number"
    agreed = approved(amended)
    bought = [made(Step(StepName.PHONE_NUMBER, ordinal), BUY) for ordinal in range(1, 7)]
    assert [asked(BUY, after(*bought[:n], onboarding=agreed)) for n in range(1, 6)] == [None] * 5
    assert asked(BUY, after(*bought, onboarding=agreed)) == "approval_missing phone number"


def test_a_dearer_price_is_asked_about() -> None:
    cheap = tuple(
        replace(line, price=replace(line.price, usd=line.price.usd / 2)) if line.price else line
        for line in quotes.due(record())
    )
    agreed = replace(AGREED, approvals=(Approval(at=START, actor="jane", lines=cheap),))
    assert asked(BRAND, agreed) == "approval_missing brand registration with secondary vetting"
    assert asked(BUY, agreed) is None


def test_a_public_company_agrees_to_the_mail_with_its_brand() -> None:
    public = record(target=LIVE, customer=cast.borealis())
    without = tuple(line for line in quotes.due(public) if line.what != "Authentication+")
    agreed = replace(public, approvals=(Approval(at=START, actor="jane", lines=without),))
    assert asked(BRAND, agreed) == (
        "approval_missing brand registration with secondary vetting Authentication+"
    )
    assert asked(BRAND, approved(public)) is None


def test_the_task_tells_the_costs() -> None:
    task = gate.objection(CAMPAIGN, record(target=LIVE), TERMS)
    assert task is not None
    assert words_of(task).cost == "$15.00 once, $1.50 to 10.00 a month"
    assert isinstance(task.quote[0], QuoteLine)
    assert "campaign vetting, campaign" in words_of(task).reason


@pytest.mark.parametrize("target", [SANDBOX, LIVE])
@pytest.mark.parametrize("action", [BRAND, SERVICE])
def test_nothing_is_made_for_a_business_that_has_another_key(
    action: Action, target: Target
) -> None:
    onboarding = replace(approved(record()), target=target, same_business=("grace", "grace-2"))
    assert asked(action, onboarding) == "same_business"
    task = gate.objection(action, onboarding, TERMS)
    assert task is not None
    assert "as grace and grace-2" in words_of(task).reason
    assert "--another" in words_of(task).next_step
    agreed = replace(onboarding, same_business=(), another_of=("grace", "grace-2"))
    assert asked(action, agreed) is None
