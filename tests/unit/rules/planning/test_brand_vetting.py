"""The import of a Campaign Verify result: once for each token, awaited, and never in a log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import ImportVetting
from tendlc.domain.observed import VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.domain.tasks import Command, Owner, Task
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import brand_vetting
from tendlc.rules.planning.decision import Act, AskHuman, Look
from tests import cast
from tests.records import (
    TERMS,
    amended,
    at,
    check_words_of,
    found_first,
    last_seen,
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
    observed = last_seen(vetting=seen if status is not None else None)
    return record(*attempts, customer=cast.hometown_pac(), observed=observed)


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(), "settled", id="no token"),
        pytest.param(known(), "act 1", id="nothing sent"),
        pytest.param(known(under_way(IMPORT, ACTION)), "read back 1", id="begun"),
        pytest.param(known(lost(IMPORT, ACTION)), "read back 1", id="answer lost"),
        pytest.param(
            known(made(IMPORT, OLD), lost(IMPORT, ACTION)), "read back 2", id="new token, lost"
        ),
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
            replace(known(found_first(IMPORT, at=0), status="PENDING"), enrolled_at=at(200)),
            403,
            "wait 480",
            id="whenever it was enrolled",
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
    [(known(made(IMPORT, ACTION)), 403), (known(made(IMPORT, ACTION), status="PENDING"), 480)],
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
    plain = record(observed=last_seen(brand=brand))
    wished = amended(plain, "campaign", us_app_to_person_usecase=use_case)
    decision = brand_vetting.decide(wished, TERMS, at(500), brand_sid="BN1", look_first=False)
    assert words(decision) == expected
    created = wished.with_attempt(made(StepName.CAMPAIGN, sid="QE1"))
    assert brand_vetting.decide(created, TERMS, at(500), brand_sid="BN1", look_first=False) is None
    if expected != "settled":
        assert isinstance(decision, AskHuman)
        (task,) = decision.tasks
        assert str(exemption) in words_of(task).reason
        assert task.fields == ("campaign.us_app_to_person_usecase",)
        assert ("Campaign Verify" in words_of(task).next_step) is (use_case == "POLITICAL")
