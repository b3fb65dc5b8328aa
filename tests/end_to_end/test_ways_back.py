"""Each rejection names one cause, one place in the file and one command; the command works.

The command is taken from the text as it stands there, as a person copies it.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, resources

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
    assert f"{code}: " in rejected.out
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
    reject(account, "brand", 39999)
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
    assert commands(shown) == ["tendlc onboard FILE --retry --target URL"]


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
