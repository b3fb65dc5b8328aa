"""What the first ledgers hold of what was seen, a slot a kind, opens by subject."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from tendlc.adapters.sql.observations import KINDS, StoredObservations
from tendlc.domain import observed, subjects
from tendlc.domain.observed import Problem
from tendlc.domain.subjects import BundleKind, Observations, Subject
from tests.fakes import START

SLOTS: dict[str, Any] = json.loads(Path(__file__).with_name("old_state.json").read_text())
"""The state of a record that has seen everything, as version 0.1 wrote it."""
PROFILE, PRODUCT = BundleKind.CUSTOMER_PROFILE, BundleKind.TRUST_PRODUCT
PROBLEM = Problem(
    code=30795, text="no such tax id", fields=("business_name",), url="https://x.test"
)
BUNDLE = observed.BundleSeen(
    seen_at=START, sid="BU1", status="in-review", updated_at="x", problems=(PROBLEM,)
)
EVALUATION = observed.EvaluationSeen(
    seen_at=START, sid="EL1", status="noncompliant", problems=(PROBLEM,)
)
OFFER = observed.AvailableNumbersSeen(seen_at=START, ordinal=1, phone_numbers=())
EXPECTED: dict[Subject, observed.Seen] = {
    subjects.PrimaryProfile(sid="BU0"): observed.PrimaryProfileSeen(
        seen_at=START, sid="BU0", status="twilio-approved"
    ),
    subjects.Bundle(bundle=PROFILE, sid="BU1"): BUNDLE,
    subjects.Bundle(bundle=PRODUCT, sid="BU2"): replace(BUNDLE, sid="BU2", stale=True),
    subjects.Evaluation(bundle=PROFILE, sid="BU1"): EVALUATION,
    subjects.Evaluation(bundle=PRODUCT, sid="BU2"): EVALUATION,
    subjects.Brand(sid="BN1"): observed.BrandSeen(
        seen_at=START, sid="BN1", status="PENDING", updated_at=None, brand_score=42
    ),
    subjects.BrandVettings(brand_sid="BN1"): observed.VettingSeen(
        seen_at=START,
        brand_sid="BN1",
        vetting_status="SUCCESS",
        authentication_status="FAILED",
        authentication_sid="VT1",
    ),
    subjects.UseCases(
        messaging_service_sid="MG1", brand_registration_sid="BN1"
    ): observed.UseCasesSeen(seen_at=START, codes=("MIXED", "2FA")),
    subjects.CampaignOfService(messaging_service_sid="MG1"): observed.CampaignSeen(
        seen_at=START,
        sid="QE1",
        status="VERIFIED",
        updated_at="y",
        att_messages_per_second=3.75,
        problems=(PROBLEM,),
    ),
    subjects.AvailableNumbers(ordinal=1, area_code="303"): replace(
        OFFER, wished="303", phone_numbers=("+13035550100",)
    ),
    subjects.AvailableNumbers(ordinal=2, area_code=None, phone_number="+13035550101"): replace(
        OFFER, ordinal=2, wished="+13035550101", stale=True
    ),
    subjects.AvailableNumbers(ordinal=4, area_code=None): replace(
        OFFER, ordinal=4, phone_numbers=("+13035550109",)
    ),
    subjects.OwnedNumber(
        ordinal=2, sid=None, phone_number="+13035550101"
    ): observed.OwnedNumberSeen(seen_at=START, ordinal=2, wished="+13035550101", sid=None),
    subjects.OwnedNumber(ordinal=3, sid="PN3", phone_number=None): observed.OwnedNumberSeen(
        seen_at=START, ordinal=3, wished="PN3", sid="PN3", sends_messages=True
    ),
    subjects.Number(sid="PN1"): observed.PhoneNumberSeen(
        seen_at=START, sid="PN1", phone_number="+13035550100"
    ),
}
STORED: TypeAdapter[Observations] = TypeAdapter(StoredObservations)


def read(slots: object, service: str | None = "MG1") -> Observations:
    return STORED.validate_json(json.dumps(slots), context={"service": service})


def test_everything_that_was_seen_comes_back() -> None:
    assert read(SLOTS["observed"]) == EXPECTED


def test_what_was_read_is_written_by_subject_and_read_again() -> None:
    opened = read(SLOTS["observed"])
    assert STORED.validate_json(STORED.dump_json(opened)) == opened
    assert list(STORED.validate_json(STORED.dump_json(opened))) == list(opened)


def test_what_was_seen_of_a_service_that_nobody_knows_is_looked_at_again() -> None:
    opened = read(SLOTS["observed"], None)
    gone = (subjects.UseCases, subjects.CampaignOfService)
    assert opened == {one: seen for one, seen in EXPECTED.items() if not isinstance(one, gone)}


@pytest.mark.parametrize("slots", [{}, dict.fromkeys(SLOTS["observed"], None), []])
def test_nothing_seen_is_nothing_seen(slots: object) -> None:
    assert read(slots) == Observations()


def test_every_kind_of_subject_can_be_stored() -> None:
    known = [one for one in vars(subjects).values() if isinstance(one, type)]
    assert set(KINDS) == {one for one in known if issubclass(one, Subject)} - {Subject}
