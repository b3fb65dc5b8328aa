"""A sole proprietor: approved first, verified by a code on his phone, one campaign, one number."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.sandbox import sole_proprietor
from tests.contract.sandbox.walkthrough import Walk

DAY = 86_400


def place(account: SandboxAccount, brand: str) -> Any:
    return account.client.messaging.v1.brand_registrations(brand)


def state(account: SandboxAccount, brand: str) -> tuple[Any, Any, list[int]]:
    found = place(account, brand).fetch()
    codes = [error["error_code"] for error in found.errors]
    return found.status, found.identity_status, codes


def test_the_brand_is_approved_and_unverified_until_the_code_is_answered(
    account: SandboxAccount,
) -> None:
    brand = sole_proprietor.brand(Walk(account))
    account.advance(20)
    waiting = state(account, brand)
    account.advance(20)
    assert (waiting, state(account, brand)) == (
        ("APPROVED", "UNVERIFIED", []),
        ("APPROVED", "VERIFIED", []),
    )


def test_no_campaign_before_the_code_is_answered(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = sole_proprietor.brand(walk, {"brand_name": "Ann Acme [sandbox:otp-ignored]"})
    account.advance(60)
    with pytest.raises(TwilioRestException) as refused:
        sole_proprietor.campaign(walk, brand)
    assert refused.value.code == 21717


def test_a_code_that_nobody_answers_is_worth_nothing_after_a_day(account: SandboxAccount) -> None:
    brand = sole_proprietor.brand(Walk(account), {"brand_name": "Ann Acme [sandbox:otp-ignored]"})
    account.advance(DAY - 60)
    before = state(account, brand)
    account.advance(120)
    assert (before, state(account, brand)) == (
        ("APPROVED", "UNVERIFIED", []),
        ("APPROVED", "UNVERIFIED", [30752]),
    )


@pytest.mark.parametrize(
    "trader",
    [
        {"brand_name": "Ann Acme [sandbox:otp-ignored]"},
        {"mobile_phone_number": "+15005530752"},
    ],
)
def test_another_code_verifies_the_brand(account: SandboxAccount, trader: dict[str, str]) -> None:
    brand = sole_proprietor.brand(Walk(account), trader)
    account.advance(2 * DAY)
    failed = state(account, brand)
    place(account, brand).brand_registration_otps.create()
    account.advance(20)
    assert (failed, state(account, brand)) == (
        ("APPROVED", "UNVERIFIED", [30752]),
        ("APPROVED", "VERIFIED", []),
    )


def test_the_code_can_be_answered_by_hand(account: SandboxAccount) -> None:
    brand = sole_proprietor.brand(Walk(account), {"brand_name": "Ann Acme [sandbox:otp-ignored]"})
    account.advance(60)
    account.control("POST", "/acts", sid=brand, act="answer-otp")
    account.advance(2 * DAY)
    assert state(account, brand) == ("APPROVED", "VERIFIED", [])


@pytest.mark.parametrize(
    ("number", "code"), [("+15005530750", 30750), ("+15005530751", 30751), ("+15005530703", 30703)]
)
def test_a_mobile_number_chooses_the_failure(
    account: SandboxAccount, number: str, code: int
) -> None:
    brand = sole_proprietor.brand(Walk(account), {"mobile_phone_number": number})
    account.advance(60)
    assert state(account, brand) == ("FAILED", None, [code])


def test_a_mobile_number_serves_three_brands(account: SandboxAccount) -> None:
    brands = [sole_proprietor.brand(Walk(account, f"brand {n}")) for n in range(4)]
    account.advance(60)
    assert [state(account, brand)[2] for brand in brands] == [[], [], [], [30750]]


def test_the_bundles_of_a_company_do_not_make_a_sole_proprietor(account: SandboxAccount) -> None:
    brand = Walk(account).brand(brand_type="SOLE_PROPRIETOR")
    account.advance(60)
    assert state(account, brand) == ("FAILED", None, [30793])


def test_a_sole_proprietor_has_one_campaign_of_its_own_use_case(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = sole_proprietor.brand(walk)
    account.advance(60)
    first = sole_proprietor.campaign(walk, brand)
    with pytest.raises(TwilioRestException) as refused:
        sole_proprietor.campaign(walk, brand)
    account.advance(60)
    assert (refused.value.code, first.fetch().campaign_status) == (21732, "VERIFIED")
    assert first.delete()
    assert sole_proprietor.campaign(walk, brand).campaign_status == "PENDING"


@pytest.mark.parametrize(
    ("name", "code"), [("Ann Acme LLC", 30915), ("Zoe Quill", 30894), ("Ann Acme", None)]
)
def test_reviewers_of_the_campaign_know_the_name_of_the_sole_proprietor(
    account: SandboxAccount, name: str, code: int | None
) -> None:
    walk = Walk(account)
    made = sole_proprietor.brand(walk, {"brand_name": name})
    account.advance(120)
    campaign = sole_proprietor.campaign(walk, made)
    account.advance(60)
    found = [error["error_code"] for error in campaign.fetch().errors]
    assert found == ([code] if code else [])


def test_the_second_number_of_the_campaign_fails_until_both_are_removed(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = sole_proprietor.brand(walk)
    account.advance(60)
    service = sole_proprietor.campaign(walk, brand).messaging_service_sid
    senders = account.client.messaging.v1.services(service).phone_numbers
    numbers = [walk.number(), walk.number()]
    for number in numbers:
        senders.create(phone_number_sid=number)
    account.advance(60)
    assert registrations(account) == ["registered", "failure"]
    for number in numbers:
        senders(number).delete()
    account.advance(60)
    senders.create(phone_number_sid=numbers[1])
    account.advance(60)
    assert registrations(account) == ["unregistered", "registered"]


def registrations(account: SandboxAccount) -> list[Any]:
    stored = account.control("GET", "/resources?kind=NumberRegistration")["resources"]
    return [each["data"]["state"] for each in stored]


def test_only_the_use_case_of_sole_proprietors_is_open_to_them(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = sole_proprietor.brand(walk)
    account.advance(60)
    service = account.client.messaging.v1.services(walk.service())
    found = service.us_app_to_person_usecases.fetch(brand_registration_sid=brand)
    assert [each["code"] for each in found.us_app_to_person_usecases] == ["SOLE_PROPRIETOR"]
    with pytest.raises(TwilioRestException) as refused:
        walk.campaign(walk.service(), brand)
    assert refused.value.code == 21717


def test_a_mock_sole_proprietor_takes_no_campaign(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = sole_proprietor.brand(walk, mock=True)
    account.advance(60)
    with pytest.raises(TwilioRestException) as refused:
        sole_proprietor.campaign(walk, brand)
    assert refused.value.code == 21717


def test_more_than_ten_codes_a_second_are_refused_where_pace_is_kept(
    account: SandboxAccount,
) -> None:
    brand = account.client.messaging.v1.brand_registrations(sole_proprietor.brand(Walk(account)))
    account.control("POST", "/settings", pace=True)

    def ask(times: int) -> None:
        for _ in range(times):
            brand.brand_registration_otps.create()

    ask(10)
    with pytest.raises(TwilioRestException) as refused:
        ask(100)  # one of them is the eleventh within a second
    assert (refused.value.status, refused.value.code) == (429, 20429)
