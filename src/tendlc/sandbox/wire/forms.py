"""Forms and queries: repeated names are kept, since that is how lists are sent.

What a name means, and whether it is needed, is the business of the resource.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from tendlc.sandbox.refusal import Refusal

_MOST_FIELDS = 2000
_URLENCODED = b"application/x-www-form-urlencoded"
_MULTIPART = b"multipart/form-data"


def parse_body(content_type: bytes, body: bytes) -> dict[str, list[str]]:
    """Return the fields of a body; Twilio's libraries send both kinds of forms.

    Raises:
        Refusal: 20001, it is no form, or one that `parse` would refuse.
    """
    kind = content_type.lower()
    if kind.startswith(_URLENCODED):
        return parse(body)
    if kind.startswith(_MULTIPART):
        return _parse_parts(content_type, body)
    raise Refusal(20001, because="the body is not a form")


def parse(encoded: bytes) -> dict[str, list[str]]:
    """Return the fields of an application/x-www-form-urlencoded text.

    Raises:
        Refusal: 20001, the text is not UTF-8, has a null byte, or has too many fields.
    """
    if not encoded:
        return {}
    pairs = encoded.split(b"&")
    if len(pairs) > _MOST_FIELDS:
        raise Refusal(20001, because="too many fields")
    parts: list[bytes] = []
    for pair in pairs:
        name, _, value = pair.partition(b"=")
        if name:
            parts += (name, value)
    # All parts are decoded in one go; what holds them together may not stand in any of them.
    try:
        together = unquote_to_bytes(b"\x00".join(parts).replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise Refusal(20001, because="the form is not UTF-8") from None
    texts = together.split("\x00") if parts else []
    if len(texts) != len(parts):
        raise Refusal(20001, because="a null byte in the form")
    fields: dict[str, list[str]] = {}
    for name_text, value_text in zip(texts[::2], texts[1::2], strict=True):
        fields.setdefault(name_text, []).append(value_text)
    return fields


def _parse_parts(content_type: bytes, body: bytes) -> dict[str, list[str]]:
    from email.parser import BytesParser  # rarely needed, and not free at the start
    from email.policy import HTTP

    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type + b"\r\n\r\n" + body
    )
    parts = list(message.iter_parts())
    names = [part.get_param("name", header="content-disposition") for part in parts]
    if message.defects or not all(isinstance(name, str) and name for name in names):
        raise Refusal(20001, because="the parts of the form cannot be told apart")
    if len(parts) > _MOST_FIELDS:
        raise Refusal(20001, because="too many fields")
    fields: dict[str, list[str]] = {}
    try:
        for name, part in zip(names, parts, strict=True):
            value = part.get_payload(decode=True)
            if not isinstance(value, bytes) or b"\x00" in value:
                raise Refusal(20001, because="a part of the form is no text")
            fields.setdefault(str(name), []).append(value.decode())
    except UnicodeDecodeError:
        raise Refusal(20001, because="the form is not UTF-8") from None
    return fields
