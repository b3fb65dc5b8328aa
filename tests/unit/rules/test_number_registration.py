"""When to expect the carriers: from what moment on, for how long, and when not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain.observed import PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import GONE
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import Observations
from tendlc.rules.number_registration import approved_by_carriers, expected_by
from tests.records import amended, at, last_seen, made, record, seen_campaign

DAY = 24 * 3600
TWO_WEEKS = 14 * DAY
SIX_WEEKS = 42 * DAY
ADDING = Step(StepName.PHONE_NUMBER_ADDITION)


def added(
    status: str = "VERIFIED", *, when: float = 0, registered: float | None = None
) -> Onboarding:
    """Return a record whose number joined `when`, and whose last step was done `registered`."""
    known = record(made(ADDING, sid="PN1", at=when, took=0))
    observed = last_seen(campaign=seen_campaign(status))
    registered_at = None if registered is None else at(registered)
    return replace(known, observed=observed, registered_at=registered_at)


def gone() -> Onboarding:
    known = added()
    number = PhoneNumberSeen(seen_at=at(0), sid="PN1", phone_number="+13035550100", status=GONE)
    return replace(known, observed=last_seen(known.observed, phone_numbers=(number,)))


@pytest.mark.parametrize(
    ("onboarding", "seconds"),
    [
        pytest.param(added(), TWO_WEEKS, id="from an older record"),
        pytest.param(added(registered=5), 5 + TWO_WEEKS, id="added before the campaign passed"),
        pytest.param(added(when=DAY, registered=5), DAY + TWO_WEEKS, id="added later"),
        pytest.param(
            amended(added(), "campaign", us_app_to_person_usecase="K12_EDUCATION"),
            TWO_WEEKS + SIX_WEEKS,
            id="carriers approve the use case first",
        ),
        pytest.param(added("IN_PROGRESS"), None, id="campaign under review"),
        pytest.param(added("SUSPENDED"), None, id="campaign suspended"),
        pytest.param(replace(added(), observed=Observations()), None, id="no campaign"),
        pytest.param(amended(added(), "brand", mock=True), None, id="mock brand"),
        pytest.param(gone(), None, id="left the service"),
    ],
)
def test_the_end_is_counted_from_when_the_carriers_begin(
    onboarding: Onboarding, seconds: float | None
) -> None:
    assert expected_by(onboarding, "PN1") == (None if seconds is None else at(seconds))


def test_a_number_that_is_not_in_the_service_is_not_expected() -> None:
    assert expected_by(added(), "PN2") is None


def test_the_end_is_the_same_however_often_somebody_looks_at_the_campaign() -> None:
    known = added(registered=5)
    later = replace(known, observed=last_seen(campaign=seen_campaign("VERIFIED", at=9 * DAY)))
    assert expected_by(later, "PN1") == expected_by(known, "PN1")


@pytest.mark.parametrize(("use_case", "first"), [("K12_EDUCATION", True), ("MIXED", False)])
def test_carriers_approve_some_use_cases_themselves(use_case: str, first: bool) -> None:
    known = amended(added(), "campaign", us_app_to_person_usecase=use_case)
    assert approved_by_carriers(known) is first
