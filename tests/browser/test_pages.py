"""Every page by itself: it fits, it can be read and reached, and it asks nobody else for anything.

All pages are opened once on a desktop and once on a phone; the tests look at what was seen there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESKTOP, PHONE, Opener, skip_without_chromium
from tests.browser.worlds import Populated

skip_without_chromium()

LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
WATCH_FOCUS = """() => {
  window.reached = new Set();
  addEventListener("focusin", ({ target }) => {
    if (getComputedStyle(target).outlineStyle !== "none") reached.add(target);
  });
  const all = document.querySelectorAll("a[href], button, summary, select, input, [tabindex='0']");
  return [...all].filter((each) => each.type !== "hidden" && each.checkVisibility()).length;
}"""
SMALLEST_TARGET = 24  # as WCAG 2.2 asks for
LEAST_CONTRAST = 4.5


@dataclass
class Seen:
    """What a browser met on all pages."""

    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def all(self, name: str) -> list[Any]:
        return [(path, each) for path, page in self.pages.items() for each in page[name]]


@pytest.fixture(
    scope="module",
    params=[
        {"viewport": {"width": DESKTOP, "height": 844}, "color_scheme": "light"},
        {
            "viewport": {"width": PHONE, "height": 844},
            "color_scheme": "dark",
            "has_touch": True,
            "is_mobile": True,
        },
    ],
    ids=["desktop", "phone"],
)
def seen(request: pytest.FixtureRequest, browser: Browser, populated: Populated) -> Iterator[Seen]:
    found = Seen()
    page = browser.new_page(base_url=populated.account.sandbox.url, **request.param)
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("request", lambda asked: found.asked.append(asked.url))
    for path in populated.paths:
        page.goto(path)
        found.pages[path] = page.evaluate(LOOK)
    yield found
    page.close()


def test_no_page_is_wider_than_the_screen(seen: Seen) -> None:
    assert len(seen.pages) > 12
    assert seen.all("too_wide") == []


def test_no_button_or_field_is_too_small_for_a_finger(seen: Seen) -> None:
    targets = seen.all("targets")
    assert len(targets) > 100
    small = {each["what"] for _, each in targets if min(each["size"]) < SMALLEST_TARGET}
    assert small == set()


def test_every_text_stands_out_from_its_ground(seen: Seen) -> None:
    texts = seen.all("texts")
    assert len(texts) > 500
    assert {each["text"] for _, each in texts if each["contrast"] < LEAST_CONTRAST} == set()


def test_every_field_and_button_has_a_name_of_its_own(seen: Seen) -> None:
    assert seen.all("nameless") == []


def test_every_page_has_one_main_heading(seen: Seen) -> None:
    assert {page["headings"] for page in seen.pages.values()} == {1}


def test_the_browser_complains_of_nothing(seen: Seen) -> None:
    assert seen.complaints == []


def test_nothing_is_asked_of_any_other_site(seen: Seen, populated: Populated) -> None:
    home = f"{populated.account.sandbox.url}/"
    assert seen.asked
    assert [url for url in seen.asked if not url.startswith(home)] == []


@pytest.mark.parametrize("part", ["/scripts", "/settings", "/deliveries"])
def test_all_that_can_be_used_is_reached_by_the_tab_key_and_shows_it(
    open_page: Opener, populated: Populated, part: str
) -> None:
    page = open_page(f"/accounts/{populated.account.sid}{part}")
    usable: int = page.evaluate(WATCH_FOCUS)
    for _ in range(usable):
        page.keyboard.press("Tab")
    assert usable > 20
    assert page.evaluate("reached.size") == usable


def test_the_first_tab_offers_to_skip_to_the_content(
    open_page: Opener, populated: Populated
) -> None:
    page = open_page(f"/accounts/{populated.account.sid}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
