"""Regular expressions that are compiled when they are first asked for.

The reviewers read with dozens of long ones, and the sandbox starts without any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Expression:
    """A regular expression; `case` says whether it tells capitals from small letters."""

    def __init__(self, pattern: str, *, case: bool = False) -> None:
        self._pattern = pattern
        self._flags = re.NOFLAG if case else re.IGNORECASE

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first place that matches."""
        return self._compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the beginning of the text if it matches."""
        return self._compiled.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return all places that match."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """Return what matches, or its group where there is one."""
        return self._compiled.findall(text)

    def split(self, text: str) -> list[str]:
        """Return what stands between the places that match."""
        return self._compiled.split(text)

    def without(self, text: str, instead: str = " ") -> str:
        """Return the text with each match replaced."""
        return self._compiled.sub(instead, text)


def either(*patterns: str) -> Expression:
    """Return an expression that fits where one of several does."""
    return Expression("|".join(patterns))


def words(*patterns: str) -> Expression:
    """Return an expression that fits whole words."""
    return Expression(r"\b(?:" + "|".join(patterns) + r")\b")
