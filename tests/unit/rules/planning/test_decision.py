"""The decisions: which of them are requests under the limit of one a second."""

from __future__ import annotations

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import AddPhoneNumber, UpdateBrandRegistration
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.tasks import TaskCode
from tendlc.rules import remedies
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Done, Look, ReadBack, Wait
from tests.records import at

STEP = Step(StepName.CAMPAIGN)
PACED = UpdateBrandRegistration(sid="BN1", submission="")
FREE = AddPhoneNumber(messaging_service_sid="MG1", phone_number_sid="PN1")
TASK = remedies.isv(TaskCode.STILL_DRAFT, "campaign")


@pytest.mark.parametrize(
    ("decision", "paced"),
    [
        (Act(step=STEP, action=PACED, number=1), True),
        (Act(step=STEP, action=FREE, number=1), False),
        (ReadBack(step=STEP, action=PACED, number=1), True),
        (ReadBack(step=STEP, action=FREE, number=1), False),
        (Look(subject=subjects.Brand(sid="BN1")), True),
        (Look(subject=subjects.CampaignOfService(messaging_service_sid="MG1")), True),
        (
            Look(subject=subjects.UseCases(messaging_service_sid="", brand_registration_sid="")),
            True,
        ),
        (Look(subject=subjects.Bundle(bundle=BundleKind.TRUST_PRODUCT, sid="BU1")), False),
        (Look(subject=subjects.PrimaryProfile(sid=None)), False),
        (Look(subject=subjects.AvailableNumbers(ordinal=1, area_code=None)), False),
        (Wait(until=at(1), what="something"), False),
        (AskHuman(tasks=(TASK,)), False),
        (Done(), False),
    ],
)
def test_what_goes_to_brands_and_campaigns_is_paced(decision: Decision, paced: bool) -> None:
    assert decision.paced is paced


def test_a_read_back_follows_something_that_was_sent() -> None:
    assert ReadBack(step=STEP, action=FREE, number=1).blind is False
