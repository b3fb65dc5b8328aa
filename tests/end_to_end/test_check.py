"""`tendlc check` and the start of `onboard`: what is found, with lines, before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home

ACME = (EXAMPLES / "acme.yaml").read_text(encoding="utf-8")
GOOD = "has no errors and is ready to onboard."


def written(home: Home, *changes: tuple[str, str]) -> Path:
    text = ACME
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = home.path / "acme.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def line_of(file: Path, part: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


BOX = ("street: 1740 Blake Street", "street: PO Box 12")
FREE = ("maria.lindqvist@acme-outfitters.example", "maria.lindqvist@gmail.com")
PASTED = ("city: Denver", 'city: "Denver "')
CUT = ("business_name: Acme Outfitters LLC", "business_name: Unit #1 Storage LLC")


def test_errors_come_first_then_warnings_then_notes_each_with_its_line(home: Home) -> None:
    file = written(home, FREE, PASTED, BOX)
    ran = home.run("check", file)
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.splitlines() == [
        f"{file} has an error:",
        f"{line_of(file, 'PO Box')}: address.street: is a post office box (Twilio 18603, 30754); "
        "use the street address of the headquarters",
        f"{file} has a warning:",
        f"{line_of(file, 'gmail')}: authorized_representatives[0].email: is free mail (gmail.com) "
        "(Twilio 18606, 30881); use a mailbox on the domain of the business",
        f"{file} has a note:",
        f"{line_of(file, 'Denver')}: address.city: has spaces or line breaks at an end; "
        "they were left out",
        "Next: Fix the lines of the errors and run the command again.",
    ]


def test_warnings_alone_are_told_and_end_with_0(home: Home) -> None:
    ran = home.run("check", written(home, FREE))
    assert (ran.code, ran.err) == (0, "")
    assert "has a warning:" in ran.out
    assert ran.out.splitlines()[-1].endswith(GOOD)


@pytest.mark.parametrize(
    ("changes", "code", "expected"),
    [
        ((), 0, []),
        ((FREE,), 0, [("free-mail", "warning", True, [18606, 30881])]),
        (
            (BOX, PASTED),
            2,
            [
                ("post-office-box", "error", True, [18603, 30754]),
                ("put-right", "note", True, []),
            ],
        ),
        ((CUT,), 2, [("document", "error", True, [])]),
    ],
)
def test_json_has_every_finding_of_every_document(
    changes: tuple[tuple[str, str], ...],
    code: int,
    expected: list[tuple[str, str, bool, list[int]]],
    home: Home,
) -> None:
    file = written(home, *changes)
    ran = home.run("check", file, "--json")
    assert (ran.code, ran.err) == (code, "")
    (document,) = ran.json["documents"]
    assert (document["file"], document["row"]) == (str(file), None)
    findings = document["findings"]
    assert [
        (one["rule"], one["severity"], one["sure"], one["codes"]) for one in findings
    ] == expected
    keys = {"rule", "severity", "sure", "codes", "field", "line", "text", "message"}
    for one in findings:
        assert set(one) == keys | {"instead", "source"}
        assert one["line"] > 1


def test_json_tells_of_a_file_that_cannot_be_read_too(home: Home) -> None:
    ran = home.run("check", "nowhere.yaml", "--json")
    assert (ran.code, ran.err) == (2, "")
    (finding,) = ran.json["documents"][0]["findings"]
    assert (finding["message"], finding["line"]) == ("does not exist", None)


def test_a_field_that_is_not_in_the_file_has_the_line_of_its_section(home: Home) -> None:
    political = ("DELIVERY_NOTIFICATION", "POLITICAL")
    ran = home.run("check", written(home, political), "--json")
    (finding,) = ran.json["documents"][0]["findings"]
    assert (finding["field"], finding["line"]) == ("brand.campaign_verify_token", 1)
    file = written(
        home, political, ("  company_type: private", "  company_type: private\nbrand: {}")
    )
    (finding,) = home.run("check", file, "--json").json["documents"][0]["findings"]
    assert finding["line"] == line_of(file, "brand: {}")


@pytest.mark.parametrize("change", [BOX, CUT], ids=["rule", "form"])
def test_onboard_stops_at_an_error_before_anything_is_sent(
    change: tuple[str, str], at_account: Home, account: SandboxAccount
) -> None:
    file = written(at_account, change)
    ran = at_account.run("onboard", file, "--target", account.sandbox.url)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{file} has an error:\n{line_of(file, change[1])}: ")
    assert ran.err.endswith("Next: Fix the lines named above and run the command again.\n")
    assert account.sid not in str(account.sandbox.control("GET", "/journal"))
    assert not at_account.data.exists()


def test_onboard_tells_of_warnings_and_goes_on(at_account: Home, account: SandboxAccount) -> None:
    phone = ("+13032927714", "+13035550123")
    file = written(at_account, phone)
    ran = at_account.run("onboard", file, "--json", "--target", account.sandbox.url)
    assert (ran.code, ran.json["stage"]) == (0, "registered")
    assert ran.err.splitlines() == [
        f"{file} has a warning:",
        f"{line_of(file, phone[1])}: authorized_representatives[0].phone_number: is a fictional "
        "number (555-01xx) (Twilio 30701, 22218); use a number at which the person answers",
    ]


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_nothing_is_found_in_the_examples(file: Path, home: Home) -> None:
    ran = home.run("check", file)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{file}: {file.stem} {GOOD}\n"
