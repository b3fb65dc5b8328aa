"""The application: finds out whom a request is for, a product or the sandbox itself.

Nothing that a caller sends may bring down more than its own connection: what is not understood
gets an error in Twilio's form.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from tendlc.sandbox.operations import Call, Head
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.wire.hosts import OwnHost, locate
from tendlc.sandbox.wire.rendering import Outgoing, render_refusal
from tendlc.sandbox.wire.request_handler import Reply, RequestHandler

_LONGEST_HOST = 300


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request for the sandbox's own pages or its control."""

    method: str
    head: Head
    path: str
    query: str
    body: bytes


Local = Callable[[OwnRequest], Awaitable[Outgoing]]
"""Answers what is meant for the sandbox itself: control and pages."""


class Application:
    """Leads requests on. `local` answers what is not meant for Twilio."""

    def __init__(
        self,
        handler: RequestHandler,
        local: Local,
        own_host: OwnHost,
        report: Callable[[str, Exception], None],
    ) -> None:
        self._handler = handler
        self._local = local
        self._refuse_others = lru_cache(maxsize=256)(own_host.refuse_others)
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, method: str, target: bytes, head: Head, body: bytes, reply: Reply) -> None:
        """Answer a request, now or later, by calling `reply` once."""
        raw_path, _, query = target.partition(b"?")
        path = raw_path.decode("latin-1")
        first = path[1:].partition("/")[0]
        place = None
        if len(head.host) <= _LONGEST_HOST >= len(first):  # places are remembered
            place = locate(head.scheme, head.host, first if first.endswith("twilio.com") else "")
        if place is None:
            reply(render_refusal(not_found(path)))
            return
        if place.strip or not place.twilio:
            try:
                self._refuse_others(head.host)
            except Refusal as refusal:
                reply(render_refusal(refusal))
                return
        path = path[place.strip :] or "/"
        if "%" in path:
            path = unquote(path)
        if place.product is None:
            own = OwnRequest(method, head, path, query.decode("latin-1"), body)
            task = asyncio.get_running_loop().create_task(self._answer_locally(own, reply))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        self._handler.handle(
            Call(method, head, place.product, path, query, body, place.origin), reply
        )

    async def _answer_locally(self, request: OwnRequest, reply: Reply) -> None:
        try:
            outgoing = await self._local(request)
        except Refusal as refusal:
            outgoing = render_refusal(refusal)
        except asyncio.CancelledError:  # we are stopping
            outgoing = Outgoing(0, b"", dropped=True)
        except Exception as error:  # noqa: BLE001  the caller is told 20500, the log tells why
            self._report(f"{request.method} {request.path}", error)
            outgoing = render_refusal(Refusal(20500))
        reply(outgoing)
