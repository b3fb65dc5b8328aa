"""The one reader of the tables: rows of TOML become frozen facts.

Every table of this drawer is a list of rows, and every row says where it comes from: `source` (who
said so), `date` (when it was published or last read), `certainty` (how much to trust it). A table
may state these three once under [defaults]. The readers beside this file give the rows their types;
this one knows nothing of what the rows mean.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

Certainty = Literal["published", "documented", "seen", "guess"]
"""published: specification, guide, error dictionary; documented: other pages of Twilio; seen: in
live use, by others; guess: ours."""

CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
_PROVENANCE = ("id", "source", "date", "certainty", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of a table: its id, where it comes from, and its values."""

    id: str
    table: str
    source: str
    date: str
    certainty: Certainty
    note: str
    values: Mapping[str, Any]


@cache
def facts(table: str) -> tuple[Fact, ...]:
    """Return the rows of one table in their order; raise KeyError where a row lacks provenance."""
    text = files(__package__).joinpath("tables", f"{table}.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    defaults = document.get("defaults", {})
    return tuple(_fact(table, {**defaults, **row}) for row in document["row"])


def all_facts() -> Mapping[str, Fact]:
    """Return the rows of all tables by their id: what the marks in the code refer to."""
    return MappingProxyType({fact.id: fact for table in tables() for fact in facts(table)})


def tables() -> tuple[str, ...]:
    """Return the names of all tables, sorted."""
    folder = files(__package__).joinpath("tables")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _fact(table: str, row: dict[str, Any]) -> Fact:
    return Fact(
        id=row["id"],
        table=table,
        source=row["source"],
        date=row["date"],
        certainty=row["certainty"],
        note=row.get("note", ""),
        values=MappingProxyType({k: v for k, v in row.items() if k not in _PROVENANCE}),
    )
