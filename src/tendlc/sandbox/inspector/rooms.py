"""What the inspector needs to draw a page: the list of pages and the templates.

Apart from the door because it is loaded late, with the first visit, in another thread.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from tendlc.sandbox.inspector.actions import ACTIONS, Action, Order
from tendlc.sandbox.inspector.drawing import environment
from tendlc.sandbox.inspector.routes import READERS, SEEKERS, Reader
from tendlc.sandbox.inspector.visit import Shown, Sources, Visit
from tendlc.sandbox.inspector.worlds import waiting
from tendlc.sandbox.refusal import not_found
from tendlc.sandbox.world.clock import machine_time


class Rooms:
    """The pages, the forms and the templates."""

    def __init__(self) -> None:
        self._templates = environment()
        self._readers = [(re.compile(path), reader) for path, reader in READERS]
        self._seekers = [(re.compile(path), seeker) for path, seeker in SEEKERS]
        self._actions = [(re.compile(path), action) for path, action in ACTIONS]

    async def read(self, visit: Visit) -> tuple[Shown | str, Any]:
        """Return what the page of a path shows, and the frame around it.

        Raises:
            Refusal: 20404, there is no such page.
        """
        sources = visit.sources
        for pattern, seeker in self._seekers:
            if match := pattern.fullmatch(visit.path):
                visit.place = match.groupdict()
                shown = await seeker(visit)
                return shown, await sources.take(partial(_frame, sources, shown))
        reader = self._reader(visit)
        read: tuple[Shown | str, Any] = await sources.take(partial(_framed, reader, visit))
        return read

    def _reader(self, visit: Visit) -> Reader:
        for pattern, reader in self._readers:
            if match := pattern.fullmatch(visit.path):
                visit.place = match.groupdict()
                return reader
        raise not_found(visit.path)

    def action(self, path: str) -> tuple[Action, Mapping[str, str]] | None:
        """Return what a form at a path asks for, and what stands in its braces."""
        for pattern, action in self._actions:
            match = pattern.fullmatch(path)
            if match:
                return action, match.groupdict()
        return None

    async def act(self, sources: Sources, path: str, form: Mapping[str, str]) -> str:
        """Carry out the form of a path; return what was done, in words.

        Raises:
            Refusal: there is no such form, or control refuses.
        """
        known = self.action(path)
        if known is None:
            raise not_found(path)
        action, place = known
        return await action(Order(sources, place, form))

    def draw(self, shown: Shown, **around: Any) -> bytes:
        """Return a page as HTML."""
        template = self._templates.get_template(shown.template)
        text = template.render(
            title=shown.title,
            section=shown.section,
            account=shown.account,
            **around,
            **shown.facts,
        )
        return text.encode()


def _framed(reader: Reader, visit: Visit) -> tuple[Shown | str, Any]:
    shown = reader(visit)
    return shown, None if isinstance(shown, str) else _frame(visit.sources, shown)


def _frame(sources: Sources, shown: Shown) -> dict[str, Any] | None:
    """Return what the frame of a page tells about the world of its account."""
    account = shown.account
    if account is None:
        return None
    world = account.world
    top = sources.worlds.account(world.account_sid)
    return {
        "now": world.clock.at(machine_time()),
        "mode": world.clock.mode(),
        "speed": world.clock.speed,
        "waiting": waiting(sources.store, world.id),
        "generation": world.generation,
        "world_sid": world.account_sid,
        "name": (account.data or {}).get("friendly_name", ""),
        "top_name": top.data.get("friendly_name", "") if top else "",
        "is_sub": account.parent is not None,
        "status": account.data.get("status", ""),
    }
