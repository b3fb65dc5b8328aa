"""A later version with stricter rules, or a damaged record: the rest of the ledger goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.commands import EXAMPLES, Home
from tests.end_to_end.versions import another_version, with_every_limit, with_limit

ACME, DELTA_AID = EXAMPLES / "acme.yaml", EXAMPLES / "delta-aid.yaml"
LIMITS = "catalog/tables/limits.toml"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home where acme and delta-aid wait for their first reviews."""
    home = Home(tmp_path_factory.mktemp("begun"))
    for file in (ACME, DELTA_AID):
        ran = home.run("onboard", file, "--data", home.data, "--wait", "0")
        assert "is not ready yet" in ran.out, ran
    return home


def test_every_limit_at_its_extreme_leaves_status_as_it_was(begun: Home, tmp_path: Path) -> None:
    before = begun.run("status", "acme", "--json", "--data", begun.data).json
    strict = with_every_limit(lambda row: 1 if row.endswith("-max") else 1_000_000)
    later = another_version(begun, tmp_path, {LIMITS: strict})
    ran = later.run("status", "acme", "--json", "--data", begun.data)
    assert (ran.code, ran.json) == (0, before), ran.err
    assert later.run("status", "acme", "--data", begun.data).code == 0
    refused = later.run("check", ACME)
    assert refused.code == 2, "the door judges by the new rule"


def test_every_list_of_values_emptied_leaves_status_as_it_was(begun: Home, tmp_path: Path) -> None:
    """Emptied but for the defaults, which the models themselves must accept."""
    before = begun.run("status", "acme", "--json", "--data", begun.data).json
    listed, none = "if text in values:", "if text in ('STANDARD', 'US'):"
    changes = {"domain/field_types.py": lambda text: text.replace(listed, none)}
    later = another_version(begun, tmp_path, changes)
    assert later.run("status", "acme", "--json", "--data", begun.data).json == before
    refused = later.run("check", ACME)
    assert refused.code == 2, "the door judges by the new rule"


def test_a_limit_that_one_customer_breaks_today_stops_no_other(begun: Home, tmp_path: Path) -> None:
    changes = {LIMITS: with_limit("business-name-max", 20)}
    later = another_version(begun, tmp_path, changes)
    command = ("--data", begun.data, "--wait", "0", "--json")
    went_on = later.run("onboard", ACME, *command)
    assert went_on.json["customer"] == "acme", went_on
    stopped = later.run("onboard", DELTA_AID, *command)
    assert stopped.code == 2
    assert "24 characters; at most 20" in stopped.out + stopped.err


def _copied(home: Home, folder: Path) -> Path:
    """Copy the ledger with its key."""
    data = folder / "copy"
    data.mkdir()
    (data / "vault.key").write_bytes((home.data / "vault.key").read_bytes())
    ours, copy = sqlite3.connect(home.data / "ledger.db"), sqlite3.connect(data / "ledger.db")
    with closing(ours), closing(copy):
        ours.backup(copy)
    return data


def _damaged(home: Home, folder: Path) -> Path:
    """Copy the ledger, and damage acme's record in the copy."""
    data = _copied(home, folder)
    with closing(sqlite3.connect(data / "ledger.db")) as ledger, ledger:
        its = "customer_id = (SELECT id FROM customers WHERE key = 'acme')"
        ledger.execute(f"UPDATE documents SET sealed = x'00' WHERE {its}")
    return data


def test_a_record_that_cannot_be_read_is_one_task(begun: Home, tmp_path: Path) -> None:
    data = _damaged(begun, tmp_path)
    ran = begun.run("status", "--data", data)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("2 customers: ")
    one = begun.run("status", "acme", "--data", data)
    assert one.code == 0
    assert (
        "This customer's record in the ledger cannot be read: a sealed part is damaged." in one.out
    )
    assert "Next: Use the version of tendlc that wrote it, or restore the ledger" in one.out
    (spoilt,) = begun.run("status", "acme", "--json", "--data", data).json
    (other,) = begun.run("status", "delta-aid", "--json", "--data", data).json
    assert spoilt.keys() == other.keys()
    assert [task["code"] for task in spoilt["tasks"]] == ["unreadable_record"]
    assert "unreadable_record" not in [task["code"] for task in other["tasks"]]


def test_a_record_that_cannot_be_read_keeps_no_other_customer_up(
    begun: Home, tmp_path: Path
) -> None:
    data = _damaged(begun, tmp_path)
    (data / "sandbox").mkdir()
    for file in (begun.data / "sandbox").iterdir():
        (data / "sandbox" / file.name).write_bytes(file.read_bytes())
    went_on = begun.run("onboard", DELTA_AID, "--data", data, "--wait", "0", "--json")
    assert went_on.json["customer"] == "delta-aid"
    stopped = begun.run("onboard", ACME, "--data", data, "--wait", "0")
    assert stopped.code == 3
    assert stopped.err.startswith("The record of acme cannot be read (a sealed part is damaged).\n")
    assert "Other customers are not affected." in stopped.err
