"""What a field of the customer document may hold: the checks that several sections share.

Each check takes a value that is text already and returns it, or refuses it with a sentence that a
person can act on. Only what Twilio would refuse, or what cannot be, is refused here; what a
reviewer would merely dislike is the business of the preflight. Values are repeated in a sentence
only where they come from a closed list: names, mails and addresses are nobody's business.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Annotated, Any, Final
from unicodedata import category
from unicodedata import name as unicode_name
from urllib.parse import urlsplit

import email_validator
import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from tendlc.catalog.everyday_words import what_is_meant
from tendlc.catalog.limits import LIMITS
from tendlc.catalog.sids import is_sid

REFUSAL: Final = "refusal"
"""The type of an error that carries a finished sentence of ours."""

_SHOWN: Final = 40
_TAGS: Final = "".join(map(chr, range(0xE0020, 0xE0080)))
_LINES_AND_JOINERS: Final = "\n\t\u200c\u200d" + _TAGS
"""What texts of several lines may hold unseen: joiners and tags make one emoji of several."""
_E164: Final = re.compile(r"\+[1-9][0-9]{1,14}")
_KEYWORD: Final = re.compile(r"[A-Za-z0-9]+")


class AtTwilio(Enum):
    """What becomes of a field at Twilio; stands in the field's annotation.

    `FIXED`: taken when the object is made, and never again. `LATER`: younger than the first
    ledgers, whose digests must not change by it.
    """

    FIXED = "fixed"
    LATER = "later"


class Section(BaseModel):
    """A part of the customer document: frozen, without unknown fields, defaults checked too."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    def hashed(self) -> dict[str, Any]:
        """Give what a digest is made from; a field of LATER is left out while it says nothing."""
        fields = type(self).model_fields
        return {
            name: value
            for name, value in self.model_dump().items()
            if AtTwilio.LATER not in fields[name].metadata or value != fields[name].default
        }


def fixed(section: type[Section]) -> tuple[str, ...]:
    """Name the fields that can never be changed once the object is made."""
    return tuple(name for name, field in section.model_fields.items() if _is_fixed(field))


def changeable(section: type[Section]) -> tuple[str, ...]:
    """Name the fields that an update of the object can change."""
    return tuple(name for name, field in section.model_fields.items() if not _is_fixed(field))


def _is_fixed(field: FieldInfo) -> bool:
    return AtTwilio.FIXED in field.metadata


def refuse(sentence: str, allowed: Collection[str] = ()) -> PydanticCustomError:
    """Make the error for a value that cannot stay; the sentence follows the field's name."""
    return PydanticCustomError(REFUSAL, "{sentence}", {"sentence": sentence, "allowed": allowed})


class FreeText(AfterValidator):
    """The check of a text in which any character of a keyboard may stand, a # too."""


def line(most: int | None = None) -> FreeText:
    """Allow one line of text, not empty, of at most so many characters."""

    return FreeText(lambda text: _one_line(text, most))


def code(most: int | None = None) -> AfterValidator:
    """Allow a number or code that somebody has given out, of at most so many characters."""

    def check(text: str) -> str:
        if "#" in text:
            raise refuse("cannot hold a #; write the number or code alone")
        return _one_line(text, most)

    return AfterValidator(check)


def anything() -> FreeText:
    """Allow any text, or none."""
    return FreeText(lambda text: text)


def prose(least: int, most: int) -> FreeText:
    """Allow text of several lines, with so many characters."""

    def check(text: str) -> str:
        _ordinary(text, _LINES_AND_JOINERS)
        return _measured(text, least, most)

    return FreeText(check)


def _one_line(text: str, most: int | None) -> str:
    place = text.find("\n")
    if place >= 0:
        raise refuse(f"must be one line; character {place + 1} is a line break")
    _ordinary(text, "")
    return _measured(text, 1, most)


def _ordinary(text: str, besides: str) -> None:
    """Refuse what no reader can see, by name and place."""
    if text.isprintable():
        return
    for place, character in enumerate(text, 1):
        # A character that this version of Unicode lacks yet may be an emoji.
        if character.isprintable() or character in besides or category(character) == "Cn":
            continue
        name = unicode_name(character, "control character").lower()
        raise refuse(f"holds a {name} (U+{ord(character):04X}) as character {place}; delete it")


def one_of(values: Sequence[str], field: str = "") -> AfterValidator:
    """Allow the values of a closed list, spelled exactly so.

    `field` names it where people have words of their own for its values.
    """

    def check(text: str) -> str:
        if text in values:
            return text
        advice = what_is_meant(field, text) or _choice(text, values)
        raise refuse(f"{_shown(text)} is not allowed; {advice}", tuple(values))

    return AfterValidator(check)


def web_address(most: int | None = None, *, credentials: bool = False) -> AfterValidator:
    """Allow an absolute http or https URL; user and password in it only where they make sense."""

    def check(text: str) -> str:
        if not text.isprintable() or " " in text or not _is_web_address(text):
            raise refuse("must be a whole address that begins with https:// or http://")
        if not credentials and "@" in urlsplit(text).netloc:
            raise refuse("must not hold a user name or password")
        return _measured(text, 1, most)

    return AfterValidator(check)


def _email_address(text: str) -> str:
    try:
        found = email_validator.validate_email(
            text, check_deliverability=False, test_environment=True
        )
    except email_validator.EmailNotValidError:
        raise refuse("must be an e-mail address such as name@company.com") from None
    return _measured(found.normalized, 1, LIMITS.email_max)


def _phone_number(text: str) -> str:
    if _E164.fullmatch(text) is None:
        raise refuse(
            "must be a phone number in E.164: a plus sign, the country code and the number, "
            "without spaces, such as +13035550123"
        )
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        raise refuse("begins with a country code that does not exist") from None
    if not phonenumbers.is_possible_number(parsed):
        raise refuse("has too few or too many digits for its country")
    return text


def _keyword(word: str) -> str:
    if _KEYWORD.fullmatch(word) is None:
        raise refuse("must be one word of plain letters and digits")
    return word


def _keywords(words: tuple[str, ...]) -> tuple[str, ...]:
    length = sum(len(word) for word in words)
    if length > LIMITS.keywords_max:
        raise refuse(
            f"has {length} characters in all its words; at most {LIMITS.keywords_max} are allowed"
        )
    return words


def sid(prefix: str) -> AfterValidator:
    """Allow a SID of one kind."""

    def check(text: str) -> str:
        if is_sid(text, prefix):
            return text
        raise refuse(f"must be a SID: {prefix} and 32 hexadecimal digits")

    return AfterValidator(check)


EmailAddress = Annotated[str, AfterValidator(_email_address)]
PhoneNumber = Annotated[str, AfterValidator(_phone_number)]
Keywords = Annotated[
    tuple[Annotated[str, AfterValidator(_keyword)], ...], AfterValidator(_keywords)
]


def _measured(text: str, least: int, most: int | None) -> str:
    if not text:
        raise refuse("is empty")
    if least <= len(text) and (most is None or len(text) <= most):
        return text
    span = f"{least} to {most}" if least > 1 else f"at most {most}"
    raise refuse(f"has {len(text)} characters; {span} are allowed")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _choice(text: str, values: Sequence[str]) -> str:
    near = _nearest(text, values)
    if near is not None:
        return f"did you mean {near}?"
    return "use " + (values[0] if len(values) == 1 else f"one of {', '.join(values)}")


def _nearest(text: str, values: Sequence[str]) -> str | None:
    spellings = {_plain(value): value for value in values}
    wanted = _plain(text[:_SHOWN])
    near = difflib.get_close_matches(wanted, spellings, n=1, cutoff=0.7)
    parts = [name for name in spellings if wanted and (wanted in name or name in wanted)]
    return next((spellings[name] for name in [*near, *parts]), None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host)
