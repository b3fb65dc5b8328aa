"""Sentences and clauses: what a text affirms, as against what it denies or only mentions.

A negation reaches to the end of its clause, before and behind it, through commas and lists; a
semicolon or a "but" ends it. Words that somebody quotes are read with the rest. Markers of the
sandbox are not part of a text. Nothing here knows what reviewers look for.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.expressions import Expression
from tendlc.sandbox.behaviour.magic import unmarked

_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u00a0\u202f\t\n\r", " "),
        **dict.fromkeys("\u2013\u2014", ";"),
        "\u00ad": None,
    }
)
_SENTENCE: Final = Expression(r"(?:[^.!?]|[.!?](?=[^\s\"')\]]|[\"')\]]+\S))+[.!?]*", case=True)
_BREAK: Final = Expression(
    r";|(?<!not only), ?but\b(?! also)|\bbut (?!also)|\bhowever\b|\b(?:al)?though\b|\bwhereas\b"
    r"|\bwhile\b"
)
_NEGATION: Final = Expression(
    r"\b(?:no(?! later| more than|\. ?\d)|not(?! only)|never|neither|nor|none|nobody|nothing"
    r"|without|cannot|prohibit\w*|forbid\w*|refus\w+|declin\w+|exclud\w+|avoid\w*)\b"
    r"|\bnon-(?=pre|check|tick|select|alc)|\bun-|n't\b|(?<!risk)(?<!toll)-free\b"
)
_QUOTE: Final = Expression(
    r"\"([^\"]{3,})\"|(?<![\w'])'((?:[^']|(?<=\w)'(?=\w)){8,})'(?!\w)", case=True
)


def plain(text: str) -> str:
    """Return a text without markers, with the plain forms of quotes, dashes and spaces."""
    return unmarked(text).translate(_PLAIN)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; dots inside of addresses and numbers end none."""
    return [each.strip() for each in _SENTENCE.findall(plain(text)) if each.strip()]


def clauses(text: str) -> list[str]:
    """Return the parts of all sentences through which a negation reaches."""
    return [part for sentence in sentences(text) for part in _BREAK.split(sentence) if part.strip()]


def denies(clause: str) -> bool:
    """Say whether a clause has a negation in it."""
    return bool(_NEGATION.search(clause))


def affirms(text: str, pattern: Expression, *, unless: Expression | None = None) -> bool:
    """Say whether a clause matches that has no negation, and no word of `unless`, in it."""
    return any(
        pattern.search(clause) and not denies(clause) and not (unless and unless.search(clause))
        for clause in clauses(text)
    )


def quotes(text: str) -> list[str]:
    """Return what stands between quotation marks."""
    return [match[1] or match[2] for match in _QUOTE.finditer(plain(text))]


def narration(text: str) -> str:
    """Return a text with what it quotes cut down to its marks."""
    return _QUOTE.without(plain(text), '""')
