"""`tendlc answer` at the door: which record is meant, and what the target knows of the SID."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount, SandboxProcess, start_sandbox
from tests.end_to_end.commands import EXAMPLES, Home, resources

ACME = EXAMPLES / "acme.yaml"
QUESTION = ("answer", "acme", "brand_registration")


def forget_the_brand(home: Home) -> None:
    """Make the ledger one that lost the answer to the brand's registration, and went no further."""
    with sqlite3.connect(home.data / "ledger.db") as ledger:
        brand = "step = 'brand_registration' AND number = (SELECT max(number) FROM attempts"
        brand += " WHERE step = 'brand_registration')"
        ledger.execute(f"UPDATE attempts SET result = 'unknown', sid = NULL WHERE {brand}")
        later = "('campaign', 'phone_number', 'phone_number_addition')"
        ledger.execute(f"DELETE FROM attempts WHERE step IN {later}")
    ledger.close()


@pytest.fixture
def doubtful(at_account: Home, served: SandboxProcess) -> Home:
    """A home with one customer in one sandbox, whose brand is in doubt."""
    ran = at_account.run("onboard", ACME, "--target", served.url, "--data", at_account.data)
    assert ran.code == 0, ran
    forget_the_brand(at_account)
    return at_account


def brand_of(account: SandboxAccount) -> str:
    return dict(resources(account))["BrandRegistration"]


def test_an_answer_is_looked_at_before_it_is_believed(
    doubtful: Home, account: SandboxAccount
) -> None:
    data = ("--data", doubtful.data)
    service = dict(resources(account))["MessagingService"]
    kind = doubtful.run(*QUESTION, "--sid", service, *data)
    assert kind.code == 1
    assert kind.err.startswith(f"{service} is not the SID of a ")
    nothing = doubtful.run(*QUESTION, "--sid", "BN" + "0" * 32, "--json", *data)
    assert nothing.code == 1
    assert nothing.json["error"]["message"].startswith(f"The sandbox knows no BN{'0' * 32}")
    assert nothing.json["error"]["field"] == "--sid"
    brand = brand_of(account)
    good = doubtful.run(*QUESTION, "--sid", brand, "--json", *data)
    assert (good.code, good.json["brand"]["sid"]) == (0, brand)
    absent = doubtful.run(*QUESTION, "--absent", *data)
    assert (absent.code, absent.out) == (
        0,
        "Noted. Next: run `tendlc onboard` on the customer's file again.\n",
    )
    corrected = doubtful.run(*QUESTION, "--sid", brand, "--json", *data)
    assert corrected.json["brand"]["sid"] == brand


def test_one_key_in_two_sandboxes_is_not_answered_by_guess(
    doubtful: Home, account: SandboxAccount, served: SandboxProcess, tmp_path: Path
) -> None:
    data = ("--data", doubtful.data)
    other = start_sandbox(tmp_path, "--speed", "0.01")
    doubtful.run("onboard", ACME, "--target", other.url, "--wait", "0", *data)
    brand = ("--sid", brand_of(account))
    vague = doubtful.run(*QUESTION, *brand, *data)
    wrong = doubtful.run(*QUESTION, *brand, "--target", other.url, *data)
    live = doubtful.run(*QUESTION, *brand, "--live", *data)
    right = doubtful.run(*QUESTION, *brand, "--target", served.url, *data)
    other.stop()
    assert vague.code == wrong.code == live.code == 1
    assert vague.err.startswith("acme has 2 records: sandbox http://")
    assert "--target URL" in vague.err
    assert wrong.err.startswith("There is no open question about the step brand_registration")
    assert live.err.startswith("The ledger knows no customer acme at Twilio.")
    assert right.code == 0, right


def test_a_step_that_is_not_open_is_told_with_those_that_are(doubtful: Home) -> None:
    ran = doubtful.run("answer", "acme", "brand", "--absent", "--data", doubtful.data)
    assert (ran.code, ran.err) == (
        1,
        "There is no open question about the step brand of acme.\n"
        "Next: Answer for a step that is open: brand_registration.\n",
    )


def test_an_answer_is_about_one_place(home: Home) -> None:
    ran = home.run(*QUESTION, "--absent", "--live", "--target", "built-in", "--data", home.data)
    assert (ran.code, ran.err) == (
        1,
        "--live and --target cannot be used together.\n"
        "Next: Give --live for the record at Twilio, or --target for one in a sandbox.\n",
    )
