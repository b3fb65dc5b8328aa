"""What costs money is agreed to line by line; a no leaves no trace, and one business pays once.

A second sandbox stands in Twilio's place, by TENDLC_TWILIO_URL; what was bought is counted there.
"""

from __future__ import annotations

import json
import os
import pwd
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, journal, resources

ACME = EXAMPLES / "acme.yaml"
MAILBOX = "registrations@isv.example"
NOWHERE = "http://127.0.0.1:9"
QUESTION = "[y/N]"
DECLINED = "Nothing was sent, nothing was paid. The ledger is as it was."
NUMBER = "IncomingPhoneNumber"
USER = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def at_twilio(at_account: Home, account: SandboxAccount) -> Home:
    """A home that takes the account's sandbox for Twilio."""
    return at_account.with_settings(
        TENDLC_TWILIO_URL=account.sandbox.url, TENDLC_STATUS_EMAIL=MAILBOX
    )


def write(home: Home, document: dict[str, Any], name: str = "customer") -> Path:
    file = home.path / f"{name}.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def acme(**changed: Any) -> dict[str, Any]:
    return cast.acme_document() | changed


def bought(account: SandboxAccount) -> Counter[str]:
    """Count what costs money at the account."""
    kinds = Counter(kind for kind, _ in resources(account))
    return Counter({kind: kinds[kind] for kind in ("BrandRegistration", "Usa2p", NUMBER)})


def writes(account: SandboxAccount) -> int:
    return sum(one["method"] == "POST" for one in journal(account))


def status(home: Home) -> Any:
    ran = home.run("status", "--json")
    assert ran.code == 0, ran
    keys = [row["customer"] for row in ran.json["customers"]]
    return [home.run("status", key, "--json").json for key in keys]


def test_more_numbers_than_were_agreed_to_are_asked_about(
    at_twilio: Home, account: SandboxAccount
) -> None:
    file = write(at_twilio, acme(phone_numbers=[{"area_code": "303"}]))
    first = at_twilio.run("onboard", file, "--live", "--yes", "--wait", "60")
    assert first.code == 0, first
    assert bought(account)[NUMBER] == 1
    write(at_twilio, acme(phone_numbers=[{"area_code": "303"}] * 6))
    asked = at_twilio.run("onboard", file, "--live", "--wait", "60")
    assert asked.code == 3
    assert "phone number                                 5 x price not known here" in asked.out
    assert "brand" not in asked.out, "what was paid is not asked about again"
    assert bought(account)[NUMBER] == 1
    agreed = at_twilio.run("onboard", file, "--live", "--yes", "--wait", "60")
    assert agreed.code == 0, agreed
    assert bought(account) == {"BrandRegistration": 1, "Usa2p": 1, NUMBER: 6}
    again = at_twilio.run("onboard", file, "--live")
    assert (again.code, "costs money" in again.out) == (0, False)
    approval = at_twilio.run("onboard", file, "--live", "--json").json["approval"]
    assert (approval["actor"], approval["amount"]) == (USER, "0")
    assert [(line["what"], line["count"]) for line in approval["lines"]] == [("phone number", 5)]
    history = at_twilio.run("status", "acme").out
    assert f"spending approved  {USER} agreed to $61.00 once, $1.50 to 10.00 a month" in history
    assert f"spending approved  {USER} agreed to 5 x phone number (price not known here)" in history
    assert history.count(f"spending approved  {USER} agreed to ") == 2


def test_another_kind_of_brand_than_was_agreed_to_is_asked_about(
    at_twilio: Home, account: SandboxAccount
) -> None:
    file = write(at_twilio, acme(brand={"skip_automatic_sec_vet": True}))
    away = at_twilio.with_settings(TENDLC_TWILIO_URL=NOWHERE)
    cut_off = away.run("onboard", file, "--live", "--yes")
    assert cut_off.code == 1, "agreed to, and nothing could be sent"
    write(at_twilio, acme(brand={"skip_automatic_sec_vet": False}))
    asked = at_twilio.run("onboard", file, "--live")
    assert asked.code == 3
    assert "brand registration with secondary vetting    $46.00" in asked.out
    assert journal(account) == []
    write(at_twilio, acme(brand={"skip_automatic_sec_vet": True}))
    account.control("POST", "/clock", mode="frozen")
    covered = at_twilio.run("onboard", file, "--live")
    assert "costs money" not in covered.out
    assert len(journal(account)) > 0


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 400, "code": 20001},
        {"status": 503},
        {"drop": True, "when": "before"},
        {"drop": True, "when": "after"},
    ],
    ids=["refused", "not processed", "lost before its effect", "lost after its effect"],
)
def test_what_was_agreed_to_is_not_asked_about_again_because_an_answer_went_wrong(
    fault: dict[str, Any], at_twilio: Home, account: SandboxAccount
) -> None:
    rule = {"method": "POST", "path": "/BrandRegistrations", "account": account.sid, **fault}
    account.sandbox.control("POST", "/faults", **rule)
    hasty = at_twilio.with_settings(
        TENDLC_SETTLING_SECONDS="0.1",
        TENDLC_PAID_SETTLING_SECONDS="0.1",
        TENDLC_SEND_WINDOW_SECONDS="1",
        TENDLC_CLIENT_TIMEOUT_SECONDS="2",
    )
    hasty.run("onboard", ACME, "--live", "--yes", "--wait", "60")
    again = hasty.run("onboard", ACME, "--live", "--retry", "--wait", "60")
    assert (again.code, "costs money" in again.out) == (0, False), again
    assert bought(account) == {"BrandRegistration": 1, "Usa2p": 1, NUMBER: 1}


@pytest.mark.parametrize(
    ("keys", "how"),
    [("n\n", "no"), ("\n", "nothing"), ("\x04", "end of input"), ("\x03", "Ctrl-C")],
    ids=lambda value: value if value.isascii() and value.isprintable() else "keys",
)
def test_a_no_at_the_terminal_leaves_no_trace(
    keys: str, how: str, at_twilio: Home, account: SandboxAccount
) -> None:
    ran = at_twilio.at_terminal("onboard", ACME, "--live", keys=keys, after=QUESTION)
    assert ran.code == 3, (how, ran)
    assert DECLINED in ran.out
    left_no_trace(at_twilio, account)


@pytest.mark.parametrize("options", [(), ("--json",), ("--retry",)])
def test_without_a_terminal_nothing_is_enrolled(
    options: tuple[str, ...], at_twilio: Home, account: SandboxAccount
) -> None:
    ran = at_twilio.run("onboard", ACME, "--live", *options)
    assert ran.code == 3, ran
    assert "there is no terminal to ask on" in ran.err
    if "--json" in options:
        asked = [(line["what"], line["count"], line["usd"]) for line in ran.json["quote"]]
        assert ("campaign vetting", 1, "15.00") in asked
        assert ran.json["error"]["code"] == "approval_missing"
    left_no_trace(at_twilio, account)


def left_no_trace(home: Home, account: SandboxAccount) -> None:
    assert journal(account) == []
    assert status(home) == []
    assert home.run("status").out == "No customers yet. Next: run `tendlc onboard FILE`.\n"


def test_a_changed_document_that_is_declined_is_not_stored(
    at_twilio: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/clock", mode="frozen")
    file = write(at_twilio, acme())
    begun = at_twilio.run("onboard", file, "--live", "--yes")
    assert "acme is not ready yet" in begun.out
    before, sent = status(at_twilio), len(journal(account))
    write(at_twilio, acme(phone_numbers=[{"area_code": "303"}, {"area_code": "720"}]))
    declined = [
        at_twilio.at_terminal("onboard", file, "--live", keys="n\n", after=QUESTION),
        at_twilio.at_terminal("onboard", file, "--live", "--retry", keys="\x03", after=QUESTION),
        at_twilio.run("onboard", file, "--live", "--json"),
    ]
    assert [ran.code for ran in declined] == [3, 3, 3], declined
    assert status(at_twilio) == before
    assert len(journal(account)) == sent
    write(at_twilio, acme())
    back = at_twilio.run("onboard", file, "--live")
    assert "costs money" not in back.out
    history = at_twilio.run("status", "acme").out
    assert "amended" not in history
    assert "retry asked" not in history


def copied(home: Home, **changed: Any) -> tuple[Path, Path]:
    """Write Acme's file and a copy of it that takes its key from its name."""
    document = acme()
    first = write(home, document, "grace-chapel")
    other = {**document, **changed}
    for one, file in ((document, first), (other, home.path / "grace.json")):
        kept = {name: value for name, value in one.items() if name != "customer"}
        file.write_text(json.dumps(kept), encoding="utf-8")
    return first, home.path / "grace.json"


def with_number(number: str) -> dict[str, Any]:
    business = cast.acme_document()["business_information"]
    return {"business_information": {**business, "business_registration_number": number}}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({}, "--target"),
        (with_number("843172659"), "--target"),
        (with_number("12-3456789"), "--target"),
        ({}, "--live"),
    ],
    ids=["a copy", "written otherwise", "the same name and address", "at Twilio"],
)
def test_the_same_business_under_another_key_is_stopped_before_anything_is_made(
    changed: dict[str, Any], where: str, at_twilio: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/clock", mode="frozen")
    options = ("--live", "--yes") if where == "--live" else (where, account.sandbox.url)
    first, copy = copied(at_twilio, **changed)
    at_twilio.run("onboard", first, *options, "--wait", "0")
    before, sent = status(at_twilio), writes(account)
    stopped = at_twilio.run("onboard", copy, *options, "--wait", "0")
    assert stopped.code == 3
    assert "The ledger already has this business, as grace-chapel:" in stopped.err
    assert "costs money" not in stopped.out, "it is not asked about money that must not be paid"
    assert (status(at_twilio), writes(account)) == (before, sent)
    agreed = at_twilio.run("onboard", copy, *options, "--wait", "0", "--another")
    assert "grace is not ready yet" in agreed.out, agreed
    for file in (copy, first):
        again = at_twilio.run("onboard", file, *options, "--wait", "0")
        assert again.code != 3, again
    history = at_twilio.run("status", "grace").out
    assert "same business agreed  the same business as grace-chapel" in history
    third = at_twilio.run("onboard", write(at_twilio, acme(customer="third")), *options)
    assert third.code == 3
    assert "as grace and grace-chapel:" in third.err


def test_a_document_that_becomes_another_customers_is_stopped_before_anything_is_sent(
    at_twilio: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/clock", mode="frozen")
    options = ("--target", account.sandbox.url, "--wait", "0")
    at_twilio.run("onboard", ACME, *options)
    foxtrot = cast.foxtrot_document()
    file = write(at_twilio, foxtrot)
    at_twilio.run("onboard", file, *options)
    number = cast.acme().business_information.business_registration_number
    foxtrot["business_information"]["business_registration_number"] = number
    write(at_twilio, foxtrot)
    sent = writes(account)
    account.control("POST", "/clock", mode="accelerated", speed=200)
    stopped = at_twilio.run("onboard", file, "--target", account.sandbox.url, "--json")
    assert stopped.code == 3, stopped
    assert stopped.json["tasks"][0]["code"] == "same_business"
    assert writes(account) == sent
    agreed = at_twilio.run("onboard", file, "--target", account.sandbox.url, "--another")
    assert "same business" not in agreed.out


def test_different_businesses_do_not_stop_each_other(
    at_account: Home, account: SandboxAccount
) -> None:
    for file in sorted(EXAMPLES.glob("*.yaml")):
        ran = at_account.run("onboard", file, "--target", account.sandbox.url, "--wait", "0")
        assert ran.code != 3, ran


def test_no_text_advises_another_key(at_account: Home, account: SandboxAccount) -> None:
    options = ("--target", account.sandbox.url)
    file = write(at_account, acme())
    assert at_account.run("onboard", file, *options).code == 0
    campaign = cast.acme_document()["campaign"] | {"us_app_to_person_usecase": "MIXED"}
    write(at_account, acme(campaign=campaign))
    assert "another key" not in _text(at_account.run("onboard", file, *options))
    write(at_account, acme(brand={"skip_automatic_sec_vet": True}))
    assert "another key" not in _text(at_account.run("onboard", file, *options))


def _text(ran: Ran) -> str:
    return f"{ran.out}\n{ran.err}"


@pytest.fixture
def to_recreate(at_twilio: Home, account: SandboxAccount) -> Path:
    """A customer at Twilio that is ready, and its file with another use case."""
    file = write(at_twilio, acme())
    assert at_twilio.run("onboard", file, "--live", "--yes", "--wait", "60").code == 0
    campaign = acme()["campaign"] | {"us_app_to_person_usecase": "CUSTOMER_CARE"}
    return write(at_twilio, acme(campaign=campaign))


@pytest.mark.parametrize(
    "wish",
    [{"area_code": "211"}, {"phone_number": "+13035559999"}, {"phone_number_sid": "PN" + "1" * 32}],
    ids=["no such area", "not on sale", "not ours"],
)
def test_a_wish_that_is_put_back_keeps_its_number_and_buys_none(
    wish: dict[str, str], at_twilio: Home, account: SandboxAccount
) -> None:
    file = write(at_twilio, acme(phone_numbers=[{"area_code": "303"}]))
    again = ("onboard", file, "--live", "--yes", "--wait", "60", "--json")
    (number,) = at_twilio.run(*again).json["numbers"]
    write(at_twilio, acme(phone_numbers=[wish]))
    assert at_twilio.run(*again).code == 3
    write(at_twilio, acme(phone_numbers=[{"area_code": "303"}]))
    back = at_twilio.run(*again)
    assert back.code == 0
    assert [one["sid"] for one in back.json["numbers"]] == [number["sid"]]
    assert (bought(account)[NUMBER], deletions(account)) == (1, 0)


def deletions(account: SandboxAccount) -> int:
    return sum(one["method"] == "DELETE" for one in journal(account))


def test_another_campaign_is_priced_and_asked_about_in_the_command_that_names_it(
    at_twilio: Home, account: SandboxAccount, to_recreate: Path
) -> None:
    again = ("onboard", to_recreate, "--live", "--recreate-campaign", "--wait", "60")
    before = status(at_twilio)
    told = at_twilio.run(*again)
    assert told.code == 3
    assert "campaign vetting                             $15.00" in told.out
    assert DECLINED in told.err
    assert status(at_twilio) == before
    declined = at_twilio.at_terminal(*again, keys="n\n", after=QUESTION)
    assert (declined.code, deletions(account)) == (3, 0)
    assert status(at_twilio) == before
    agreed = at_twilio.at_terminal(*again, keys="y\n", after=QUESTION)
    assert (agreed.code, deletions(account)) == (0, 1), agreed
    assert bought(account)["Usa2p"] == 1


def test_a_recreation_that_was_declined_is_forgotten_with_the_change(
    at_twilio: Home, account: SandboxAccount, to_recreate: Path
) -> None:
    again = ("onboard", to_recreate, "--live", "--wait", "60")
    at_twilio.run(*again, "--recreate-campaign")
    write(at_twilio, acme())
    kept = at_twilio.run(*again, "--yes")
    assert (kept.code, deletions(account)) == (0, 0), kept
    assert "costs money" not in kept.out


def test_a_recreation_that_was_agreed_to_lapses_where_the_old_values_are_put_back(
    at_twilio: Home, account: SandboxAccount, to_recreate: Path
) -> None:
    again = ("onboard", to_recreate, "--live", "--yes", "--wait", "60")
    away = at_twilio.with_settings(TENDLC_TWILIO_URL=NOWHERE)
    assert away.run(*again, "--recreate-campaign").code == 1, "agreed to, and nothing could be sent"
    write(at_twilio, acme())
    kept = at_twilio.run(*again)
    assert (kept.code, deletions(account)) == (0, 0), kept
