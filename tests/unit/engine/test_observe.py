"""What Twilio showed goes into its place, and what a write has overtaken is marked."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from tendlc.domain import actions, observed, subjects
from tendlc.domain.actions import Action, BundleKind
from tendlc.domain.observed import Observations, Seen
from tendlc.domain.subjects import Subject
from tendlc.engine.observe import absorb, all_stale, stale_after, stale_since_registered
from tests.records import at, seen_brand, seen_bundle, seen_campaign

PROFILE, PRODUCT = BundleKind.CUSTOMER_PROFILE, BundleKind.TRUST_PRODUCT
PRIMARY = observed.PrimaryProfileSeen(seen_at=at(0), sid="BU1")
EVALUATION = observed.EvaluationSeen(seen_at=at(0), sid="EL1", status="compliant")
USE_CASES = observed.UseCasesSeen(seen_at=at(0), codes=("MIXED",))
SALE = observed.AvailableNumbersSeen(seen_at=at(0), ordinal=1, phone_numbers=("+13035550100",))
NUMBER = observed.PhoneNumberSeen(seen_at=at(0), sid="PN1", phone_number="+13035550100")
FULL = Observations(
    primary=PRIMARY,
    customer_profile=seen_bundle("draft"),
    customer_profile_evaluation=EVALUATION,
    trust_product=seen_bundle("draft"),
    trust_product_evaluation=EVALUATION,
    brand=seen_brand("PENDING"),
    use_cases=USE_CASES,
    campaign=seen_campaign("PENDING"),
    available_numbers=(SALE,),
    phone_numbers=(NUMBER,),
)
MOVES = ("primary", "customer_profile", "trust_product", "brand", "use_cases", "campaign")


def sent(kind: type[Action], **fields: Any) -> Action:
    """Return an action of which only what the test names matters."""
    names = {field.name: "" for field in dataclasses.fields(kind)}
    return kind(**{**names, **fields})


def bundle_writes(kind: BundleKind) -> list[Action | Subject]:
    create = actions.CreateCustomerProfile if kind is PROFILE else actions.CreateTrustProduct
    return [
        sent(create),
        sent(actions.SubmitBundle, bundle=kind),
        sent(actions.EvaluateBundle, bundle=kind),
        subjects.Bundle(bundle=kind, sid="BU1"),
    ]


def changed(before: Observations, after: Observations) -> dict[str, Any]:
    """Name what is another observation than before."""
    names = [field.name for field in dataclasses.fields(before)]
    return {
        name: getattr(after, name)
        for name in names
        if getattr(after, name) != getattr(before, name)
    }


NEW_BUNDLE = seen_bundle("in-review", at=9)
NEW_EVALUATION = replace(EVALUATION, sid="EL2")
CASES: list[tuple[Action | Subject, Seen, str]] = [
    *[(source, NEW_BUNDLE, "customer_profile") for source in bundle_writes(PROFILE)],
    *[(source, NEW_BUNDLE, "trust_product") for source in bundle_writes(PRODUCT)],
    (
        sent(actions.EvaluateBundle, bundle=PROFILE),
        NEW_EVALUATION,
        "customer_profile_evaluation",
    ),
    (sent(actions.EvaluateBundle, bundle=PRODUCT), NEW_EVALUATION, "trust_product_evaluation"),
    (subjects.PrimaryProfile(sid=None), replace(PRIMARY, sid="BU9"), "primary"),
    (sent(actions.RegisterBrand), seen_brand("IN_REVIEW"), "brand"),
    (subjects.Brand(sid="BN1"), seen_brand("APPROVED"), "brand"),
    (
        subjects.UseCases(messaging_service_sid="MG1", brand_registration_sid="BN1"),
        replace(USE_CASES, codes=()),
        "use_cases",
    ),
]


@pytest.mark.parametrize(("source", "seen", "place"), CASES)
@pytest.mark.parametrize("before", [Observations(), FULL], ids=["first", "anew"])
def test_what_was_shown_goes_into_its_place(
    before: Observations, source: Action | Subject, seen: Seen, place: str
) -> None:
    assert changed(before, absorb(before, source, seen)) == {place: seen}


@pytest.mark.parametrize(
    "source", [sent(actions.CreateCampaign), subjects.CampaignOfService(messaging_service_sid="M")]
)
def test_a_campaign_that_is_shown_makes_what_was_on_sale_old(source: Action | Subject) -> None:
    seen = seen_campaign("IN_PROGRESS")
    offers = (replace(SALE, stale=True),)
    assert changed(FULL, absorb(FULL, source, seen)) == {
        "campaign": seen,
        "available_numbers": offers,
    }


@pytest.mark.parametrize("sid", ["PN1", None])
def test_what_the_account_owns_replaces_what_was_seen_for_the_same_wish(sid: str | None) -> None:
    look = subjects.OwnedNumber(ordinal=1, sid=None, phone_number="+13035550100")
    first = observed.OwnedNumberSeen(seen_at=at(0), ordinal=1, wished="+13035550100", sid=None)
    second, newer = replace(first, ordinal=2), replace(first, sid=sid)
    both = absorb(absorb(absorb(FULL, look, first), look, second), look, newer)
    assert both.owned_numbers == (second, newer)
    assert [seen.stale for seen in all_stale(both).owned_numbers] == [True, True]


def test_numbers_on_sale_replace_those_of_the_same_wish() -> None:
    search = subjects.AvailableNumbers(ordinal=1, area_code=None)
    newer, second = replace(SALE, phone_numbers=()), replace(SALE, ordinal=2)
    both = absorb(absorb(FULL, search, second), search, newer)
    assert both.available_numbers == (second, newer)


def test_an_owned_number_replaces_itself() -> None:
    buy = sent(actions.BuyPhoneNumber)
    other, newer = replace(NUMBER, sid="PN2"), replace(NUMBER, phone_number="+1")
    assert absorb(absorb(FULL, buy, other), buy, newer).phone_numbers == (other, newer)


def test_a_bundle_that_nothing_names_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="RegisterBrand"):
        absorb(FULL, sent(actions.RegisterBrand), NEW_BUNDLE)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (sent(actions.RegisterBrand), "brand"),
        (sent(actions.UpdateBrandRegistration), "brand"),
        (sent(actions.CreateCampaign), "campaign"),
        (sent(actions.UpdateCampaign), "campaign"),
        (sent(actions.SubmitBundle, bundle=PROFILE), "customer_profile"),
        (sent(actions.SubmitBundle, bundle=PRODUCT), "trust_product"),
        (sent(actions.UpdateEndUser), None),
        (sent(actions.AddPhoneNumber), None),
    ],
)
def test_a_write_without_a_telling_answer_marks_what_it_may_have_changed(
    source: Action, place: str | None
) -> None:
    marked = {place: replace(getattr(FULL, place), stale=True)} if place else {}
    assert changed(FULL, absorb(FULL, source, None)) == marked
    assert changed(FULL, stale_after(FULL, source)) == marked
    assert absorb(Observations(), source, None) == Observations()


def test_another_mail_marks_the_vettings_and_the_brand_that_shows_its_failure() -> None:
    vetting = observed.VettingSeen(seen_at=at(0), brand_sid="BN1", vetting_status=None)
    full = replace(FULL, vetting=vetting)
    source = sent(actions.ResendBrandAuthenticationMail)
    marked = changed(full, absorb(full, source, None))
    assert marked == {
        "vetting": replace(vetting, stale=True),
        "brand": replace(FULL.brand, stale=True),  # type: ignore[type-var]
    }
    assert absorb(Observations(), source, None) == Observations()


def test_all_that_moves_can_be_marked_at_once() -> None:
    marked = changed(FULL, all_stale(FULL))
    assert marked.pop("available_numbers") == ()
    assert marked.pop("phone_numbers") == (replace(NUMBER, stale=True),)
    assert marked == {name: replace(getattr(FULL, name), stale=True) for name in MOVES}
    assert all_stale(Observations()) == Observations()


def test_what_a_registered_customer_sends_with_is_marked_and_nothing_else() -> None:
    marked = changed(FULL, stale_since_registered(FULL))
    assert marked.pop("phone_numbers") == (replace(NUMBER, stale=True),)
    assert marked == {
        name: replace(getattr(FULL, name), stale=True) for name in ("brand", "campaign")
    }
    assert stale_since_registered(Observations()) == Observations()
