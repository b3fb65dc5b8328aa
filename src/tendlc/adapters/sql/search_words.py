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
        return hmac.digest(self._key, text.encode(), "sha256")[:length]


def marks_of(customer: Customer) -> set[tuple[str, str]]:
    """Return what tells a business from others, and what it can be found by, with its kind."""
    website = urlsplit(customer.business_information.website_url).hostname or ""
    phones = {("phone", person.phone_number) for person in customer.authorized_representatives}
    found = {*same_business.fingerprints(customer).items(), *phones}
    return found | {("website", website.removeprefix("www."))}


def _words(text: str) -> Iterable[str]:
    plain = same_business.plain_words(text)
    return (word[:_LONGEST_WORD] for word in re.split(r"[\s]+", plain) if word)


def _beginnings(word: str) -> Iterator[str]:
    yield word
    for length in range(_SHORTEST_BEGINNING, len(word)):
        yield word[:length]
