"""Other versions of tendlc: a copy of the package with some of its text changed.

The command is run from the copy as its user would run it after an upgrade.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.end_to_end.commands import ROOT, Home


def another_version(home: Home, folder: Path, changes: dict[str, Callable[[str], str]]) -> Home:
    """Return the home with a tendlc in which the named files read as `changes` make them."""
    package = folder / "tendlc"
    shutil.copytree(ROOT / "src" / "tendlc", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, change in changes.items():
        file = package / name
        before = file.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, f"{name} reads as before"
        file.write_text(after, encoding="utf-8")
    return home.with_settings(PYTHONPATH=str(folder))


def with_limit(row: str, value: int) -> Callable[[str], str]:
    """Set one limit of limits.toml."""
    return lambda table: re.sub(rf'(id = "{row}"\nvalue = )\d+', rf"\g<1>{value}", table)


def with_every_limit(value_of: Callable[[str], int]) -> Callable[[str], str]:
    """Set every limit of limits.toml to what `value_of` says of its row's id."""
    row = re.compile(r'(id = "([\w-]+)"\nvalue = )\d+')
    return lambda table: row.sub(lambda found: f"{found[1]}{value_of(found[2])}", table)
