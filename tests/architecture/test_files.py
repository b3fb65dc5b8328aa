"""Every file opens with prose and stays small; no drawer without a name; no mocks.

The numbers are those of CONTRIBUTING.md.
"""

from __future__ import annotations

import ast

from tests.architecture.sources import everything, package

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
PROSE = range(2, 9)
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}


def test_there_are_files_to_judge() -> None:
    assert len(package()) > 100
    assert len(everything()) > len(package())


def test_every_module_opens_with_two_to_eight_lines_of_prose() -> None:
    lines = {str(source): len(source.prose()) for source in package()}
    assert {name: count for name, count in lines.items() if count not in PROSE} == {}


def test_no_file_is_longer_than_500_lines() -> None:
    lines = {str(source): len(source.text.splitlines()) for source in everything()}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    lines = {
        f"{source}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for source in everything()
        for function in source.functions()
    }
    assert {name: count for name, count in lines.items() if count > LONGEST_FUNCTION} == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {str(source): {source.path.stem, *source.path.parts} for source in everything()}
    assert [name for name, parts in names.items() if parts & DRAWERS] == []


def test_no_class_of_the_engines_side_has_the_name_of_another() -> None:
    """A word means one thing: what is called the same is the same."""
    homes: dict[str, list[str]] = {}
    for source in package():
        if "sandbox" not in source.path.parts:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.ClassDef):
                    homes.setdefault(node.name, []).append(str(source))
    assert len(homes) > 100
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_nothing_is_mocked() -> None:
    mocks = ("unittest.mock", "mock.", "pytest_mock")
    guilty = [
        f"{source}: {name}"
        for source in everything()
        for name in source.imported()
        if f"{name}.".startswith(mocks)
    ]
    asked_for = [
        f"{source}: {function.name}"
        for source in everything()
        for function in source.functions()
        if any(argument.arg == "mocker" for argument in function.args.args)
    ]
    assert guilty + asked_for == []
