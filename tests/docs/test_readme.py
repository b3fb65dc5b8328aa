"""The README's tour is run again: what it shows is what happens.

SIDs, times, scores and the rhythm of reviews differ from run to run, and are set equal before.
"""

from __future__ import annotations

import re
from pathlib import Path

from tendlc.entrypoints.cli.exits import Exit
from tests.docs.pages import ROOT, tendlc, text

_EXAMPLE = re.compile(r"```console\n\$ tendlc ([^\n]+)\n(.*?)```", re.DOTALL)
_VARIES = (
    (r"\b[A-Z]{2}[0-9a-f]{32}\b", "SID"),
    (r"\d\d:\d\d:\d\d", "TIME"),
    (r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", "DATE"),
    (r"score \d+, TCR \w+", "SCORE"),
    (r"Campaign  \w+", "CAMPAIGN"),
    (r"AT&T .*", "LIMITS"),
    (r"\+1\d{10}", "NUMBER"),
    (r"(?m)^ +(\w+ )?review: .*\n", ""),
)


def _settled(printed: str) -> str:
    for pattern, same in _VARIES:
        printed = re.sub(pattern, same, printed)
    return printed


def test_the_two_commands_stand_first() -> None:
    commands = re.findall(r"^    (make \w+)", text(ROOT / "README.md"), re.MULTILINE)[:2]
    assert commands == ["make onboard", "make test"]
    assert text(ROOT / "README.md").index("make onboard") < 20


def test_the_tour_shows_what_the_commands_print(tmp_path: Path) -> None:
    examples = _EXAMPLE.findall(text(ROOT / "README.md"))
    assert len(examples) >= 4
    for command, shown in examples:
        done = tendlc(*command.split(), TENDLC_DATA=str(tmp_path), TENDLC_SANDBOX_SPEED="200")
        assert _settled(done.stdout + done.stderr) == _settled(shown), command


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = re.findall(r"^\| (\d) \|", text(ROOT / "README.md"), re.MULTILINE)
    assert [int(code) for code in told] == sorted(Exit)
    cli = text(ROOT / "docs" / "reference" / "cli.md")
    assert [int(code) for code in re.findall(r"^\| (\d) \|", cli, re.MULTILINE)] == sorted(Exit)
