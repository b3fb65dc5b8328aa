"""What every Gateway promises: what is made is found again, and reviews can be followed."""

from __future__ import annotations

import pytest

from tendlc.domain import actions
from tendlc.domain.business import PostalAddress
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    BrandSeen,
    BundleSeen,
    CampaignSeen,
    EvaluationSeen,
    OwnedNumberSeen,
    PhoneNumberSeen,
    PrimaryProfileSeen,
    UseCasesSeen,
    VettingSeen,
)
from tendlc.domain.status import BRAND, BUNDLE, CAMPAIGN, GONE, Standing, standing
from tendlc.domain.subjects import (
    AvailableNumbers,
    Brand,
    BrandVettings,
    Bundle,
    CampaignOfService,
    NumberOfService,
    OwnedNumber,
    PrimaryProfile,
    UseCases,
)
from tendlc.ports import Absent, Found
from tests.contract.gateway.registration import PROFILE, Bench, Registration, renamed


def test_everything_that_is_made_is_found_again_under_its_sid(bench: Bench) -> None:
    registration = Registration(bench)
    registration.everything()
    lost = {}
    for action, made in registration.done:
        if action.repeat is actions.Repeat.AFTER_READING_BACK:
            answer = bench.find(action)
            if not isinstance(answer, Found) or answer.sid != made.sid:
                lost[type(action).__name__] = answer
    assert lost == {}


def test_what_was_not_made_is_absent(bench: Bench) -> None:
    registration = Registration(bench)
    registration.everything()
    others = [
        renamed(action) for action, _ in registration.done if hasattr(action, "friendly_name")
    ]
    assert len(others) >= 8
    assert [bench.find(action) for action in others] == [Absent()] * len(others)


def test_an_assignment_that_was_not_made_is_absent(bench: Bench) -> None:
    registration = Registration(bench)
    profile = registration.make(registration.create_profile()).sid
    other = actions.AssignEntity(bundle=PROFILE, bundle_sid=profile, object_sid="IT" + "0" * 32)
    assert bench.find(other) == Absent()


def test_a_brand_of_other_bundles_is_absent(bench: Bench) -> None:
    registration = Registration(bench)
    registration.brand()
    other = registration.register_brand("BU" + "0" * 32, "BU" + "1" * 32)
    assert bench.find(other) == Absent()


def test_two_customers_are_never_mixed_up(bench: Bench) -> None:
    first, second = Registration(bench, "acme"), Registration(bench, "acme-two")
    sids = [each.make(each.create_profile()).sid for each in (first, second)]
    answers = [bench.find(each.create_profile()) for each in (first, second)]
    assert [getattr(answer, "sid", None) for answer in answers] == sids


def test_the_primary_profile_is_approved(bench: Bench) -> None:
    seen = bench.gateway.look(PrimaryProfile(sid=None))
    assert isinstance(seen, PrimaryProfileSeen)
    assert (seen.status, seen.seen_at) == ("twilio-approved", bench.clock.now())


def test_a_new_bundle_shows_itself_as_a_draft(bench: Bench) -> None:
    registration = Registration(bench)
    made = registration.make(registration.create_profile())
    assert isinstance(made.seen, BundleSeen)
    assert (made.seen.sid, made.seen.status) == (made.sid, "draft")


def test_a_complete_bundle_is_compliant(bench: Bench) -> None:
    registration = Registration(bench)
    made = registration.evaluate(PROFILE, registration.profile())
    assert isinstance(made.seen, EvaluationSeen)
    assert (made.seen.compliant, made.seen.problems) == (True, ())


def test_a_submission_shows_the_bundle_in_review_and_is_found(bench: Bench) -> None:
    registration = Registration(bench)
    created = registration.make(registration.create_profile())
    assert isinstance(created.seen, BundleSeen)
    made = registration.submit(PROFILE, created.sid, created.seen.updated_at)
    assert isinstance(made.seen, BundleSeen)
    assert standing(BUNDLE, made.seen.status) is Standing.MOVING
    assert isinstance(bench.find(registration.last(actions.SubmitBundle)[0]), Found)


def test_a_submission_that_never_arrived_is_absent(bench: Bench) -> None:
    registration = Registration(bench)
    created = registration.make(registration.create_profile())
    assert isinstance(created.seen, BundleSeen)
    submission = actions.SubmitBundle(
        bundle=PROFILE,
        bundle_sid=created.sid,
        contents="1",
        seen_updated_at=created.seen.updated_at,
    )
    assert bench.find(submission) == Absent()


def test_a_bundle_in_review_is_approved_in_the_end(bench: Bench) -> None:
    registration = Registration(bench)
    profile = registration.profile()
    registration.submit(PROFILE, profile, None)
    bench.let_reviews_end()
    seen = bench.gateway.look(Bundle(bundle=PROFILE, sid=profile))
    assert isinstance(seen, BundleSeen)
    assert seen.status == "twilio-approved"


def test_a_new_brand_is_pending_and_approved_in_the_end(bench: Bench) -> None:
    registration = Registration(bench)
    brand = registration.brand()
    made = registration.last(actions.RegisterBrand)[1]
    assert isinstance(made.seen, BrandSeen)
    assert standing(BRAND, made.seen.status) is Standing.MOVING
    bench.let_reviews_end()
    seen = bench.gateway.look(Brand(sid=brand))
    assert isinstance(seen, BrandSeen)
    assert (seen.sid, seen.status) == (brand, "APPROVED")
    assert seen.tcr_id


def test_a_campaign_verify_result_is_imported_found_and_settled(bench: Bench) -> None:
    registration = Registration(bench)
    brand = registration.brand()
    bench.let_reviews_end()
    bench.gateway.look(Brand(sid=brand))
    none = bench.gateway.look(BrandVettings(brand_sid=brand))
    assert isinstance(none, VettingSeen)
    assert none.vetting_status is None
    token = "cv|1.0|tcr|10dlc|00000001-0000-4000-8000-000000000000|kept"
    action = actions.ImportVetting(brand_sid=brand, token=token)
    assert bench.find(action) == Absent()
    made = bench.perform(action)
    assert made.sid.startswith("VT")
    found = bench.find(action)
    assert isinstance(found, Found)
    assert found.sid == made.sid
    bench.let_reviews_end()
    seen = bench.gateway.look(BrandVettings(brand_sid=brand))
    assert isinstance(seen, VettingSeen)
    assert (seen.brand_sid, seen.vetting_status) == (brand, "SUCCESS")


def test_an_approved_brand_has_use_cases(bench: Bench) -> None:
    registration = Registration(bench)
    brand = registration.brand()
    bench.let_reviews_end()
    service = registration.messaging_service()
    seen = bench.gateway.look(UseCases(messaging_service_sid=service, brand_registration_sid=brand))
    assert isinstance(seen, UseCasesSeen)
    assert "LOW_VOLUME" in seen.codes


def test_a_new_campaign_is_pending_and_verified_in_the_end(bench: Bench) -> None:
    registration = Registration(bench)
    service = registration.campaign()
    made = registration.last(actions.CreateCampaign)[1]
    assert isinstance(made.seen, CampaignSeen)
    assert standing(CAMPAIGN, made.seen.status) is Standing.MOVING
    bench.let_reviews_end()
    seen = bench.gateway.look(CampaignOfService(messaging_service_sid=service))
    assert isinstance(seen, CampaignSeen)
    assert seen.status == "VERIFIED"


def test_numbers_on_sale_answer_the_wish_that_asked(bench: Bench) -> None:
    seen = bench.gateway.look(AvailableNumbers(ordinal=3, area_code="303"))
    assert isinstance(seen, AvailableNumbersSeen)
    assert seen.ordinal == 3
    assert all(number.startswith("+1303") for number in seen.phone_numbers)
    assert seen.phone_numbers


def test_a_certain_number_is_on_sale_or_not(bench: Bench) -> None:
    asked = AvailableNumbers(ordinal=1, area_code=None, phone_number="+13035550142")
    seen = bench.gateway.look(asked)
    assert isinstance(seen, AvailableNumbersSeen)
    assert (seen.phone_numbers, seen.wished) == (("+13035550142",), "+13035550142")


@pytest.mark.parametrize("by_sid", [True, False])
def test_an_owned_number_is_found_by_sid_and_by_number(bench: Bench, by_sid: bool) -> None:
    registration = Registration(bench)
    registration.buy_number()
    action, made = registration.last(actions.BuyPhoneNumber)
    wished = made.sid if by_sid else action.phone_number
    asked = OwnedNumber(
        ordinal=2,
        sid=made.sid if by_sid else None,
        phone_number=None if by_sid else action.phone_number,
    )
    seen = bench.gateway.look(asked)
    assert isinstance(seen, OwnedNumberSeen)
    assert (seen.ordinal, seen.wished, seen.sid) == (2, wished, made.sid)
    assert seen.sends_messages


def test_a_number_of_somebody_else_is_not_owned(bench: Bench) -> None:
    asked = OwnedNumber(ordinal=1, sid=None, phone_number="+12065550177")
    seen = bench.gateway.look(asked)
    assert isinstance(seen, OwnedNumberSeen)
    assert (seen.sid, seen.sends_messages) == (None, False)


def test_a_bought_number_shows_itself(bench: Bench) -> None:
    registration = Registration(bench)
    registration.buy_number()
    action, made = registration.last(actions.BuyPhoneNumber)
    assert isinstance(made.seen, PhoneNumberSeen)
    assert (made.seen.sid, made.seen.phone_number) == (made.sid, action.phone_number)


@pytest.mark.parametrize("secondary", ["Suite 4", None])
def test_an_address_can_be_changed_as_often_as_one_likes(
    bench: Bench, secondary: str | None
) -> None:
    registration = Registration(bench)
    registration.profile()
    update = actions.UpdateAddress(
        sid=registration.sid(actions.CreateAddress),
        address=PostalAddress(
            customer_name="ACME, Inc.",
            street="1 Main Street",
            street_secondary=secondary,
            city="Denver",
            region="CO",
            postal_code="80202",
        ),
    )
    assert [bench.perform(update).sid for _ in range(2)] == [update.sid] * 2


def test_what_was_taken_away_is_found_gone_and_before_that_is_not(bench: Bench) -> None:
    registration = Registration(bench)
    removals = registration.undone()
    assert [bench.find(removal) for removal in removals] == [Absent(), Absent()]
    made = [bench.perform(removal) for removal in removals]
    answers = [bench.find(removal) for removal in removals]
    assert answers == [Found(sid=one.sid) for one in made]


def test_what_is_gone_can_be_taken_away_again(bench: Bench) -> None:
    registration = Registration(bench)
    for removal in registration.undone():
        first = bench.perform(removal)
        assert bench.perform(removal) == first


def test_a_number_that_left_its_service_is_seen_as_gone(bench: Bench) -> None:
    registration = Registration(bench)
    removal, _ = registration.undone()
    assert isinstance(removal, actions.RemovePhoneNumber)
    subject = NumberOfService(
        messaging_service_sid=removal.messaging_service_sid,
        sid=removal.phone_number_sid,
        phone_number="+13035550100",
    )
    for status in (None, GONE):
        seen = bench.gateway.look(subject)
        assert isinstance(seen, PhoneNumberSeen)
        assert (seen.sid, seen.status) == (subject.sid, status)
        bench.perform(removal)


def test_after_its_deletion_a_campaign_is_gone_and_another_can_be_created(bench: Bench) -> None:
    registration = Registration(bench)
    _, deletion = registration.undone()
    bench.perform(deletion)
    create = registration.last(actions.CreateCampaign)[0]
    subject = CampaignOfService(messaging_service_sid=create.messaging_service_sid)
    seen = bench.gateway.look(subject)
    assert isinstance(seen, CampaignSeen)
    assert standing(CAMPAIGN, seen.status) is Standing.GONE
    assert bench.find(create) == Absent()
    made = bench.perform(create)
    assert isinstance(made.seen, CampaignSeen)
    assert standing(CAMPAIGN, made.seen.status) is Standing.MOVING
