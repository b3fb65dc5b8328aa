"""A file with errors whose customer is registered already: looked at, told, and nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, resources
from tests.end_to_end.versions import another_version, with_limit

ACME = EXAMPLES / "acme.yaml"
FAULTS = {
    "form": ("city: Denver", "city: ~"),
    "rule": ("1740 Blake Street", "P.O. Box 12"),
    "cut": ("1740 Blake Street", "Unit #1"),
}


def _file(home: Home, fault: str) -> Path:
    old, new = FAULTS[fault]
    text = ACME.read_text(encoding="utf-8")
    assert old in text
    (home.path / "acme.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return home.path / "acme.yaml"


def _begun(there: Home, account: SandboxAccount) -> tuple[str | Path, ...]:
    """Register acme until its first reviews, then have them end."""
    command = ("--target", account.sandbox.url, "--data", there.data, "--wait", "0")
    account.control("POST", "/clock", mode="frozen")
    assert there.run("onboard", ACME, *command).code == 4
    account.control("POST", "/clock", advance=7 * 86400)
    return command


def _looked_at(
    there: Home, account: SandboxAccount, file: Path, where: tuple[str | Path, ...]
) -> None:
    """Claim that a run sees the reviews' end, sends nothing, and ends with the file's errors."""
    before = resources(account)
    ran = there.run("onboard", file, *where)
    assert ran.code == 2
    assert "was looked at, and nothing was sent" in ran.out
    assert f"{file} has an error:\n" in ran.err
    assert resources(account) == before
    told = there.run("onboard", file, *where, "--json").json
    assert (told["error"]["code"], told["customer"]) == ("bad_document", "acme")
    assert [task["code"] for task in told["tasks"]] == ["faulty_document"]
    (stood,) = there.run("status", "acme", "--json", "--data", there.data).json
    seen = [one["text"] for one in stood["history"] if one["name"] == "status_seen"]
    assert seen.count("twilio-approved") >= 2, "the profile's and the product's verdicts are known"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_came_into_the_file_later_keeps_no_verdict_away(
    fault: str, at_account: Home, account: SandboxAccount
) -> None:
    where = _begun(at_account, account)
    _looked_at(at_account, account, _file(at_account, fault), where)
    account.control("POST", "/clock", mode="accelerated", speed=1000)
    assert at_account.run("onboard", ACME, *where[:-2]).code == 0, "goes on with the old file"


def test_a_rule_that_came_with_this_version_keeps_no_verdict_away(
    at_account: Home, account: SandboxAccount, tmp_path: Path
) -> None:
    where = _begun(at_account, account)
    stricter = {"catalog/tables/limits.toml": with_limit("business-name-max", 10)}
    later = another_version(at_account, tmp_path, stricter)
    _looked_at(later, account, ACME, where)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_customer_that_is_registered_stays_so(fault: str, home: Home) -> None:
    assert home.run("onboard", ACME, "--data", home.data).code == 0
    ran = home.run("onboard", _file(home, fault), "--data", home.data)
    assert ran.code == 2
    assert "acme is registered." in ran.out
    (stood,) = home.run("status", "acme", "--json", "--data", home.data).json
    assert (stood["stage"], stood["tasks"]) == ("registered", [])


def test_a_new_customer_with_a_faulty_file_is_not_begun(home: Home) -> None:
    ran = home.run("onboard", _file(home, "form"), "--data", home.data)
    assert (ran.code, ran.out) == (2, "")
    assert not home.data.exists()
