"""Heads: what the lines above a body say, read once and for all that a request needs.

Clients send the same lines again and again. A head that came before is therefore taken as it was
read then, and is never changed.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable

from tendlc.sandbox.operations import Head

_LONGEST_CREDENTIALS = 1000


def read_head(
    lines: Iterable[tuple[bytes, bytes]], scheme: str, *, kept: bool, local: bool
) -> Head:
    """Return what header lines say; of a name that comes twice, the last one counts.

    `kept` says whether the connection stays open after the answer. A proxy on this machine
    (`local`) may say that its own caller came by another scheme.
    """
    fields = {name.lower(): value for name, value in lines}
    if local:
        forwarded = fields.get(b"x-forwarded-proto", b"").decode("latin-1")
        scheme = forwarded if forwarded in ("http", "https") else scheme
    length = fields.get(b"content-length", b"")
    user, password = read_basic(fields.get(b"authorization", b""))
    return Head(
        fields=fields,
        scheme=scheme,
        host=fields.get(b"host", b"").decode("latin-1"),
        user=user,
        password=password,
        content_type=fields.get(b"content-type", b""),
        api_version=fields.get(b"x-twilio-api-version", b"").decode("latin-1"),
        length=int(length) if length.isdigit() else 0,
        kept=kept,
    )


def read_basic(authorization: bytes) -> tuple[str, str]:
    """Return user and password of an Authorization header; two empty texts where it has none.

    Whether the pair is right is for the worlds to say.
    """
    scheme, _, encoded = authorization.partition(b" ")
    if scheme.lower() != b"basic" or len(encoded) > _LONGEST_CREDENTIALS:
        return "", ""
    try:
        user, _, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # neither base64 nor UTF-8
        return "", ""
    return user, password
