"""What the package imports is what it declares, no more and no less."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from tests.architecture.sources import PACKAGE, ROOT, sources_in

LOADED_BY_OTHERS = {
    "email-validator",  # by pydantic, for addresses
}
BROUGHT_BY_OTHERS = {
    "pytest",  # loads the plugin, nobody else does
    "pydantic-core",  # pydantic names its one fitting version
    "sitecustomize",  # of the program that `sandbox exec` runs
}


def imported() -> Iterator[str]:
    """Name the distributions that the package imports, as the index spells them."""
    known = packages_distributions()
    for source in sources_in(PACKAGE):
        for node in ast.walk(source.tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top != "tendlc":
                    yield from (_spelled(found) for found in known.get(top, [top]))


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        _spelled(re.split(r"[<>=!~; \[]", text, maxsplit=1)[0]) for text in project["dependencies"]
    }


def _spelled(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_declared() -> None:
    assert {*imported()} - declared() - BROUGHT_BY_OTHERS == set()


def test_what_is_declared_is_imported() -> None:
    assert declared() - {*imported()} - LOADED_BY_OTHERS == set()
