r"""Patterns of faults: a small language that cannot take long, whatever somebody asks for.

A pattern is plain text that is looked for anywhere. `*` stands for any characters but a slash, `|`
stands between alternatives, `^` and `$` for the beginning and the end. Regular expressions may take
forever on a text made for it, and would hold up every world meanwhile.
"""

from __future__ import annotations

from typing import Final

_LONGEST_TEXT: Final = 4096
_OF_REGULAR_EXPRESSIONS: Final = ("\\", "(", "[", "{", "+", ".*")


def problem(pattern: str) -> str:
    """Return why a text is no pattern; nothing where it is one."""
    sign = next((each for each in _OF_REGULAR_EXPRESSIONS if each in pattern), "")
    if not sign:
        return ""
    return (
        f"{sign} means nothing here: a pattern is plain text, with * for any characters but a"
        " slash, | between alternatives, ^ and $ for the ends"
    )


def fits(pattern: str, text: str) -> bool:
    """Say whether a text contains what a pattern asks for; only 4,096 characters are looked at."""
    return any(_fits_one(each, text[:_LONGEST_TEXT]) for each in pattern.split("|"))


def _fits_one(pattern: str, text: str) -> bool:
    at_start, at_end = pattern.startswith("^"), pattern.endswith("$")
    first, *others = pattern[at_start : len(pattern) - at_end].split("*")
    start = text.find(first)
    while start >= 0 and not (at_start and start):
        if _go_on(others, text, start + len(first), at_end=at_end):
            return True
        start = text.find(first, start + 1)
    return False


def _go_on(others: list[str], text: str, place: int, *, at_end: bool) -> bool:
    """Say whether the parts between stars follow, each at its first place.

    A later place is never better, but for the last part where the end is asked for.
    """
    for number, part in enumerate(others):
        is_last = number == len(others) - 1
        found = len(text) - len(part) if at_end and is_last else text.find(part, place)
        if found < place or not text.startswith(part, found) or "/" in text[place:found]:
            return False
        place = found + len(part)
    return place == len(text) or not at_end
