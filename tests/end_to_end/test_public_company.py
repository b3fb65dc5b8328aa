"""A public company: no campaign is paid before the Authentication+ mail was opened.

A mail that failed is sent again when a person says so, each time once; the mails are counted and
priced at the sandbox.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, journal, resources

BOREALIS = (EXAMPLES / "borealis.yaml").read_text()
MAILBOX = "messaging-compliance@borealis-energy.example"


MAIL = 12.5
VALIDITY = 8 * 86400


def onboard(home: Home, account: SandboxAccount, text: str, *options: str) -> Ran:
    return in_place_of(home, text, "--target", account.sandbox.url, *options)


def in_place_of(home: Home, text: str, *options: str) -> Ran:
    file = home.path / "borealis.yaml"
    file.write_text(text)
    return home.run("onboard", file, "--data", home.data, *options)


def kinds(account: SandboxAccount) -> set[str]:
    return {kind for kind, _ in resources(account)}


def ignored(contact: str = MAILBOX, **profile: str) -> str:
    """Let nobody open the mail: a marker in a title that the brand's review reads."""
    document = yaml.safe_load(BOREALIS)
    document["business_information"]["business_name"] += " [sandbox:mail-ignored]"
    document["messaging_profile"] |= {"brand_contact_email": contact, **profile}
    return yaml.safe_dump(document, sort_keys=False)


def brand_of(account: SandboxAccount) -> str:
    (brand,) = [sid for kind, sid in resources(account) if kind == "BrandRegistration"]
    return brand


def mails(account: SandboxAccount) -> int:
    """Count the mails that went out, each of which is paid."""
    told = account.control("GET", f"/history?key={brand_of(account)}")["history"]
    types = [str(entry["data"].get("event_type", "")) for entry in told]
    return sum(each.endswith("email-2fa-sent") for each in types)


def asked_for_mails(account: SandboxAccount) -> int:
    return sum(entry["target"].endswith("/2fa") for entry in journal(account))


def spent(account: SandboxAccount) -> float:
    left: Any = account.client.balance.fetch().balance
    return round(1000 - float(left), 2)


def open_the_mail(account: SandboxAccount) -> None:
    for act in ("open-mail", "click-link", "complete"):
        account.control("POST", "/acts", sid=brand_of(account), act=act)


def contact_at(account: SandboxAccount) -> list[str]:
    users = account.client.trusthub.v1.end_users.list()
    found = [user.attributes.get("brand_contact_email") for user in users]
    return [each for each in found if each]


def code_of(ran: Ran) -> str:
    (task,) = ran.json["tasks"]
    return str(task["code"])


def expired(home: Home, account: SandboxAccount) -> Ran:
    """Bring a customer to where the first mail was paid and nobody has opened it in time."""
    onboard(home, account, ignored(), "--wait", "2", "--json")
    account.advance(VALIDITY)
    return onboard(home, account, ignored(), "--wait", "5", "--json")


def test_an_unopened_mail_is_a_task_with_mailbox_and_deadline_and_costs_no_campaign(
    at_account: Home, account: SandboxAccount
) -> None:
    ran = onboard(at_account, account, ignored(), "--wait", "2", "--json")
    (task,) = ran.json["tasks"]
    assert (task["code"], task["owner"]) == ("authentication_awaited", "business")
    assert MAILBOX in task["reason"]
    assert "at the latest" in task["next_step"]
    assert "Usa2p" not in kinds(account)


def test_a_mail_that_expired_costs_no_campaign_and_says_the_way_back(
    at_account: Home, account: SandboxAccount
) -> None:
    onboard(at_account, account, ignored(), "--wait", "2", "--json")
    account.advance(8 * 86400)
    ran = onboard(at_account, account, ignored(), "--wait", "5", "--json")
    assert ran.code == 3, ran
    (task,) = ran.json["tasks"]
    assert task["code"] == "authentication_failed"
    assert task["cost"] == "$12.50 for another mail"
    assert "--retry" in task["command"]
    assert "Usa2p" not in kinds(account)


def test_an_opened_mail_lets_the_campaign_follow(at_account: Home, account: SandboxAccount) -> None:
    ran = onboard(at_account, account, BOREALIS, "--json")
    assert ran.code == 0, ran
    assert ran.json["stage"] == "registered"


def test_retry_sends_one_more_mail_and_opening_it_gets_the_customer_registered(
    at_account: Home, account: SandboxAccount
) -> None:
    assert code_of(expired(at_account, account)) == "authentication_failed"
    before = spent(account)
    sent = onboard(at_account, account, ignored(), "--retry", "--wait", "3", "--json")
    assert code_of(sent) == "authentication_awaited"
    again = onboard(at_account, account, ignored(), "--retry", "--wait", "1", "--json")
    assert code_of(again) == "authentication_awaited"
    assert (mails(account), asked_for_mails(account), spent(account)) == (2, 1, before + MAIL)
    open_the_mail(account)
    ready = onboard(at_account, account, ignored(), "--json")
    assert (ready.code, ready.json["stage"]) == (0, "registered"), ready
    assert (mails(account), asked_for_mails(account)) == (2, 1)


def test_a_mail_that_fails_again_asks_again_and_each_yes_sends_one(
    at_account: Home, account: SandboxAccount
) -> None:
    expired(at_account, account)
    for count in (2, 3):
        onboard(at_account, account, ignored(), "--retry", "--wait", "1", "--json")
        account.advance(VALIDITY)
        failed = onboard(at_account, account, ignored(), "--wait", "3", "--json")
        assert (code_of(failed), mails(account)) == ("authentication_failed", count)


def test_a_corrected_address_goes_to_twilio_before_the_next_mail(
    at_account: Home, account: SandboxAccount
) -> None:
    expired(at_account, account)
    corrected = ignored("legal@borealis-energy.example")
    unasked = onboard(at_account, account, corrected, "--wait", "3", "--json")
    assert (code_of(unasked), mails(account)) == ("authentication_failed", 1)
    assert contact_at(account) == [MAILBOX]
    sent = onboard(at_account, account, corrected, "--retry", "--wait", "3", "--json")
    (task,) = sent.json["tasks"]
    assert task["code"] == "authentication_awaited"
    assert "legal@borealis-energy.example" in task["reason"]
    assert contact_at(account) == ["legal@borealis-energy.example"]
    assert (mails(account), sent.json["not_sent"]) == (2, [])
    open_the_mail(account)
    assert onboard(at_account, account, corrected, "--json").code == 0
    assert mails(account) == 2


def test_a_new_address_waits_while_the_mail_to_the_old_one_is_out(
    at_account: Home, account: SandboxAccount
) -> None:
    onboard(at_account, account, ignored(), "--wait", "2", "--json")
    corrected = ignored("legal@borealis-energy.example")
    ran = onboard(at_account, account, corrected, "--retry", "--wait", "2", "--json")
    (task,) = ran.json["tasks"]
    assert task["code"] == "authentication_awaited"
    assert MAILBOX in task["reason"]
    assert "new address" in task["next_step"]
    assert (mails(account), asked_for_mails(account)) == (1, 0)


def test_with_other_edits_beside_the_address_no_mail_is_paid(
    at_account: Home, account: SandboxAccount
) -> None:
    expired(at_account, account)
    edited = ignored("legal@borealis-energy.example", stock_ticker="BRLX")
    ran = onboard(at_account, account, edited, "--retry", "--wait", "3", "--json")
    codes = [task["code"] for task in ran.json["tasks"]]
    assert codes == ["authentication_failed", "changes_not_sent"]
    assert (mails(account), contact_at(account)) == (1, [MAILBOX])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_to_the_request_for_a_mail_pays_for_one(
    at_account: Home, account: SandboxAccount, when: str
) -> None:
    expired(at_account, account)
    fault = {"method": "POST", "path": "/2fa", "when": when, "drop": True}
    account.sandbox.control("POST", "/faults", account=account.sid, **fault)
    quick = at_account.with_settings(
        TENDLC_SETTLING_SECONDS="0.1",
        TENDLC_PAID_SETTLING_SECONDS="0.1",
        TENDLC_SEND_WINDOW_SECONDS="1",
        TENDLC_CLIENT_TIMEOUT_SECONDS="2",
    )
    sent = onboard(quick, account, ignored(), "--retry", "--wait", "8", "--json")
    assert code_of(sent) == "authentication_awaited"
    assert mails(account) == 2
    open_the_mail(account)
    assert onboard(quick, account, ignored(), "--json").code == 0
    assert mails(account) == 2


def test_at_twilio_the_mail_is_agreed_to_with_its_price(
    at_account: Home, account: SandboxAccount
) -> None:
    home = at_account.with_settings(
        TENDLC_TWILIO_URL=account.sandbox.url, TENDLC_STATUS_EMAIL="registrations@isv.example"
    )
    in_place_of(home, ignored(), "--live", "--yes", "--wait", "4", "--json")
    account.advance(VALIDITY)
    failed = in_place_of(home, ignored(), "--live", "--wait", "4", "--json")
    assert code_of(failed) == "authentication_failed"
    declined = in_place_of(home, ignored(), "--live", "--retry", "--json")
    assert declined.code == 3, declined
    assert [line["what"] for line in declined.json["quote"]][-1] == "Authentication+"
    told = in_place_of(home, ignored(), "--live", "--wait", "2", "--json")
    assert (code_of(told), mails(account)) == ("authentication_failed", 1)
    in_place_of(home, ignored(), "--live", "--retry", "--yes", "--wait", "4", "--json")
    assert mails(account) == 2
    open_the_mail(account)
    ready = in_place_of(home, ignored(), "--live", "--wait", "20", "--json")
    assert (ready.code, mails(account)) == (0, 2), ready
