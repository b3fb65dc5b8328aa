"""A reader of the inspector's pages: fetches them, sends their forms, and says what is on them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import requests

from tests.conftest import SandboxAccount

BROWSER = {"accept": "text/html"}


class Seen(HTMLParser):
    """Collects what a reader sees, the tags, and where links and forms lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def seen(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, tag: str, name: str) -> list[str]:
        return [attrs[name] or "" for each, attrs in self.tags if each == tag and name in attrs]

    def fields(self, action: str) -> dict[str, str]:
        """What a browser sends of the form with this action where nobody touches it."""
        inside, sent = False, dict[str, str]()
        for tag, attrs in self.tags:
            if tag == "form":
                inside = attrs.get("action") == action
            elif tag == "input" and inside and (name := attrs.get("name")):
                assert name not in sent, "the inspector reads one value a name"
                if attrs.get("type") != "checkbox" or "checked" in attrs:
                    sent[name] = attrs.get("value") or ""
        return sent


def page_of(account: SandboxAccount, path: str, /, **query: str) -> Seen:
    answer = requests.get(account.sandbox.url + path, params=query, headers=BROWSER, timeout=20)
    assert answer.status_code == 200, answer.text
    return Seen(answer.text)


def home(account: SandboxAccount, path: str = "") -> str:
    return f"/accounts/{account.sid}{path}"


def send(account: SandboxAccount, path: str, /, **form: Any) -> Seen:
    """Send a form as the browser does, and return the page on which that ends."""
    url = account.sandbox.url + home(account, path)
    headers = {"origin": account.sandbox.url, "sec-fetch-site": "same-origin", **BROWSER}
    answer = requests.post(url, data={"back": home(account), **form}, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    assert answer.history[0].status_code == 303
    return Seen(answer.text)


def resource_page(account: SandboxAccount, kind: str, key: str) -> Seen:
    return page_of(account, home(account, f"/resources/{kind}/{key}"))
