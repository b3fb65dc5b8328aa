"""The README's section about going live, followed to the letter with a sandbox in Twilio's place.

The settings, the command and what it prints are read from the README itself.
"""

from __future__ import annotations

import re

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, ROOT, Home, journal

_SECTION = re.compile(r"^## Going live$(.*?)^## ", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^ +export (\w+)=(\S+)$", re.MULTILINE)
_BLOCK = re.compile(r"^( *)```text\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_ACCOUNT = "AC00000000000000000000000000000001"
QUESTION = "Go on? [y/N]"


def _section() -> str:
    found = _SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    return found[1]


def _shown() -> tuple[list[str], list[str]]:
    """Return the command of the section, and the lines that it is said to print."""
    found = _BLOCK.search(_section())
    assert found
    first, *lines = [line.removeprefix(found[1]) for line in found[2].splitlines()]
    assert first.startswith("$ tendlc ")
    return first.split()[2:], lines


@pytest.fixture
def reader(home: Home, account: SandboxAccount) -> Home:
    """Somebody who has set what the section says, and has the examples at hand."""
    (home.path / "examples").symlink_to(EXAMPLES)
    settings = dict(_EXPORT.findall(_section()))
    assert set(settings) == {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TENDLC_STATUS_EMAIL"}
    settings |= {"TWILIO_ACCOUNT_SID": account.sid, "TWILIO_AUTH_TOKEN": account.token}
    return home.with_settings(**settings, TENDLC_TWILIO_URL=account.sandbox.url)


def test_it_prints_what_the_readme_shows_and_goes_on_until_it_is_registered(
    reader: Home, account: SandboxAccount
) -> None:
    command, lines = _shown()
    account.control("POST", "/clock", mode="frozen")
    agreed = reader.at_terminal(*command, keys="y\n", after=QUESTION)
    printed = agreed.out.replace("\r\n", "\n").removeprefix("y\n").partition(QUESTION)[0]
    printed = printed.replace(f", through {account.sandbox.url}", "")
    assert (printed + QUESTION).replace(account.sid, _ACCOUNT).splitlines() == lines
    assert agreed.code == 4
    account.control("POST", "/clock", mode="accelerated", speed=200)
    again = reader.run(*command, "--wait", "60")
    assert (again.code, "acme is registered." in again.out) == (0, True), again
    assert QUESTION not in again.out


def test_whoever_does_not_agree_sends_nothing(reader: Home, account: SandboxAccount) -> None:
    command, _ = _shown()
    refused = reader.at_terminal(*command, keys="n\n", after=QUESTION)
    assert (refused.code, journal(account)) == (3, [])
    assert reader.run("status").out == "No customers yet. Next: run `tendlc onboard FILE`.\n"


def test_with_yes_nobody_is_asked(reader: Home, account: SandboxAccount) -> None:
    command, lines = _shown()
    account.control("POST", "/clock", mode="frozen")
    ran = reader.run(*command, "--yes")
    assert (ran.code, QUESTION in ran.out) == (4, False)
    assert ran.out.splitlines()[1 : len(lines) - 1] == lines[1:-1]
