"""Authentication+: awaited before a campaign is paid, and one more mail for each agreement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.actions import ResendBrandAuthenticationMail, UpdateEndUser
from tendlc.domain.observed import Problem, VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.subjects import BrandVettings
from tendlc.domain.tasks import Command, Owner
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules import unsent
from tendlc.rules.planning import brand_authentication, changes, trust_product
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look
from tendlc.rules.planning.order import CHAIN
from tests import cast
from tests.records import (
    LIVE,
    TERMS,
    absent,
    after,
    amended,
    approved,
    at,
    found_first,
    last_seen,
    lost,
    made,
    not_processed,
    record,
    refused,
    seen_brand,
    seen_bundle,
    seen_campaign,
    under_way,
    words,
)

MAIL = Step(StepName.BRAND_AUTHENTICATION_MAIL)
SECOND = Step(StepName.BRAND_AUTHENTICATION_MAIL, 2)
PROFILE = Step(StepName.MESSAGING_PROFILE)
SEND = ResendBrandAuthenticationMail(sid="BN1", failed_sid="VT1")
UNLISTED = ResendBrandAuthenticationMail(sid="BN1", failed_sid=None)
EXPIRED = (Problem(code=21737, text="Expired."),)
MAILBOX = cast.borealis().messaging_profile.brand_contact_email or "none"
(LINK,) = [link for link in CHAIN if link.name == "brand authentication"]


def public(
    status: str | None,
    *tries: Attempt,
    agreed: int = 0,
    retries: int = 0,
    sid: str | None = "VT1",
    problems: tuple[Problem, ...] = (),
    stale: bool = False,
    **observed: object,
) -> Onboarding:
    """Return a public company's record whose brand was registered at 0, and looked at at 400."""
    shown = VettingSeen(
        seen_at=at(400),
        brand_sid="BN1",
        vetting_status=None,
        authentication_status=status,
        authentication_sid=sid if status else None,
        stale=stale,
    )
    brand = made(StepName.BRAND_REGISTRATION, sid="BN1")
    known = last_seen(vetting=shown, brand=seen_brand("APPROVED", problems=problems))
    return record(
        brand,
        *tries,
        customer=cast.borealis(),
        observed=last_seen(known, **observed),
        retry_round=retries,
        mail_agreed=agreed,
    )


def decide(onboarding: Onboarding, now: float = 403) -> Decision | None:
    known = after(onboarding, StepName.TRUST_PRODUCT, StepName.BRAND_REGISTRATION)
    return LINK.decide(known, TERMS, at(now))


def unseen() -> Onboarding:
    return public(None, vetting=None)


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(record(), 403, "settled", id="a private company"),
        pytest.param(unseen(), 403, "look at BrandVettings", id="never seen"),
        pytest.param(public("SUCCESS"), 403, "settled", id="done"),
        pytest.param(public("SUCCESS", stale=True), 403, "look at BrandVettings", id="stale"),
        pytest.param(public("IN_PROGRESS"), 403, "ask authentication_awaited until 480", id="out"),
        pytest.param(public("IN_PROGRESS"), 480, "look at BrandVettings", id="looked at again"),
        pytest.param(
            public("IN_PROGRESS", retries=1), 403, "ask authentication_awaited until 480", id="seen"
        ),
        pytest.param(public(None), 403, "ask authentication_awaited until 480", id="not shown"),
        pytest.param(public(None, retries=1), 403, "settled", id="not shown, and a person says so"),
        pytest.param(
            public(None, retries=1, problems=EXPIRED),
            403,
            "ask authentication_failed",
            id="not listed, and the brand shows that it failed",
        ),
        pytest.param(public("FAILED"), 403, "ask authentication_failed", id="failed"),
        pytest.param(
            public("FAILED", retries=1), 403, "ask authentication_failed", id="an earlier retry"
        ),
        pytest.param(public("SUCCESS", agreed=1), 403, "settled", id="done before it was sent"),
    ],
)
def test_a_public_company_s_campaign_waits_for_authentication(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    assert words(decide(onboarding, now)) == expected


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(public("FAILED", agreed=1), "act 1", id="agreed to"),
        pytest.param(public("FAILED", under_way(MAIL, SEND), agreed=1), "read back 1", id="begun"),
        pytest.param(public("FAILED", lost(MAIL, SEND), agreed=1), "read back 1", id="lost"),
        pytest.param(
            public("FAILED", lost(MAIL, SEND, at=402), agreed=1), "wait 463", id="just lost"
        ),
        pytest.param(
            public("FAILED", absent(MAIL, SEND, missed=[100]), agreed=1),
            "read back 1",
            id="missed once",
        ),
        pytest.param(
            public("FAILED", absent(MAIL, SEND, missed=[100, 161]), agreed=1),
            "act 2",
            id="missed twice: it never arrived",
        ),
        pytest.param(
            public("FAILED", absent(MAIL, SEND, missed=[100]), agreed=1, sid="VT2"),
            "ask authentication_failed",
            id="missed, but another mail has failed since",
        ),
        pytest.param(
            public(None, absent(MAIL, UNLISTED, missed=[100, 161]), agreed=1, problems=EXPIRED),
            "ask authentication_failed",
            id="missed where no mail is listed",
        ),
        pytest.param(
            public(
                None,
                absent(MAIL, UNLISTED, missed=[100, 161]),
                agreed=1,
                retries=1,
                problems=EXPIRED,
            ),
            "act 2",
            id="and a person agrees again",
        ),
        pytest.param(
            public("FAILED", refused(MAIL, SEND), agreed=1), "ask request_refused", id="refused"
        ),
        pytest.param(
            public("FAILED", refused(MAIL, SEND), agreed=1, retries=1), "act 2", id="tried again"
        ),
        pytest.param(
            public("FAILED", not_processed(MAIL, SEND), agreed=1), "act 2", id="not processed"
        ),
        pytest.param(
            public("IN_PROGRESS", made(MAIL, SEND, at=300), agreed=1, sid="VT2"),
            "ask authentication_awaited until 430",
            id="sent",
        ),
        pytest.param(
            public("FAILED", made(MAIL, SEND), agreed=1, sid="VT2"),
            "ask authentication_failed",
            id="one agreement is to one mail",
        ),
        pytest.param(
            public("FAILED", made(MAIL, SEND), agreed=2, sid="VT2"), "act 1", id="the next one"
        ),
        pytest.param(
            public("FAILED", made(MAIL, SEND), lost(SECOND, SEND), agreed=2, sid="VT2"),
            "read back 1",
            id="the next one, lost",
        ),
        pytest.param(
            public("IN_PROGRESS", made(MAIL, SEND), made(SECOND, SEND, at=300), agreed=2),
            "ask authentication_awaited until 430",
            id="the next one, sent",
        ),
        pytest.param(
            public("IN_PROGRESS", lost(MAIL, SEND), agreed=1), "read back 1", id="lost, one is out"
        ),
    ],
)
def test_each_agreement_sends_one_mail(onboarding: Onboarding, expected: str) -> None:
    assert words(decide(onboarding)) == expected


@pytest.mark.parametrize(("onboarding", "now"), [(unseen(), 403), (public("IN_PROGRESS"), 480)])
def test_the_vettings_of_this_brand_are_looked_at(onboarding: Onboarding, now: float) -> None:
    assert decide(onboarding, now) == Look(subject=BrandVettings(brand_sid="BN1"))


def after_campaign(status: str | None, code: int, *tries: Attempt, agreed: int = 0) -> Onboarding:
    problems = (Problem(code=code, text="No."),)
    campaign = made(StepName.CAMPAIGN, sid="QE1")
    seen = seen_campaign("FAILED", problems=problems)
    return public(status, campaign, *tries, agreed=agreed, campaign=seen)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        (after_campaign("IN_PROGRESS", 30994), "ask authentication_awaited until 480"),
        (after_campaign("IN_PROGRESS", 30900), "ask authentication_awaited until 480"),
        (after_campaign(None, 30900), "settled"),
        (after_campaign("FAILED", 30900), "ask authentication_failed"),
        (after_campaign("FAILED", 30994, agreed=1), "act 1"),
        (after_campaign("FAILED", 30886), "settled"),
        (after_campaign("SUCCESS", 30900), "settled"),
        (public("FAILED", made(StepName.CAMPAIGN, sid="QE1")), "settled"),
    ],
)
def test_a_campaign_that_failed_for_want_of_it_waits_for_it(
    onboarding: Onboarding, expected: str
) -> None:
    assert words(decide(onboarding)) == expected


def task_of(onboarding: Onboarding) -> tuple[str, str]:
    decision = decide(onboarding)
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.owner, task.command) == (Owner.BUSINESS, Command.RETRY)
    assert task.fields == ("messaging_profile.brand_contact_email",)
    return words_of(task).reason, words_of(task).next_step


def test_the_waiting_task_names_the_mailbox_and_the_seventh_day() -> None:
    decision = decide(public("IN_PROGRESS"))
    assert isinstance(decision, AskHuman)
    assert decision.tasks[0].deadline == at(7 * 86400)
    assert MAILBOX in task_of(public("IN_PROGRESS"))[0]
    again = decide(public("IN_PROGRESS", made(MAIL, SEND, at=300), agreed=1))
    assert isinstance(again, AskHuman)
    assert again.tasks[0].deadline == at(7 * 86400 + 300)


@pytest.mark.parametrize("code", [21736, 21737, 21738, 21739, 21740, 21741])
def test_a_failure_has_one_task_with_its_cause_and_price(code: int) -> None:
    onboarding = public("FAILED", problems=(Problem(code=code, text="No."), Problem(code=30795)))
    reason, _ = task_of(onboarding)
    assert str(code) in reason
    assert "30795" not in reason
    decision = decide(onboarding)
    assert isinstance(decision, AskHuman)
    assert words_of(decision.tasks[0]).cost == "$12.50 for another mail"


def with_profile(status: str, *tries: Attempt, **fields: object) -> Onboarding:
    """Return the record of a company whose messaging profile Twilio was sent as the file has it."""
    known = public(status, **fields)  # type: ignore[arg-type]
    profile = made(PROFILE, trust_product.update_messaging_profile(known), sid="IT1")
    known = unsent.noted(known.with_attempt(profile), profile)
    for tried in tries:
        known = known.with_attempt(tried)
    return known


def corrected(status: str, *tries: Attempt, **fields: object) -> Onboarding:
    known = with_profile(status, *tries, **fields)
    return amended(known, "messaging_profile", brand_contact_email="legal@borealis.example")


def test_a_corrected_address_is_sent_before_the_mail() -> None:
    onboarding = corrected("FAILED", agreed=1)
    decision = decide(onboarding)
    assert isinstance(decision, Act)
    assert isinstance(decision.action, UpdateEndUser)
    assert decision.action.attributes["brand_contact_email"] == "legal@borealis.example"
    sent = made(PROFILE, decision.action, number=2, sid="IT1", at=10)
    after = decide(unsent.noted(onboarding.with_attempt(sent), sent))
    assert isinstance(after, Act)
    assert after.step == MAIL


def test_without_an_agreement_a_corrected_address_is_not_sent() -> None:
    assert words(decide(corrected("FAILED"))) == "ask authentication_failed"
    reason, step = task_of(corrected("IN_PROGRESS"))
    assert MAILBOX in reason
    assert "new address" in step


def test_an_address_that_nobody_knows_at_twilio_is_sent_too() -> None:
    onboarding = public("FAILED", found_first(PROFILE, sid="IT1"), agreed=1)
    decision = decide(onboarding)
    assert isinstance(decision, Act)
    assert decision.step == PROFILE


def test_an_address_that_twilio_refuses_goes_through_support() -> None:
    onboarding = corrected("FAILED", agreed=1)
    update = trust_product.update_messaging_profile(onboarding)
    locked = onboarding.with_attempt(refused(PROFILE, update, number=2, sid=None))
    decision = decide(locked)
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.code, task.owner) == ("changes_not_sent", Owner.TWILIO_SUPPORT)
    assert (task.command, bool(words_of(task).support_text)) == (Command.RETRY, True)
    assert task.step == "trust_product"
    assert words(decide(replace(locked, retry_round=1))) == "act 3"


def test_an_address_that_was_not_processed_waits_for_its_next_try() -> None:
    onboarding = corrected("FAILED", agreed=1)
    update = trust_product.update_messaging_profile(onboarding)
    again = onboarding.with_attempt(not_processed(PROFILE, update, number=2, at=402))
    assert words(decide(again)) == "wait 404"


def test_with_other_edits_of_the_profile_no_mail_is_paid() -> None:
    onboarding = amended(corrected("FAILED", agreed=1), "messaging_profile", stock_ticker="BRLX")
    assert words(decide(onboarding)) == "ask authentication_failed"


@pytest.mark.parametrize(
    ("onboarding", "asked"),
    [
        pytest.param(corrected("FAILED"), False, id="it goes with the next mail"),
        pytest.param(corrected("IN_PROGRESS"), False, id="the mail's own task says so"),
        pytest.param(corrected("SUCCESS"), True, id="done: Support alone"),
        pytest.param(
            corrected("FAILED", brand=seen_brand("PENDING")), True, id="before the mail is sent"
        ),
        pytest.param(
            corrected("SUCCESS", made(StepName.CAMPAIGN, sid="QE1")), True, id="campaign there"
        ),
    ],
)
def test_an_edited_address_is_asked_about_once(onboarding: Onboarding, asked: bool) -> None:
    onboarding = after(onboarding, StepName.TRUST_PRODUCT)
    product = replace(trust_product.state(onboarding), seen=seen_bundle("twilio-approved"))
    profile = replace(product, seen=None)
    assert (changes.decide(onboarding, (profile, product)) is not None) is asked


def test_at_twilio_a_further_mail_is_a_further_line_of_the_quote() -> None:
    onboarding = approved(replace(public("FAILED", agreed=1), attempts=(), target=LIVE))
    brand = made(StepName.BRAND_REGISTRATION, sid="BN1", action=None)
    paid = onboarding.with_attempt(replace(brand, action="RegisterBrand"))
    decision = decide(paid)
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert [(line.what, line.count, line.used) for line in task.quote] == [
        ("Authentication+", 1, 1)
    ]


def test_a_retry_agrees_to_the_mail_whose_task_is_shown_and_to_nothing_else() -> None:
    failed = public("FAILED")
    shown = decide(failed)
    assert isinstance(shown, AskHuman)
    asked = replace(failed, tasks=shown.tasks)
    assert brand_authentication.agreed_by_retry(failed) == 0
    assert brand_authentication.cost_of_retry(failed) == ()
    assert brand_authentication.agreed_by_retry(asked) == 1
    (line,) = brand_authentication.cost_of_retry(asked)
    assert line.what == "Authentication+"
    sent = asked.with_attempt(made(MAIL, SEND))
    assert brand_authentication.agreed_by_retry(sent) == 2
