"""Forms and queries: repeated names are kept, since that is how lists are sent.

What a name means, and whether it is needed, is the business of the resource.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from tendlc.sandbox.refusal import Refusal

_MOST_FIELDS = 2000


def parse(encoded: bytes) -> dict[str, list[str]]:
    """Return the fields of an application/x-www-form-urlencoded text.

    Raises:
        Refusal: 20001, the text is not UTF-8, has a null byte, or has too many fields.
    """
    fields: dict[str, list[str]] = {}
    if not encoded:
        return fields
    pairs = encoded.split(b"&")
    if len(pairs) > _MOST_FIELDS:
        raise Refusal(20001, because="too many fields")
    try:
        for pair in pairs:
            name, _, value = pair.partition(b"=")
            if name:
                fields.setdefault(_text(name), []).append(_text(value))
    except UnicodeDecodeError:
        raise Refusal(20001, because="the form is not UTF-8") from None
    return fields


def _text(part: bytes) -> str:
    if b"+" in part:
        part = part.replace(b"+", b" ")
    if b"%" in part:
        part = unquote_to_bytes(part)
    if b"\x00" in part:
        raise Refusal(20001, because="a null byte in the form")
    return part.decode()
