"""`--help` answers at once, because nothing heavy is imported for it.

The interpreter's own import log is read, so no hook in the program is needed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "alembic",
    "cryptography",
    "phonenumbers",
    "pydantic",
    "requests",
    "sqlalchemy",
    "starlette",
    "twilio",
    "uvloop",
}


def imported_by(*arguments: str, module: str = "tendlc") -> set[str]:
    """Run tendlc with the arguments; return the top names of all modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_nothing_heavy(argument: str) -> None:
    imported = imported_by(argument)
    assert "tendlc" in imported
    assert imported & HEAVY == set()


COMMANDS = ["onboard", "check", "status", "answer", "sandbox", "sandbox exec", "sandbox snippet"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_imports_only_what_typer_itself_needs(command: str) -> None:
    assert imported_by(*command.split(), "--help") & HEAVY <= {"pydantic"}


def test_check_needs_neither_the_database_nor_the_official_library() -> None:
    imported = imported_by("check", "examples/acme.yaml")
    assert "pydantic" in imported
    assert imported & {"sqlalchemy", "alembic", "twilio", "uvloop"} == set()


def test_the_sandbox_loads_cryptography_only_when_somebody_comes_by_tls(tmp_path: Path) -> None:
    arguments = ("--child", "--port", "0", "--data", str(tmp_path))
    imported = imported_by(*arguments, module="tendlc.sandbox")
    assert "uvloop" in imported
    assert imported & {"cryptography", "h11", "jinja2"} == set()
