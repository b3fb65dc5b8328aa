"""A brand: every status and how it gets there, resubmission, suspension, deletion, mock brands."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.sandbox.walkthrough import BUSINESS, CAMPAIGN, Walk

DAY = 86_400


def place(account: SandboxAccount, brand: str) -> Any:
    return account.client.messaging.v1.brand_registrations(brand)


def status(account: SandboxAccount, brand: str) -> Any:
    return place(account, brand).fetch().status


def marked(words: str) -> dict[str, str]:
    """Return a business that asks for an outcome."""
    return {"social_media_profile_urls": f"[sandbox:{words}]"}


def way(account: SandboxAccount, key: str) -> list[Any]:
    """Return what a brand or a campaign went through, by the names of its transitions."""
    entries = account.control("GET", f"/history?key={key}")["history"]
    return [e["event"] for e in entries if e["kind"] in ("BrandRegistration", "Usa2p")]


def refusal(work: Any) -> Any:
    with pytest.raises(TwilioRestException) as refused:
        work()
    return refused.value.code


def act(account: SandboxAccount, sid: str, name: str) -> None:
    account.control("POST", "/acts", sid=sid, act=name)


def test_a_brand_is_seen_pending_then_registered_then_verified_then_vetted(
    account: SandboxAccount,
) -> None:
    brand = Walk(account).brand()
    seen = []
    for seconds in (0, 15, 5, 10):
        account.advance(seconds)
        found = place(account, brand).fetch()
        seen.append((found.status, found.identity_status, found.tcr_id is not None))
    assert seen == [
        ("PENDING", None, False),
        ("PENDING", None, True),
        ("APPROVED", "VERIFIED", True),
        ("APPROVED", "VETTED_VERIFIED", True),
    ]
    assert place(account, brand).fetch().brand_score in range(40, 96)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stays-pending", ("PENDING", None, None)),
        ("in-review", ("APPROVED", "VERIFIED", None)),
        ("stuck-in-review", ("IN_REVIEW", None, None)),
        ("self-declared", ("APPROVED", "SELF_DECLARED", None)),
        ("suspended", ("SUSPENDED", "VERIFIED", None)),
        ("unregistered", ("FAILED", None, None)),
        ("30795", ("FAILED", "UNVERIFIED", None)),
        ("in-review,30799", ("FAILED", "UNVERIFIED", None)),
        ("score-12", ("APPROVED", "VERIFIED", 12)),
    ],
)
def test_magic_words_lead_to_every_status(
    account: SandboxAccount, words: str, expected: tuple[Any, ...]
) -> None:
    brand = Walk(account).approved(business=marked(words))
    found = place(account, brand).fetch()
    assert (found.status, found.identity_status, found.brand_score) == expected


def test_a_brand_in_review_is_seen_there(account: SandboxAccount) -> None:
    brand = Walk(account).brand(business=marked("in-review"))
    account.advance(25)
    seen = status(account, brand)
    account.advance(30)
    assert (seen, status(account, brand)) == ("IN_REVIEW", "APPROVED")


def test_an_approved_brand_can_show_hints(account: SandboxAccount) -> None:
    brand = Walk(account).approved(business=marked("approved,30799"))
    found = place(account, brand).fetch()
    assert (found.status, [e["error_code"] for e in found.errors]) == ("APPROVED", [30799])


def test_failed_secondary_vetting_shows_on_the_approved_brand(account: SandboxAccount) -> None:
    brand = Walk(account).brand(business=marked("30801"))
    account.advance(120)
    found = place(account, brand).fetch()
    (vetting,) = place(account, brand).brand_vettings.list()
    assert (found.status, found.identity_status, found.brand_score) == (
        "APPROVED",
        "VERIFIED",
        None,
    )
    assert (found.errors[0]["error_code"], vetting.vetting_status) == (30801, "FAILED")


def test_a_mended_brand_is_resubmitted_and_approved(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved(business=marked("30795"))
    account.control("POST", "/settings", approved_reopens=True)
    account.client.trusthub.v1.end_users(walk.business).update(attributes=json.dumps(BUSINESS))
    answer = place(account, brand).update()
    assert (answer.status, answer.errors, answer.identity_status) == ("PENDING", [], None)
    account.advance(60)
    found = place(account, brand).fetch()
    assert (found.status, found.tcr_id == answer.tcr_id) == ("APPROVED", True)


def test_three_updates_and_no_more(account: SandboxAccount) -> None:
    brand = Walk(account).approved(business=marked("30795"))
    for _ in range(3):
        place(account, brand).update()
        account.advance(60)
    assert refusal(place(account, brand).update) == 21724


@pytest.mark.parametrize("words", ["approved", "stays-pending", "unregistered"])
def test_only_a_failed_brand_known_to_the_registry_is_updated(
    account: SandboxAccount, words: str
) -> None:
    brand = Walk(account).approved(business=marked(words))
    assert refusal(place(account, brand).update) == 21725


def test_a_suspended_brand_takes_its_campaigns_along_and_refuses(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved()
    campaign = walk.campaign(walk.service(), brand)
    account.advance(60)
    act(account, brand, "suspend")
    assert (status(account, brand), campaign.fetch().campaign_status) == (
        "SUSPENDED",
        "SUSPENDED",
    )
    assert refusal(place(account, brand).update) == 21731
    assert refusal(lambda: walk.campaign(walk.service(), brand)) == 21731
    assert refusal(campaign.delete) == 21729
    act(account, brand, "lift-suspension")
    assert (status(account, brand), campaign.fetch().campaign_status) == ("APPROVED", "VERIFIED")


def test_a_suspension_of_its_own_outlasts_that_of_the_brand(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand, service = walk.approved(), walk.service()
    campaign = walk.campaign(service, brand)
    account.advance(60)
    act(account, service, "suspend")
    act(account, brand, "suspend")
    act(account, brand, "lift-suspension")
    assert campaign.fetch().campaign_status == "SUSPENDED"


def test_a_campaign_in_review_is_suspended_when_it_would_be_approved(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.approved()
    campaign = walk.campaign(walk.service(), brand)
    act(account, brand, "suspend")
    account.advance(60)
    assert campaign.fetch().campaign_status == "SUSPENDED"


def test_no_failed_campaign_of_a_suspended_brand_is_edited(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved()
    campaign = walk.campaign(walk.service(), brand, privacy_policy_url="")
    account.advance(60)
    act(account, brand, "suspend")
    given = {name: CAMPAIGN[name] for name in CAMPAIGN if name != "us_app_to_person_usecase"}
    edit = {**given, "age_gated": False, "direct_lending": False}
    assert refusal(lambda: campaign.update(**edit)) == 21731


def test_a_suspension_that_nobody_lifts_ends_in_removal(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved()
    walk.campaign(walk.service(), brand)
    account.advance(60)
    act(account, brand, "suspend")
    account.advance(59 * DAY)
    before = status(account, brand)
    account.advance(2 * DAY)
    assert (before, refusal(place(account, brand).fetch)) == ("SUSPENDED", 20404)
    assert way(account, brand)[-4:] == ["suspend", "clean-up", "finish-deletion", "removed"]


def test_a_lifted_suspension_removes_nothing(account: SandboxAccount) -> None:
    brand = Walk(account).approved()
    act(account, brand, "suspend")
    act(account, brand, "lift-suspension")
    account.advance(61 * DAY)
    assert status(account, brand) == "APPROVED"


def test_the_console_deletes_a_brand(account: SandboxAccount) -> None:
    brand = Walk(account).approved()
    act(account, brand, "delete")
    seen = status(account, brand)
    account.advance(10)
    assert (seen, refusal(place(account, brand).fetch)) == ("DELETION_PENDING", 20404)
    assert account.client.messaging.v1.brand_registrations.list() == []


def test_a_brand_in_review_is_deleted_for_good(account: SandboxAccount) -> None:
    brand = Walk(account).brand()
    act(account, brand, "delete")
    account.advance(120)
    assert refusal(place(account, brand).fetch) == 20404


def test_a_brand_with_a_campaign_is_not_deleted_until_that_is_gone(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.approved()
    campaign = walk.campaign(walk.service(), brand)
    act(account, brand, "delete")
    account.advance(60)
    failed = status(account, brand)
    campaign.delete()
    act(account, brand, "delete")
    account.advance(10)
    assert (failed, refusal(place(account, brand).fetch)) == ("DELETION_FAILED", 20404)


def test_a_deletion_can_be_made_to_fail(account: SandboxAccount) -> None:
    brand = Walk(account).approved(business=marked("deletion-fails"))
    act(account, brand, "delete")
    account.advance(10)
    assert status(account, brand) == "DELETION_FAILED"


def test_a_mock_brand_is_not_judged_and_vanishes_after_thirty_days(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.brand(business={"business_registration_number": "123-45-6789"}, mock=True)
    account.advance(60)
    service = walk.service()
    campaign = walk.campaign(service, brand)
    account.advance(60)
    found = place(account, brand).fetch()
    seen = campaign.fetch()
    assert (found.status, found.mock, found.brand_score) == ("APPROVED", True, None)
    assert (seen.campaign_status, seen.mock) == ("VERIFIED", True)
    account.advance(30 * DAY)
    assert refusal(place(account, brand).fetch) == 20404
    assert account.client.messaging.v1.services(service).us_app_to_person.list() == []


def test_a_mock_brand_that_is_decided_at_once_lives_on_for_its_thirty_days(
    account: SandboxAccount,
) -> None:
    brand = Walk(account).brand(mock=True)
    account.advance(20)
    account.control("POST", "/verdicts", kind="brand", outcome="approve", sid=brand, now=True)
    account.advance(29 * DAY)
    assert account.client.messaging.v1.brand_registrations(brand).fetch().status == "APPROVED"


def test_nobody_deletes_a_mock_brand_by_hand(account: SandboxAccount) -> None:
    brand = Walk(account).brand(mock=True)
    url = f"{account.sandbox.url}/control/worlds/{account.sid}/acts"
    answer = requests.post(url, json={"sid": brand, "act": "delete"}, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (409, 20409)


def test_the_tax_register_knows_the_names_it_was_told(account: SandboxAccount) -> None:
    account.control("POST", "/legal_names", **{"12-3456789": "Acme Heating LLC"})
    right = Walk(account, "right").approved()
    wrong = Walk(account, "wrong").approved(business={"business_name": "Acme Cooling LLC"})
    found = place(account, wrong).fetch()
    assert (status(account, right), found.status, found.identity_status) == (
        "APPROVED",
        "FAILED",
        "UNVERIFIED",
    )
    assert [error["error_code"] for error in found.errors] == [30795]


def test_campaign_verify_tokens_can_be_expired_or_fail(account: SandboxAccount) -> None:
    brand = Walk(account).approved()
    vettings = place(account, brand).brand_vettings
    token = "cv|1.0|tcr|10dlc|9975c339-d46f-49b7-a399-2e6d5ebac66d|"
    wanted = {"vetting_provider": "campaign-verify"}
    expired = refusal(lambda: vettings.create(vetting_id=f"{token}[sandbox:expired]", **wanted))
    made = vettings.create(vetting_id=f"{token}[sandbox:vetting-failed]", **wanted)
    account.advance(60)
    found = vettings(made.brand_vetting_sid).fetch()
    assert (expired, found.vetting_status) == (21722, "FAILED")


def test_a_political_campaign_needs_campaign_verify_or_an_exemption(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    plain, exempt = walk.approved(), Walk(account, "b").approved(business=marked("501c4"))
    verified = Walk(account, "c").approved()
    place(account, verified).brand_vettings.create(
        vetting_provider="campaign-verify",
        vetting_id="cv|1.0|tcr|10dlc|9975c339-d46f-49b7-a399-2e6d5ebac66d|secret",
    )
    account.advance(60)
    made = [
        walk.campaign(walk.service(), brand, us_app_to_person_usecase="POLITICAL")
        for brand in (plain, exempt, verified)
    ]
    account.advance(60)
    seen = [campaign.fetch() for campaign in made]
    assert [each.campaign_status for each in seen] == ["FAILED", "VERIFIED", "VERIFIED"]
    assert [error["error_code"] for error in seen[0].errors] == [30900]
