"""The ISV's primary profile: there and approved, or nothing is made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tendlc.domain import subjects
from tendlc.domain.observed import PrimaryProfileSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import StepName
from tendlc.domain.subjects import Observations
from tendlc.domain.tasks import Command, Owner
from tendlc.domain.terms import Isv
from tendlc.entrypoints.words.tasks import words_of
from tendlc.rules.planning import primary_customer_profile
from tendlc.rules.planning.decision import AskHuman, Decision, Look
from tests import cast
from tests.records import TERMS, at, last_seen, made, record, refused, words

ASSIGNMENT = StepName.PRIMARY_CUSTOMER_PROFILE_ASSIGNMENT
ASSIGNED = made(ASSIGNMENT, sid="BV1")


def seen(sid: str | None, status: str | None = None, *, stale: bool = False) -> Observations:
    primary = PrimaryProfileSeen(seen_at=at(0), sid=sid, status=status, stale=stale)
    return last_seen(primary=primary)


def decide(onboarding: Onboarding) -> Decision | None:
    return primary_customer_profile.decide(onboarding, TERMS, at(500))


NAMED = cast.acme().model_copy(update={"customer_profile_sid": "BU" + "7" * 32})
MISSING = "ask no_primary_customer_profile"


@pytest.mark.parametrize(
    ("onboarding", "expected"),
    [
        pytest.param(record(), "look at PrimaryProfile", id="not looked for"),
        pytest.param(
            record(observed=seen("BU1", "twilio-approved", stale=True)),
            "look at PrimaryProfile",
            id="stale",
        ),
        pytest.param(record(observed=seen("BU1", "twilio-approved")), "settled", id="approved"),
        pytest.param(record(observed=seen("BU1", "in-review")), MISSING, id="in review"),
        pytest.param(record(observed=seen("BU1", "draft")), MISSING, id="draft"),
        pytest.param(record(observed=seen("BU1")), MISSING, id="no status"),
        pytest.param(record(observed=seen(None)), MISSING, id="none"),
        pytest.param(record(observed=seen(None, "twilio-approved")), MISSING, id="no SID"),
        pytest.param(record(ASSIGNED), "settled", id="assigned"),
        pytest.param(record(ASSIGNED, observed=seen(None)), "settled", id="assigned, gone since"),
        pytest.param(record(refused(ASSIGNMENT)), "look at PrimaryProfile", id="not assigned"),
        pytest.param(record(customer=NAMED), "settled", id="a profile of the customer is named"),
    ],
)
def test_nothing_is_made_without_an_approved_primary_profile(
    onboarding: Onboarding, expected: str
) -> None:
    assert words(decide(onboarding)) == expected


@pytest.mark.parametrize("sid", [None, "BU" + "f" * 32])
def test_the_profile_that_the_isv_names_is_looked_at(sid: str | None) -> None:
    isv = Isv(status_email="w@isv.example", primary_customer_profile_sid=sid)
    decision = primary_customer_profile.decide(record(), replace(TERMS, isv=isv), at(0))
    assert decision == Look(subject=subjects.PrimaryProfile(sid=sid))


@pytest.mark.parametrize(
    ("sid", "says"),
    [
        ("BU1", "BU1 is not an approved primary customer profile."),
        (None, "There is none."),
    ],
)
def test_a_missing_profile_is_for_the_isv(sid: str | None, says: str) -> None:
    decision = decide(record(observed=seen(sid, "draft")))
    assert isinstance(decision, AskHuman)
    (task,) = decision.tasks
    assert (task.owner, task.step) == (Owner.ISV, "primary_customer_profile")
    none = "The account has no approved primary customer profile of the ISV."
    assert words_of(task).reason == f"{none} {says}"
    assert words_of(task).next_step == (
        "Register the ISV itself in the Twilio Console (Trust Hub, identity `ISV Reseller or "
        "Partner`), and wait for its approval."
    )
    assert task.command is Command.ONBOARD
