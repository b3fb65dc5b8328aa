"""The door of the inspector: which page a path leads to, and which form is carried out.

A page reads what it shows in a batch of the sandbox and is drawn after it; a form is carried out by
control in such a batch, and leads back to the page on which it stood. The templates and what draws
them are loaded with the first visit, so that they cost nothing at the start.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tendlc.sandbox.inspector.notices import NO_NOTICE, Notice, Typed
from tendlc.sandbox.inspector.visit import Shown, Sources, Visit
from tendlc.sandbox.refusal import Refusal, not_found

if TYPE_CHECKING:
    from tendlc.sandbox.inspector.rooms import Rooms

_ASSETS: Final = {
    "inspector.css": "text/css; charset=utf-8",
    "inspector.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PROTECTION: Final = (
    ("content-security-policy", _POLICY),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
_NOTICES: Final = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to a browser."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


class Inspector:
    """Answers requests for pages."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._rooms: Rooms | None = None
        self._notices: OrderedDict[str, Notice] = OrderedDict()
        self._given = 0

    async def answer(
        self, method: str, path: str, query: str, headers: Mapping[bytes, bytes], body: bytes
    ) -> Reply:
        """Return a page, a file that pages need, or where to go next.

        Raises:
            Refusal: there is no such page, and whoever asks is no browser.
        """
        path = unquote(path)
        try:
            if path.startswith("/assets/") and method in ("GET", "HEAD"):
                return _asset(path.removeprefix("/assets/"))
            rooms = await self._furnished()
            if method in ("GET", "HEAD"):
                return await self._page(rooms, path, query, headers)
            if method == "POST":
                return await self._carry_out(rooms, path, headers, body)
            raise not_found(path)
        except Refusal as refusal:
            if b"text/html" not in headers.get(b"accept", b"") or self._rooms is None:
                raise
            shown = Shown("refused.html", "Not found", "", {"refusal": refusal}, None)
            shown.status = refusal.status
            return self._drawn(self._rooms, shown, None, Visit(self._sources, "", path, {}, {}))

    async def _furnished(self) -> Rooms:
        if self._rooms is None:
            self._rooms = await asyncio.to_thread(_furnish)
        return self._rooms

    async def _page(
        self, rooms: Rooms, path: str, query: str, headers: Mapping[bytes, bytes]
    ) -> Reply:
        host = headers.get(b"host", b"").decode("latin-1")
        visit = Visit(self._sources, f"http://{host}", path, {}, dict(parse_qsl(query)))
        shown, frame = await rooms.read(visit)
        if isinstance(shown, str):
            return _go(shown)
        return self._drawn(rooms, shown, frame, visit)

    async def _carry_out(
        self, rooms: Rooms, path: str, headers: Mapping[bytes, bytes], body: bytes
    ) -> Reply:
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            number = self._note(Notice("good", await rooms.act(self._sources, path, form)))
        except Refusal as refusal:
            if refusal.status == 404 and rooms.action(path) is None:
                raise
            number = self._note(Notice("bad", refusal.message, path, Typed(form)))
        back = _local(form.get("back", ""), headers)
        mark = "&" if "?" in back else "?"
        return _go(f"{back}{mark}notice={number}")

    def _note(self, notice: Notice) -> str:
        self._given += 1
        number = str(self._given)
        self._notices[number] = notice
        while len(self._notices) > _NOTICES:
            self._notices.popitem(last=False)
        return number

    def _drawn(self, rooms: Rooms, shown: Shown, frame: Any, visit: Visit) -> Reply:
        body = rooms.draw(
            shown,
            frame=frame,
            here=visit.link(),
            origin=visit.origin,
            notice=self._notices.get(visit.query.get("notice", ""), NO_NOTICE),
            version=_assets_version(),
        )
        kind = ("content-type", "text/html; charset=utf-8")
        return Reply(shown.status, body, (kind, ("cache-control", "no-store"), *_PROTECTION))


def _furnish() -> Rooms:
    from tendlc.sandbox.inspector.rooms import Rooms

    return Rooms()


def _local(back: str, headers: Mapping[bytes, bytes]) -> str:
    """Return a path of ours to go back to, without an old notice."""
    if not re.fullmatch(r"/[^/\\\s][^\\\s]*|/", back):
        back = urlsplit(headers.get(b"referer", b"").decode("latin-1")).path or "/"
        back = back if re.fullmatch(r"/[^/\\\s][^\\\s]*", back) else "/"
    return re.sub(r"([?&])notice=\d*(&|$)", r"\1", back).rstrip("?&")


def _go(path: str) -> Reply:
    return Reply(303, b"", (("location", path), ("cache-control", "no-store"), *_PROTECTION))


def _asset(name: str) -> Reply:
    if name not in _ASSETS:
        raise not_found(f"/assets/{name}")
    body = files(__package__).joinpath("assets", name).read_bytes()
    kept = ("cache-control", "public, max-age=31536000, immutable")
    return Reply(200, body, (("content-type", _ASSETS[name]), kept, *_PROTECTION))


def _assets_version() -> str:
    return _VERSION.setdefault("now", _digest())


def _digest() -> str:
    folder = files(__package__).joinpath("assets")
    content = b"".join(folder.joinpath(name).read_bytes() for name in _ASSETS)
    return blake2b(content, digest_size=6).hexdigest()


_VERSION: Final[dict[str, str]] = {}
