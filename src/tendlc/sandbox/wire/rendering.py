"""Rendering: how an answer, a page and a refusal look on the wire.

The only place where a refusal becomes a status and a body.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import Any

import orjson

from tendlc.sandbox.operations import Answer, Call, Listing
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.wire.paging import page_2010, v1_page

_GENERIC = {400: 20001, 401: 20003, 403: 20403, 404: 20404, 409: 20409, 422: 20422, 429: 20429}
"""The number that stands for a refusal whose own number nobody has published."""
_CHALLENGE = (("www-authenticate", 'Basic realm="Twilio API"'),)
_JSON = b"content-type: application/json;charset=utf-8\r\n"
_PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}
_numbers = count(1)


@dataclass(slots=True)
class Outgoing:
    """What goes back: or nothing at all, where the connection is to be dropped.

    A connection that is `reset` breaks with an error instead of merely ending.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    dropped: bool = False
    reset: bool = False


def render(call: Call, said: Answer | Listing) -> Outgoing:
    """Return what a resource said, as bytes."""
    if isinstance(said, Listing):
        body = page_2010(call, said) if call.product == "api" else v1_page(call, said)
        return Outgoing(200, orjson.dumps(body))
    if said.body is None:
        return Outgoing(said.status, b"")
    return Outgoing(said.status, orjson.dumps(said.body))


def render_refusal(refusal: Refusal) -> Outgoing:
    """Return Twilio's error body."""
    code = refusal.code or _GENERIC.get(refusal.status, 20001)
    body: dict[str, Any] = {
        "code": code,
        "message": refusal.message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": refusal.status,
    }
    headers = refusal.headers + _CHALLENGE if refusal.status == 401 else refusal.headers
    return Outgoing(refusal.status, orjson.dumps(body), headers)


def on_the_wire(outgoing: Outgoing, *, kept: bool, without_body: bool) -> bytes:
    """Return an answer of HTTP/1.1; it says so where the connection is closed after it."""
    status, body = outgoing.status, outgoing.body
    head = b"HTTP/1.1 %d %b\r\ntwilio-request-id: RQ%032x\r\n" % (
        status,
        _PHRASES.get(status, b"Refused"),
        next(_numbers),
    )
    is_json = status != 204
    for name, value in outgoing.headers:
        is_json = is_json and name != "content-type"
        head += f"{name}: {value}\r\n".encode("latin-1")
    if is_json:
        head += _JSON
    if status != 204:
        head += b"content-length: %d\r\n" % len(body)
    end = b"\r\n" if kept else b"connection: close\r\n\r\n"
    return head + end if without_body else head + end + body
