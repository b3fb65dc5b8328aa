"""Bodies: what stood in a request or in an answer, read so that it can be laid out for people.

Forms become names and values, JSON becomes data, and what is neither stays text. Secrets are hidden
on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

import orjson

from tendlc.sandbox.inspector.hiding import parsed, without_secrets


@dataclass(frozen=True, slots=True)
class Body:
    """A body. `value` is data, a list of names and values, or a text, as `form` says."""

    form: Literal["nothing", "json", "form", "text"]
    value: Any

    def holds(self, sought: str) -> bool:
        """Say whether a text in lower case is in what is shown of it."""
        return sought in orjson.dumps(self.value).decode().lower()


def read_body(raw: bytes) -> Body:
    """Return what a body says."""
    text = raw.decode("utf-8", "replace")
    if not text:
        return Body("nothing", "")
    data = parsed(text)
    if data is not None:
        return Body("json", without_secrets(data))
    pairs = _fields(text) if text[:1] not in ("{", "[") else []
    return Body("form", pairs) if pairs else Body("text", without_secrets(text))


def read_target(target: str) -> tuple[str, list[tuple[str, Any]]]:
    """Return the path of a request line and the fields of its query."""
    path, _, query = target.partition("?")
    return path, _fields(query)


def target_line(target: str) -> str:
    """Return a request line on one line, its secrets hidden."""
    path, fields = read_target(target)
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in fields)}" if fields else path


def _fields(text: str) -> list[tuple[str, Any]]:
    if "=" not in text:
        return []
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
    return [
        (name, without_secrets(value if data is None else data, name))
        for name, value in pairs
        for data in (parsed(value),)
    ]
