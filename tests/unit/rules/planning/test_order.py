"""The chain: what comes after what, and what a link that was there before tells the next one."""

from __future__ import annotations

import pytest

from tendlc.domain import subjects
from tendlc.domain.actions import (
    AddPhoneNumber,
    CreateCampaign,
    ImportVetting,
    RegisterBrand,
    SubmitBundle,
)
from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import OwnedNumberSeen, UseCasesSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, StepName
from tendlc.rules.planning import customer_profile, trust_product
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Look
from tendlc.rules.planning.order import CHAIN, GUIDE_STEPS
from tests import cast
from tests.records import (
    TERMS,
    after,
    amended,
    at,
    found_first,
    last_seen,
    lost,
    made,
    missed_first,
    not_processed,
    record,
    seen_brand,
    seen_bundle,
    words,
)

BY_NAME = {link.name: link for link in CHAIN}


_BUNDLES = (StepName.CUSTOMER_PROFILE, StepName.TRUST_PRODUCT)
_CAMPAIGN = (StepName.BRAND_REGISTRATION, StepName.MESSAGING_SERVICE)
COMES_BEFORE = {
    "customer profile review": _BUNDLES,
    "trust product review": _BUNDLES,
    "brand registration": _BUNDLES,
    "free checks": (StepName.MESSAGING_SERVICE,),
    "brand vetting": (StepName.BRAND_REGISTRATION,),
    "campaign": _CAMPAIGN,
    "phone numbers": _CAMPAIGN,
}


def decide(name: str, onboarding: Onboarding) -> Decision | None:
    """Ask one link, once what it builds on is there."""
    known = after(onboarding, *COMES_BEFORE.get(name, ()))
    return BY_NAME[name].decide(known, TERMS, at(500))


def test_the_chain_says_what_comes_after_what() -> None:
    after = {link.name: sorted(link.after) for link in CHAIN}
    assert after == {
        "primary customer profile": [],
        "customer profile": ["primary customer profile"],
        "customer profile review": ["customer profile"],
        "trust product": ["customer profile"],
        "trust product review": ["trust product"],
        "messaging service": ["trust product"],
        "free checks": ["messaging service"],
        "brand registration": ["trust product"],
        "brand vetting": ["brand registration"],
        "brand authentication": ["brand registration"],
        "campaign": ["brand authentication", "brand vetting", "messaging service"],
        "phone numbers": ["campaign", "free checks"],
        "only ones": [],
        "changes": ["trust product"],
    }
    before_payment = {link.name: (link.before_payment, link.pays) for link in CHAIN if link.pays}
    assert before_payment == {
        "brand registration": (frozenset({"free checks"}), StepName.BRAND_REGISTRATION),
        "campaign": (frozenset({"free checks"}), StepName.CAMPAIGN),
    }
    assert {link.name: sorted(link.after_approval) for link in CHAIN if link.after_approval} == {
        "brand registration": ["customer profile review", "trust product review"]
    }


def test_a_link_comes_after_those_that_it_needs() -> None:
    names = [link.name for link in CHAIN]
    for place, link in enumerate(CHAIN):
        assert link.after | link.after_approval | link.before_payment <= set(names[:place])


def test_every_step_but_what_not_every_customer_needs_is_a_step_of_the_guide() -> None:
    others = {
        StepName.BRAND_REGISTRATION_UPDATE,
        StepName.BRAND_VETTING,
        StepName.BRAND_AUTHENTICATION_MAIL,
        StepName.CAMPAIGN_UPDATE,
        StepName.CAMPAIGN_DELETION,
        StepName.PHONE_NUMBER_REMOVAL,
    }
    assert {name for name, _, _ in GUIDE_STEPS} == set(StepName) - others


def owned_number() -> Onboarding:
    sid = "PN" + "5" * 32
    wish = PhoneNumberWish(phone_number_sid=sid)
    owned = OwnedNumberSeen(seen_at=at(0), ordinal=1, wished=sid, sid=sid, sends_messages=True)
    customer = cast.acme().model_copy(update={"phone_numbers": (wish,)})
    return record(customer=customer, observed=last_seen(owned_numbers=(owned,)))


@pytest.mark.parametrize(
    ("link", "before", "otherwise"),
    [
        ("trust product", StepName.CUSTOMER_PROFILE, "act 1"),
        ("brand registration", StepName.TRUST_PRODUCT, "act 1"),
        ("messaging service", StepName.TRUST_PRODUCT, "act 1"),
        ("free checks", StepName.MESSAGING_SERVICE, "act 1"),
        ("campaign", StepName.MESSAGING_SERVICE, "look at UseCases"),
        ("phone numbers", StepName.CAMPAIGN, "act 1"),
    ],
)
def test_a_link_looks_first_where_the_one_before_was_there_before(
    link: str, before: StepName, otherwise: str
) -> None:
    known = owned_number()
    assert words(decide(link, known.with_attempt(found_first(before)))) == "look first 1"
    assert words(decide(link, known.with_attempt(made(before)))) == otherwise


def test_the_brand_is_registered_with_profile_and_product_in_this_order() -> None:
    bundles = made(StepName.CUSTOMER_PROFILE, sid="BU1"), made(StepName.TRUST_PRODUCT, sid="BU2")
    decision = decide("brand registration", record(*bundles))
    assert isinstance(decision, Act)
    assert isinstance(decision.action, RegisterBrand)
    assert decision.action.customer_profile_bundle_sid == "BU1"
    assert decision.action.a2p_profile_bundle_sid == "BU2"


SERVICE = made(StepName.MESSAGING_SERVICE, sid="MG1")


def test_campaign_and_numbers_go_to_our_service() -> None:
    use_cases = UseCasesSeen(seen_at=at(0), codes=("DELIVERY_NOTIFICATION",))
    observed = last_seen(use_cases=use_cases)
    campaign = decide("campaign", record(SERVICE, observed=observed))
    assert isinstance(campaign, Act)
    assert isinstance(campaign.action, CreateCampaign)
    number = decide("phone numbers", owned_number().with_attempt(SERVICE))
    assert isinstance(number, Act)
    assert isinstance(number.action, AddPhoneNumber)
    sids = campaign.action.messaging_service_sid, number.action.messaging_service_sid
    assert sids == ("MG1", "MG1")


@pytest.mark.parametrize("link", ["customer profile review", "trust product review"])
@pytest.mark.parametrize(
    ("status", "expected"),
    [("in-review", "look at Bundle"), ("twilio-approved", "settled"), ("draft", "settled")],
)
def test_a_review_is_a_link_of_its_own(link: str, status: str, expected: str) -> None:
    seen = seen_bundle(status)
    onboarding = record(observed=last_seen(customer_profile=seen, trust_product=seen))
    assert words(decide(link, onboarding)) == expected


def failed_with_approved_bundles() -> Onboarding:
    """Return a record whose bundles were submitted and approved and whose brand failed."""
    approved = seen_bundle("twilio-approved")
    observed = last_seen(
        customer_profile=approved, trust_product=approved, brand=seen_brand("FAILED")
    )
    known = record(
        made(StepName.CUSTOMER_PROFILE, sid="BU1"),
        made(StepName.TRUST_PRODUCT, sid="BU2"),
        observed=observed,
    )
    for module in (customer_profile, trust_product):
        state = module.state(known)
        action = SubmitBundle(bundle=state.kind, bundle_sid=state.sid, contents=state.contents)
        known = known.with_attempt(made(state.submit_step, action))
    return known.with_attempt(made(StepName.BRAND_REGISTRATION, sid="BN1"))


@pytest.mark.parametrize(
    ("part", "field", "value", "tasks"),
    [
        ("business_information", "business_name", "Acme LLC", ["customer_profile"]),
        ("messaging_profile", "brand_contact_email", "a@acme.example", ["trust_product"]),
        ("campaign", "description", "Other words.", ["brand_registration"]),
    ],
)
def test_a_failed_brand_asks_for_the_approved_bundle_that_was_edited(
    part: str, field: str, value: str, tasks: list[str]
) -> None:
    known = failed_with_approved_bundles()
    decision = decide("brand registration", amended(known, part, **{field: value}))
    assert isinstance(decision, AskHuman)
    assert [task.step for task in decision.tasks] == tasks


VETTING = StepName.BRAND_VETTING


def test_the_token_is_imported_for_our_brand() -> None:
    brand = made(StepName.BRAND_REGISTRATION, sid="BN1")
    decision = decide("brand vetting", record(brand, customer=cast.hometown_pac()))
    assert isinstance(decision, Act)
    assert isinstance(decision.action, ImportVetting)
    assert decision.action.brand_sid == "BN1"


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([found_first(StepName.BRAND_REGISTRATION, sid="BN1")], "look first 1"),
        ([made(StepName.BRAND_REGISTRATION, sid="BN1"), lost(VETTING, at=495)], "wait 506"),
        ([made(StepName.BRAND_REGISTRATION, sid="BN1"), lost(VETTING, at=300)], "read back 1"),
    ],
)
def test_the_import_looks_first_and_waits_as_the_terms_say(
    attempts: list[Attempt], expected: str
) -> None:
    known = record(*attempts, customer=cast.hometown_pac())
    assert words(decide("brand vetting", known)) == expected


@pytest.mark.parametrize(
    ("link", "step"),
    [
        ("messaging service", StepName.MESSAGING_SERVICE),
        ("free checks", StepName.PHONE_NUMBER_ADDITION),
        ("phone numbers", StepName.PHONE_NUMBER_ADDITION),
    ],
)
def test_what_was_not_processed_waits_as_the_terms_say(link: str, step: StepName) -> None:
    tried = not_processed(step, at=499.5)
    assert words(decide(link, owned_number().with_attempt(tried))) == "wait 501.5"


def test_an_owned_number_joins_our_service_before_anything_is_paid() -> None:
    number = decide("free checks", owned_number().with_attempt(SERVICE))
    assert isinstance(number, Act)
    assert isinstance(number.action, AddPhoneNumber)
    assert number.action.messaging_service_sid == "MG1"


def test_a_brand_that_left_the_list_is_sought_by_the_campaign_of_our_service() -> None:
    found = found_first(StepName.TRUST_PRODUCT), found_first(StepName.MESSAGING_SERVICE, sid="MG1")
    known = record(*found, missed_first(StepName.BRAND_REGISTRATION))
    subject = subjects.CampaignOfService(messaging_service_sid="MG1")
    assert decide("brand registration", known) == Look(subject=subject)
