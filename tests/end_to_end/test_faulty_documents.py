"""A bad customer file: every fault at once with its line, and nothing is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.commands import EXAMPLES, Home

FAULTY = sorted((EXAMPLES / "faulty").glob("*.yaml"))


@pytest.mark.parametrize("file", FAULTY, ids=lambda file: file.stem)
def test_check_names_every_error_with_its_line(file: Path, home: Home) -> None:
    ran = home.run("check", file)
    assert (ran.code, ran.err) == (2, "")
    assert ran.out == (
        f"{_listed(file)}Next: Fix the lines of the errors and run the command again.\n"
    )


@pytest.mark.parametrize("file", FAULTY, ids=lambda file: file.stem)
def test_onboard_stops_at_every_error_and_names_its_line(file: Path, home: Home) -> None:
    ran = home.run("onboard", file)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"{_listed(file)}Next: Fix the lines named above and run the command again.\n"
    )


def _listed(file: Path) -> str:
    errors = file.with_suffix(".expected.txt").read_text(encoding="utf-8")
    count = errors.count("\n")
    return f"{file} has {'an error' if count == 1 else f'{count} errors'}:\n{errors}"


def test_a_faulty_file_starts_nothing(home: Home) -> None:
    assert home.run("onboard", FAULTY[0], "--data", home.data).code == 2
    assert not [*home.path.iterdir()]


def test_a_file_that_is_not_there_is_a_bad_document(home: Home) -> None:
    ran = home.run("onboard", "nowhere.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "nowhere.yaml does not exist.\nNext: Name another file.\n"


def test_check_says_that_a_good_file_is_good_and_starts_nothing(home: Home) -> None:
    ran = home.run("check", EXAMPLES / "acme.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert "acme has no errors and is ready to onboard." in ran.out
    assert not [*home.path.iterdir()]
