"""Drawing: the templates, and the small words they use. Loaded with the first page.

Every value is escaped by the engine; the only markup made here is that of JSON, from escaped parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import orjson
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from tendlc.sandbox.inspector import moments, tones
from tendlc.sandbox.inspector.kinds import kind_of, resource_path, step_in_words
from tendlc.sandbox.inspector.records import SID, Happening, Names, Row
from tendlc.sandbox.world.accounts import Account

_MOST_ITEMS: Final = 400
_CODES: Final = {
    "customer_profile": "18602",
    "trust_product": "18602",
    "campaign": "30893",
    "phone_number": "30126",
}
"""A code that is seen on reviews of a kind, as an example."""


def environment() -> Environment:
    """Return the templates, read and compiled."""
    folder = files(__package__).joinpath("templates")
    sources = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".html")
    }
    drawn = Environment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    drawn.filters |= {
        "utc": moments.utc,
        "iso": moments.machine_readable,
        "away": moments.away,
        "span": moments.span,
        "tone": tones.tone,
        "tone_of_answer": tones.tone_of_answer,
        "words": words,
        "kind": kind_of,
        "number": lambda value: f"{value:.12g}",
        "times": times,
        "spoilt": spoilt,
        "a_code": lambda kind: _CODES.get(kind, "30795"),
        "dotted": dotted,
        "step": step_in_words,
        "target": target,
        "linked": linked,
        "json": pretty,
        "path_in": path_in,
        "path_of_step": lambda step: resource_path(step.account_sid, step.kind, step.key),
    }
    drawn.tests["by_hand"] = moments.is_by_hand
    drawn.tests["sid"] = lambda value: isinstance(value, str) and bool(SID.fullmatch(value))
    for name in sources:
        drawn.get_template(name)
    return drawn


def words(name: str) -> str:
    """Return the name of a field, an event or a step as words."""
    return name.replace("_", " ").replace("-", " ").strip()


def times(count: int | None) -> str:
    """Say how often something is still to happen; None stands for always."""
    return "every time" if count is None else "once" if count == 1 else f"{count} times"


def spoilt(fault: Mapping[str, Any]) -> str:
    """Say what a fault does to an answer."""
    said = []
    if fault["status"]:
        code = f" with code {fault['code']}" if fault["code"] else ""
        said.append(f"status {fault['status']}{code}")
    if fault["retry_after"] is not None:
        said.append(f"Retry-After {fault['retry_after']} s")
    if fault["drop"] or fault["reset"]:
        said.append("no answer: connection " + ("reset" if fault["reset"] else "closed"))
    if fault["delay"]:
        said.append(f"{fault['delay']:.12g} s late")
    return ", ".join(said)


def target(line: str) -> Markup:
    """Return a request line that breaks at its slashes, the product apart from the path."""
    host, slash, path = line.partition("/")
    if host and not host.endswith(".twilio.com"):
        return escape(line)
    product = host.removesuffix(".twilio.com")
    start = Markup('<span class="product">{} </span>').format(product) if product else Markup("")
    return start + Markup("<wbr>").join(escape(f"/{part}") for part in path.split("/") if slash)


def dotted(name: str) -> Markup:
    """Return the type of an event, which may break at its dots."""
    return Markup(".<wbr>").join(escape(part) for part in name.split("."))


def path_in(row: Row | Happening, account: Account) -> str:
    """Return the address of the page of a resource of an account."""
    return resource_path(account.sid, row.kind, row.key)


def linked(text: object, names: Names) -> Markup:
    """Return a text in which every SID of a stored resource leads to its page."""
    parts: list[Markup] = []
    end = 0
    whole = str(text)
    for found in SID.finditer(whole):
        parts.append(escape(whole[end : found.start()]))
        parts.append(_anchor(found[0], names))
        end = found.end()
    parts.append(escape(whole[end:]))
    return Markup("").join(parts)


def pretty(value: Any, names: Names) -> Markup:
    """Return plain data as indented JSON with its parts marked for colour, SIDs as links."""
    return _Lines(names).of(value, 0)


class _Lines:
    """Lays JSON out; stops after a good many values, so that one page stays one page."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._left = _MOST_ITEMS

    def of(self, value: Any, depth: int) -> Markup:
        self._left -= 1
        if self._left < 0:
            return Markup('<span class="j-null">…</span>')
        if isinstance(value, dict):
            pairs = [
                Markup('<span class="j-key">"{}"</span>: {}').format(
                    name, self.of(inner, depth + 1)
                )
                for name, inner in value.items()
            ]
            return self._block("{", pairs, "}", depth)
        if isinstance(value, list | tuple):
            return self._block("[", [self.of(inner, depth + 1) for inner in value], "]", depth)
        return self._scalar(value)

    def _block(self, opening: str, parts: list[Markup], closing: str, depth: int) -> Markup:
        if not parts:
            return Markup(opening + closing)
        inner = Markup(",\n").join(Markup("  " * (depth + 1)) + part for part in parts)
        return Markup("{}\n{}\n{}{}").format(opening, inner, "  " * depth, closing)

    def _scalar(self, value: Any) -> Markup:
        if value is None:
            return Markup('<span class="j-null">null</span>')
        if isinstance(value, bool):
            return Markup('<span class="j-word">{}</span>').format("true" if value else "false")
        if isinstance(value, int | float):
            return Markup('<span class="j-number">{}</span>').format(value)
        text = linked(orjson.dumps(value).decode()[1:-1], self._names)
        return Markup('<span class="j-text">"{}"</span>').format(text)


def _anchor(sid: str, names: Names) -> Markup:
    named = names.get(sid)
    if named is None:
        return escape(sid)
    title = f"{kind_of(named.row.kind).one} {named.row.title}"
    return Markup('<a href="{}" title="{}">{}</a>').format(named.path, title, sid)
