"""The import of a Campaign Verify result: once for each token, awaited, and never in a log."""

from __future__ import annotations

import pytest

from tendlc.domain.actions import ImportVetting
from tendlc.domain.observed import Observations, VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Step, StepName
from tendlc.rules.planning import brand_vetting
from tests import cast
from tests.records import TERMS, at, found_first, lost, made, record, refused, under_way, words

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


def test_an_import_that_may_be_there_from_before_is_looked_for() -> None:
    decision = brand_vetting.decide(known(), TERMS, at(0), brand_sid="BN1", look_first=True)
    assert words(decision) == "look first 1"


def test_nothing_that_is_kept_or_shown_of_an_import_has_the_token() -> None:
    shown = (repr(ACTION), str(made(IMPORT, ACTION)), repr(cast.hometown_pac()))
    assert not [text for text in shown if "kept" in text]
    assert ACTION.secrets == (TOKEN, "kept")
