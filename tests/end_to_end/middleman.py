"""A proxy between engine and sandbox that answers in the sandbox's place where a test says so.

By then the sandbox has carried the request out: what the engine is told is not what happened.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from tests.proxy import Answer, PassOn, Request, proxy

Change = Callable[[Answer], Answer]


@dataclass
class Rule:
    """Changes the answers to what matches `request` ("METHOD path"), `times` times."""

    request: str
    change: Change
    times: int = 1


@dataclass
class Middleman:
    """Where the proxy listens, and what it does."""

    url: str = ""
    rules: list[Rule] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def say(self, request: str, change: Change, times: int = 1) -> None:
        """Add a rule."""
        self.rules.append(Rule(request, change, times))

    def treat(self, request: Request, pass_on: PassOn) -> Answer:
        """Change the answer by the first rule that fits."""
        answer = pass_on()
        change = self._change_for(f"{request.method} {request.path}")
        return change(answer) if change else answer

    def _change_for(self, request: str) -> Change | None:
        with self.lock:
            for rule in self.rules:
                if rule.times > 0 and re.search(rule.request, request):
                    rule.times -= 1
                    return rule.change
        return None


def page(status: int, body: str = "<html>an answer of the proxy</html>", **headers: str) -> Change:
    """Put a page of the proxy's own in the place of the answer."""
    said = {"Content-Type": "text/html", **{n.replace("_", "-"): v for n, v in headers.items()}}
    return lambda answer: Answer(status, body.encode(), [*said.items()])


@contextmanager
def middleman(upstream_url: str, tls: ssl.SSLContext | None = None) -> Iterator[Middleman]:
    """Stand between an engine and the sandbox at `upstream_url`, over TLS where asked for."""
    between = Middleman()
    with proxy(upstream_url, between.treat, tls) as between.url:
        yield between
