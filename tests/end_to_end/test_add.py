"""`tendlc add`: many documents into the ledger, the faulty ones named, nothing sent."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from zlib import crc32

import pytest

from tendlc.entrypoints.cli.add import BATCH
from tests import cast
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, interrupt, journal, read_until

ACME = EXAMPLES / "acme.yaml"
NOWHERE = "http://127.0.0.1:9"
"""A live run that went there would fail."""


@pytest.fixture
def isv(home: Home) -> Home:
    """A home whose customers are Twilio's; nobody answers in Twilio's place."""
    return home.with_settings(
        TWILIO_ACCOUNT_SID="AC" + "1" * 32,
        TWILIO_AUTH_TOKEN="token",
        TENDLC_STATUS_EMAIL="registrations@isv.example",
        TENDLC_TWILIO_URL=NOWHERE,
        TENDLC_DATA=str(home.data),
    )


def write(home: Home, *keys: str, folder: str = "documents", **changes: object) -> Path:
    """Write a valid document for each key, each of another business; return their folder."""
    into = home.path / folder
    into.mkdir(exist_ok=True)
    for key in keys:
        document = cast.acme_document() | {"customer": key} | changes
        business = document["business_information"]
        business["business_name"] = f"The {key} Company LLC"
        number = f"{crc32(key.encode()) % 10**7:07}"
        business["business_registration_number"] = f"84-{number}"
        (into / f"{key}.json").write_text(json.dumps(document), encoding="utf-8")
    return into


def stages(home: Home) -> dict[str, str]:
    """Say which customers the ledger has, and at which stage."""
    listed = home.run("status", "--json").json["customers"]
    return {row["customer"]: row["stage"] for row in listed}


def test_files_and_folders_are_added_and_nothing_is_sent(isv: Home) -> None:
    folder = write(isv, "ann", "bob")
    (folder / "notes.txt").write_text("not a document")
    (folder / ".hidden.yaml").write_text("not a document")
    ran = isv.run("add", folder, ACME, "--live")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1:] == [
        "Documents: 3 added.",
        "Next: `tendlc onboard FILE` registers a customer.",
    ]
    assert stages(isv) == {"acme": "preparing", "ann": "preparing", "bob": "preparing"}


def test_the_same_documents_again_change_nothing(isv: Home) -> None:
    folder = write(isv, "ann")
    assert isv.run("add", folder, folder / "ann.json", "--live").out.count("1 added") == 1
    before = isv.run("status", "ann", "--json").json
    ran = isv.run("add", folder, "--live")
    assert (ran.code, ran.out.splitlines()[1]) == (0, "Documents: 1 in the ledger already.")
    assert isv.run("status", "ann", "--json").json == before


def test_faulty_documents_are_named_with_their_faults_and_the_others_added(isv: Home) -> None:
    folder = write(isv, "ann", "bob")
    broken = folder / "broken.yaml"
    broken.write_text("customer: broken\naddress: here\n")
    ran = isv.run("add", folder, folder / "missing.yaml", "--live")
    assert ran.code == 2
    assert f"{broken} has " in ran.out
    assert "\n2: address: must be a section with fields of its own\n" in ran.out
    assert f"{folder / 'missing.yaml'}: does not exist\n" in ran.out
    assert "Documents: 2 added, 2 refused.\nNext: Fix the lines" in ran.out
    assert list(stages(isv)) == ["ann", "bob"]


def test_a_key_that_two_files_give_is_refused_with_both_names(isv: Home) -> None:
    one = write(isv, "ann", folder="one") / "ann.json"
    other = write(isv, "ann", folder="other") / "ann.json"
    ran = isv.run("add", one, other, "--live")
    assert ran.code == 2
    assert f"{other} has an error:" in ran.out
    assert f"customer: is the key of {one} as well; each customer needs a key of its own" in ran.out
    assert list(stages(isv)) == ["ann"]


def test_a_document_that_differs_from_the_ledger_is_left_to_onboard(isv: Home) -> None:
    folder = write(isv, "ann")
    isv.run("add", folder, "--live")
    before = isv.run("status", "ann", "--json").json
    write(isv, "ann", phone_numbers=[{"area_code": "212"}])
    ran = isv.run("add", folder, "--live")
    assert (ran.code, "Documents: 1 different from the ledger." in ran.out) == (3, True)
    assert f"`tendlc onboard {folder / 'ann.json'}` takes the change in." in ran.out
    assert isv.run("status", "ann", "--json").json == before


def test_json_tells_of_every_document(isv: Home) -> None:
    folder = write(isv, "ann")
    (folder / "broken.yaml").write_text("customer: [")
    ran = isv.run("add", folder, "--live", "--json")
    assert (ran.code, ran.err) == (2, "")
    assert ran.json["counts"] == {"added": 1, "unchanged": 0, "differs": 0, "refused": 1}
    ann, broken = ran.json["documents"]
    assert ann == {
        "file": str(folder / "ann.json"),
        "customer": "ann",
        "outcome": "added",
        "faults": [],
    }
    assert (broken["customer"], broken["outcome"]) == (None, "refused")
    assert broken["faults"][0].keys() == {"field", "message", "line", "column", "allowed"}


def test_onboard_finds_what_was_added(at_account: Home, account: SandboxAccount) -> None:
    there = ("--target", account.sandbox.url, "--data", at_account.data)
    assert at_account.run("add", ACME, *there).code == 0
    assert not [one for one in journal(account) if one["method"] == "POST"]
    ran = at_account.run("onboard", ACME, *there, "--json")
    assert (ran.code, ran.json["stage"]) == (0, "registered")
    history = at_account.run("status", "acme", "--json", "--data", at_account.data).json[0][
        "history"
    ]
    assert [event["name"] for event in history].count("enrolled") == 1


def test_one_business_under_two_keys_is_asked_about_before_it_is_paid(
    at_account: Home, account: SandboxAccount
) -> None:
    there = ("--target", account.sandbox.url, "--data", at_account.data)
    twin = at_account.path / "twin.yaml"
    twin.write_text(ACME.read_text().replace("customer: acme", "customer: twin"))
    assert at_account.run("add", ACME, twin, *there).code == 0
    ran = at_account.run("onboard", twin, *there, "--json")
    assert (ran.code, ran.json["tasks"][0]["code"]) == (3, "same_business")
    assert ran.json["brand"] is None


def test_an_empty_folder_is_said_to_be_none(isv: Home) -> None:
    (isv.path / "empty").mkdir()
    ran = isv.run("add", isv.path / "empty", "--live")
    assert ran.code == 2
    assert f"{isv.path / 'empty'}: is a folder; name the customer's file in it" in ran.out


def test_credentials_that_are_missing_are_said_before_anything_is_read(home: Home) -> None:
    ran = home.run("add", ACME, "--live", "--data", home.data)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Going to Twilio needs TWILIO_ACCOUNT_SID.")
    assert not home.data.exists()


def test_a_broken_ledger_is_said_to_be_broken(isv: Home) -> None:
    isv.data.mkdir()
    (isv.data / "ledger.db").write_text("garbage" * 1000)
    ran = isv.run("add", ACME, "--live")
    assert ran.code == 1
    assert "ledger.db is damaged or is not a ledger." in ran.err


@pytest.mark.parametrize("size", [1, 60_000, 200_000])
def test_a_full_disk_is_told_in_a_sentence(size: int, isv: Home) -> None:
    folder = write(isv, *(f"customer-{number}" for number in range(40)))
    ran = isv.run_on_full_disk(size, "add", folder, "--live")
    assert ran.code == 1
    assert "Something went wrong inside" not in ran.err
    assert "\nNext: " in ran.err


def test_while_another_process_works_the_folder_is_in_use(isv: Home) -> None:
    ran = held(isv, "add", ACME, "--live")
    assert ran.code == 1
    assert ran.err.startswith("Another tendlc process (")


def held(home: Home, *arguments: str | Path) -> Ran:
    """Run a command while a run that waits for a review holds the data folder."""
    slow = home.with_settings(TENDLC_SANDBOX_SPEED="0.01")
    with slow.started("onboard", EXAMPLES / "borealis.yaml") as first:
        read_until(first, " 1.1 ")
        return home.run(*arguments)


def test_ctrl_c_keeps_what_was_added_and_the_next_run_adds_the_rest(isv: Home) -> None:
    folder = write(isv, *(f"a-{number:03}" for number in range(BATCH)))
    faulty = [folder / f"b-{number:03}.yaml" for number in range(BATCH + 100)]
    for file in faulty:
        shutil.copy(EXAMPLES / "faulty" / "broken-rules.yaml", file)
    write(isv, "c-000")
    with isv.started("add", folder, "--live") as process:
        # It tells of more faults than the pipe takes, so it waits behind the second batch.
        read_until(process, "b-000.yaml has ")
        ran = interrupt(process)
    assert ran.code == 128 + signal.SIGINT
    assert "Stopped. Run the same command again" in ran.err
    assert isv.run("status", "--json").json["counts"]["preparing"] == BATCH
    for file in faulty:
        file.unlink()
    ran = isv.run("add", folder, "--live", "--json")
    assert ran.code == 0
    assert ran.json["counts"] == {"added": 1, "unchanged": BATCH, "differs": 0, "refused": 0}
