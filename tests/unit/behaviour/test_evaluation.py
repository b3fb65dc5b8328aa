from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendlc.catalog import policies
from tendlc.sandbox.behaviour.evaluation import (
    Attached,
    Evaluation,
    SupportingBundle,
    evaluate,
)
from tests.unit.behaviour import handed_in as given_

ITEM_KEYS = {
    "friendly_name",
    "object_type",
    "passed",
    "failure_reason",
    "error_code",
    "valid",
    "invalid",
    "requirement_friendly_name",
    "requirement_name",
}
ENTRY_KEYS = {"friendly_name", "object_field", "failure_reason", "error_code", "passed"}

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=3), SCALARS)
FIELD_NAMES = st.sampled_from(
    [*given_.BUSINESS, *given_.PERSON, *given_.PUBLIC, *given_.TRADER, "address_sids", "other"]
)
ATTRIBUTES = st.dictionaries(FIELD_NAMES, JSON, max_size=6) | JSON
TYPES = st.sampled_from([*policies.end_user_types(), *policies.supporting_document_types(), "odd"])
OBJECTS = st.builds(
    Attached,
    kind=st.sampled_from(["end_user", "supporting_document"]),
    type=TYPES,
    attributes=ATTRIBUTES,
)
BUNDLES = st.builds(
    SupportingBundle,
    policy_sid=st.sampled_from([*policies.policies(), "RN0"]),
    status=st.sampled_from(["draft", "pending-review", "in-review", "twilio-approved", "?"]),
)


def profile_result(**business: Any) -> Evaluation:
    objects = given_.profile_objects({**given_.BUSINESS, **business})
    return evaluate(given_.SECONDARY, objects, [given_.PRIMARY])


def without(objects: list[Attached], type_: str) -> list[Attached]:
    return [one for one in objects if one.type != type_]


def item_of(result: Evaluation, object_type: str) -> dict[str, Any]:
    return next(item for item in result.results if item["object_type"] == object_type)


def test_the_guides_profile_is_compliant() -> None:
    assert profile_result().status == "compliant"


def test_the_guides_trust_product_is_compliant_without_a_contact_mail() -> None:
    submitted = SupportingBundle(policy_sid=given_.SECONDARY.sid, status="pending-review")
    result = evaluate(given_.TRUST_PRODUCT, given_.messaging_objects(), [submitted])
    assert result.status == "compliant"


def test_results_stand_in_the_order_of_the_policy() -> None:
    assert [item["requirement_name"] for item in profile_result().results] == [
        "customer_profile_business_information",
        "authorized_representative_1",
        "authorized_representative_2",
        "customer_profile_address",
        "primary_customer_profile",
    ]


def test_missing_end_user_lists_all_its_fields() -> None:
    objects = without(given_.profile_objects(), "authorized_representative_1")
    item = item_of(
        evaluate(given_.SECONDARY, objects, [given_.PRIMARY]), "authorized_representative_1"
    )
    assert (item["error_code"], item["failure_reason"], len(item["invalid"])) == (
        22214,
        "An Authorized Representative #1 End-User is missing. "
        "Please add one to the regulatory bundle.",
        6,
    )


def test_missing_field_is_22215_with_the_articles_of_its_text() -> None:
    result = profile_result(business_type="  ")
    (entry,) = item_of(result, "customer_profile_business_information")["invalid"]
    assert (entry["error_code"], entry["failure_reason"]) == (
        22215,
        "The Business Type is missing. "
        "Please enter in a Business Type on the Business Information information.",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business_registration_identifier", "CCN"),
        ("business_type", "Sole Proprietor"),
        ("business_industry", "retail"),
    ],
)
def test_value_outside_a_closed_list_is_22215(field: str, value: str) -> None:
    result = profile_result(**{field: value})
    (entry,) = item_of(result, "customer_profile_business_information")["invalid"]
    assert (entry["object_field"], entry["error_code"]) == (field, 22215)


def test_impossible_phone_number_is_22218() -> None:
    objects = given_.profile_objects(person={**given_.PERSON, "phone_number": "555 0100"})
    result = evaluate(given_.SECONDARY, objects, [given_.PRIMARY])
    (entry,) = item_of(result, "authorized_representative_1")["invalid"]
    assert (entry["error_code"], entry["failure_reason"]) == (22218, "Phone number is invalid.")


def test_missing_document_is_22216() -> None:
    objects = without(given_.profile_objects(), "customer_profile_address")
    item = item_of(
        evaluate(given_.SECONDARY, objects, [given_.PRIMARY]), "customer_profile_address"
    )
    assert (item["error_code"], item["invalid"][0]["error_code"]) == (22216, 22219)


def test_document_without_address_is_22219() -> None:
    objects = without(given_.profile_objects(), "customer_profile_address")
    objects.append(given_.document({"address_sids": [""]}))
    item = item_of(
        evaluate(given_.SECONDARY, objects, [given_.PRIMARY]), "customer_profile_address"
    )
    assert (item["error_code"], item["invalid"][0]["error_code"]) == (None, 22219)


@pytest.mark.parametrize("type_", ["customer_profile_address", "starter_customer_profile_address"])
def test_starter_profile_takes_either_address_document(type_: str) -> None:
    objects = [
        given_.end_user("starter_customer_profile_information", given_.STARTER_PERSON),
        Attached(kind="supporting_document", type=type_, attributes={"address_sids": "AD1"}),
    ]
    assert evaluate(given_.STARTER, objects, [given_.PRIMARY]).status == "compliant"


@pytest.mark.parametrize(
    "supporting",
    [[], [SupportingBundle(policy_sid=given_.STARTER.sid, status="twilio-approved")]],
    ids=["none", "starter"],
)
def test_primary_profile_cannot_be_left_out_or_replaced(
    supporting: list[SupportingBundle],
) -> None:
    item = evaluate(given_.SECONDARY, given_.profile_objects(), supporting).results[-1]
    assert item["failure_reason"] == "Primary customer profile bundle is null"


@pytest.mark.parametrize(
    ("status", "passed"),
    [
        ("draft", False),
        ("pending-review", True),
        ("in-review", True),
        ("twilio-approved", True),
        ("twilio-rejected", False),
    ],
)
def test_trust_product_needs_a_submitted_profile(status: str, passed: bool) -> None:
    supporting = [SupportingBundle(policy_sid=given_.SECONDARY.sid, status=status)]
    result = evaluate(given_.TRUST_PRODUCT, given_.messaging_objects(), supporting)
    assert (result.status == "compliant") is passed


def test_sole_proprietor_needs_no_vertical() -> None:
    supporting = [SupportingBundle(policy_sid=given_.STARTER.sid, status="in-review")]
    objects = [given_.end_user("sole_proprietor_information", given_.TRADER)]
    assert evaluate(given_.SOLE_PROPRIETOR, objects, supporting).status == "compliant"


def test_public_company_without_ticker_is_noncompliant() -> None:
    supporting = [SupportingBundle(policy_sid=given_.SECONDARY.sid, status="in-review")]
    objects = given_.messaging_objects({"company_type": "public", "stock_exchange": "NYSE"})
    assert evaluate(given_.TRUST_PRODUCT, objects, supporting).status == "noncompliant"


def test_missing_second_representative_and_social_media_never_fail() -> None:
    business = {k: v for k, v in given_.BUSINESS.items() if k != "social_media_profile_urls"}
    objects = given_.profile_objects(business)
    assert evaluate(given_.SECONDARY, objects, [given_.PRIMARY]).status == "compliant"


def test_stale_second_end_user_of_a_type_fails_the_bundle() -> None:
    stale = given_.end_user("customer_profile_business_information", {"business_name": "Old"})
    objects = [*given_.profile_objects(), stale]
    assert evaluate(given_.SECONDARY, objects, [given_.PRIMARY]).status == "noncompliant"


@given(
    policy=st.sampled_from(list(policies.policies().values())),
    attached=st.lists(OBJECTS, max_size=4),
    supporting=st.lists(BUNDLES, max_size=3),
)
def test_evaluation_never_raises_and_never_drops_a_key(
    policy: policies.Policy, attached: list[Attached], supporting: list[SupportingBundle]
) -> None:
    result = evaluate(policy, attached, supporting)
    for item in result.results:
        assert item.keys() == ITEM_KEYS
        assert all(entry.keys() == ENTRY_KEYS for entry in item["valid"] + item["invalid"])
    assert (result.status == "compliant") is all(item["passed"] for item in result.results)


@given(removed=st.sets(st.sampled_from(sorted(given_.BUSINESS))), data=st.data())
def test_adding_a_field_never_makes_a_compliant_bundle_noncompliant(
    removed: set[str], data: st.DataObject
) -> None:
    kept = {k: v for k, v in given_.BUSINESS.items() if k not in removed}
    before = evaluate(given_.SECONDARY, given_.profile_objects(kept), [given_.PRIMARY])
    added = data.draw(st.sampled_from(sorted(given_.BUSINESS)))
    more = {**kept, added: given_.BUSINESS[added]}
    after = evaluate(given_.SECONDARY, given_.profile_objects(more), [given_.PRIMARY])
    assert (before.status, after.status) != ("compliant", "noncompliant")
    assert (before.status == "compliant") is (removed <= {"social_media_profile_urls"})
