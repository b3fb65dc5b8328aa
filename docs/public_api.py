"""The page of the public API: every name of `tendlc.__all__`, from its docstring and its type."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

import tendlc

LONGEST_SIGNATURE = 100
_SECTION = re.compile(r"^(Args|Raises|Returns):$", re.MULTILINE)


def public_api() -> str:
    """List what programs that embed the engine may use; the errors have a page of their own."""
    return "\n\n".join(["", *_names(), ""])


def _names() -> Iterator[str]:
    for name in tendlc.__all__:
        value = getattr(tendlc, name)
        if inspect.isclass(value) and not issubclass(value, tendlc.TendlcError):
            yield f"## {name}"
            yield _prose(value)
            yield from _fields(value)
            yield from _members(name, value)
        elif inspect.isfunction(value):
            yield f"## {name}"
            yield f"```python\n{_signature(name, value)}\n```"
            yield _prose(value)


def _fields(value: type) -> Iterator[str]:
    """List what a plain value holds, or the words of a closed list."""
    if issubclass(value, StrEnum):
        yield "One of " + ", ".join(f"`{one}`" for one in value) + "."
    elif is_dataclass(value):
        names = [one.name for one in fields(value) if not one.name.startswith("_")]
        if names:
            yield "Fields: " + ", ".join(f"`{one}`" for one in names) + "."


def _members(owner: str, value: type) -> Iterator[str]:
    """List methods and properties; those of pydantic and of the standard library are not ours."""
    if issubclass(value, BaseModel | StrEnum):
        return
    for name, member in inspect.getmembers(value):
        if isinstance(member, property) and not name.startswith("_"):
            yield f"**`{owner}.{name}`**: {_prose(member)}"
        elif inspect.isfunction(member) and not name.startswith("_"):
            yield f"### {owner}.{name}"
            yield f"```python\n{_signature(name, member)}\n```"
            yield _prose(member)


def _prose(value: object) -> str:
    """Return a docstring as Markdown: the entries of its sections become lists."""
    opening, *sections = _SECTION.split(inspect.getdoc(value) or "")
    parts = [opening.strip()]
    for title, text in zip(sections[::2], sections[1::2], strict=True):
        entries = inspect.cleandoc(f"\n{text.rstrip()}").strip()
        if title != "Returns":
            entries = re.sub(r"\n\s+", " ", entries)
            entries = re.sub(r"^", "- ", entries, flags=re.MULTILINE)
        parts += [f"{title}:", entries]
    return "\n\n".join(parts)


def _signature(name: str, function: Callable[..., Any]) -> str:
    """Write a signature as in the source, over several lines where it is long."""
    told = str(inspect.signature(inspect.unwrap(function))).replace("'", "")
    told = (
        told.replace("(self, ", "(").replace("(self)", "()").replace("datetime.timedelta(0)", "0")
    )
    if len(name + told) <= LONGEST_SIGNATURE:
        return f"{name}{told}"
    given, _, returned = told.partition(") ->")
    lines = "".join(f"    {one},\n" for one in given[1:].split(", "))
    return f"{name}(\n{lines}) ->{returned}"
