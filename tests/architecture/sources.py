"""The source of the project as the architecture tests read it: files, modules, functions.

Everything is found by looking, so that a new file is under the rules from its first day.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "tendlc"


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def prose(self) -> list[str]:
        """The lines of the docstring, without blank ones and without drawings and tables."""
        lines = (ast.get_docstring(self.tree) or "").splitlines()
        return [line for line in lines if line.strip() and not line.startswith("    ")]

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imported(self) -> Iterator[str]:
        """The dotted names that the file imports, wherever in it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources_in(*folders: Path) -> tuple[Source, ...]:
    """Return every Python file below the folders, sorted."""
    return tuple(Source(path) for folder in folders for path in sorted(folder.rglob("*.py")))


@cache
def package() -> tuple[Source, ...]:
    """Return the files of tendlc itself."""
    return sources_in(PACKAGE)


@cache
def everything() -> tuple[Source, ...]:
    """Return the files of tendlc, its tests, its benchmarks and its documentation."""
    folders = [ROOT / name for name in ("src", "tests", "benchmarks", "docs")]
    return sources_in(*(folder for folder in folders if folder.is_dir()))
