"""The README's tour is run again: what it shows is what happens.

SIDs, times, scores and the rhythm of reviews differ from run to run; the generator leaves
them out.
"""

from __future__ import annotations

import re

from tendlc.entrypoints.cli.exits import Exit
from tests.docs.pages import ROOT, generate, text


def test_the_two_commands_stand_first() -> None:
    commands = re.findall(r"^    (make \w+)", text(ROOT / "README.md"), re.MULTILINE)[:2]
    assert commands == ["make onboard", "make test"]
    assert text(ROOT / "README.md").index("make onboard") < 20


def test_the_tour_shows_what_its_commands_print() -> None:
    assert text(ROOT / "README.md").count("\n$ tendlc ") >= 5
    done = generate("--tour", "--check")
    assert done.stdout == "", "run: python docs/generate.py --tour"
    assert done.returncode == 0, done.stderr


def test_the_exit_codes_are_those_of_the_program() -> None:
    told = re.findall(r"^\| (\d+) \|", text(ROOT / "README.md"), re.MULTILINE)
    assert [int(code) for code in told] == sorted(Exit)
    cli = text(ROOT / "docs" / "reference" / "cli.md")
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", cli, re.MULTILINE)] == sorted(Exit)
