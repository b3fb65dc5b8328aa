"""The import of a Campaign Verify result: once for each token, awaited, and never in a log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import ImportVetting
from tendlc.domain.observed import Observations, Problem, VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command, Owner, Task
from tendlc.rules.planning import brand_vetting
from tendlc.rules.planning.decision import Act, AskHuman, Look
from tests import cast
from tests.records import (
    TERMS,
    amended,
    at,
    check_words_of,
    found_first,
    lost,
    made,
    not_processed,
    record,
    refused,
    seen_brand,
    under_way,
    words,
)

IMPORT = Step(StepName.BRAND_VETTING)
TOKEN = cast.hometown_pac().brand.campaign_verify_token or ""
ACTION = ImportVetting(brand_sid="BN1", token=TOKEN)
OLD = ImportVetting(brand_sid="BN1", token=TOKEN.replace("kept", "old"))


def known(*attempts: Attempt, status: str | None = None, stale: bool = False) -> Onboarding:
    seen = VettingSeen(seen_at=at(400), brand_sid="BN1", vetting_status=status, stale=stale)
    observed = Observations(vetting=seen if status is not None else None)
    return record(*attempts, customer=cast.hometown_pac(), observed=observed)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(), "settled", id="no token"),
        pytest.param(known(), "act 1", id="nothing sent"),
        pytest.param(known(under_way(IMPORT, ACTION)), "read back 1", id="begun"),
        pytest.param(known(lost(IMPORT, ACTION)), "read back 1", id="answer lost"),
        pytest.param(known(made(IMPORT, ACTION)), "look at BrandVettings", id="sent"),
        pytest.param(known(made(IMPORT, ACTION), status="PENDING"), "wait 480", id="pending"),
        pytest.param(known(made(IMPORT, ACTION), status="IN_PROGRESS"), "wait 480", id="moving"),
        pytest.param(known(made(IMPORT, ACTION), status=""), "wait 480", id="not listed yet"),
        pytest.param(known(made(IMPORT, ACTION), status="SUCCESS"), "settled", id="done"),
        pytest.param(
            known(made(IMPORT, ACTION), status="SUCCESS", stale=True),
            "look at BrandVettings",
            id="stale",
        ),
        pytest.param(
            known(made(IMPORT, ACTION), status="FAILED"), "ask vetting_failed", id="failed"
        ),
        pytest.param(known(made(IMPORT, OLD), status="FAILED"), "act 2", id="failed, new token"),
        pytest.param(known(made(IMPORT, OLD), status="SUCCESS"), "settled", id="done before"),
        pytest.param(
            known(refused(IMPORT, ACTION, twilio_code=21722)), "ask request_refused", id="used"
        ),
        pytest.param(
            known(refused(IMPORT, ACTION, twilio_code=21721)), "ask request_refused", id="no brand"
        ),
        pytest.param(known(refused(IMPORT, OLD, twilio_code=21722)), "act 2", id="new token"),
        pytest.param(
            known(refused(IMPORT, ACTION, at=402, took=0, twilio_code=21723)),
            "wait 407",
            id="another import runs",
        ),
        pytest.param(
            known(found_first(IMPORT), status="FAILED"), "ask vetting_failed", id="found failed"
        ),
        pytest.param(
            known(made(IMPORT, ACTION), made(StepName.CAMPAIGN, sid="QE1")),
            "settled",
            id="campaign there",
        ),
    ],
)
def test_an_import_goes_once_and_its_result_is_awaited(
    onboarding: Onboarding, expected: str
) -> None:
    decision = brand_vetting.decide(onboarding, TERMS, at(403), brand_sid="BN1", look_first=False)
    assert words(decision) == expected


def public(status: str | None, *, seen: bool = True, retries: int = 0) -> Onboarding:
    """Return a public company's record whose brand was registered at 0, and looked at at 400."""
    shown = VettingSeen(
        seen_at=at(400), brand_sid="BN1", vetting_status=None, authentication_status=status
    )
    return record(
        made(StepName.BRAND_REGISTRATION, sid="BN1"),
        customer=cast.borealis(),
        observed=Observations(vetting=shown if seen else None),
        retry_round=retries,
    )


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(public(None, seen=False), 403, "look at BrandVettings", id="never seen"),
        pytest.param(public("SUCCESS"), 403, "settled", id="done"),
        pytest.param(public("IN_PROGRESS"), 403, "ask authentication_awaited until 480", id="out"),
        pytest.param(public("IN_PROGRESS"), 480, "look at BrandVettings", id="looked at again"),
        pytest.param(
            public("IN_PROGRESS", retries=1), 403, "ask authentication_awaited until 480", id="seen"
        ),
        pytest.param(public(None), 403, "ask authentication_awaited until 480", id="not shown"),
        pytest.param(public(None, retries=1), 403, "settled", id="not shown, and a person says so"),
        pytest.param(public("FAILED"), 403, "ask authentication_failed", id="failed"),
        pytest.param(public("FAILED", retries=1), 403, "ask authentication_failed", id="still"),
    ],
)
def test_a_public_company_s_campaign_waits_for_authentication(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    decision = brand_vetting.decide(onboarding, TERMS, at(now), brand_sid="BN1", look_first=False)
    assert words(decision) == expected


def test_the_waiting_task_names_the_mailbox_and_the_seventh_day() -> None:
    decision = brand_vetting.decide(
        public("IN_PROGRESS"), TERMS, at(403), brand_sid="BN1", look_first=False
    )
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert task.deadline == at(7 * 86400)
    assert (cast.borealis().messaging_profile.brand_contact_email or "none") in task.reason


def test_an_import_that_may_be_there_from_before_is_looked_for() -> None:
    decision = brand_vetting.decide(known(), TERMS, at(0), brand_sid="BN1", look_first=True)
    assert words(decision) == "look first 1"


def test_nothing_that_is_kept_or_shown_of_an_import_has_the_token() -> None:
    shown = (repr(ACTION), str(made(IMPORT, ACTION)), repr(cast.hometown_pac()))
    assert not [text for text in shown if "kept" in text]
    assert ACTION.secrets == (TOKEN, "kept")


BRAND_AT = 350


@pytest.mark.parametrize(
    ("onboarding", "now", "expected"),
    [
        pytest.param(
            known(made(IMPORT, ACTION), lost(IMPORT, ACTION, at=20), status="FAILED"),
            403,
            "read back 2",
            id="second import in doubt",
        ),
        pytest.param(
            known(made(IMPORT, OLD), not_processed(IMPORT, ACTION, at=402.5), status="FAILED"),
            403,
            "wait 404.5",
            id="second import not processed",
        ),
        pytest.param(
            known(made(IMPORT, ACTION, at=200), status="PENDING"), 403, "wait 440", id="since it"
        ),
        pytest.param(
            known(
                made(IMPORT, ACTION, at=200),
                made(StepName.BRAND_REGISTRATION, at=BRAND_AT),
                status="PENDING",
            ),
            403,
            "wait 430",
            id="since the brand",
        ),
        pytest.param(
            replace(public("IN_PROGRESS"), attempts=(), enrolled_at=at(200)),
            403,
            "ask authentication_awaited until 440",
            id="since the enrolment",
        ),
    ],
)
def test_a_vetting_is_looked_at_ever_less_often(
    onboarding: Onboarding, now: float, expected: str
) -> None:
    decision = brand_vetting.decide(onboarding, TERMS, at(now), brand_sid="BN1", look_first=False)
    assert words(decision) == expected


@pytest.mark.parametrize(
    ("onboarding", "now"),
    [(known(made(IMPORT, ACTION)), 403), (public(None, seen=False), 403), (public(None), 480)],
)
def test_the_vettings_of_this_brand_are_looked_at(onboarding: Onboarding, now: float) -> None:
    decision = brand_vetting.decide(onboarding, TERMS, at(now), brand_sid="BN1", look_first=False)
    assert decision == Look(subject=subjects.BrandVettings(brand_sid="BN1"))


def test_a_new_token_is_what_the_next_import_sends() -> None:
    onboarding = known(made(IMPORT, OLD), status="FAILED")
    decision = brand_vetting.decide(onboarding, TERMS, at(403), brand_sid="BN1", look_first=False)
    assert decision == Act(step=IMPORT, action=ACTION, number=2)


def asked(onboarding: Onboarding) -> Task:
    decision = brand_vetting.decide(onboarding, TERMS, at(403), brand_sid="BN1", look_first=False)
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    check_words_of(task)
    return task


def test_a_failed_import_is_for_the_business() -> None:
    task = asked(known(made(IMPORT, ACTION), status="FAILED"))
    assert (task.owner, task.step, task.command) == (
        Owner.BUSINESS,
        "brand_vetting",
        Command.ONBOARD,
    )
    assert task.fields == ("brand.campaign_verify_token",)


@pytest.mark.parametrize(("made_it", "by"), [(True, ", by 2026-03-09 at the latest"), (False, "")])
def test_the_link_in_the_mail_is_for_the_business(made_it: bool, by: str) -> None:
    waiting = public("IN_PROGRESS")
    task = asked(waiting if made_it else replace(waiting, attempts=()))
    assert (task.owner, task.step) == (Owner.BUSINESS, "brand_registration")
    assert task.command is Command.RETRY
    assert task.fields == ("messaging_profile.brand_contact_email",)
    assert task.next_step.startswith(
        f"Open the link in the mail{by}. No campaign is paid for until then."
    )


@pytest.mark.parametrize(
    ("problems", "codes"),
    [
        ((), ""),
        ((Problem(code=21741), Problem(code=None), Problem(code=21740)), " (21741, 21740)"),
    ],
)
def test_a_failed_authentication_is_for_support(problems: tuple[Problem, ...], codes: str) -> None:
    known_ = public("FAILED")
    seen = replace(known_.observed, brand=seen_brand("APPROVED", problems=problems))
    task = asked(replace(known_, observed=seen))
    reason = f"Authentication+ failed or expired{codes}."
    assert (task.owner, task.step, task.reason) == (
        Owner.TWILIO_SUPPORT,
        "brand_registration",
        reason,
    )
    assert task.command is Command.RETRY
    assert task.cost == "$12.50 for another mail, according to notes of 2026"
    assert task.next_step == (
        "tendlc does not send the mail again: send the text below to Twilio Support, and have the "
        "link in the new mail opened within seven days."
    )
    assert task.support_text == f"{reason} Please send the Authentication+ mail of BN1 again."
    assert asked(public("FAILED")).reason == "Authentication+ failed or expired."


@pytest.mark.parametrize(
    ("use_case", "exemption", "expected"),
    [
        ("POLITICAL", "501c3", "ask use_case_closed"),
        ("POLITICAL", "501c4", "settled"),
        ("POLITICAL", "501c5", "settled"),
        ("POLITICAL", "501c6", "settled"),
        ("POLITICAL", None, "settled"),
        ("CHARITY", "501c4", "ask use_case_closed"),
        ("CHARITY", "501c3", "settled"),
        ("CHARITY", None, "settled"),
        ("MIXED", "501c3", "settled"),
    ],
)
def test_a_use_case_that_the_tax_exemption_rules_out_is_asked_about(
    use_case: str, exemption: str | None, expected: str
) -> None:
    brand = seen_brand("APPROVED", tax_exempt_status=exemption)
    plain = record(observed=Observations(brand=brand))
    wished = amended(plain, "campaign", us_app_to_person_usecase=use_case)
    decision = brand_vetting.decide(wished, TERMS, at(500), brand_sid="BN1", look_first=False)
    assert words(decision) == expected
    created = wished.with_attempt(made(StepName.CAMPAIGN, sid="QE1"))
    assert brand_vetting.decide(created, TERMS, at(500), brand_sid="BN1", look_first=False) is None
    if expected != "settled":
        assert isinstance(decision, AskHuman)
        (task,) = decision.tasks
        assert str(exemption) in task.reason
        assert ("Campaign Verify" in task.next_step) is (use_case == "POLITICAL")
