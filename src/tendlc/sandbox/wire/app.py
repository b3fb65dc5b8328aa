"""The ASGI application: reads a request, finds out whom it is meant for, and sends the answer.

Nothing that a caller sends may bring down more than its own connection: bodies have a limit, and
what is not understood gets an error in Twilio's form.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.wire.answering import Answering, Incoming
from tendlc.sandbox.wire.connection import connection_of
from tendlc.sandbox.wire.places import Place, locate
from tendlc.sandbox.wire.rendering import Outgoing, render_refusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Local = Callable[[Scope, bytes], Awaitable[Outgoing]]
"""Answers what is meant for the sandbox itself: control and pages."""

_BODY_LIMIT = 1_048_576
_LONGEST_HOST = 300
_LONGEST_CREDENTIALS = 1000
_WITHOUT_BODY = ("GET", "DELETE", "HEAD")
_JSON = b"application/json;charset=utf-8"


class Application:
    """The door. `local` answers what is not meant for Twilio."""

    def __init__(
        self,
        answering: Answering,
        local: Local,
        report: Callable[[str, Exception], None],
    ) -> None:
        self._answering = answering
        self._local = local
        self._report = report
        self._number = 0

    async def __call__(
        self,
        scope: Scope,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            body = b""
            if scope["method"] not in _WITHOUT_BODY:
                body = await _body(receive)
            outgoing = await self._answer(scope, body)
        except Refusal as refusal:
            outgoing = render_refusal(refusal)
        except (ConnectionError, asyncio.CancelledError):  # the last: we are stopping
            outgoing = Outgoing(0, b"", dropped=True)
        except Exception as error:  # noqa: BLE001  the caller is told 20500, the log tells why
            self._report(f"{scope['method']} {scope['path']}", error)
            outgoing = render_refusal(Refusal(20500))
        if outgoing.dropped:
            connection_of(scope).drop(reset=outgoing.reset)
        elif not connection_of(scope).is_gone():
            await self._send(outgoing, send)

    async def _answer(self, scope: Scope, body: bytes) -> Outgoing:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        raw_path: bytes = scope["raw_path"]
        path = raw_path.decode("latin-1")
        place = _place(scope, headers, path)
        if place is None:
            raise not_found(path)
        if not place.twilio:
            return await self._local(scope, body)
        path = path[place.strip :] or "/"
        return await self._answering.answer(
            Incoming(
                method=scope["method"],
                place=place,
                path=unquote(path) if "%" in path else path,
                query=scope["query_string"],
                body=body,
                authorization=_authorization(headers),
                api_version=headers.get(b"x-twilio-api-version", b"").decode("latin-1"),
                content_type=headers.get(b"content-type", b"").lower(),
            )
        )

    async def _send(self, outgoing: Outgoing, send: Callable[[Message], Awaitable[None]]) -> None:
        self._number += 1
        headers = [
            (b"twilio-request-id", b"RQ%032x" % self._number),
            *((name.encode(), value.encode()) for name, value in outgoing.headers),
        ]
        if outgoing.status != 204:
            headers.append((b"content-length", str(len(outgoing.body)).encode()))
            if not any(name == "content-type" for name, _ in outgoing.headers):
                headers.append((b"content-type", _JSON))
        await send({"type": "http.response.start", "status": outgoing.status, "headers": headers})
        await send({"type": "http.response.body", "body": outgoing.body})


def _place(scope: Scope, headers: dict[bytes, bytes], path: str) -> Place | None:
    scheme: str = scope["scheme"]
    client = scope.get("client")
    if client and client[0] in ("127.0.0.1", "::1"):
        forwarded = headers.get(b"x-forwarded-proto", b"").decode("latin-1")
        scheme = forwarded if forwarded in ("http", "https") else scheme
    host = headers.get(b"host", b"").decode("latin-1")
    first = path[1:].partition("/")[0]
    if len(host) > _LONGEST_HOST or len(first) > _LONGEST_HOST:  # places are remembered
        return None
    return locate(scheme, host, first if first.endswith("twilio.com") else "")


def _authorization(headers: dict[bytes, bytes]) -> str:
    given = headers.get(b"authorization", b"")  # credentials are remembered, so not any size
    return given.decode("latin-1") if len(given) < _LONGEST_CREDENTIALS else ""


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    message = await receive()
    chunks = [_chunk(message)]
    size = len(chunks[0])
    while message.get("more_body"):
        message = await receive()
        chunks.append(_chunk(message))
        size += len(chunks[-1])
        if size > _BODY_LIMIT:
            raise _too_large()
    return b"".join(chunks)


def _chunk(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ConnectionError
    body: bytes = message.get("body", b"")
    if len(body) > _BODY_LIMIT:
        raise _too_large()
    return body


def _too_large() -> Refusal:
    return Refusal(20413, headers=(("connection", "close"),))  # what is still to come is not read
