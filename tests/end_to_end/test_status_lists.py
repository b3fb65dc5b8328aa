"""`tendlc status` with filters: counts by stage, a page of customers, and what cannot be asked."""

from __future__ import annotations

import json
import re

import pytest

from tests import cast
from tests.conftest import SandboxAccount, SandboxProcess
from tests.end_to_end.commands import EXAMPLES, Home, Ran
from tests.end_to_end.test_add import write

PEOPLE = [f"client-{number:03}" for number in range(55)]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, served: SandboxProcess) -> Home:
    """A ledger with 58 customers; the campaign of `refused` failed with Twilio's error 30896."""
    home = Home(tmp_path_factory.mktemp("book")).of(SandboxAccount(served))
    home = home.with_settings(TENDLC_DATA=str(home.data), TENDLC_FIRST_LOOK_SECONDS="0.05")
    there = ("--target", served.url)
    refused = home.path / "refused.json"
    document = cast.delta_aid_document() | {"customer": "refused"}
    document["campaign"]["description"] = f"[sandbox:30896] {document['campaign']['description']}"
    refused.write_text(json.dumps(document), encoding="utf-8")
    assert home.run("onboard", refused, *there).code == 3
    assert home.run("onboard", EXAMPLES / "acme.yaml", *there).code == 0
    added = home.run("add", write(home, *PEOPLE), EXAMPLES / "hilltop-bakery.yaml", *there)
    assert added.code == 0, added
    return home


def keys(ran: Ran) -> list[str]:
    """The customers that a list shows, as JSON gives them."""
    assert ran.code == 0, ran
    return [row["customer"] for row in ran.json["customers"]]


def test_the_list_begins_with_counts_and_shows_a_page(book: Home) -> None:
    ran = book.run("status")
    first, _, target, columns, *rows = ran.out.splitlines()
    assert first == "58 customers: 56 preparing, 1 needs action, 1 registered"
    assert target.startswith("Sandbox, account AC")
    assert columns.split() == ["customer", "stage", "for", "next"]
    assert rows[0].split()[:2] == ["acme", "registered"]
    assert re.fullmatch(r"  client-000 +preparing +\d+m +look is due", rows[1])
    assert rows[49].split()[0] == "client-048"
    assert rows[51].startswith("Next page: tendlc status --page ")


def test_the_next_page_goes_on_where_the_page_before_ended(book: Home) -> None:
    page = book.run("status", "--stage", "preparing").out.splitlines()[-1]
    options = page.removeprefix("Next page: tendlc status ").split(" --page ")
    assert options[0] == "--stage preparing"
    ran = book.run("status", "--stage", "preparing", "--page", options[1])
    shown = [line.split()[0] for line in ran.out.splitlines()[4:]]
    assert shown == [*PEOPLE[50:], "hilltop-bakery"]
    assert "Next page" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--stage", "needs action"], ["refused"]),
        (["--stage", "NEEDS_ACTION"], ["refused"]),
        (["--stage", "registered"], ["acme"]),
        (["--owner", "business"], ["refused"]),
        (["--owner", "twilio-support"], []),
        (["--code", "30896"], ["refused"]),
        (["--code", "30897"], []),
        (["--code", "campaign_failed"], ["refused"]),
        (["--search", "hilltop bak"], ["hilltop-bakery"]),
        (["--search", 'HILLTOP "bak*'], ["hilltop-bakery"]),
        (["--search", "hilltop zzz"], []),
        (["--search", "client 7"], []),
        (["--older", "7d"], []),
        (["--older", "0m", "--stage", "registered"], ["acme"]),
        (["--stage", "needs action", "--owner", "business", "--code", "30896"], ["refused"]),
    ],
)
def test_filters(book: Home, arguments: list[str], found: list[str]) -> None:
    ran = book.run("status", "--json", *arguments)
    assert keys(ran) == found
    assert sum(ran.json["counts"].values()) == len(found)


def test_who_must_act_stands_in_the_line_of_the_customer(book: Home) -> None:
    out = book.run("status", "--stage", "needs action").out
    line = r"^  refused +needs action +\d+m +customer: 30896 campaign failed"
    assert re.search(line, out, re.MULTILINE)


def test_nobody_who_fits_is_told_in_a_sentence(book: Home) -> None:
    ran = book.run("status", "--stage", "finishing")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("No customer fits. Next: leave a filter out")


def test_json_has_counts_rows_and_the_token_of_the_next_page(book: Home) -> None:
    told = book.run("status", "--json", "--stage", "needs action").json
    assert told["counts"]["needs action"] == 1
    assert told["next"] is None
    (row,) = told["customers"]
    assert row["name"] == cast.delta_aid().business_information.business_name
    assert (row["owner"], row["code"], row["twilio_code"]) == ("business", "campaign_failed", 30896)
    assert row["tasks"] == 1
    assert row["target"]["kind"] == "sandbox"


def says(ran: Ran, sentence: str, next_step: str) -> None:
    """Claim that stderr is one sentence and one next step, and that nothing was listed."""
    assert (ran.code, ran.out) == (2, ""), ran
    first, second = ran.err.splitlines()
    assert sentence in first
    assert next_step in second


@pytest.mark.parametrize(
    ("arguments", "sentence", "next_step"),
    [
        (
            ["--stage", "needs actoin"],
            "'needs actoin' is not a value of --stage.",
            'Did you mean --stage "needs action"?',
        ),
        (["--stage", ""], "'' is not a value of --stage.", "Use one of: preparing, brand review"),
        (["--owner", "buisness"], "'buisness' is not a value", 'Did you mean --owner "business"?'),
        (["--code", "campain_failed"], "is not a value of --code", '"campaign_failed"?'),
        (["--older", "a week"], "--older must be a number with m, h, d or w", "such as 7d"),
        (["--older", "99999999w"], "--older must be a number", "such as 7d"),
        (["--older", "-7d"], "--older must be a number", "such as 7d"),
        (["--search", "x" * 10_000], "may hold 200 characters, not 10,000", "the beginnings of"),
        (["--search", "%"], "--search needs a letter or a digit, which '%' does not have", "Give"),
        (["--search", "'\"*"], "--search needs a letter or a digit", "the beginnings of"),
        (["--page", "nonsense"], "The page token does not belong to this list.", "first page"),
        (["--page", ""], "The page token does not belong to this list.", "first page"),
        (["acme", "--stage", "registered"], "acme is one customer", "Leave the filters out"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(
    book: Home, arguments: list[str], sentence: str, next_step: str
) -> None:
    says(book.run("status", *arguments), sentence, next_step)


def test_a_token_of_other_filters_or_changed_by_hand_is_refused(book: Home) -> None:
    token = book.run("status").out.splitlines()[-1].rpartition(" ")[2]
    sentence = "The page token does not belong to this list."
    says(book.run("status", "--stage", "preparing", "--page", token), sentence, "same filters")
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    says(book.run("status", "--page", changed), sentence, "first page")


def test_an_option_that_does_not_exist_is_refused_with_the_nearest(book: Home) -> None:
    ran = book.run("status", "--stages", "registered")
    assert (ran.code, ran.out) == (2, "")
    assert "No such option: --stages" in ran.err
    assert "--stage" in ran.err


def test_a_bad_filter_as_json_is_one_object(book: Home) -> None:
    ran = book.run("status", "--json", "--stage", "nowhere")
    assert (ran.code, ran.json["error"]["code"]) == (2, "bad_filter")
    assert ran.json["error"]["field"] == "--stage"


def test_a_record_is_read_by_its_key(book: Home) -> None:
    ran = book.run("status", "refused")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "refused: needs action")


def test_a_broken_ledger_is_said_to_be_broken(home: Home) -> None:
    home.data.mkdir()
    (home.data / "ledger.db").write_text("garbage" * 1000)
    for arguments in ([], ["acme"], ["--stage", "preparing"]):
        ran = home.run("status", *arguments, "--data", home.data)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"The ledger {home.data / 'ledger.db'} is damaged")


def test_a_full_disk_keeps_nobody_from_looking_or_is_told(book: Home) -> None:
    asked = ("status", "--json", "--stage", "registered")
    assert keys(book.run_on_full_disk(60_000, *asked)) == ["acme"]
    ran = book.run_on_full_disk(1, *asked)  # not even the index of the write-ahead log fits
    assert (ran.code, ran.json["error"]["code"]) == (1, "store")


@pytest.mark.parametrize("columns", [80, 120])
def test_lines_fit_the_terminal(book: Home, columns: int) -> None:
    ran = book.at_terminal(
        "status", "--stage", "needs action", keys="", after="refused", columns=columns
    )
    lines = ran.out.splitlines()
    assert max(len(line.rstrip()) for line in lines if "Sandbox" not in line) <= columns
    assert any("customer: 30896 campaign failed" in line for line in lines)
    assert ("business" in lines[3]) == (columns == 120)
