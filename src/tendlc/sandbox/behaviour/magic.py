"""Magic values: ordinary fields that choose an outcome, so that any program can ask for one.

A marker such as `[sandbox:30795]` or `[sandbox:suspended]` may stand in any text that a customer
sends: a name, a street, a friendly name, a description. Where a text must stay clean, a tax number
such as `00-0030795` asks for the code in its last five digits, and the phone numbers +15005530125,
+15005530126 and +15005521715 for theirs. What a code or a word then does is decided by whoever
reads the field; this module only finds them, and says which markers ask for what does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Final

from tendlc.catalog.facts import facts

WORDS: Final[Mapping[str, str]] = {
    "approved": "bundle, brand, campaign: approved, whatever the data says; the errors of a brand"
    " then show the codes beside it, as hints",
    "rejected-without-reason": "bundle: twilio-rejected, and errors stays null",
    "stays-in-review": "bundle: in-review for good; campaign: IN_PROGRESS for good",
    "stays-pending": "brand, campaign: PENDING for good; number: pending_registration for good",
    "in-review": "brand: IN_REVIEW, then approved, or FAILED with the codes beside it, after the"
    " time of a manual review",
    "stuck-in-review": "brand: IN_REVIEW for good",
    "suspended": "brand, campaign: approved, then SUSPENDED",
    "unregistered": "brand: FAILED before it has a tcr_id, so that it cannot be updated",
    "russell-3000": "brand: russell_3000 is true",
    "mail-ignored": "brand of a public company: the Authentication+ link is never opened, and worth"
    " nothing after seven days",
    "otp-ignored": "brand of a sole proprietor: the first one-time code is never answered",
    "self-declared": "brand: APPROVED with the identity status SELF_DECLARED",
    "501c3": "brand: tax_exempt_status is 501c3",
    "501c4": "brand: tax_exempt_status is 501c4, which POLITICAL campaigns accept",
    "501c5": "brand: tax_exempt_status is 501c5, which POLITICAL campaigns accept",
    "501c6": "brand: tax_exempt_status is 501c6, which POLITICAL campaigns accept",
    "deletion-fails": "brand: its deletion ends in DELETION_FAILED",
    "deregistration-fails": "number: it cannot be deregistered, for the unknown reason 30126",
    "no-address": "address: refused with 21628",
    "misspelt": "address: refused with 21629 where AutoCorrectAddress is false, else stored without"
    " the marker",
    "expired": "token of Campaign Verify: refused with 21722",
    "vetting-failed": "token of Campaign Verify: the import ends FAILED",
}
"""Every word, and what it does to which resource. Beside them `score-0` to `score-100` choose the
brand score."""

_MARKER: Final = re.compile(r"\[sandbox:([^\[\]]*)\]", re.IGNORECASE)
_SCORE: Final = re.compile(r"score-(\d{1,3})")
_TAX_NUMBER: Final = re.compile(r"00-?00(\d{5})", re.ASCII)
_PHONE_NUMBER: Final = re.compile(r"\+150055(\d{5})", re.ASCII)
_BEST_SCORE = 100

Fields = str | Mapping[str, object] | Sequence[object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forced:
    """What a text or a set of fields asks for.

    `places` names for every code the fields in which it was found, for errors whose fields differ
    from case to case.
    """

    codes: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    score: int | None = None
    places: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def of(self, known: frozenset[int]) -> tuple[int, ...]:
        """Return the codes that a review knows as its own."""
        return tuple(code for code in self.codes if code in known)


@cache
def bundle_codes() -> frozenset[int]:
    """Return the codes that may stand in the errors of a customer profile or trust product."""
    return _reviewed("error_codes_trusthub")


@cache
def brand_codes() -> frozenset[int]:
    """Return the codes that may stand in the errors of a brand, its vetting and its mail check."""
    return _reviewed("error_codes_brand_reviews") | {30712}


@cache
def campaign_codes() -> frozenset[int]:
    """Return the codes that may stand in the errors of a campaign.

    30794 says so of itself; 30798, 30795 and the like stay with the brand.
    """
    return _reviewed("error_codes_campaign_reviews")


@cache
def number_codes() -> frozenset[int]:
    """Return the codes with which the registration of a phone number may fail."""
    return frozenset({30125, 30126})


def forced(text_or_fields: Fields) -> Forced:
    """Find every marker and magic number in a text, or in fields however deep they are nested.

    Several values may stand in one marker: `[sandbox:30795,30703]`. Unknown ones are ignored.

    Example:
        >>> forced({"business_name": "Acme [sandbox:30795]"}).codes
        (30795,)
    """
    places: dict[int, tuple[str, ...]] = {}
    words: dict[str, None] = {}
    score: int | None = None
    for name, text in _texts("", text_or_fields):
        for value in _values(text):
            code = int(value) if value.isascii() and value.isdigit() else 0
            if code in _known_codes():
                places[code] = tuple(dict.fromkeys((*places.get(code, ()), name)))
            elif value in WORDS:
                words[value] = None
            else:
                score = _score(value) if _score(value) is not None else score
    return Forced(codes=tuple(places), words=tuple(words), score=score, places=places)


def unknown(text_or_fields: Fields) -> str | None:
    """Return the first value of a marker that is neither a code nor a word, or None."""
    values = (
        value.strip().lower()
        for _, text in _texts("", text_or_fields)
        for marker in _MARKER.findall(text)
        for value in str(marker).split(",")
    )
    return next((value for value in values if not _is_known(value)), None)


def nearest(value: str, known: Iterable[object]) -> str:
    """Return what somebody may have meant: of codes with as many equal digits, the closest one."""
    names = [str(each) for each in known]
    if not value.isdigit():
        return next(iter(get_close_matches(value, names, 1, 0)), "")
    codes = [name for name in names if name.isdigit()]
    return min(codes, key=lambda code: (_unequal(code, value), abs(int(code) - int(value))))


def magic_values() -> tuple[str, ...]:
    """Return all that a marker may hold, but for the scores."""
    return (*map(str, sorted(_known_codes())), *WORDS, "score-50")


def unmarked(text: str) -> str:
    """Return the text without its markers: what a reviewer takes to be written there."""
    return " ".join(_MARKER.sub(" ", text).split()) if _MARKER.search(text) else text


def _is_known(value: str) -> bool:
    code = int(value) if value.isascii() and value.isdigit() else 0
    return code in _known_codes() or value in WORDS or _score(value) is not None


def _unequal(code: str, value: str) -> int:
    differing = sum(one != other for one, other in zip(code, value, strict=False))
    return differing + abs(len(code) - len(value))


@cache
def _known_codes() -> frozenset[int]:
    return bundle_codes() | brand_codes() | campaign_codes() | number_codes()


def _reviewed(table: str) -> frozenset[int]:
    rows = facts(table)
    return frozenset(row.values["code"] for row in rows if "E" in row.values["kinds"])


def _values(text: str) -> Iterator[str]:
    for marker in _MARKER.findall(text):
        yield from (value.strip().lower() for value in marker.split(","))
    for grammar in (_TAX_NUMBER, _PHONE_NUMBER):
        if match := grammar.fullmatch(text.strip()):
            yield match[1]


def _score(value: str) -> int | None:
    match = _SCORE.fullmatch(value)
    if match is None or int(match[1]) > _BEST_SCORE:
        return None
    return int(match[1])


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(str(key), inner)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for inner in value:
            yield from _texts(name, inner)
