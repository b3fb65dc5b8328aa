"""Each rejection names one cause, one place in the file and one command; the command works.

The command is taken from the text as it stands there, as a person copies it.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, journal, resources

ACME = (EXAMPLES / "acme.yaml").read_text(encoding="utf-8")


@pytest.fixture
def file(at_account: Home) -> Path:
    path = at_account.path / "acme.yaml"
    path.write_text(ACME, encoding="utf-8")
    return path


def onboard(home: Home, account: SandboxAccount, file: Path, *more: str) -> Ran:
    return home.run("onboard", file, "--target", account.sandbox.url, *more)


def reject(account: SandboxAccount, kind: str, *codes: int) -> None:
    account.control("POST", "/verdicts", kind=kind, outcome="reject", codes=list(codes))


def commands(ran: Ran) -> list[str]:
    runs = [line.partition("Run: ")[2] for line in ran.out.splitlines() if "    Run: " in line]
    assert runs, ran
    return runs


def follow(home: Home, ran: Ran) -> Ran:
    """Run the one command that the text names."""
    (command,) = set(commands(ran))
    program, *arguments = shlex.split(command)
    assert program == "tendlc"
    return home.run(*arguments)


def line_of(file: Path, name: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    (found,) = (n for n, line in enumerate(lines, 1) if line.strip().startswith(f"{name}:"))
    return found


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("campaign", 30919),
        ("campaign", 30932),
        ("campaign", 30558),
        ("customer_profile", 18601),
        ("customer_profile", 18606),
        ("brand", 30791),
    ],
)
def test_what_is_cured_outside_the_file_comes_back_with_the_command_that_is_named(
    kind: str, code: int, at_account: Home, account: SandboxAccount, file: Path
) -> None:
    reject(account, kind, code)
    rejected = onboard(at_account, account, file)
    assert rejected.code == 3
    assert f" (error {code}): " in rejected.out
    assert [command.split()[-1:] for command in commands(rejected)] != []
    assert "--retry" in commands(rejected)[0]
    again = follow(at_account, rejected)
    assert again.code == 0, again


def test_each_problem_is_a_task_with_its_field_and_its_line(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    reject(account, "campaign", 30886, 30893)
    ran = onboard(at_account, account, file)
    told = [line.strip() for line in ran.out.splitlines()]
    reasons = [line for line in told if line.startswith("For the customer: ")]
    assert len(reasons) == 2
    assert ("30886" in reasons[0], "30893" in reasons[0]) == (True, False)
    for name in ("description", "message_samples"):
        place = f"({file}, line {line_of(file, name)})"
        assert f"Field: campaign.{name} {place}" in told
    edit(file, "description: >-\n", "description: >-\n    Only for orders.\n")
    assert follow(at_account, ran).code == 0


def test_a_code_that_nobody_knows_is_shown_with_its_page_and_goes_to_support(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    unlisted = {"codes": [39999], "unlisted": True}
    account.control("POST", "/verdicts", kind="brand", outcome="reject", **unlisted)
    ran = onboard(at_account, account, file, "--json")
    (task,) = ran.json["tasks"]
    assert task["owner"] == "twilio_support"
    assert "39999" in task["support_text"]
    assert ran.json["brand"]["sid"] in task["support_text"]
    assert task["command"].endswith(f"--retry --target {account.sandbox.url}")


@pytest.mark.parametrize("code", [30883, 30950, 30860])
def test_what_cannot_be_registered_names_no_command(
    code: int, at_account: Home, account: SandboxAccount, file: Path
) -> None:
    reject(account, "campaign", code)
    ran = onboard(at_account, account, file, "--json")
    (task,) = ran.json["tasks"]
    assert ran.code == 3
    assert task["command"] is None
    before = resources(account)
    assert onboard(at_account, account, file, "--retry").code == 3
    assert resources(account) == before


def test_status_names_the_command_with_what_it_can_know(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    reject(account, "campaign", 30919)
    onboard(at_account, account, file)
    shown = at_account.run("status", "acme")
    assert commands(shown) == [f"tendlc onboard FILE --retry --target {account.sandbox.url}"]


def test_the_service_that_sends_is_named_in_text_and_in_json(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    ran = onboard(at_account, account, file)
    told: Any = onboard(at_account, account, file, "--json").json
    (service,) = (sid for kind, sid in resources(account) if kind == "MessagingService")
    assert told["messaging_service"] == {"sid": service}
    assert f"  Service   {service}" in ran.out
    (shown,) = at_account.run("status", "acme", "--json").json
    assert shown["messaging_service"] == {"sid": service}


HELP = '  help_message: "Acme Outfitters: call 303-555-0142 or write to help@acme.example."'
LAST = "  has_embedded_links:"


def kinds(account: SandboxAccount) -> list[str]:
    return [kind for kind, _ in resources(account)]


def creations(account: SandboxAccount) -> int:
    sent = journal(account)
    return sum(e["method"] == "POST" and e["target"].endswith("/Compliance/Usa2p") for e in sent)


@pytest.mark.parametrize(
    ("code", "edits"),
    [
        (30890, {LAST: f"{HELP}\n{LAST}"}),
        (30887, {LAST: f"  opt_out_keywords: [QUIT]\n{LAST}"}),
        (30900, {"DELIVERY_NOTIFICATION": "CUSTOMER_CARE"}),
        (30901, {}),
    ],
)
def test_a_fault_of_what_is_set_at_creation_comes_back_by_another_campaign_that_was_agreed_to(
    code: int, edits: dict[str, str], at_account: Home, account: SandboxAccount, file: Path
) -> None:
    reject(account, "campaign", code)
    rejected = onboard(at_account, account, file)
    assert rejected.code == 3
    for old, new in edits.items():
        edit(file, old, new)
    plain = onboard(at_account, account, file)
    assert (plain.code, creations(account)) == (3, 1)
    assert "Costs: the campaign vetting fee again" in plain.out
    again = follow(at_account, plain)
    assert (again.code, creations(account)) == (0, 2), again
    held = kinds(account)
    assert [held.count(k) for k in ("Usa2p", "MessagingService", "BrandRegistration")] == [
        1,
        1,
        1,
    ]
    assert onboard(at_account, account, file, "--recreate-campaign").code == 0
    assert creations(account) == 2, "the command that was run before deletes nothing new"


def test_a_verified_campaign_is_not_touched_before_somebody_agrees(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    assert onboard(at_account, account, file).code == 0
    before = resources(account)
    edit(file, "DELIVERY_NOTIFICATION", "CUSTOMER_CARE")
    asked = onboard(at_account, account, file)
    assert asked.code == 3
    assert "All traffic of the messaging service stops" in asked.out
    assert "Field: campaign.us_app_to_person_usecase" in asked.out
    assert resources(account) == before
    assert follow(at_account, asked).code == 0
    told = onboard(at_account, account, file, "--json").json
    assert told["campaign"]["use_case"] == "CUSTOMER_CARE"


def test_a_use_case_that_is_not_open_deletes_no_campaign(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    assert onboard(at_account, account, file).code == 0
    before = resources(account)
    edit(file, "DELIVERY_NOTIFICATION", "SOLE_PROPRIETOR")
    ran = onboard(at_account, account, file, "--recreate-campaign")
    assert ran.code in (2, 3)
    assert resources(account) == before


def test_without_a_campaign_there_is_nothing_to_recreate(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    ran = onboard(at_account, account, file, "--recreate-campaign")
    assert ran.code == 1
    assert ran.err.startswith("acme has no campaign yet")


@pytest.mark.parametrize(
    "wish",
    [
        '  - area_code: "415"\n',
        '  - area_code: "303"\n  - area_code: "415"\n',
        "  - country: US\n",
    ],
)
def test_another_number_is_added_and_the_old_one_leaves_the_service_and_stays_ours(
    wish: str, at_account: Home, account: SandboxAccount, file: Path
) -> None:
    first = onboard(at_account, account, file, "--json").json["numbers"][0]["sid"]
    text = file.read_text(encoding="utf-8")
    start = text.index("phone_numbers:")
    file.write_text(f"{text[:start]}phone_numbers:\n{wish}", encoding="utf-8")
    changed = onboard(at_account, account, file, "--json")
    assert changed.code == 0, changed
    members = [
        sid.split("/")[1] for kind, sid in resources(account) if kind == "ServicePhoneNumber"
    ]
    assert sorted(members) == sorted(number["sid"] for number in changed.json["numbers"])
    owned = [sid for kind, sid in resources(account) if kind == "IncomingPhoneNumber"]
    assert first in owned
    removed = [one["sid"] for one in changed.json["removed_numbers"]]
    kept = 'area_code: "303"' in wish
    assert removed == ([] if kept else [first])
    assert (first in members) is kept
    before = resources(account)
    assert onboard(at_account, account, file).code == 0
    assert resources(account) == before


def test_a_number_that_is_named_by_its_sid_afterwards_stays(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    number = onboard(at_account, account, file, "--json").json["numbers"][0]["sid"]
    before = resources(account)
    text = file.read_text(encoding="utf-8")
    start = text.index("phone_numbers:")
    pinned = f"{text[:start]}phone_numbers:\n  - phone_number_sid: {number}\n"
    file.write_text(pinned, encoding="utf-8")
    assert onboard(at_account, account, file).code == 0
    assert resources(account) == before


def test_a_sid_that_the_account_does_not_have_is_named_and_the_number_in_use_stays(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    assert onboard(at_account, account, file).code == 0
    before = resources(account)
    text = file.read_text(encoding="utf-8")
    wrong = f"phone_numbers:\n  - phone_number_sid: PN{'5' * 32}\n"
    file.write_text(text[: text.index("phone_numbers:")] + wrong, encoding="utf-8")
    ran = onboard(at_account, account, file, "--json")
    (task,) = ran.json["tasks"]
    assert (ran.code, task["code"]) == (3, "number_not_in_account")
    assert task["fields"] == ["phone_numbers[0].phone_number_sid"]
    assert resources(account) == before
    file.write_text(text, encoding="utf-8")
    assert onboard(at_account, account, file).code == 0
    assert resources(account) == before


def test_edits_that_cannot_be_sent_are_named_and_ask_for_a_person(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    assert onboard(at_account, account, file).code == 0
    before = resources(account)
    for old, new in {
        "street: ": "street: 1 ",
        "first_name: Maria": "first_name: Marie",
        "company_type: private": "company_type: private\n  brand_contact_email: press@acme.example",
        "has_embedded_phone: false": "has_embedded_phone: true",
    }.items():
        edit(file, old, new)
    names = [
        "authorized_representatives[0].first_name",
        "address.street",
        "messaging_profile.brand_contact_email",
        "campaign.has_embedded_phone",
    ]
    ran = onboard(at_account, account, file, "--json")
    assert ran.code == 3
    assert sorted(ran.json["not_sent"]) == sorted(names)
    assert sorted(path for task in ran.json["tasks"] for path in task["fields"]) == sorted(names)
    support = [task["support_text"] for task in ran.json["tasks"] if task["support_text"]]
    assert len(support) == 2
    assert all("back to draft" in text for text in support)
    (line,) = [x for x in onboard(at_account, account, file).out.splitlines() if "Not sent" in x]
    assert all(name in line for name in names)
    assert resources(account) == before
    file.write_text(ACME, encoding="utf-8")
    assert onboard(at_account, account, file).code == 0


def test_of_several_edits_those_that_can_be_sent_are_sent_and_the_others_named(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    assert onboard(at_account, account, file).code == 0
    hook = "messaging_service:\n  inbound_request_url: https://isv.example/in\n\ncampaign:"
    edit(file, "\ncampaign:", f"\n{hook}")
    edit(file, "street: ", "street: 1 ")
    ran = onboard(at_account, account, file, "--json")
    assert (ran.code, ran.json["not_sent"]) == (3, ["address.street"])
    posts = [e["target"] for e in journal(account) if e["method"] == "POST"]
    assert "/v1/Services/MG" in posts[-1]
    assert posts[-1].count("/") <= 4


def test_an_edit_under_review_is_named_and_asks_nobody(
    at_account: Home, account: SandboxAccount, file: Path
) -> None:
    account.control("POST", "/reviews", **{"timing-campaign-to-verdict": "by-hand"})
    assert onboard(at_account, account, file, "--wait", "5").code != 0
    edit(file, "in the Denver store.", "in our Denver store.")
    waiting = onboard(at_account, account, file, "--wait", "0", "--json")
    assert waiting.json["tasks"] == []
    assert waiting.json["not_sent"] == ["campaign.description"]
