"""Control: verdicts, reviews by hand, switches, the journal, and who may not use it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount, SandboxProcess, start_sandbox
from tests.contract.sandbox.walkthrough import Walk


def _brand(account: SandboxAccount, sid: str) -> Any:
    return account.client.messaging.v1.brand_registrations(sid).fetch()


def test_a_verdict_now_does_not_end_what_time_alone_ends(account: SandboxAccount) -> None:
    brand = Walk(account).brand(mock=True)
    account.advance(300)
    told = account.control(
        "POST", "/verdicts", kind="brand", outcome="approve", sid=brand, now=True
    )
    assert (told["decided"], told["used_up"]) == (0, False)
    assert account.client.messaging.v1.brand_registrations(brand).fetch().status == "APPROVED"


def test_a_script_rejects_the_next_brand_with_the_codes_that_were_asked(
    account: SandboxAccount,
) -> None:
    account.control("POST", "/verdicts", kind="brand", outcome="reject", codes=[30795, 30701])
    brand = _brand(account, Walk(account).approved())
    codes = [error["error_code"] for error in brand.errors]
    assert (brand.status, brand.identity_status, codes) == ("FAILED", "UNVERIFIED", [30795, 30701])


def test_a_script_is_used_up_by_one_review(account: SandboxAccount) -> None:
    account.control("POST", "/verdicts", kind="brand", outcome="reject", codes=[30795])
    first, second = Walk(account, "first").approved(), Walk(account, "second").approved()
    assert [_brand(account, sid).status for sid in (first, second)] == ["FAILED", "APPROVED"]


def test_a_script_approves_what_its_data_would_have_failed(account: SandboxAccount) -> None:
    account.control("POST", "/verdicts", kind="brand", outcome="approve")
    brand = Walk(account).approved(business={"social_media_profile_urls": "[sandbox:30795]"})
    assert _brand(account, brand).status == "APPROVED"


def test_an_approval_stands_above_missing_policy_urls(account: SandboxAccount) -> None:
    walk = Walk(account)
    walk.approved()
    account.control("POST", "/verdicts", kind="campaign", outcome="approve")
    bare = {"privacy_policy_url": "", "terms_and_conditions_url": ""}
    first = walk.campaign(walk.service(), walk.brand_sid, **bare)
    account.advance(30 * 86_400)
    waiting = account.control("GET", "/verdicts")["verdicts"]
    second = walk.campaign(walk.service(), walk.brand_sid, **bare)
    account.advance(30 * 86_400)
    statuses = [each.fetch().campaign_status for each in (first, second)]
    assert (statuses, waiting) == (["VERIFIED", "FAILED"], [])


def test_a_held_brand_is_in_review_until_somebody_decides(account: SandboxAccount) -> None:
    account.control("POST", "/verdicts", kind="brand", outcome="hold")
    brand = Walk(account).approved()
    account.advance(30 * 86_400)
    held = _brand(account, brand).status
    account.control(
        "POST", "/verdicts", kind="brand", outcome="reject", codes=[30799], sid=brand, now=True
    )
    assert (held, _brand(account, brand).status) == ("IN_REVIEW", "FAILED")


def test_a_script_rejects_a_profile_without_a_reason(account: SandboxAccount) -> None:
    account.control("POST", "/verdicts", kind="customer_profile", outcome="reject")
    profile = Walk(account).profile()
    account.advance(60)
    found = account.client.trusthub.v1.customer_profiles(profile).fetch()
    assert (found.status, found.errors) == ("twilio-rejected", None)


def test_a_script_rejects_the_campaign_of_a_service(account: SandboxAccount) -> None:
    walk = Walk(account)
    service, brand = walk.service(), walk.approved()
    account.control(
        "POST", "/verdicts", kind="campaign", outcome="reject", codes=[30909], sid=service
    )
    campaign = walk.campaign(service, brand)
    account.advance(60)
    found = campaign.fetch()
    assert (found.campaign_status, found.errors[0]["error_code"], found.errors[0]["fields"]) == (
        "FAILED",
        30909,
        ["MESSAGE_FLOW"],
    )


def test_a_review_set_to_be_decided_by_hand_waits_for_it(account: SandboxAccount) -> None:
    account.control("POST", "/reviews", **{"timing-bundle-to-verdict": None})
    profile = Walk(account).profile()
    account.advance(365 * 86_400)
    place = account.client.trusthub.v1.customer_profiles(profile)
    waiting = place.fetch().status
    account.control(
        "POST", "/verdicts", kind="customer_profile", outcome="approve", sid=profile, now=True
    )
    assert (waiting, place.fetch().status) == ("in-review", "twilio-approved")


def test_a_review_can_take_no_time_at_all(account: SandboxAccount) -> None:
    account.control(
        "POST", "/reviews", **{"timing-bundle-to-in-review": 0, "timing-bundle-to-verdict": 0}
    )
    profile = Walk(account).profile()
    place = account.client.trusthub.v1.customer_profiles(profile)
    assert place.fetch().status == "twilio-approved"


def test_the_pace_is_only_counted_unless_it_is_switched_on(account: SandboxAccount) -> None:
    brands = account.client.messaging.v1.brand_registrations
    brands.list(limit=1)
    brands.list(limit=1)
    assert account.control("GET", "")["paced_breaches"] == 1
    entry = account.control("GET", "/journal?limit=1")["entries"][0]
    assert entry["because"] == "more than 1 registration requests a second"
    account.control("POST", "/settings", pace=True)
    with pytest.raises(Exception, match="429"):
        brands.list(limit=1)


def test_a_verdict_for_all_worlds_waits_for_the_next_review_of_any(account: SandboxAccount) -> None:
    ask = account.sandbox.control
    number = ask("POST", "/verdicts", kind="brand", outcome="reject", codes=[30795])["id"]
    brand = Walk(account).brand()
    account.advance(300)
    assert [each["error_code"] for each in _brand(account, brand).errors] == [30795]
    assert number not in [each["id"] for each in ask("GET", "/verdicts")["verdicts"]]


def test_breaches_of_the_pace_are_counted_across_restarts(tmp_path: Path) -> None:
    account = SandboxAccount(start_sandbox(tmp_path))
    brands = account.client.messaging.v1.brand_registrations
    for _ in range(3):
        brands.list(limit=1)
    account.sandbox.stop()
    again = replace(account, sandbox=start_sandbox(tmp_path))
    counted = again.control("GET", "")["paced_breaches"]
    again.control("POST", "/reset")
    assert (counted, again.control("GET", "")["paced_breaches"]) == (2, 0)
    again.sandbox.stop()


@pytest.mark.parametrize("path", ["/Vettings", "/2fa", ""])
def test_vettings_and_mails_share_the_pace_of_brands(account: SandboxAccount, path: str) -> None:
    account.control("POST", "/settings", pace=True)
    account.client.messaging.v1.brand_registrations.list(limit=1)
    url = f"{account.sandbox.url}/messaging.twilio.com/v1/a2p/BrandRegistrations/BN{'0' * 32}{path}"
    answer = requests.post(url, auth=(account.sid, account.token), timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (429, 20429)


def test_ten_one_time_codes_a_second_and_no_more(account: SandboxAccount) -> None:
    account.control("POST", "/settings", pace=True)
    url = (
        f"{account.sandbox.url}/messaging.twilio.com/v1/a2p/BrandRegistrations/BN{'0' * 32}/SmsOtp"
    )
    with requests.Session() as session:
        session.auth = (account.sid, account.token)
        answers = [session.post(url, timeout=20).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]


def test_an_approved_bundle_opens_only_with_the_switch(account: SandboxAccount) -> None:
    profile = Walk(account).profile()
    account.advance(60)
    place = account.client.trusthub.v1.customer_profiles(profile)
    with pytest.raises(TwilioRestException) as refused:
        place.update(status="pending-review")
    account.control("POST", "/settings", approved_reopens=True)
    assert (refused.value.code, place.update(status="pending-review").status) == (
        20409,
        "pending-review",
    )


def test_the_journal_has_bodies_and_reasons_but_no_credentials(account: SandboxAccount) -> None:
    with pytest.raises(TwilioRestException):
        account.client.trusthub.v1.end_users.create(friendly_name="Ann", type="nobody")
    entry = account.control("GET", "/journal?limit=1")["entries"][0]
    assert entry["request"] == "FriendlyName=Ann&Type=nobody"
    assert entry["because"] == "nobody is not an end user type"
    assert account.token not in str(entry)


def test_verdicts_are_in_the_journal(account: SandboxAccount) -> None:
    account.control("POST", "/verdicts", kind="brand", outcome="hold")
    entry = account.control("GET", "/journal?limit=1")["entries"][0]
    assert (entry["target"].rpartition("/")[2], entry["because"]) == ("verdicts", "control")


def test_a_fault_for_an_account_is_in_its_journal(account: SandboxAccount) -> None:
    account.sandbox.control("POST", "/faults", path="nowhere", status=500, account=account.sid)
    entry = account.control("GET", "/journal?limit=1")["entries"][0]
    assert (entry["target"], entry["because"]) == ("/control/faults", "control")


def test_what_is_asked_of_all_worlds_is_in_the_journal_of_all(account: SandboxAccount) -> None:
    made = account.sandbox.control("POST", "/faults", path="nowhere", status=500)
    account.sandbox.control("DELETE", f"/faults/{made['id']}")
    entries = account.sandbox.control("GET", "/journal?limit=9")["entries"]
    targets = [entry["target"] for entry in entries]
    assert {"/control/faults", f"/control/faults/{made['id']}"} <= set(targets)


def test_what_is_stored_can_be_counted_by_kind(account: SandboxAccount) -> None:
    Walk(account).profile()
    kinds = [each["kind"] for each in account.control("GET", "/resources")["resources"]]
    counted = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counted == {
        "CustomerProfile": 2,
        "EndUser": 2,
        "Address": 1,
        "SupportingDocument": 1,
        "EntityAssignment": 4,
    }


def test_the_fidelity_ledger_is_shown(sandbox_server: SandboxProcess) -> None:
    ledger = sandbox_server.control("GET", "/fidelity")
    assert {"operations", "rules"} == set(ledger)


@pytest.mark.parametrize("prefix", ["/trusthub.twilio.com", "/api.twilio.com"])
def test_control_is_not_reached_by_the_way_of_twilio(account: SandboxAccount, prefix: str) -> None:
    answer = requests.get(
        f"{account.sandbox.url}{prefix}/control", auth=(account.sid, account.token), timeout=20
    )
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example", "content-type": "application/json"}, 403),
        ({"sec-fetch-site": "cross-site", "content-type": "application/json"}, 403),
        ({"content-type": "text/plain"}, 400),
    ],
)
def test_a_page_of_another_site_cannot_use_control(
    account: SandboxAccount, headers: dict[str, str], status: int
) -> None:
    url = f"{account.sandbox.url}/control/worlds/{account.sid}/reset"
    answer = requests.post(url, data="{}", headers=headers, timeout=20)
    assert (answer.status_code, account.control("GET", "")["generation"]) == (status, 1)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/clock", {"mode": "backwards"}),
        ("/clock", {"advance": -1}),
        ("/clock", {"speed": "fast"}),
        ("/settings", {"gravity": False}),
        ("/reviews", {"timing-of-nothing": 1}),
        ("/verdicts", {"kind": "weather", "outcome": "reject"}),
        ("/verdicts", {"kind": "brand", "outcome": "perhaps"}),
        ("/verdicts", {"kind": "brand", "outcome": "reject", "codes": "30795"}),
    ],
)
def test_what_control_does_not_understand_is_said_in_a_sentence(
    account: SandboxAccount, path: str, body: dict[str, Any]
) -> None:
    url = f"{account.sandbox.url}/control/worlds/{account.sid}{path}"
    answer = requests.post(url, json=body, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
