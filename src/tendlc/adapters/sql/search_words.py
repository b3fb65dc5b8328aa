"""How sealed data is found again: keyed digests of words and of what tells a business.

The key is derived from the vault's, so a ledger that leaves the machine without its key shows no
word, and two ledgers share none.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from tendlc.domain.customer import Customer
from tendlc.ports import Vault
from tendlc.rules import same_business

_SHORTEST_BEGINNING: Final = 3
_LONGEST_WORD: Final = 24
_MOST_WORDS_ASKED: Final = 8
_LONGEST_MARK: Final = 300
_WORD_BYTES: Final = 8
_FINGERPRINT_BYTES: Final = 16


class SearchWords:
    """The digests under one vault's key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._key: bytes | None = None

    def of_customer(self, customer: Customer) -> frozenset[bytes]:
        """Return the digests of the words of name and key, and of their beginnings."""
        business = customer.business_information
        names = (business.business_name, business.doing_business_as or "", customer.customer)
        words = {word for name in names for word in _words(name)}
        return frozenset(self._word(part) for word in words for part in _beginnings(word))

    def asked(self, text: str) -> tuple[bytes, ...]:
        """Return the digests to look for, the longest word first; of 8 words at most."""
        words = sorted({*_words(text)}, key=lambda word: (-len(word), word))
        return tuple(self._word(word) for word in words[:_MOST_WORDS_ASKED])

    def fingerprints_asked(self, text: str) -> frozenset[bytes]:
        """Return the digests to look for where a text is a tax id, a website or a phone number."""
        return self.fingerprints(_marks_asked(text.strip()[:_LONGEST_MARK]))

    def fingerprints(self, marks: Iterable[tuple[str, str]]) -> frozenset[bytes]:
        """Return the digests of values with their kinds, such as a tax id."""
        return frozenset(
            self._digest(f"{kind}\n{value}", _FINGERPRINT_BYTES) for kind, value in marks
        )

    def _word(self, word: str) -> bytes:
        return self._digest(word, _WORD_BYTES)

    def _digest(self, text: str, length: int) -> bytes:
        if self._key is None:
            self._key = self._vault.derive("search")
        return hmac.digest(self._key, text.encode(errors="replace"), "sha256")[:length]


def marks_of(customer: Customer) -> set[tuple[str, str]]:
    """Return what tells a business from others, and what it can be found by, with its kind."""
    business = customer.business_information
    found = {*same_business.fingerprints(customer).items()}
    found.add(("website", _domain(business.website_url)))
    found.add(("number", _digits(business.business_registration_number)))
    for person in customer.authorized_representatives:
        found.add(("phone", _digits(person.phone_number)))
    return {(kind, value) for kind, value in found if value}


def _marks_asked(text: str) -> Iterator[tuple[str, str]]:
    """Give what a text may stand for; a phone number of ten digits is one of the US."""
    digits = _digits(text)
    if digits:
        yield "number", digits
        yield "phone", digits
        yield "phone", f"1{digits}"
    if "." in text:
        yield "website", _domain(text)


def _domain(website: str) -> str:
    """Return the host of a web address, with or without its scheme; empty where it has none."""
    address = website if "//" in website else f"//{website}"
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _digits(number: str) -> str:
    return re.sub(r"[^0-9a-z]", "", number.casefold())


def _words(text: str) -> Iterable[str]:
    return (word[:_LONGEST_WORD] for word in same_business.plain_words(text).split())


def _beginnings(word: str) -> Iterator[str]:
    yield word
    for length in range(_SHORTEST_BEGINNING, len(word)):
        yield word[:length]
