"""Refusal: every "no" that Twilio would say to a request.

One exception for all of them, because a caller is told the same way each time: an HTTP status, a
code and a sentence. The words come from the published error codes. How the answer looks on the
wire is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tendlc.catalog.error_codes import error_codes, refusals_without_code


class Refusal(Exception):
    """The request is refused.

    `code` is Twilio's number, or None where Twilio is known to refuse without a known number.
    `names` fill the {names} of the published text. `because` is for the journal alone.
    """

    def __init__(
        self,
        code: int | None,
        message: str = "",
        *,
        status: int | None = None,
        because: str = "",
        headers: tuple[tuple[str, str], ...] = (),
        **names: Any,
    ) -> None:
        known = error_codes().get(code) if code is not None else None
        words = (known.message or known.meaning) if known else ""
        self.code = code
        self.message = message or words.format_map(defaultdict(str, names))
        self.status = status or (known.status if known and known.status else 400)
        self.because = because or self.message
        self.headers = headers
        super().__init__(self.message)


def not_found(path: str) -> Refusal:
    """Say that nothing is there, in the words seen in live answers."""
    return Refusal(20404, path=path)


def codeless(fact: str, message: str = "") -> Refusal:
    """Refuse in a way whose number nobody has published; `fact` names the row of the table."""
    known = refusals_without_code()[fact]
    return Refusal(None, message or known.message, status=known.status)
