"""Hiding: secrets are taken out of whatever the pages show.

The journal holds no credentials of requests, but answers may carry a token that was just made, and
addresses may carry a password. Nothing is shown that did not pass through here.
"""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

HIDDEN: Final = "(hidden)"
_SECRET: Final = re.compile(
    r"(auth|access|refresh|bearer)_?token|secret|passw(or)?d|api_?key$|private_?key"
    r"|credentials|^authorization$",
    re.IGNORECASE,
)
_IN_ADDRESS: Final = re.compile(r"(?<=://)[^/@\s\"'?#]+@")
_IN_JSON: Final = re.compile(r'("([^"\\]{1,80})"\s*:\s*)("(?:[^"\\]|\\.)*"?)')


def is_secret(name: str) -> bool:
    """Say whether what stands under a name is a secret."""
    return bool(_SECRET.search(name))


def without_secrets(value: Any, name: str = "") -> Any:
    """Return plain data with every secret in it hidden; texts that are JSON are looked into."""
    if name and value not in (None, "", [], {}) and is_secret(name):
        return HIDDEN
    if isinstance(value, dict):
        return {each: without_secrets(inner, str(each)) for each, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return _text_without_secrets(value) if isinstance(value, str) else value


def parsed(text: str) -> Any:
    """Return the object or list that a text is as JSON; None where it is none."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _text_without_secrets(text: str) -> str:
    if text[:1] in ("{", "["):
        text = _IN_JSON.sub(_hide_pair, text)
    return _IN_ADDRESS.sub(f"{HIDDEN}@", text) if "://" in text else text


def _hide_pair(found: re.Match[str]) -> str:
    return f'{found[1]}"{HIDDEN}"' if is_secret(found[2]) else found[0]
