"""`--live`: what it needs, what it asks, how it paces itself, and that it never trusts a sandbox.

A second sandbox stands in Twilio's place, by TENDLC_TWILIO_URL.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import SandboxAccount, SandboxProcess
from tests.end_to_end.commands import EXAMPLES, Home, Ran, journal, resources

ACME = EXAMPLES / "acme.yaml"
MAILBOX = "registrations@isv.example"
SPEED = 200
PACED = ("/a2p/BrandRegistrations", "/Compliance/Usa2p")


class Live(NamedTuple):
    """One customer: done in a sandbox, refused and then agreed to at `Twilio`, and run on."""

    in_sandbox: Ran
    refused: Ran
    sent_after_refusal: list[object]
    agreed: Ran
    run_on: Ran
    twilio: SandboxAccount
    slots: list[float]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, served: SandboxProcess) -> Live:
    home = Home(tmp_path_factory.mktemp("live"), {"TENDLC_FIRST_LOOK_SECONDS": "0.05"})
    sandbox = SandboxAccount(served)
    done = home.of(sandbox).run("onboard", ACME, "--target", served.url)
    (ledger,) = home.path.rglob("ledger.db")
    _note_slots(ledger)
    twilio = SandboxAccount(served, sid=sandbox.sid[:-8] + "0badcafe")
    there = home.of(twilio).with_settings(TENDLC_TWILIO_URL=served.url, TENDLC_STATUS_EMAIL=MAILBOX)
    refused = there.at_terminal("onboard", ACME, "--live", keys="n\n", after="[y/N]")
    twilio.control("POST", "/clock", mode="accelerated", speed=0.05)
    sent = [entry["target"] for entry in journal(twilio)]
    agreed = there.at_terminal("onboard", ACME, "--live", keys="y\n", after="[y/N]")
    twilio.control("POST", "/clock", mode="accelerated", speed=SPEED)
    run_on = there.run("onboard", ACME, "--live", "--wait", "60", "--json")
    return Live(done, refused, sent, agreed, run_on, twilio, _noted_slots(ledger))


def _note_slots(ledger: Path) -> None:
    """Have the ledger itself note every slot that is reserved: when a request leaves is no proof
    on a busy machine of when it arrives."""
    with closing(sqlite3.connect(ledger)) as connection:
        connection.executescript(
            "CREATE TABLE noted_slots (slot REAL);"
            "CREATE TRIGGER note_slot AFTER UPDATE ON pacing"
            " BEGIN INSERT INTO noted_slots VALUES (new.next_at); END;"
        )


def _noted_slots(ledger: Path) -> list[float]:
    with closing(sqlite3.connect(ledger)) as connection:
        return [slot for (slot,) in connection.execute("SELECT slot FROM noted_slots")]


def test_what_costs_money_is_listed_with_its_price_before_the_question(live: Live) -> None:
    assert "Target: Twilio itself" in live.refused.out
    told = live.refused.out.partition("[y/N]")[0]
    for what in ("brand registration with secondary vetting", "campaign vetting", "phone number"):
        assert what in told
    assert told.count("(as of ") >= 3


def test_answering_no_sends_nothing(live: Live) -> None:
    assert live.refused.code == 3
    assert "Nothing was sent, nothing was paid." in live.refused.out
    assert live.sent_after_refusal == []


def test_answering_yes_goes_on_and_waits_for_no_review(live: Live) -> None:
    assert live.agreed.code == 4
    assert "4 Messaging service               made" in live.agreed.out
    assert "3 Brand registration              made" not in live.agreed.out
    assert "acme is not ready yet: preparing." in live.agreed.out


def test_a_ledger_filled_in_a_sandbox_makes_no_live_run_say_done(live: Live) -> None:
    assert live.in_sandbox.code == 0
    assert live.run_on.code == 0, live.run_on
    assert live.run_on.json["target"]["kind"] == "live"
    held = {sid for _, sid in resources(live.twilio)}
    brands = {str(step["sid"]) for step in live.run_on.json["steps"] if step["number"] == "3"}
    assert brands <= held
    posts = [one["target"] for one in journal(live.twilio) if one["method"] == "POST"]
    assert len(posts) == len(live.run_on.json["steps"]) - 1


def test_brand_and_campaign_requests_have_a_slot_each_a_second_apart(live: Live) -> None:
    paced = [one for one in journal(live.twilio) if any(path in one["target"] for path in PACED)]
    assert len(live.slots) >= len(paced) >= 5
    assert all(later - before >= 1.0 for before, later in pairwise(live.slots))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Going to Twilio needs TWILIO_ACCOUNT_SID."),
        ({"TWILIO_ACCOUNT_SID": "AC" + "1" * 32}, "Going to Twilio needs TWILIO_AUTH_TOKEN."),
        (
            {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "token"},
            "There is no mailbox for Twilio's status mails.",
        ),
    ],
)
def test_a_setting_that_live_needs_is_named(
    settings: dict[str, str], sentence: str, home: Home
) -> None:
    ran = home.with_settings(**settings).run("onboard", ACME, "--live", "--yes")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{sentence}\nNext: Set T")
    assert not [*home.path.iterdir()]


def test_the_mailbox_of_the_customer_is_refused(at_account: Home, account: SandboxAccount) -> None:
    theirs = "maria.lindqvist@acme-outfitters.example"
    assert theirs in ACME.read_text(encoding="utf-8")
    there = at_account.with_settings(
        TENDLC_TWILIO_URL=account.sandbox.url, TENDLC_STATUS_EMAIL=theirs
    )
    ran = there.run("onboard", ACME, "--live", "--yes")
    assert ran.code == 1
    assert ran.err.startswith("The mailbox for Twilio's status mails is the customer's own.\nNext:")


def test_without_a_terminal_and_without_yes_nothing_is_sent(
    at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/clock", mode="frozen")
    there = at_account.with_settings(
        TENDLC_TWILIO_URL=account.sandbox.url, TENDLC_STATUS_EMAIL=MAILBOX
    )
    ran = there.run("onboard", ACME, "--live", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (3, "approval_missing")
    assert "there is no terminal to ask on.\nNext: Run the command again with --yes" in ran.err
    assert journal(account) == []


def test_live_and_target_exclude_each_other(home: Home) -> None:
    ran = home.run("onboard", ACME, "--live", "--target", "http://127.0.0.1:9")
    assert (ran.code, ran.err) == (
        1,
        "--live and --target cannot be used together.\n"
        "Next: Give --live to go to Twilio itself, or --target to go to a sandbox.\n",
    )
