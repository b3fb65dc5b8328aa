"""One value of a document as it was written: what pasting left in it, put right or named.

Characters that nobody sees are put right where no meaning hangs on them, and it is said; all
others stay for the model to judge. Nothing here knows which field a value belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SPACES: Final = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN: Final = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202d\u2060\u2066-\u2069\ufeff"
_BREAKS: Final = "\r\x0b\x0c\x85\u2028\u2029"
_PUT_RIGHT: Final = (
    (re.compile(f"[{_SPACES}]"), " ", "an ordinary space was taken"),
    (re.compile(f"[{_UNSEEN}]"), "", "it was left out"),
    (re.compile(f"\r\n|[{_BREAKS}]"), "\n", "a line break was taken"),
)
_PASTED: Final = re.compile(f"[{_SPACES}{_UNSEEN}{_BREAKS}]")
_NAMES: Final = {
    "\t": "tab",
    "\n": "line break",
    "\x0b": "vertical tab",
    "\x0c": "form feed",
    "\r": "carriage return",
    "\x85": "next line",
}
_MISLEADING: Final = re.compile(
    r"^ *\u00a0[ \u00a0]*|[\x85\u2028\u2029]|(?<=[^ \t\n])[ \t]*\t[ \t]*", re.MULTILINE
)
_SHOWN: Final = 70


def put_right(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without what pasting left in it, and a sentence for each kind of change."""
    said = []
    if _PASTED.search(text):
        for pattern, ordinary, sentence in _PUT_RIGHT:
            found = sorted({each for part in pattern.findall(text) for each in part} - {"\n"})
            if found:
                text = pattern.sub(ordinary, text)
                said.append(f"holds {_several(found)}; {sentence}")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        said.append("holds letters with accents in two parts; they were put together")
    return text, tuple(said)


def straightened(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Replace what would mislead the reading of lines; return each change as line and sentence.

    YAML would take a no-break space in an indentation for text, stumbles over a tab behind a value,
    and breaks lines where no editor does.
    """
    if text.isascii() and "\t" not in text:
        return text, []
    said: list[tuple[int, str]] = []

    def ordinary(found: re.Match[str]) -> str:
        character = found[0].strip(" ")[0]
        line = text.count("\n", 0, found.start()) + 1
        said.append((line, f"holds a {named(character)}; an ordinary space was taken"))
        return " " * len(found[0])

    return _MISLEADING.sub(ordinary, text), said


def named(character: str) -> str:
    """Name a character as people can look it up: `no-break space (U+00A0)`."""
    fallback = _NAMES.get(character, "control character")
    name = unicodedata.name(character, fallback).lower()
    return f"{name} (U+{ord(character):04X})"


def pasted_in(line: str) -> Iterator[tuple[int, str]]:
    """Name what pasting left in a line of the file, each with its column from 1."""
    for found in _PASTED.finditer(line):
        yield found.start() + 1, named(found[0])


def quoted(text: str) -> str:
    """Write a text of one line in quotes, as YAML reads it; shortened where it is long."""
    text = " ".join(text.split())
    if len(text) > _SHOWN:
        text = text[: _SHOWN - 1] + "…"
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _several(characters: list[str]) -> str:
    return " and ".join(f"a {named(character)}" for character in characters)
