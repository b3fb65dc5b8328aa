"""A browser for the pages of the sandbox, and a world that has something of everything.

The browser is Debian's. Where it is not installed, every test here is skipped and says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.worlds import Populated, populate
from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.receiver import Receiver, receiving

_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESKTOP, PHONE = 1280, 390

Opener = Callable[..., Page]
"""Opens the page of a path, where it may be told what the browser is like."""


def skip_without_chromium() -> None:
    """Skip a whole module, in one line of the report, where there is no browser."""
    if CHROMIUM is None:
        missing = "the pages were not tried: no chromium (`apt-get install chromium`)"
        pytest.skip(missing, allow_module_level=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start chromium once for this folder."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_SWITCHES])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, sandbox_server: SandboxProcess) -> Iterator[Opener]:
    """Opens pages of the sandbox, each in a browser that remembers nothing."""
    with ExitStack() as opened:

        def opener(path: str, *, width: int = DESKTOP, **like: Any) -> Page:
            page = browser.new_page(
                base_url=sandbox_server.url, viewport={"width": width, "height": 844}, **like
            )
            opened.callback(page.close)
            page.goto(path)
            return page

        yield opener


@pytest.fixture(scope="package")
def pages(browser: Browser, sandbox_server: SandboxProcess) -> Iterator[dict[str, Page]]:
    """A page with JavaScript and one without. They serve many tests: the inspector's pages leave
    nothing in a browser.
    """
    like: Any = {"base_url": sandbox_server.url, "viewport": {"width": DESKTOP, "height": 844}}
    made = {
        "script": browser.new_page(**like),
        "no-script": browser.new_page(java_script_enabled=False, **like),
    }
    yield made
    for page in made.values():
        page.close()


@pytest.fixture
def visit(pages: dict[str, Page]) -> Opener:
    """Opens pages as most people see them, with JavaScript."""
    return partial(_visit, pages["script"])


@pytest.fixture(params=["script", "no-script"])
def visit_both(request: pytest.FixtureRequest, pages: dict[str, Page]) -> Opener:
    """Opens pages once with JavaScript and once without."""
    return partial(_visit, pages[request.param])


def _visit(page: Page, path: str) -> Page:
    page.goto(path)
    return page


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture(scope="package")
def populated(sandbox_server: SandboxProcess) -> Populated:
    """An account that has something of everything; not to be changed."""
    return populate(SandboxAccount(sandbox_server))
