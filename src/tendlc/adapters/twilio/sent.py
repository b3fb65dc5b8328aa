"""What was sent to Twilio and answered, for the record: without a query, secrets or long bodies.

Each thread has a list of its own, since a job runs in one. Bodies are kept of writes and of what
was not answered with success; the ledger seals them.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from twilio.http.response import Response

from tendlc.domain.sent_requests import SentRequest

_MOST_KEPT: Final = 200
"""What nobody takes is forgotten, oldest first."""
_MOST_CHARACTERS: Final = 4000
_SECRETS: Final = re.compile(
    r"((?:business_registration_number|auth_?token|campaign_verify_token|vetting_id)"
    r'\\*"\s*:\s*\\*")[^"\\]*',
    re.IGNORECASE,
)


class SentLog(threading.local):
    """The requests of one thread that nobody has taken yet."""

    def __init__(self) -> None:
        self.requests: list[SentRequest] = []

    def note(
        self,
        at: datetime,
        seconds: float,
        method: str,
        url: str,
        body: Any,
        answer: Response | None,
    ) -> None:
        """Take up one request and its answer, or None where no answer came."""
        failed = answer is None or not 200 <= answer.status_code < 300
        told = failed or method != "GET"
        headers: Mapping[str, str] = (answer.headers if answer else None) or {}
        self.requests.append(
            SentRequest(
                at=at,
                method=method,
                path=urlsplit(url).path,
                status=answer.status_code if answer else None,
                duration_ms=round(seconds * 1000),
                twilio_request_id=headers.get("Twilio-Request-Id"),
                sent=redacted(json.dumps(body, default=str)) if told and body else "",
                answered=redacted(answer.text) if told and answer else "",
            )
        )
        del self.requests[:-_MOST_KEPT]


def redacted(text: str) -> str:
    """Take out what is secret and what is too long to keep."""
    return _SECRETS.sub(r"\1(redacted)", text[: 2 * _MOST_CHARACTERS])[:_MOST_CHARACTERS]
