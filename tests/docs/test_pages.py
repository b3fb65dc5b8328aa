"""Pages hold together: links lead somewhere, paths exist, and none tells of a certain machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, text

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:src|tests|docs|examples)/[^`*{]*)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MACHINE = re.compile(r"(?<![\w.}*])/(?:home|root|Users|opt|work|tmp|mnt)/\w+")
_HOST = re.compile(r"https?://([^/\s\"'`)>\]\\]*)")
_KNOWN_HOST = re.compile(
    r"(.*[.@])?(twilio\.com|json-schema\.org|example(\.com|\.org)?|test|invalid|127\.0\.0\.1|localhost)(:.*)?"
    r"|.*\{.*|"
)
_SUFFIXES = {"", ".md", ".py", ".toml", ".yaml", ".json", ".jsonl", ".mjs", ".sql", ".lock", ".txt"}
_FOLDERS = ("src", "tests", "docs", "examples", "benchmarks", ".ci")
_TEXTS = [
    path
    for start in ROOT.iterdir()
    for path in ([start] if start.is_file() else sorted(start.rglob("*")))
    if (start.is_file() or start.name in _FOLDERS)
    and start.name != ".git"
    and path.is_file()
    and path.suffix in _SUFFIXES
    and "node_modules" not in path.parts
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = _HEADING.findall(text(page))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(text(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if link.startswith(("http://", "https://")):
            continue
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    named = [path.split(" ")[0] for path in _PATH.findall(text(page))]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_text_names_a_path_of_somebodys_machine() -> None:
    told = {_name(path): _MACHINE.findall(text(path)) for path in _TEXTS}
    assert {name: paths for name, paths in told.items() if paths} == {}


def test_no_text_names_a_host_but_twilios_and_made_up_ones() -> None:
    told = {_name(path): set(_HOST.findall(text(path))) for path in _TEXTS}
    foreign = {
        name: {host for host in hosts if not _KNOWN_HOST.fullmatch(host)}
        for name, hosts in told.items()
        if not name.startswith("tests/")  # there hosts are data, good and bad
        and not name.endswith("package-lock.json")  # it names the sponsors of packages
    }
    assert {name: hosts for name, hosts in foreign.items() if hosts} == {}


def test_no_lock_says_where_a_package_is_fetched_from() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in text(lock)
        assert "--index" not in text(lock)
    for lock in (path for path in _TEXTS if path.name == "package-lock.json"):
        assert '"resolved"' not in text(lock)


def test_every_decision_is_in_the_list_and_has_its_four_parts() -> None:
    folder = DOCS / "decisions"
    listed = _LINK.findall(text(folder / "README.md"))
    pages = sorted(page for page in folder.glob("0*.md"))
    assert listed == [page.name for page in pages]
    for page in pages:
        parts = re.findall(r"^## (.+)$", text(page), re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"], page.name


def test_no_decision_needs_more_than_four_sentences_of_context() -> None:
    for page in sorted((DOCS / "decisions").glob("0*.md")):
        context, decision = text(page).split("## ")[1:3]
        assert len(re.findall(r"\.(?=\s)", context)) <= 4, page.name
        assert 1 <= len(re.findall(r"\.(?=\s)", decision)) <= 2, page.name
