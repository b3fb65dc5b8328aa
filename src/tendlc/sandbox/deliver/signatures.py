"""Signatures: how Twilio proves that a request comes from it.

HMAC-SHA1 with the account's auth token, over the URL and the sorted fields of a form, or over a
URL that carries the hash of a JSON body. The URL is the one that the receiver sees: a user and a
password in the destination travel in a header and are not part of it.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha1, sha256
from urllib.parse import parse_qsl, urlsplit, urlunsplit


def with_body_hash(url: str, body: bytes) -> str:
    """Return the URL with the hash of a JSON body in its query."""
    parts = urlsplit(url)
    field = f"bodySHA256={sha256(body).hexdigest()}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{field}" if parts.query else field))


def sign(token: str, url: str, form: bytes = b"") -> str:
    """Return the signature of a request to a URL, with the form that it posts, if any.

    Where a field comes several times, its values are sorted and repetitions left out.
    """
    fields = sorted(set(parse_qsl(form.decode(), keep_blank_values=True)))
    text = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.new(token.encode(), text.encode(), sha1).digest()).decode()
