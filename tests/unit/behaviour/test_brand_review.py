from __future__ import annotations

from typing import Any

import pytest

from tendlc.catalog import enumerations
from tendlc.sandbox.behaviour.lifecycles import brand_lifecycle
from tendlc.sandbox.behaviour.magic import brand_codes
from tendlc.sandbox.behaviour.review import (
    BrandSubmission,
    BrandVerdict,
    CountedBrand,
    review_brand,
    score_of,
    waits_for_bundles,
)
from tests.unit.behaviour import handed_in as given_

MAIL_CODES = {21736, 21737, 21738, 21739, 21740, 21741}
PRIVATE = {"company_type": "private"}
NON_PROFIT = {"business_type": "Non-profit Corporation", "business_industry": "NOT_FOR_PROFIT"}
PUBLIC_BODY = {**NON_PROFIT, "business_industry": "GOVERNMENT"}


def codes(verdict: BrandVerdict) -> tuple[int, ...]:
    return tuple(error.code for error in verdict.errors)


def marked(text: str, **changes: Any) -> BrandSubmission:
    name = {"business_name": f"Better Books [sandbox:{text}]"}
    return given_.brand(profile=given_.profile(name), **changes)


def test_the_guides_brand_is_approved_and_vetted() -> None:
    verdict = review_brand(given_.brand())
    assert (verdict.status, verdict.identity_status, verdict.errors) == (
        "APPROVED",
        "VETTED_VERIFIED",
        (),
    )


def test_brand_without_secondary_vetting_is_verified_without_a_score() -> None:
    verdict = review_brand(given_.brand(skip_automatic_sec_vet=True))
    assert (verdict.status, verdict.identity_status, verdict.brand_score, verdict.path) == (
        "APPROVED",
        "VERIFIED",
        None,
        ("register", "verify"),
    )


def test_sole_proprietor_is_approved_and_waits_for_the_one_time_code() -> None:
    verdict = review_brand(given_.sole_proprietor_brand())
    assert (verdict.status, verdict.identity_status) == ("APPROVED", "UNVERIFIED")


def test_the_seed_decides_the_score() -> None:
    scores = {review_brand(given_.brand(seed=seed)).brand_score for seed in range(40)}
    assert review_brand(given_.brand(seed="x")).brand_score == score_of("x")
    assert len(scores) > 10
    assert all(score is not None and 40 <= score <= 95 for score in scores)


@pytest.mark.parametrize("code", sorted(brand_codes() - MAIL_CODES - {30801}))
def test_every_code_of_a_brand_can_be_forced(code: int) -> None:
    verdict = review_brand(marked(str(code)))
    assert (verdict.status, codes(verdict)) == ("FAILED", (code,))


@pytest.mark.parametrize("code", sorted(MAIL_CODES))
def test_every_code_of_the_contact_mail_can_be_forced(code: int) -> None:
    verdict = review_brand(marked(str(code)))
    assert (verdict.status, verdict.authentication) == ("APPROVED", "failed")
    assert [error.code for error in verdict.authentication_errors] == [code]


def test_vetting_can_be_made_to_fail() -> None:
    verdict = review_brand(marked("30801"))
    assert (verdict.status, verdict.identity_status, verdict.vetting) == (
        "APPROVED",
        "VERIFIED",
        "failure",
    )


def test_tax_number_forces_a_code_where_names_stay_clean() -> None:
    business = {"business_registration_number": "00-0030703"}
    assert codes(review_brand(given_.brand(profile=given_.profile(business)))) == (30703,)


@pytest.mark.parametrize(
    ("word", "status", "last"),
    [
        ("stays-pending", "PENDING", None),
        ("in-review", "APPROVED", "vet"),
        ("stuck-in-review", "IN_REVIEW", "send-to-review"),
        ("suspended", "SUSPENDED", "suspend"),
        ("unregistered", "FAILED", "fail-registration"),
    ],
)
def test_words_choose_the_way(word: str, status: str, last: str | None) -> None:
    verdict = review_brand(marked(word))
    assert (verdict.status, verdict.path[-1] if verdict.path else None) == (status, last)


def test_russell_3000_and_the_score_can_be_chosen() -> None:
    verdict = review_brand(marked("russell-3000,score-12"))
    assert (verdict.russell_3000, verdict.brand_score) == (True, 12)


@pytest.mark.parametrize(
    "word", ["", "30795", "30701", "30793", "in-review", "stuck-in-review", "suspended", "30801"]
)
@pytest.mark.parametrize("kind", ["vetted", "low-volume", "sole-proprietor"])
def test_every_path_is_a_walk_through_its_table(word: str, kind: str) -> None:
    if kind == "sole-proprietor":
        trader = {**given_.TRADER, "brand_name": f"Jane [sandbox:{word}]"}
        submission = given_.sole_proprietor_brand(trader)
    else:
        submission = marked(word, skip_automatic_sec_vet=kind == "low-volume")
    verdict = review_brand(submission)
    table = brand_lifecycle(submission.brand_type, secondary_vetting=kind == "vetted")
    status = "PENDING"
    for name in verdict.path:
        assert table[name].source == status
        status = table[name].target
    assert status == verdict.status
    assert status in enumerations.BRAND_STATUSES


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"profile": None}, 30793),
        ({"trust_product": None}, 30793),
        ({"profile": given_.trust_product(), "trust_product": given_.profile()}, 30793),
        ({"profile": given_.profile(status="draft")}, 30793),
        ({"trust_product": given_.trust_product(status="draft")}, 30793),
        ({"profile": given_.profile(status="twilio-rejected")}, 30794),
        ({"trust_product": given_.trust_product(status="twilio-rejected")}, 30794),
        ({"brand_type": "SOLE_PROPRIETOR"}, 30793),
    ],
)
def test_unfit_bundles_never_reach_the_registry(changes: dict[str, Any], code: int) -> None:
    verdict = review_brand(given_.brand(**changes))
    assert (codes(verdict), verdict.tcr_reached) == ((code,), False)


def test_a_brand_waits_while_a_bundle_is_under_review() -> None:
    assert waits_for_bundles(given_.brand(profile=given_.profile(status="in-review")))
    assert not waits_for_bundles(given_.brand())


@pytest.mark.parametrize(
    ("business", "person", "address", "field"),
    [
        ({"business_name": "n" * 256}, {}, {}, "business_name"),
        ({"website_url": "https://example.com/" + "p" * 90}, {}, {}, "website_url"),
        ({}, {"first_name": "n" * 101}, {}, "first_name"),
        ({}, {"phone_number": "+" + "1" * 20}, {}, "phone_number"),
        ({}, {}, {"street": "s" * 101}, "street"),
        ({}, {}, {"region": "California"}, "region"),
        ({}, {}, {"postal_code": "1" * 11}, "postal_code"),
    ],
)
def test_unusable_values_are_30701_with_their_field(
    business: dict[str, str], person: dict[str, str], address: dict[str, str], field: str
) -> None:
    verdict = review_brand(given_.brand(profile=given_.profile(business, person, address)))
    assert [(error.code, error.fields) for error in verdict.errors] == [(30701, (field,))]


@pytest.mark.parametrize("name", ["***", "Acme <b>", "A$$$ ~~", "B@@@ks"])
def test_obfuscated_names_are_30756(name: str) -> None:
    verdict = review_brand(given_.brand(profile=given_.profile({"business_name": name})))
    assert codes(verdict) == (30756,)


@pytest.mark.parametrize("name", ["3M", "Yahoo!", "Smith & Sons, Inc.", "Café Zoë", "99 Ranch"])
def test_natural_names_pass(name: str) -> None:
    assert codes(review_brand(given_.brand(profile=given_.profile({"business_name": name})))) == ()


@pytest.mark.parametrize(
    ("identifier", "number", "failed"),
    [
        ("EIN", "12-3456789", False),
        ("EIN", "123456789", False),
        ("EIN", "123-45-6789", True),
        ("EIN", "12-345678", True),
        ("DUNS", "12-345-6789", True),
        ("DUNS", "12-345", True),
        ("CBN", "123456789RC0001", True),
        ("CN", "SC123456", False),
        ("Other", "any 5", False),
    ],
)
def test_tax_numbers_keep_the_form_of_their_identifier(
    identifier: str, number: str, failed: bool
) -> None:
    business = {
        "business_registration_identifier": identifier,
        "business_registration_number": number,
    }
    verdict = review_brand(given_.brand(profile=given_.profile(business)))
    assert codes(verdict) == ((30795,) if failed else ())


def test_a_duns_number_is_for_businesses_abroad() -> None:
    business = {
        "business_registration_identifier": "DUNS",
        "business_registration_number": "12-345-6789",
    }
    address = {"iso_country": "GB", "region": "Kent", "postal_code": "CT1 1AA"}
    assert (
        codes(review_brand(given_.brand(profile=given_.profile(business, address=address)))) == ()
    )


@pytest.mark.parametrize(
    ("name", "failed"),
    [
        ("Kim Family Holdings LLC dba Sunny Side Cafe", True),
        ("Kim Family Holdings LLC, doing business as Sunny Side Cafe", True),
        ("Sunny Side Cafe (d/b/a of Kim Family Holdings)", True),
        ("Kim Family Holdings LLC", False),
        ("Adba Imports", False),
    ],
)
def test_a_name_with_the_trade_name_is_not_the_registered_one(name: str, failed: bool) -> None:
    verdict = review_brand(given_.brand(profile=given_.profile({"business_name": name})))
    assert codes(verdict) == ((30795,) if failed else ())


def test_unmatched_tax_number_is_registered_but_unverified() -> None:
    verdict = review_brand(marked("30795"))
    assert (verdict.registered, verdict.tcr_reached, verdict.identity_status) == (
        True,
        True,
        "UNVERIFIED",
    )
    assert verdict.errors[0].as_json()["url"] == "https://www.twilio.com/docs/api/errors/30795"
    assert verdict.errors[0].fields == (
        "business_registration_number",
        "business_registration_identifier",
        "business_name",
    )


@pytest.mark.parametrize(
    ("messaging", "business", "country", "code"),
    [
        ({**given_.PUBLIC, "stock_exchange": "MOON"}, {}, "US", 30793),
        ({**given_.PUBLIC, "stock_exchange": "NONE"}, {}, "US", 30796),
        ({"company_type": "public", "stock_exchange": "NYSE"}, {}, "US", 30796),
        ({"company_type": "private", "stock_ticker": ""}, {}, "US", 30796),
        ({"company_type": "government"}, {}, "GB", 30797),
        ({"company_type": "non-profit"}, {}, "US", 30798),
        ({"company_type": "non-profit"}, PUBLIC_BODY, "US", 30798),
        (PRIVATE, {}, "XX", 30755),
        (PRIVATE, {}, "KP", 30729),
        (PRIVATE, {}, "US", None),
        ({"company_type": "government"}, NON_PROFIT, "US", None),
        ({"company_type": "non-profit"}, NON_PROFIT, "US", None),
    ],
)
def test_company_types_agree_with_the_rest(
    messaging: dict[str, str], business: dict[str, str], country: str, code: int | None
) -> None:
    region = {"iso_country": country}
    verdict = review_brand(
        given_.brand(
            profile=given_.profile(business, None, region),
            trust_product=given_.trust_product(messaging),
        )
    )
    assert codes(verdict) == ((code,) if code else ())


def test_government_and_non_profit_show_in_the_brand() -> None:
    government = given_.trust_product({"company_type": "government"})
    non_profit = given_.trust_product({"company_type": "non-profit"})
    charity = given_.profile(NON_PROFIT)
    assert review_brand(given_.brand(trust_product=government)).government_entity
    verdict = review_brand(given_.brand(profile=charity, trust_product=non_profit))
    assert verdict.tax_exempt_status == "501c3"


@pytest.mark.parametrize(
    ("mail", "outcome"),
    [
        (None, "completed"),
        ("texts@example.com", "completed"),
        ("acme@gmail.com", "failed"),
        ("texts@example.com [sandbox:mail-ignored]", "ignored"),
    ],
)
def test_authentication_plus_of_a_public_company(mail: str | None, outcome: str) -> None:
    messaging = given_.PUBLIC if mail is None else {**given_.PUBLIC, "brand_contact_email": mail}
    verdict = review_brand(given_.brand(trust_product=given_.trust_product(messaging)))
    assert (verdict.status, verdict.authentication) == ("APPROVED", outcome)


def test_private_companies_have_no_authentication_plus() -> None:
    verdict = review_brand(given_.brand(trust_product=given_.trust_product(PRIVATE)))
    assert verdict.authentication == "none"


def test_mock_brands_are_not_checked() -> None:
    wrong = given_.profile({"business_registration_number": "none"})
    verdict = review_brand(given_.brand(profile=wrong, mock=True))
    assert (verdict.status, verdict.vetting) == ("APPROVED", "none")


def test_sole_proprietors_live_in_north_america_with_a_number_of_there() -> None:
    abroad = given_.sole_proprietor_brand(address={**given_.ADDRESS, "iso_country": "GB"})
    foreign = {**given_.TRADER, "mobile_phone_number": "+442071234567"}
    assert codes(review_brand(abroad)) == (30755,)
    assert codes(review_brand(given_.sole_proprietor_brand(foreign))) == (30751,)


@pytest.mark.parametrize(
    ("field", "value", "limit", "code"),
    [
        ("mobile_phone_number", given_.TRADER["mobile_phone_number"], 3, 30750),
        ("email", given_.PERSON["email"], 10, 30749),
        ("street", given_.ADDRESS["street"], 10, 30747),
    ],
)
def test_sole_proprietors_share_values_only_so_often(
    field: str, value: str, limit: int, code: int
) -> None:
    others = [CountedBrand(**{field: value})] * limit
    full = review_brand(given_.sole_proprietor_brand(other_brands=others))
    room = review_brand(given_.sole_proprietor_brand(other_brands=others[1:]))
    assert (codes(full), codes(room)) == ((code,), ())
