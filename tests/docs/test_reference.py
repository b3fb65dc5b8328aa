"""The reference names exactly what the program has: commands, settings, errors, fields, modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from typer import Typer

from tendlc import errors
from tendlc.domain.customer import Customer
from tendlc.domain.onboarding import Unreadable
from tendlc.entrypoints.cli.main import app
from tendlc.entrypoints.cli.record import as_data, unreadable_data
from tendlc.entrypoints.cli.tasks import Door
from tendlc.errors import TendlcError
from tendlc.settings import Settings
from tests.docs.pages import DOCS, REFERENCE, ROOT, first_cells, generate, tendlc, text
from tests.records import record


def _commands(group: Typer, before: str = "") -> Iterator[str]:
    for command in group.registered_commands:
        yield before + (command.name or command.callback.__name__ if command.callback else "")
    for inner in group.registered_groups:
        yield f"{before}{inner.name}"
        if inner.typer_instance:
            yield from _commands(inner.typer_instance, f"{before}{inner.name} ")


COMMANDS = list(_commands(app))


def test_the_generated_parts_are_what_the_program_says_now() -> None:
    done = generate("--check")
    assert done.stdout == "", "run: python docs/generate.py"
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("arguments", [[], *(name.split() for name in COMMANDS)])
def test_cli_page_has_the_real_help_of_every_command(arguments: list[str]) -> None:
    printed = tendlc(*arguments, "--help").stdout
    assert f"```text\n{printed}```" in text(REFERENCE / "cli.md")


def test_cli_page_has_no_command_that_does_not_exist() -> None:
    headings = re.findall(r"^## tendlc ?([\w ]*)$", text(REFERENCE / "cli.md"), re.MULTILINE)
    assert headings == ["", *COMMANDS]


def test_the_table_of_a_record_names_exactly_the_keys_that_json_has() -> None:
    section = (
        text(REFERENCE / "cli.md").partition("\n## JSON\n")[2].partition("| key of `error`")[0]
    )
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    damaged = Unreadable(key="acme", target=None, what="its document")
    assert told == [*as_data(record(), Door())]
    assert set(told) == {*unreadable_data(damaged, Door())}


SET_FOR_PROGRAMS = {"TENDLC_SANDBOX_URL"}
"""Told to programs under `tendlc sandbox exec`; no setting of ours."""


def test_settings_page_names_exactly_the_settings() -> None:
    variables = {
        str(field.validation_alias or f"TENDLC_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    named = set(re.findall(r"\b(?:TENDLC|TWILIO)_[A-Z_]+\b", text(REFERENCE / "settings.md")))
    assert named == variables | SET_FOR_PROGRAMS
    assert set(first_cells(REFERENCE / "settings.md")) == variables


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    variables = set(re.findall(r"\b(?:TENDLC|TWILIO)_[A-Z_]+\b", text(REFERENCE / "settings.md")))
    for page in [ROOT / "README.md", ROOT / "SECURITY.md", *DOCS.rglob("*.md")]:
        assert set(re.findall(r"\b(?:TENDLC|TWILIO)_[A-Z_]+\b", text(page))) <= variables, page


def _tree(kind: type[TendlcError]) -> Iterator[type[TendlcError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


def test_errors_page_lists_exactly_the_error_tree_with_its_codes() -> None:
    rows = re.findall(
        r"^\| (?:&emsp;)*`(\w+)` \| `(\w+)` \| (.+?) \| \d \|$",
        text(REFERENCE / "errors.md"),
        re.MULTILINE,
    )
    assert rows == [(kind.__name__, kind.code, kind().message) for kind in _tree(TendlcError)]


def test_errors_page_explains_every_error() -> None:
    explained = re.findall(r"^\*\*`(\w+)`\*\*", text(REFERENCE / "errors.md"), re.MULTILINE)
    assert sorted(explained) == sorted(kind.__name__ for kind in _tree(TendlcError))


def test_the_tree_drawn_in_the_module_is_the_real_one() -> None:
    drawn = re.findall(r"^[ │├└─]*([A-Z]\w+)(?:  |$)", errors.__doc__ or "", re.MULTILINE)
    assert drawn == [kind.__name__ for kind in _tree(TendlcError)]


def test_no_two_errors_have_the_same_code() -> None:
    codes = [kind.code for kind in _tree(TendlcError)]
    assert len(codes) == len(set(codes))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, bool]]:
    for name, field in model.model_fields.items():
        yield prefix + name, field.is_required()
        for part in _models(field.annotation):
            below = "." if field.annotation is part else "[]."
            yield from _fields(part, f"{prefix}{name}{below}")


def test_customer_document_page_covers_every_field_and_whether_it_is_needed() -> None:
    page = text(REFERENCE / "customer_document.md")
    rows = re.findall(r"^\| `([\w\[\].]+)` \| (yes|no) \|", page, re.MULTILINE)
    needed = dict(_fields(Customer))
    needed["customer"] = False  # the door takes the file's stem for it
    assert {path: needs == "yes" for path, needs in rows} == needed
    assert len(rows) == len(needed)


def test_architecture_lists_every_module_with_the_first_sentence_of_its_prose() -> None:
    page = text(DOCS / "architecture.md")
    package = ROOT / "src" / "tendlc"
    for module in package.rglob("*.py"):
        prose = text(module).partition('"""')[2].partition("\n")[0].removesuffix('"""')
        opening = re.split(r"(?<=[.?])\s", prose)[0]
        name = f"{module.parent.name}/" if module.name == "__init__.py" else module.name
        assert re.search(rf"`(src/)?{re.escape(name)}`(\*\*)? {re.escape(opening)}", page), module
