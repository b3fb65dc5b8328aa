"""A visit: what a page is asked, what it may look into, and what it hands to the templates.

Every page is a function of a Visit that returns a Shown; HTTP stays at the door, and the drawing
behind it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import Account, Worlds
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.journal import Journal
from tendlc.sandbox.world.schedule import Schedule
from tendlc.sandbox.world.store import Store


class Control(Protocol):
    """Control, as the server reaches it: a change is carried out apart and put into the journal."""

    def __call__(
        self, method: str, path: str, query: str, body: bytes
    ) -> Awaitable[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Sources:
    """What the pages look into. `take` has work done in the next batch of the sandbox."""

    store: Store
    worlds: Worlds
    schedule: Schedule
    journal: Journal
    take: Callable[[Callable[[], Any]], Awaitable[Any]]
    look: Callable[[str], dict[str, Any]]
    """Answers a GET of control, within the batch of a page."""
    control: Control


@dataclass(slots=True)
class Visit:
    """One request for a page: what stood in the braces of its path, and its query."""

    sources: Sources
    origin: str
    path: str
    place: Mapping[str, str]
    query: Mapping[str, str]

    def account(self) -> Account:
        """Return the account that the path names, after what is due in its world has happened.

        Raises:
            Refusal: 20404, there is no such account; looking never makes one.
        """
        sid = self.place["account_sid"]
        account = self.sources.worlds.account(sid)
        if account is None:
            raise Refusal(20404, f"There is no account {sid} here yet.")
        self.sources.schedule.catch_up(account.world, account.world.clock.at(machine_time()))
        return self.sources.worlds.account(sid) or account

    def link(self, **changed: str) -> str:
        """Return this page's address with some parts of the query changed; empty ones go."""
        query = {name: value for name, value in self.query.items() if name != "notice"} | changed
        wanted = {name: value for name, value in query.items() if value}
        return f"{self.path}?{urlencode(wanted)}" if wanted else self.path


@dataclass(slots=True)
class Shown:
    """What is to be drawn: a template, what it is told, and where in the house it belongs."""

    template: str
    title: str
    section: str
    facts: dict[str, Any] = field(default_factory=dict)
    account: Account | None = None
    status: int = 200
