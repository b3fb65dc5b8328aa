"""The tables of the catalog: every row has its provenance, and the readers agree with them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tendlc.catalog import enumerations, places
from tendlc.catalog.enumerations import (
    BUSINESS_INDUSTRIES,
    CANADIAN_PROVINCES,
    ISO_COUNTRIES,
    US_STATES,
)
from tendlc.catalog.error_codes import error_codes, refusals_without_code
from tendlc.catalog.event_types import event_types
from tendlc.catalog.facts import CERTAINTIES, Fact, all_facts, facts, tables
from tendlc.catalog.fees import current_fees, fees
from tendlc.catalog.limits import LIMITS
from tendlc.catalog.policies import (
    A2P_TRUST_PRODUCT,
    PRIMARY_CUSTOMER_PROFILE,
    SECONDARY_CUSTOMER_PROFILE,
    SOLE_PROPRIETOR_TRUST_PRODUCT,
    STARTER_CUSTOMER_PROFILE,
    end_user_types,
    policies,
    supporting_document_types,
)
from tendlc.catalog.sids import CAMPAIGN_SID, PREFIXES, is_sid
from tendlc.catalog.throughput import throughput_of
from tendlc.catalog.timings import timings
from tendlc.catalog.use_cases import use_cases

ROWS = [fact for table in tables() for fact in facts(table)]


def test_ids_are_unique_over_all_tables() -> None:
    assert [id for id, times in Counter(row.id for row in ROWS).items() if times > 1] == []


@pytest.mark.parametrize("table", tables())
def test_every_row_says_where_it_comes_from(table: str) -> None:
    def is_complete(row: Fact) -> bool:
        return bool(
            re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.id)
            and row.source.strip()
            and re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", row.date)
            and row.certainty in CERTAINTIES
            and row.values
        )

    assert [row.id for row in facts(table) if not is_complete(row)] == []


def test_all_facts_are_found_by_their_id() -> None:
    assert all_facts()["brand-update-limit"].values["value"] == LIMITS.brand_update_limit == 3
    assert len(all_facts()) == len(ROWS)


@pytest.mark.parametrize(
    ("sid", "id"),
    [
        (SECONDARY_CUSTOMER_PROFILE, "policy-secondary-customer-profile"),
        (A2P_TRUST_PRODUCT, "policy-a2p-trust-product"),
        (STARTER_CUSTOMER_PROFILE, "policy-starter-customer-profile"),
        (SOLE_PROPRIETOR_TRUST_PRODUCT, "policy-sole-proprietor-trust-product"),
        (PRIMARY_CUSTOMER_PROFILE, "policy-primary-customer-profile"),
    ],
)
def test_policy_constants_are_those_of_the_table(sid: str, id: str) -> None:
    assert policies()[sid].fact == id
    assert is_sid(sid, "RN")


def test_every_policy_of_the_table_has_a_well_formed_sid() -> None:
    assert all(is_sid(sid, "RN") for sid in policies())


def test_requirements_name_only_types_that_are_listed() -> None:
    for policy in policies().values():
        for end_user in policy.requirements.get("end_user", []):
            listed = {field.machine_name for field in end_user_types()[end_user["type"]].fields}
            assert set(end_user["fields"]) <= listed
            assert end_user["url"] == f"/EndUserTypes/{end_user['type']}"
        for alternatives in policy.requirements.get("supporting_document", []):
            for wanted in alternatives:
                for document in wanted["accepted_documents"]:
                    assert document["type"] in supporting_document_types()


def test_secondary_profile_needs_the_three_end_users_the_address_and_the_primary() -> None:
    needed = policies()[SECONDARY_CUSTOMER_PROFILE].requirements
    assert [end_user["type"] for end_user in needed["end_user"]] == [
        "customer_profile_business_information",
        "authorized_representative_1",
        "authorized_representative_2",
    ]
    assert needed["supporting_document"][0][0]["requirement_name"] == "customer_profile_address"
    assert [profile["type"] for profile in needed["supporting_customer_profiles"]] == [
        "primary_customer_profile_type_business"
    ]
    assert needed["supporting_trust_products"] == []


def test_campaign_sid_has_a_known_prefix() -> None:
    assert is_sid(CAMPAIGN_SID, "QE")
    assert PREFIXES["QE"] == "UsAppToPerson"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AC",
        "AC" + "0" * 31,
        "AC" + "0" * 33,
        "AC" + "g" * 32,
        "AC" + "0" * 32 + "\n",
        "AC" + "\N{ARABIC-INDIC DIGIT ZERO}" * 32,
        "ac" + "0" * 32,
        "ZZ" + "0" * 32,
    ],
)
def test_what_is_no_sid_is_not_taken_for_one(text: str) -> None:
    assert not is_sid(text)


def test_prefix_tells_one_kind_of_sid_from_another() -> None:
    assert is_sid("BN" + "aF" * 16, "BN")
    assert not is_sid("BN" + "aF" * 16, "BU")


def test_lists_have_their_published_length() -> None:
    assert len(BUSINESS_INDUSTRIES) == 33
    assert len(ISO_COUNTRIES) == 249
    assert len(CANADIAN_PROVINCES) == 13
    assert len(US_STATES) == 50 + 1 + 5 + 3


def test_use_cases_stand_in_the_order_of_the_api_with_sole_proprietor_last() -> None:
    codes = list(use_cases())
    assert len(codes) == 21
    assert codes[:3] == ["2FA", "ACCOUNT_NOTIFICATION", "AGENTS_FRANCHISES"]
    assert [code for code, use_case in use_cases().items() if use_case.sole_proprietor] == [
        codes[-1]
    ]


def test_post_approval_is_required_for_six_use_cases() -> None:
    assert {code for code, case in use_cases().items() if case.post_approval_required} == {
        "AGENTS_FRANCHISES",
        "EMERGENCY",
        "K12_EDUCATION",
        "PROXY",
        "SOCIAL",
        "SWEEPSTAKE",
    }


def test_codes_that_answer_a_request_have_an_http_status() -> None:
    without = {20011, 20012, 21733, 30712}  # before HTTP, or their status is nowhere reported
    assert {
        code for code, row in error_codes().items() if "S" in row.kinds and row.status is None
    } == without


def test_every_code_says_in_plain_words_what_it_means_and_what_to_do() -> None:
    for row in error_codes().values():
        assert row.meaning.endswith(".")
        assert row.remedy.endswith(".")
        assert row.fact == f"error-{row.code}"


@pytest.mark.parametrize("code", [30883, 30884, 30885, 30897, 30903, 30915])
def test_forbidden_campaigns_are_never_submitted_again(code: int) -> None:
    row = error_codes()[code]
    assert (row.retry, row.resubmittable) == ("never_retry", False)


@pytest.mark.parametrize(
    ("code", "retry"),
    [
        (20429, "safe_repeat"),
        (30791, "safe_repeat"),
        (20500, "unknown_outcome"),
        (21710, "already_done"),
        (30795, "needs_data"),
        (21725, "needs_waiting"),
        (21724, "needs_people"),
        (20003, "never_retry"),
    ],
)
def test_each_retry_class_has_its_codes(code: int, retry: str) -> None:
    assert error_codes()[code].retry == retry


def test_refusals_without_a_number_are_known_by_their_text() -> None:
    refusal = refusals_without_code()["refusal-primary-profile-is-direct"]
    assert refusal.status == 400
    assert refusal.message.startswith("Secondary Customer Profile for direct_customer")


def test_the_newest_fee_of_an_item_is_the_current_one() -> None:
    newest = max(fee.date for fee in fees() if fee.item == "brand")
    assert current_fees()["brand"].date == newest


def test_the_sandbox_waits_no_longer_than_twilio() -> None:
    assert all(
        0 < timing.sandbox_seconds <= timing.longest_seconds for timing in timings().values()
    )


def test_event_types_share_the_prefix_of_messaging_compliance() -> None:
    assert all(name.startswith("com.twilio.messaging.compliance.") for name in event_types())


@pytest.mark.parametrize(
    ("use_case", "score", "per_second"),
    [
        ("MARKETING", 100, 225),
        ("MIXED", 75, 225),
        ("2FA", 74, 120),
        ("2FA", 49, 12),
        ("2FA", None, 12),
        ("LOW_VOLUME", 100, 3.75),
        ("SOLE_PROPRIETOR", None, 2.25),
    ],
)
def test_throughput_follows_use_case_before_score(
    use_case: str, score: int | None, per_second: float
) -> None:
    assert throughput_of(use_case, score).messages_per_second == per_second


CLOSED_LISTS = {
    "business_type": enumerations.BUSINESS_TYPES,
    "business_industry": enumerations.BUSINESS_INDUSTRIES,
    "business_registration_identifier": enumerations.REGISTRATION_IDENTIFIERS,
    "business_regions_of_operation": enumerations.REGIONS_OF_OPERATION,
    "job_position": enumerations.JOB_POSITIONS,
    "company_type": enumerations.COMPANY_TYPES,
    "us_app_to_person_usecase": tuple(use_cases()),
    "brand_type": enumerations.BRAND_TYPES,
    "iso_country": ISO_COUNTRIES,
    "US": US_STATES,
    "CA": CANADIAN_PROVINCES,
}


@pytest.mark.parametrize("row", facts("everyday_words"), ids=lambda row: row.id)
def test_everyday_words_mean_values_of_their_field(row: Fact) -> None:
    words = row.values["words"]
    assert "say" in row.values or set(words) <= set(CLOSED_LISTS[row.values["field"]])


def test_no_everyday_word_means_two_things_in_one_field() -> None:
    seen = Counter(
        (row.values["field"], "".join(filter(str.isalnum, word.casefold())))
        for row in facts("everyday_words")
        for words in (
            row.values["words"].values() if "say" not in row.values else [row.values["words"]]
        )
        for word in {"".join(filter(str.isalnum, each.casefold())) for each in words}
    )
    assert [word for word, times in seen.items() if times > 1] == []


def test_places_are_those_of_the_closed_lists() -> None:
    assert set(places.US_TERRITORIES) <= ISO_COUNTRIES & US_STATES
    assert set(places.SANCTIONED) <= ISO_COUNTRIES
    assert {one.country for one in places.registers().values()} <= ISO_COUNTRIES
    assert set(places.registers()) <= set(enumerations.REGISTRATION_IDENTIFIERS)


@pytest.mark.parametrize(
    ("state", "code", "fits"),
    [
        ("CO", "80202", True),
        ("CO", "94107", False),
        ("NY", "06390", True),
        ("TX", "73301", True),
        ("DC", "20500", True),
        ("VA", "20170", True),
        ("PR", "00901-1234", True),
        ("AE", "09012", True),
    ],
)
def test_zip_codes_belong_to_states(state: str, code: str, fits: bool) -> None:
    assert places.zip_code_is_of(state, code) is fits
