"""What an answer says by itself: is it Twilio's, and whose account is it about?

A proxy, a load balancer or a captive portal answers in Twilio's place now and then. Only Twilio's
own body says what Twilio did; a status alone says nothing about a request that may have arrived.
Nothing here knows which request was asked, or what follows from the answer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

_TEXT_LIMIT: Final = 400
_LONGEST_PAUSE_SECONDS: Final = 86_400.0
_LOWEST_CODE: Final = 10000
"""Twilio's codes have five digits or more; smaller numbers are statuses of other programs."""


class NotASuccess(Exception):
    """An answer with a status other than 2xx, before anybody has judged it."""

    def __init__(self, status: int, text: str, pause: timedelta | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.text = text
        self.pause = pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What Twilio's error body says; `code` is None where it names none."""

    status: int
    code: int | None
    text: str


def told_by_twilio(status: int, text: str) -> Told | None:
    """Read Twilio's error body; None where the body is not Twilio's.

    Twilio writes two shapes: `code`, `message`, `more_info`, `status` (some refusals lack the
    code), and the problem details of RFC 9457 with `type`, `title`, `status`, `code`, `detail`.

    Args:
        status: the status of the answer; a body that names another one is not Twilio's.
        text: the body as it came.
    """
    body = _object(text)
    if body is None or body.get("status", status) != status:
        return None
    code = _twilio_code(body)
    if isinstance(body.get("message"), str):
        signed = "status" in body and isinstance(body.get("more_info"), str)
        words = body["message"]
        return _told(status, code, words) if code is not None or signed else None
    if code is not None and all(isinstance(body.get(part), str) for part in ("type", "title")):
        words = ": ".join(str(body[part]) for part in ("title", "detail") if body.get(part))
        return _told(status, code, words)
    return None


def asked_pause(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Read Retry-After: seconds, with a fraction too, or a date; None where it says nothing.

    Args:
        headers: those of the answer, by names in any case.
        now: the time here; the answer's own Date comes first, for both come from one clock.
    """
    text = headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        until = _http_date(text)
        since = _http_date(headers.get("Date", "")) or now
        seconds = (until - since).total_seconds() if until else 0.0
    if not 0 < seconds < math.inf:
        return None
    return timedelta(seconds=min(seconds, _LONGEST_PAUSE_SECONDS))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def about_another_account(text: str, account_sid: str, *, writing: bool) -> bool:
    """Say whether a successful answer concerns an account other than ours.

    What was fetched by its SID may be the parent's; what we made, and what stands in our lists,
    is ours. An answer that names no account is not held against it.

    Args:
        text: the body as it came.
        account_sid: the account that asked.
        writing: whether the answer is to a write.
    """
    body = _object(text) or {}
    records = [body] if writing else []
    for value in body.values():
        records += [entry for entry in _entries(value) if isinstance(entry, dict)]
    return any(record.get("account_sid", account_sid) != account_sid for record in records)


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _told(status: int, code: int | None, words: str) -> Told:
    return Told(status=status, code=code, text=words[:_TEXT_LIMIT])


def _twilio_code(body: dict[str, Any]) -> int | None:
    code = body.get("code")
    known = isinstance(code, int) and not isinstance(code, bool) and code >= _LOWEST_CODE
    return code if known else None


def _object(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
