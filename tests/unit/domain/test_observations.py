"""What Twilio showed goes into its place, and what a write has overtaken is marked."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain import actions, observed, subjects
from tendlc.domain.actions import Action
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import Seen
from tendlc.domain.subjects import BundleKind, Observations, Subject, moves
from tests.records import at, last_seen, seen_brand, seen_bundle, seen_campaign

PROFILE, PRODUCT = BundleKind.CUSTOMER_PROFILE, BundleKind.TRUST_PRODUCT
PRIMARY = observed.PrimaryProfileSeen(seen_at=at(0), sid="BU1")
EVALUATION = observed.EvaluationSeen(seen_at=at(0), sid="EL1", status="compliant")
USE_CASES = observed.UseCasesSeen(seen_at=at(0), codes=("MIXED",))
VETTING = observed.VettingSeen(seen_at=at(0), brand_sid="BN1", vetting_status=None)
SALE = observed.AvailableNumbersSeen(seen_at=at(0), ordinal=1, phone_numbers=("+13035550100",))
OWNED = observed.OwnedNumberSeen(seen_at=at(0), ordinal=1, wished="+13035550100", sid=None)
NUMBER = observed.PhoneNumberSeen(seen_at=at(0), sid="PN1", phone_number="+13035550100")
FULL = last_seen(
    primary=PRIMARY,
    customer_profile=seen_bundle("draft"),
    customer_profile_evaluation=EVALUATION,
    trust_product=seen_bundle("draft"),
    trust_product_evaluation=EVALUATION,
    brand=seen_brand("PENDING"),
    vetting=VETTING,
    use_cases=USE_CASES,
    campaign=seen_campaign("PENDING"),
    available_numbers=(SALE,),
    owned_numbers=(OWNED,),
    phone_numbers=(NUMBER,),
)


def sent(kind: type[Action], **fields: Any) -> Action:
    """Return an action of which only what the test names matters."""
    names = {field.name: "" for field in dataclasses.fields(kind)}
    return kind(**{**names, **fields})


def changed(before: Observations, after: Observations) -> dict[Subject, Seen | None]:
    """Give what is seen otherwise than before, or seen no more."""
    subjects_ = {**before, **after}
    return {one: after.get(one) for one in subjects_ if before.get(one) != after.get(one)}


def stale(*kinds: type[Subject]) -> dict[Subject, Seen]:
    return {one: replace(seen, stale=True) for one, seen in FULL.items() if type(one) in kinds}


BUNDLE = seen_bundle("in-review", at=9)
BRAND = subjects.Brand(sid="BN1")
CAMPAIGN = subjects.CampaignOfService(messaging_service_sid="MG1")
SHOWN: list[tuple[Action, str, Seen, Subject]] = [
    *(
        (action, "BU1", BUNDLE, subjects.Bundle(bundle=kind, sid="BU1"))
        for kind, create in (
            (PROFILE, actions.CreateCustomerProfile),
            (PRODUCT, actions.CreateTrustProduct),
        )
        for action in (sent(create), sent(actions.SubmitBundle, bundle=kind, bundle_sid="BU1"))
    ),
    *(
        (
            sent(actions.EvaluateBundle, bundle=kind, bundle_sid="BU1"),
            "EL2",
            replace(EVALUATION, sid="EL2"),
            subjects.Evaluation(bundle=kind, sid="BU1"),
        )
        for kind in BundleKind
    ),
    (sent(actions.RegisterBrand), "BN1", seen_brand("IN_REVIEW"), BRAND),
    (sent(actions.UpdateBrandRegistration, sid="BN1"), "BN1", seen_brand("IN_REVIEW"), BRAND),
    (
        sent(actions.ImportVetting, brand_sid="BN1"),
        "VT1",
        replace(VETTING, vetting_status="PENDING"),
        subjects.BrandVettings(brand_sid="BN1"),
    ),
    (
        sent(actions.BuyPhoneNumber),
        "PN1",
        replace(NUMBER, phone_number="+1"),
        subjects.Number(sid="PN1"),
    ),
    (
        sent(actions.AddPhoneNumber, phone_number_sid="PN1"),
        "PN1",
        replace(NUMBER, phone_number="+1"),
        subjects.Number(sid="PN1"),
    ),
]


@pytest.mark.parametrize(("action", "sid", "seen", "subject"), SHOWN)
@pytest.mark.parametrize("others", [True, False], ids=["among others", "alone"])
def test_what_the_answer_to_a_write_shows_goes_into_its_place(
    action: Action, sid: str, seen: Seen, subject: Subject, others: bool
) -> None:
    before = Observations(
        (one, was) for one, was in FULL.items() if others and not one.stands_for(subject)
    )
    assert changed(before, action.observed_after(before, sid, seen)) == {subject: seen}
    after = action.observed_after(FULL, sid, seen)
    assert after[subject] == seen
    assert sum(one.stands_for(subject) for one in after) == 1


@pytest.mark.parametrize("kind", [actions.CreateCampaign, actions.UpdateCampaign])
def test_a_campaign_that_is_shown_makes_what_was_on_sale_old(kind: type[Action]) -> None:
    seen = seen_campaign("IN_PROGRESS")
    write = sent(kind, messaging_service_sid="MG1")
    expected = {CAMPAIGN: seen} | stale(subjects.AvailableNumbers)
    assert changed(FULL, write.observed_after(FULL, "QE1", seen)) == expected
    assert changed(FULL, FULL.put(CAMPAIGN, seen)) == expected


def test_another_object_takes_the_place_of_the_one_before() -> None:
    second = subjects.Brand(sid="BN2")
    after = FULL.put(second, seen_brand("PENDING", sid="BN2"))
    assert BRAND not in after
    assert after.last(observed.BrandSeen) == seen_brand("PENDING", sid="BN2")


def test_each_wish_and_each_number_has_a_place_of_its_own() -> None:
    owned = [subjects.OwnedNumber(ordinal=n, sid="PN1", phone_number=None) for n in (1, 2)]
    sale = [subjects.AvailableNumbers(ordinal=n, area_code="303") for n in (1, 2)]
    there = subjects.NumberOfService(
        messaging_service_sid="MG1", sid="PN1", phone_number="+13035550100"
    )
    after = FULL
    for ordinal in (1, 2):
        after = after.put(owned[ordinal - 1], replace(OWNED, ordinal=ordinal))
        after = after.put(sale[ordinal - 1], replace(SALE, ordinal=ordinal))
    after = after.put(there, NUMBER).put(subjects.Number(sid="PN2"), replace(NUMBER, sid="PN2"))
    assert [seen.ordinal for seen in after.each(observed.OwnedNumberSeen)] == [1, 2]
    assert after.last(observed.AvailableNumbersSeen, ordinal=2) == replace(SALE, ordinal=2)
    assert after.last(observed.AvailableNumbersSeen, ordinal=3) is None
    assert [seen.sid for seen in after.each(observed.PhoneNumberSeen)] == ["PN1", "PN2"]
    assert after[there] == NUMBER


@pytest.mark.parametrize(
    ("action", "marked"),
    [
        (sent(actions.RegisterBrand), stale(subjects.Brand)),
        (sent(actions.UpdateBrandRegistration), stale(subjects.Brand)),
        (sent(actions.ImportVetting), stale(subjects.BrandVettings)),
        (
            sent(actions.ResendBrandAuthenticationMail),
            stale(subjects.BrandVettings, subjects.Brand),
        ),
        (sent(actions.CreateCampaign), stale(subjects.CampaignOfService)),
        (sent(actions.UpdateCampaign), stale(subjects.CampaignOfService)),
        (sent(actions.DeleteCampaign), stale(subjects.CampaignOfService)),
        (sent(actions.UpdateEndUser), {}),
        (sent(actions.AssignEntity), {}),
        (
            sent(actions.RemovePhoneNumber, phone_number_sid="PN1"),
            {subjects.Number(sid="PN1"): None},
        ),
        (sent(actions.RemovePhoneNumber, phone_number_sid="PN2"), {}),
        *(
            (
                sent(actions.SubmitBundle, bundle=kind),
                {
                    one: seen
                    for one, seen in stale(subjects.Bundle).items()
                    if one == subjects.Bundle(bundle=kind, sid="BU1")
                },
            )
            for kind in BundleKind
        ),
    ],
)
def test_a_write_without_a_telling_answer_marks_what_it_may_have_changed(
    action: Action, marked: dict[Subject, Seen]
) -> None:
    assert changed(FULL, action.observed_after(FULL, "XX1", None)) == marked
    assert action.observed_after(Observations(), "XX1", None) == Observations()


@pytest.mark.parametrize(
    ("action", "code", "marked"),
    [
        (sent(actions.BuyPhoneNumber), 21422, stale(subjects.AvailableNumbers)),
        (sent(actions.BuyPhoneNumber), 20001, {}),
        (sent(actions.BuyPhoneNumber), None, {}),
        (sent(actions.AddPhoneNumber), 21422, {}),
    ],
)
def test_a_number_that_is_sold_makes_the_offer_old(
    action: Action, code: int | None, marked: dict[Subject, Seen]
) -> None:
    assert changed(FULL, action.observed_after_refusal(FULL, code)) == marked


def test_all_that_moves_can_be_marked_at_once() -> None:
    marked = changed(FULL, FULL.stale(moves))
    assert marked == stale(*{type(one) for one in FULL} - {subjects.Evaluation})
    assert Observations().stale(moves) == Observations()


def test_what_a_registered_customer_sends_with_is_marked_and_nothing_else() -> None:
    marked = changed(FULL, FULL.stale(lambda subject: subject.sends))
    assert marked == stale(subjects.Brand, subjects.CampaignOfService, subjects.Number)


@pytest.mark.parametrize(
    ("bundle", "brand", "campaign", "marked"),
    [
        (
            "draft",
            "FAILED",
            "FAILED",
            (subjects.Bundle, subjects.Brand, subjects.CampaignOfService),
        ),
        ("in-review", "PENDING", "IN_PROGRESS", ()),
        ("twilio-approved", "APPROVED", "VERIFIED", ()),
        ("twilio-approved", "SUSPENDED", "VERIFIED", (subjects.Brand,)),
        ("a new word", "APPROVED", "gone", (subjects.Bundle, subjects.CampaignOfService)),
    ],
)
def test_what_would_be_written_to_as_it_was_seen_is_marked(
    bundle: str, brand: str, campaign: str, marked: tuple[type[Subject], ...]
) -> None:
    before = last_seen(
        FULL,
        customer_profile=seen_bundle(bundle),
        trust_product=seen_bundle(bundle),
        brand=seen_brand(brand),
        campaign=seen_campaign(campaign),
    )
    after = before.stale_unless_settled()
    assert {type(one) for one in changed(before, after)} == set(marked)


def test_an_observation_never_changes_and_is_equal_by_what_was_seen() -> None:
    again = Observations(FULL.items())
    assert (again, hash(again)) == (FULL, hash(FULL))
    assert FULL.put(BRAND, seen_brand("APPROVED")) != FULL
    assert FULL[BRAND] == seen_brand("PENDING")
    assert FULL.stale(lambda _: False) is FULL
    assert FULL.as_of(at(0)) is FULL


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (None, None),
        (seen_brand("PENDING"), None),
        (seen_brand("APPROVED"), (EventName.STATUS_SEEN, "BN1", "APPROVED")),
        (seen_brand("PENDING", sid="BN2"), (EventName.STATUS_SEEN, "BN2", "PENDING")),
        (USE_CASES, (EventName.USE_CASES_SEEN, None, "MIXED")),
        (VETTING, None),
        (SALE, None),
        (replace(NUMBER, status="gone"), (EventName.STATUS_SEEN, "PN1", "gone")),
        (PRIMARY, None),
    ],
)
def test_what_says_something_new_is_told(
    seen: Seen | None, told: tuple[EventName, str | None, str] | None
) -> None:
    expected: tuple[Event, ...] = ()
    if told is not None:
        name, sid, text = told
        expected = (Event(at=at(9), name=name, sid=sid, text=text),)
    subject = next((one for one in FULL if isinstance(seen, one.shows)), None)
    assert FULL.news(subject, seen, at(9)) == expected


@pytest.mark.parametrize(
    ("seen", "nothing"),
    [
        (PRIMARY, False),
        (replace(PRIMARY, sid=None), True),
        (USE_CASES, False),
        (replace(USE_CASES, codes=()), True),
        (seen_campaign("gone"), True),
        (seen_campaign("FAILED"), False),
        (NUMBER, False),
        (SALE, False),
    ],
)
def test_what_shows_nothing(seen: Seen, nothing: bool) -> None:
    assert seen.shows_nothing is nothing
