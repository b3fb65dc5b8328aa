"""Authentication+: the mail to the contact of a public company, and what waits for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.conftest import SandboxAccount
from tests.contract.sandbox.walkthrough import Walk

DAY = 86_400
PUBLIC = {
    "company_type": "public",
    "stock_exchange": "NYSE",
    "stock_ticker": "ACME",
    "brand_contact_email": "ann@acme-heating.example",
}
IGNORED = {**PUBLIC, "stock_ticker": "ACME [sandbox:mail-ignored]"}


def told(account: SandboxAccount, brand: str) -> list[Any]:
    """Return what events tell of the mail, in order."""
    entries = account.control("GET", f"/history?key={brand}")["history"]
    types = [entry["data"].get("event_type", "").rpartition(".")[2] for entry in entries]
    return [each for each in types if each.startswith(("email-2fa", "invalid"))]


def codes(account: SandboxAccount, brand: str) -> list[int]:
    found = account.client.messaging.v1.brand_registrations(brand).fetch()
    assert found.status == "APPROVED"
    return [error["error_code"] for error in found.errors]


def campaign_codes(account: SandboxAccount, walk: Walk, brand: str) -> list[int]:
    campaign = walk.campaign(walk.service(), brand)
    account.advance(60)
    return [error["error_code"] for error in campaign.fetch().errors]


def ask_for_mail(account: SandboxAccount, brand: str) -> int:
    url = f"{account.sandbox.url}/messaging.twilio.com/v1/a2p/BrandRegistrations/{brand}/2fa"
    return requests.post(url, auth=(account.sid, account.token), timeout=20).status_code


def test_it_completes_by_itself_after_some_seconds(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging=PUBLIC)
    assert told(account, brand) == [
        "email-2fa-sent",
        "email-2fa-opened",
        "email-2fa-clicked",
        "email-2fa-completed",
    ]
    assert campaign_codes(account, walk, brand) == []


def test_private_companies_get_no_mail(account: SandboxAccount) -> None:
    assert told(account, Walk(account).approved()) == []


def test_campaigns_fail_while_the_mail_is_not_answered(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging=IGNORED)
    assert (codes(account, brand), campaign_codes(account, walk, brand)) == ([], [30994])


def test_a_mail_that_nobody_opens_is_worth_nothing_after_seven_days(
    account: SandboxAccount,
) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging=IGNORED)
    account.advance(7 * DAY - 200)
    before = codes(account, brand)
    account.advance(200)
    assert (before, codes(account, brand)) == ([], [21737])
    assert told(account, brand) == ["email-2fa-sent", "email-2fa-timeout"]
    assert campaign_codes(account, walk, brand) == [30900]


@pytest.mark.parametrize(
    ("contact", "code", "last"),
    [
        ("ann@gmail.com", 21740, "invalid-contact-email"),
        ("ann@acme-heating.example [sandbox:21738]", 21738, "invalid-contact-email"),
        ("ann@acme-heating.example [sandbox:21736]", 21736, "email-2fa-clicked"),
        ("ann@acme-heating.example [sandbox:21741]", 21741, "email-2fa-timeout"),
    ],
)
def test_the_address_decides_how_it_fails(
    account: SandboxAccount, contact: str, code: int, last: str
) -> None:
    brand = Walk(account).approved(messaging={**PUBLIC, "brand_contact_email": contact})
    assert (codes(account, brand), told(account, brand)[-1]) == ([code], last)


def test_another_address_and_another_mail_mend_it(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging={**PUBLIC, "brand_contact_email": "ann@gmail.com"})
    user = account.client.trusthub.v1.end_users(walk.messaging)
    user.update(attributes=json.dumps(PUBLIC))
    assert ask_for_mail(account, brand) == 201
    account.advance(60)
    assert (codes(account, brand), told(account, brand)[-1]) == ([], "email-2fa-completed")
    assert campaign_codes(account, walk, brand) == []


def test_an_update_of_the_brand_sends_the_mail_by_itself(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging={**PUBLIC, "brand_contact_email": "ann@gmail.com"})
    account.client.trusthub.v1.end_users(walk.messaging).update(attributes=json.dumps(PUBLIC))
    answer = account.client.messaging.v1.brand_registrations(brand).update()
    account.advance(60)
    assert (answer.status, codes(account, brand)) == ("APPROVED", [])
    assert told(account, brand)[-1] == "email-2fa-completed"


def test_the_mail_is_sent_again_after_its_time_has_run_out(account: SandboxAccount) -> None:
    brand = Walk(account).approved(messaging=IGNORED)
    assert ask_for_mail(account, brand) == 409
    account.advance(7 * DAY)
    assert ask_for_mail(account, brand) == 201
    assert (codes(account, brand), told(account, brand)[-1]) == ([], "email-2fa-sent")


def test_the_contact_can_be_played_by_hand(account: SandboxAccount) -> None:
    walk = Walk(account)
    brand = walk.approved(messaging=IGNORED)
    for act in ("open-mail", "click-link", "complete"):
        account.control("POST", "/acts", sid=brand, act=act)
    account.advance(8 * DAY)
    assert (codes(account, brand), told(account, brand)[-1]) == ([], "email-2fa-completed")
    assert campaign_codes(account, walk, brand) == []


def test_an_act_out_of_turn_is_refused(account: SandboxAccount) -> None:
    brand = Walk(account).approved(messaging=IGNORED)
    url = f"{account.sandbox.url}/control/worlds/{account.sid}/acts"
    answer = requests.post(url, json={"sid": brand, "act": "complete"}, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (409, 20409)
