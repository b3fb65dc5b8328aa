"""Authentication+: who needs it, how far it is, which mail comes next and whom it goes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.observed import Problem, VettingSeen
from tendlc.domain.onboarding import Onboarding, Sent
from tendlc.domain.status import Standing
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import Observations
from tendlc.rules import authentication
from tests import cast
from tests.records import (
    amended,
    at,
    last_seen,
    lost,
    made,
    record,
    refused,
    seen_brand,
    seen_campaign,
)

CAMPAIGN = made(StepName.CAMPAIGN, sid="QE1")
WANTING, VAGUE = Problem(code=30900), Problem(code=30886)
MAILBOX = cast.borealis().messaging_profile.brand_contact_email


def public(
    *attempts: Attempt,
    listed: str | None = None,
    problems: tuple[Problem, ...] = (),
    campaign: str | None = None,
    reasons: tuple[Problem, ...] = (WANTING,),
    stale: bool = False,
) -> Onboarding:
    """Return the record of a public company; `listed` is what its vettings show."""
    vetting = VettingSeen(
        seen_at=at(0), brand_sid="BN1", vetting_status=None, authentication_status=listed
    )
    shown = seen_campaign(campaign, problems=reasons, stale=stale) if campaign else None
    observed = last_seen(
        vetting=vetting, brand=seen_brand("APPROVED", problems=problems), campaign=shown
    )
    return record(*attempts, customer=cast.borealis(), observed=observed)


@pytest.mark.parametrize(
    ("onboarding", "needed"),
    [
        pytest.param(public(), True, id="a public company"),
        pytest.param(record(), False, id="a private company"),
        pytest.param(amended(public(), "brand", mock=True), False, id="a mock brand"),
    ],
)
def test_only_public_companies_need_it(onboarding: Onboarding, needed: bool) -> None:
    assert authentication.is_needed(onboarding) is needed
    assert authentication.is_awaited(onboarding) is needed
    assert authentication.is_asked(onboarding) is needed


@pytest.mark.parametrize(
    ("onboarding", "asked"),
    [
        pytest.param(public(CAMPAIGN), False, id="a campaign that nobody has seen"),
        pytest.param(public(CAMPAIGN, campaign="VERIFIED"), False, id="verified"),
        pytest.param(public(CAMPAIGN, campaign="FAILED"), True, id="failed for want of it"),
        pytest.param(public(CAMPAIGN, campaign="FAILED", stale=True), False, id="seen before"),
        pytest.param(
            public(CAMPAIGN, campaign="FAILED", reasons=(VAGUE,)), False, id="failed otherwise"
        ),
        pytest.param(
            public(CAMPAIGN, campaign="FAILED", reasons=(VAGUE, WANTING)), True, id="among others"
        ),
    ],
)
def test_a_campaign_that_was_paid_asks_for_it_where_it_failed_for_want_of_it(
    onboarding: Onboarding, asked: bool
) -> None:
    assert authentication.is_asked(onboarding) is asked


@pytest.mark.parametrize(
    ("listed", "problems", "outcome", "awaited"),
    [
        ("SUCCESS", (), Standing.GOOD, False),
        ("SUCCESS", (Problem(code=21741),), Standing.GOOD, False),
        ("IN_PROGRESS", (), Standing.MOVING, True),
        ("FAILED", (), Standing.BAD, True),
        (None, (), Standing.UNKNOWN, True),
        (None, (Problem(code=30795),), Standing.UNKNOWN, True),
        *(
            (None, (Problem(code=30795), Problem(code=code)), Standing.BAD, True)
            for code in range(21736, 21742)
        ),
    ],
)
def test_how_far_it_is(
    listed: str | None, problems: tuple[Problem, ...], outcome: Standing, awaited: bool
) -> None:
    known = public(listed=listed, problems=problems)
    assert authentication.outcome(known) is outcome
    assert authentication.is_awaited(known) is awaited


def test_a_brand_that_nobody_has_seen_has_no_failures() -> None:
    known = replace(public(), observed=Observations())
    assert authentication.failures(known) == ()
    assert authentication.outcome(known) is Standing.UNKNOWN
    both = (Problem(code=30795), Problem(code=21741))
    assert authentication.failures(public(problems=both)) == both[1:]


def mail(number: int) -> Step:
    return Step(StepName.BRAND_AUTHENTICATION_MAIL, number)


@pytest.mark.parametrize(
    ("attempts", "number"),
    [
        ([], 1),
        ([refused(mail(1))], 1),
        ([lost(mail(1))], 1),
        ([made(mail(1))], 2),
        ([made(mail(1)), refused(mail(2))], 2),
        ([made(mail(1)), made(mail(2))], 3),
    ],
)
def test_each_mail_is_a_step_of_its_own(attempts: list[Attempt], number: int) -> None:
    assert authentication.next_mail(public(*attempts)) == mail(number)


@pytest.mark.parametrize(
    ("value", "corrected", "mailbox"),
    [
        (f'"{MAILBOX}"', False, MAILBOX),
        ('"old@borealis-energy.example"', True, "old@borealis-energy.example"),
        ("null", True, MAILBOX),
    ],
)
def test_the_mail_goes_to_the_address_that_was_sent(
    value: str, corrected: bool, mailbox: str
) -> None:
    step = Step(StepName.MESSAGING_PROFILE)
    note = Sent(step=step, number=1, values=((authentication.CONTACT, value),))
    known = replace(public(made(step)), sent=(note,))
    assert authentication.is_corrected(known) is corrected
    assert authentication.mailbox(known) == mailbox


def test_where_nothing_was_sent_the_document_names_the_mailbox() -> None:
    assert authentication.mailbox(public()) == MAILBOX
    assert authentication.is_corrected(public()) is False
