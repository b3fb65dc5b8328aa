"""Below the doors nobody knows a command, an option or a file: what to run is said at the door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, Source

_OF_A_DOOR = re.compile(
    r"`tendlc|\btendlc (onboard|status|check|answer|add)\b|(?<![\w-])--[a-z]"
    r"|\b(the|same) command\b|\b(?-i:FILE)\b|\bin(to)? the file\b|\b[\w']+'s file\b",
    re.IGNORECASE,
)
_ELSEWHERE = ("entrypoints", "sandbox")
"""The doors, and the sandbox, which is a program of its own."""
_READS_OLD_WORDS = "adapters/sql/stored_tasks.py"
"""Knows again the commands that older versions stored in their tasks."""


def _texts(source: Source) -> Iterator[tuple[int, str]]:
    """Give the strings of a module with their lines, without its docstrings."""
    prose = {
        id(statement.value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def _named(source: Source) -> list[str]:
    found = ((line, text) for line, text in _texts(source) if _OF_A_DOOR.search(text))
    return [f"{source}:{line}: {text}" for line, text in found]


def test_no_command_option_or_file_is_named_below_the_doors() -> None:
    below = [
        Source(path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in _ELSEWHERE
        and path != PACKAGE / _READS_OLD_WORDS
    ]
    assert len(below) > 100
    assert [found for source in below for found in _named(source)] == []


def test_no_command_option_or_file_is_named_in_a_published_fact() -> None:
    tables = sorted((PACKAGE / "catalog").rglob("*.toml"))
    assert len(tables) > 10
    named = [
        f"{table.name}: {line}"
        for table in tables
        for line in table.read_text(encoding="utf-8").splitlines()
        if line.startswith(("meaning", "remedy")) and _OF_A_DOOR.search(line)
    ]
    assert named == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('X = "Run `tendlc status` to see it."', True),
        ('X = "tendlc onboard FILE"', True),
        ('X = f"Name {1} with --data."', True),
        ('X = "Run the command again."', True),
        ('X = "Run the same command again."', True),
        ('X = "Fix the fields in the file."', True),
        ('X = "The customer\'s file has errors."', True),
        ('X = "What answers is not a tendlc sandbox."', False),
        ('X = "No complete answer came in time (TENDLC_CLIENT_TIMEOUT_SECONDS)."', False),
        ('"""Prose may speak of `tendlc onboard` and --data."""', False),
    ],
)
def test_what_the_search_finds(code: str, found: bool, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(code, encoding="utf-8")
    assert any(_OF_A_DOOR.search(text) for _, text in _texts(Source(file))) is found
