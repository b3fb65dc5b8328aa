"""The tests themselves: none sleeps or measures time, and judgement has a test file a module.

What needs time waits for a condition in `tests/waiting.py`, moves the clock of a world, or counts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT, Source, sources_in

TESTS = ROOT / "tests"
WAITING = TESTS / "waiting.py"
TIME = {
    "asyncio": {"sleep"},
    "time": {
        "monotonic",
        "monotonic_ns",
        "perf_counter",
        "perf_counter_ns",
        "process_time",
        "sleep",
        "time",
        "time_ns",
    },
}
MIRRORED = ("rules", "engine")


def time_taken(tree: ast.AST) -> Iterator[str]:
    """Name what a test would sleep with, or measure time with."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                if name in TIME.get(module, ()):
                    yield f"{module}.{name}"
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{n.name}" for n in names if n.name in TIME.get(module, ()))
            case ast.Import(names=names):
                yield from (f"{n.name} as {n.asname}" for n in names if n.name in TIME and n.asname)


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(1)",
        "from time import sleep",
        "from time import monotonic as now",
        "import time as clock",
        "import time\nassert time.perf_counter() < 3",
        "import asyncio\nasync def wait(): await asyncio.sleep(1)",
    ],
)
def test_sleeping_and_measuring_would_be_seen(text: str) -> None:
    assert [*time_taken(ast.parse(text))]


def test_no_test_sleeps_or_measures_time() -> None:
    guilty = {
        str(source): sorted({*time_taken(source.tree)})
        for source in sources_in(TESTS)
        if source.path != WAITING
    }
    assert {name: found for name, found in guilty.items() if found} == {}


def mirrors() -> dict[Path, Path]:
    """Give each module of judgement the file that must test it: its own, or its folder's."""
    return {
        path: _mirror(path)
        for folder in MIRRORED
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if path.name != "__init__.py"
    }


def _mirror(path: Path) -> Path:
    folder = TESTS / "unit" / path.relative_to(PACKAGE).parent
    own, of_folder = folder / f"test_{path.name}", folder / f"test_{folder.name}.py"
    return of_folder if of_folder.is_file() and not own.is_file() else own


def test_every_module_of_judgement_has_a_test_file_of_its_own() -> None:
    assert len(mirrors()) > 20
    assert [str(test) for test in mirrors().values() if not test.is_file()] == []


def test_the_test_file_of_a_module_imports_it() -> None:
    strangers = [
        str(path)
        for path, test in mirrors().items()
        if not any(name.startswith(_tested(path, test)) for name in Source(test).imported())
    ]
    assert strangers == []


def _tested(path: Path, test: Path) -> str:
    """Give the dotted name of what a test file is for: a module, or its folder."""
    tested = path if test.name == f"test_{path.name}" else path.parent
    return ".".join(tested.relative_to(PACKAGE.parent).with_suffix("").parts)
