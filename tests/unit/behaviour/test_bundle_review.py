from __future__ import annotations

from typing import Any

import pytest

from tendlc.sandbox.behaviour.magic import bundle_codes
from tendlc.sandbox.behaviour.review import review_bundle
from tests.unit.behaviour import handed_in as given_


def codes(**changes: Any) -> tuple[int, ...] | None:
    verdict = review_bundle(given_.bundle(**changes))
    return None if verdict.errors is None else tuple(error.code for error in verdict.errors)


def test_the_guides_profile_is_approved() -> None:
    verdict = review_bundle(given_.bundle())
    assert (verdict.approved, verdict.path) == (True, ("take-up", "approve"))


@pytest.mark.parametrize("code", sorted(bundle_codes()))
def test_every_code_of_a_bundle_can_be_forced(code: int) -> None:
    assert codes(friendly_name=f"Acme [sandbox:{code}]") == (code,)


def test_marker_in_a_business_name_acts_on_the_profile() -> None:
    business = {**given_.BUSINESS, "business_name": "Acme [sandbox:18601]"}
    assert codes(attached=given_.profile_objects(business)) == (18601,)


def test_marker_of_a_brand_leaves_the_profile_alone() -> None:
    assert review_bundle(given_.bundle(friendly_name="Acme [sandbox:30795]")).approved


def test_rejection_without_reason_has_null_errors() -> None:
    verdict = review_bundle(given_.bundle(friendly_name="[sandbox:rejected-without-reason]"))
    assert (verdict.approved, verdict.errors, verdict.path[-1]) == (False, None, "reject")


def test_bundle_can_stay_in_review() -> None:
    verdict = review_bundle(given_.bundle(friendly_name="[sandbox:stays-in-review]"))
    assert verdict.path == ("take-up",)


def test_noncompliant_bundle_is_rejected_and_the_evaluation_says_why() -> None:
    verdict = review_bundle(given_.bundle(evaluation_status="noncompliant"))
    assert (verdict.approved, verdict.errors) == (False, None)


@pytest.mark.parametrize("mail", ["jane", "jane@mailinator.com", "jane@corp.invalid"])
def test_implausible_mail_rejects_with_a_reason_for_the_callback_alone(mail: str) -> None:
    objects = given_.profile_objects(person={**given_.PERSON, "email": mail})
    verdict = review_bundle(given_.bundle(attached=objects))
    assert verdict.errors is None
    assert "e-mail" in verdict.failure_reason


@pytest.mark.parametrize(
    ("mail", "expected"),
    [("jane@gmail.com", (18606,)), ("jane@another-domain.example", None)],
)
def test_a_company_does_not_write_by_free_mail(mail: str, expected: tuple[int, ...] | None) -> None:
    objects = given_.profile_objects(person={**given_.PERSON, "email": mail})
    assert codes(attached=objects) == expected


def test_a_sole_proprietor_may_write_by_free_mail() -> None:
    person = {**given_.STARTER_PERSON, "email": "jane@gmail.com"}
    objects = [given_.end_user("starter_customer_profile_information", person)]
    assert codes(attached=objects, policy_sid=given_.STARTER.sid) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"street": "P.O. Box 12"},
        {"region": "ZZ"},
        {"postal_code": "1234"},
        {"iso_country": "CA", "region": "ON"},
    ],
)
def test_implausible_address_is_18603(wrong: dict[str, str]) -> None:
    assert codes(addresses=[{**given_.ADDRESS, **wrong}]) == (18603,)


@pytest.mark.parametrize(
    "right",
    [
        {"postal_code": "99999-0001"},
        {"street": "12 Boxwood Road"},
        {"iso_country": "CA", "region": "ON", "postal_code": "K1A 0B1"},
        {"iso_country": "DE", "region": "Bayern", "postal_code": "80331"},
    ],
)
def test_plausible_address_passes(right: dict[str, str]) -> None:
    assert review_bundle(given_.bundle(addresses=[{**given_.ADDRESS, **right}])).approved


def test_sole_proprietors_may_live_in_a_post_office_box() -> None:
    address = {**given_.ADDRESS, "street": "PO Box 12"}
    starter = given_.bundle(policy_sid=given_.STARTER.sid, addresses=[address])
    assert review_bundle(starter).approved
