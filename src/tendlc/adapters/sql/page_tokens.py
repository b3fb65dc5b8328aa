"""The tokens of list pages: where the page before ended, signed, so that nobody makes one up.

A token belongs to one ledger and one filter. That of a filter by age is good while the age is
counted from another moment.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from typing import Final

from tendlc.errors import BadPageToken
from tendlc.ports import Filter

_SIGNATURE_BYTES: Final = 12

Position = tuple[int, str]
"""The target's id and the key of the last row."""


def token_of(secret: bytes, wanted: Filter, position: Position) -> str:
    """Return the token for what comes after a position."""
    place = f"{position[0]} {position[1]}".encode()
    return _text(_signature(secret, wanted, place) + place)


def position_of(secret: bytes, wanted: Filter, token: str) -> Position:
    """Return the position that a token stands for; raises BadPageToken."""
    try:
        told = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        if _text(told) != token:  # the decoder passes over what is no letter of base64
            raise BadPageToken
        signature, place = told[:_SIGNATURE_BYTES], told[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, _signature(secret, wanted, place)):
            raise BadPageToken
        target_id, _, key = place.decode().partition(" ")
        return int(target_id), key
    except ValueError:
        raise BadPageToken from None


def _text(token: bytes) -> str:
    return urlsafe_b64encode(token).decode().rstrip("=")


def _signature(secret: bytes, wanted: Filter, place: bytes) -> bytes:
    whole = repr((replace(wanted, older_than=None), wanted.older_than is None))
    return hmac.digest(secret, whole.encode() + b"\n" + place, "sha256")[:_SIGNATURE_BYTES]
