"""Marks such as `# fact: brand-update-limit` name rows of the catalog that exist.

So whoever doubts a rule finds its source, its date and how sure it is.
"""

from __future__ import annotations

import re

from tendlc.catalog.facts import CERTAINTIES, all_facts
from tests.architecture.sources import package

_MARK = re.compile(r"#\s*fact:\s*(\S+)")


def _marks() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source in package():
        for row in _MARK.findall(source.text):
            found.setdefault(row, []).append(str(source))
    return found


def test_every_mark_names_a_row_of_the_catalog() -> None:
    known = all_facts()
    assert {row: files for row, files in _marks().items() if row not in known} == {}


def test_both_houses_mark_what_they_took_from_outside() -> None:
    files = {file for named in _marks().values() for file in named}
    assert any(file.startswith("src/tendlc/rules/") for file in files)
    assert any(file.startswith("src/tendlc/sandbox/") for file in files)


def test_every_marked_row_says_how_sure_it_is() -> None:
    known = all_facts()
    assert {known[row].certainty for row in _marks()} <= set(CERTAINTIES)
