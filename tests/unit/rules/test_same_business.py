"""Whether two documents stand for one business, and which keys are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from tendlc.domain.customer import Customer
from tendlc.domain.onboarding import Onboarding
from tendlc.rules.same_business import fingerprints, in_common, twins
from tests import cast
from tests.records import LIVE, record

GRACE: Mapping[str, Mapping[str, Any]] = {
    "business_information": {
        "business_name": "Grace Chapel, L.L.C.",
        "business_registration_identifier": "EIN",
        "business_registration_number": "12-3456789",
    },
    "address": {
        "street": "1740 North Blake Street",
        "street_secondary": "Suite 200",
        "city": "Denver",
        "region": "CO",
        "postal_code": "80202",
        "iso_country": "US",
    },
}


def grace(key: str = "grace", **changed: Any) -> Customer:
    """Return the document of Grace Chapel, with some of its fields changed."""
    document = cast.acme_document() | {"customer": key}
    for section, values in GRACE.items():
        ours = {name: value for name, value in changed.items() if name in values}
        document[section] = document[section] | values | ours
    return Customer.model_validate(document)


OTHER_NAME = {"business_name": "Grace Bakery LLC"}
OTHER_NUMBER = {"business_registration_number": "98-7654321"}
VAT = {"business_registration_identifier": "CIN", "business_registration_number": "1234 5678"}
CANADA = {
    "iso_country": "CA",
    "region": "ON",
    "city": "Ottawa",
    "postal_code": "K1A 0B1",
    "street": "12 Main Road",
}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        pytest.param({}, "EIN number", id="the same file"),
        pytest.param({"business_registration_number": "123456789"}, "EIN number", id="no dash"),
        pytest.param(OTHER_NAME, "EIN number", id="another name"),
        pytest.param(OTHER_NAME | CANADA, "EIN number", id="an EIN with a foreign address"),
        pytest.param(OTHER_NUMBER, "legal name and address", id="another number"),
        pytest.param(OTHER_NUMBER | OTHER_NAME, None, id="another business at the address"),
        pytest.param(
            OTHER_NUMBER | {"business_name": "Grace Chapel Inc"}, None, id="another legal form"
        ),
        pytest.param(OTHER_NUMBER | CANADA, None, id="the same name elsewhere"),
        pytest.param(
            {"business_registration_identifier": "DUNS", **OTHER_NAME}, None, id="another register"
        ),
    ],
)
def test_the_tax_id_or_name_and_address_tell(changed: Mapping[str, Any], what: str | None) -> None:
    assert in_common(grace(), grace("grace-2", **changed)) == what
    assert in_common(grace("grace-2", **changed), grace()) == what


@pytest.mark.parametrize(
    ("number", "country", "what"),
    [
        ("12345678", {}, "CIN number"),
        ("1234-5678", {}, "CIN number"),
        ("12345679", {}, None),
        ("12345678", CANADA, None),
        ("HRB 12345678", {}, None),
        ("1234A5678", {}, None),
    ],
)
def test_a_number_of_a_national_register_counts_in_its_country(
    number: str, country: dict[str, str], what: str | None
) -> None:
    other = VAT | {"business_registration_number": number} | country | OTHER_NAME
    assert in_common(grace(**VAT), grace("grace-2", **other)) == what


@pytest.mark.parametrize(
    ("field", "value", "same"),
    [
        ("business_name", "GRACE CHAPEL LLC", True),
        ("business_name", "Grace  Chapel, L. L. C.", True),
        ("business_name", "The Grace Chapel Limited Liability Company", True),
        ("business_name", "Grâce Chapel LLC", True),
        ("business_name", "Grace Chapel", False),
        ("business_name", "Grace Chapels LLC", False),
        ("street", "1740 N. Blake St.", True),
        ("street", "1740 n blake street", True),
        ("street", "1742 North Blake Street", False),
        ("street", "1740 South Blake Street", False),
        ("street_secondary", "Ste. 200", True),
        ("street_secondary", "#200", True),
        ("street_secondary", "Suite 300", False),
        ("postal_code", "80202-1234", True),
        ("postal_code", "80203", False),
        ("city", "Denver City", True),
    ],
)
def test_what_people_write_differently_makes_no_difference(
    field: str, value: str, same: bool
) -> None:
    other = grace("grace-2", **OTHER_NUMBER, **{field: value})
    assert (in_common(grace(), other) == "legal name and address") is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith & Sons Inc.", "Smith and Sons Incorporated"),
        ("Peña Foods Co", "Pen\u0303a Foods Company"),
        ("Joe's Diner Ltd", "Joe\u2019s Diner Limited"),
        ("A.B.C. Corp", "ABC Corporation"),
        ("7-Eleven Corp", "7 Eleven Corp."),
        ("Joe's Diner Ltd", "Joes Diner Ltd"),
    ],
)
def test_legal_names_are_compared_without_their_dress(one: str, other: str) -> None:
    first = grace(business_name=one)
    second = grace("grace-2", business_name=other, **OTHER_NUMBER)
    assert in_common(first, second) == "legal name and address"


def test_a_placeholder_of_zeros_tells_nothing() -> None:
    zeros = {"business_registration_number": "00-0000000"}
    assert in_common(grace(**zeros), grace("grace-2", **zeros, **OTHER_NAME)) is None
    assert [*fingerprints(grace(**zeros))] == ["legal name and address"]


def test_the_customers_of_the_examples_and_tests_are_different_businesses() -> None:
    for one, other in combinations(cast.everybody(), 2):
        assert in_common(one, other) is None, (one.customer, other.customer)


def known(key: str, **fields: Any) -> Onboarding:
    return replace(record(customer=grace(key)), **fields)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param([], (), id="nobody else"),
        pytest.param([known("grace")], (), id="itself"),
        pytest.param([known("g-2"), known("g-3")], ("g-2", "g-3"), id="two others"),
        pytest.param([known("g-2", target=LIVE)], (), id="at another target"),
        pytest.param([known("agreed")], (), id="agreed to here"),
        pytest.param([known("g-2", another_of=("grace",))], (), id="agreed to there"),
        pytest.param([known("g-2", another_of=("g-3",))], ("g-2",), id="agreed to about a third"),
        pytest.param([record()], (), id="another business"),
    ],
)
def test_the_other_keys_of_a_business_are_named(
    others: list[Onboarding], expected: tuple[str, ...]
) -> None:
    assert twins(known("grace", another_of=("agreed",)), others) == expected


@pytest.mark.parametrize(
    ("code", "same"),
    [
        ("K1A 0B1", True),
        ("K1A0B1", True),
        ("K1A 0B2", False),
        ("M1A 0B1", False),
        ("K1B 0B1", False),
    ],
)
def test_a_foreign_postal_code_counts_to_its_last_letter(code: str, same: bool) -> None:
    other = grace("grace-2", **OTHER_NUMBER, **(CANADA | {"postal_code": code}))
    assert (in_common(grace(**CANADA), other) == "legal name and address") is same


@pytest.mark.parametrize("number", ["HRB 12", "hrb-12"])
def test_the_letters_of_a_registration_number_count(number: str) -> None:
    one = grace(**VAT | {"business_registration_number": "HRB 12"})
    same = VAT | {"business_registration_number": number} | OTHER_NAME
    other = VAT | {"business_registration_number": "HRA 12"} | OTHER_NAME
    assert in_common(one, grace("grace-2", **same)) == "CIN number"
    assert in_common(one, grace("grace-2", **other)) is None


@pytest.mark.parametrize("suite", ["Suite 200", "#200", "Ste 200"])
def test_a_suite_may_stand_in_either_line_of_the_address(suite: str) -> None:
    street = f"1740 North Blake Street {suite}"
    other = grace("grace-2", **OTHER_NUMBER, street=street, street_secondary=None)
    assert in_common(grace(), other) == "legal name and address"
