"""Credentials: HTTP Basic, an AccountSid and its token.

Whether the pair is right is for the worlds to say; here it is only read.
"""

from __future__ import annotations

from base64 import b64decode
from functools import lru_cache


@lru_cache(maxsize=1024)
def read_basic(authorization: str) -> tuple[str, str]:
    """Return user and password of an Authorization header; two empty texts where it has none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # neither base64 nor UTF-8
        return "", ""
    return user, password
