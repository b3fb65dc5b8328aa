"""What people call things that Twilio has closed lists for: an LLC, an owner, the US.

A word means one value of a field, or leads to a sentence where there is no such value.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tendlc.catalog.facts import Fact, facts


def what_is_meant(field: str, text: str) -> str | None:
    """Return the advice for a word that people write into a field; None where it is unknown.

    `field` is the name of a field, or the country whose regions are meant.
    """
    return _words(field).get(_plain(text))


@cache
def _words(field: str) -> dict[str, str]:
    rows = [fact for fact in facts("everyday_words") if fact.values["field"] == field]
    return {_plain(word): advice for row in rows for word, advice in _advice(row)}


def _advice(row: Fact) -> Iterator[tuple[str, str]]:
    words = row.values["words"]
    if "say" in row.values:
        yield from ((word, row.values["say"]) for word in words)
        return
    for value, spellings in words.items():
        yield from ((word, f"did you mean {value}?") for word in (value, *spellings))


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
