"""Chance: the one source of everything that looks random.

Every draw is a hash of the world's stream and of a running number, so the same seed and the same
requests give the same SIDs, scores and registry ids. SIDs begin with the running number: an index
over them grows at its end, and sorting them gives the order in which things were made.
"""

from __future__ import annotations

from hashlib import blake2b

_REGISTRY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def digest(*parts: object) -> int:
    """Return a number of 128 bits that the parts decide."""
    text = "/".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest())


class Chance:
    """The draws of one world: `stream` names the seed, `drawn` counts what was drawn so far."""

    __slots__ = ("drawn", "stream")

    def __init__(self, stream: str, drawn: int) -> None:
        self.stream = stream
        self.drawn = drawn

    def sid(self, prefix: str) -> str:
        """Return a new SID: two letters, eight digits in order, twenty-four by chance."""
        self.drawn += 1
        tail = blake2b(f"{self.stream}/{self.drawn}".encode(), digest_size=12).hexdigest()
        return f"{prefix}{self.drawn:08x}{tail}"

    def token(self, about: str) -> str:
        """Return a new auth token or secret: thirty-two hexadecimal digits by chance."""
        self.drawn += 1
        return f"{digest(self.stream, about, self.drawn):032x}"

    def registry_id(self, letter: str, about: str) -> str:
        """Return an id as the Campaign Registry gives them: a letter and six more, for `about`."""
        number = digest(self.stream, letter, about)
        signs = []
        for _ in range(6):
            number, place = divmod(number, len(_REGISTRY_LETTERS))
            signs.append(_REGISTRY_LETTERS[place])
        return letter + "".join(signs)

    def between(self, low: int, high: int, about: str) -> int:
        """Return a whole number from `low` to `high`, both included, for `about`."""
        return low + digest(self.stream, low, high, about) % (high - low + 1)
