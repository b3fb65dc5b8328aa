"""Reading lists one page a call, and small spellings that all products share.

A page token of ours holds no address: what an answer or an old ledger says about the next page
must never decide where the credentials are sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tendlc.catalog.limits import LIMITS
from tendlc.domain.observed import Problem, Seen
from tendlc.errors import UnexpectedAnswer
from tendlc.ports import Absent, Found, MorePages

PAGE_SIZE = LIMITS.page_size_max


def scan(
    records: Any,
    filters: dict[str, Any],
    matches: Callable[[Any], bool],
    page_token: str | None,
    seen: Callable[[Any], Seen | None] = lambda record: None,
) -> Found | Absent | MorePages:
    """Read one page of a list and look for an object of ours in it; of several, the oldest.

    Args:
        records: a list resource of the library.
        filters: what the server can filter by.
        matches: whether a record is the one.
        page_token: where to go on, as an earlier call returned it.
        seen: what the record shows of a thing that moves.
    """
    page = records.page(page_size=PAGE_SIZE, **filters, **_place(page_token))
    hits = [record for record in page if matches(record)]
    if hits:
        oldest, *others = sorted(hits, key=_age)
        return Found(sid=sid_of(oldest), seen=seen(oldest), others=tuple(map(sid_of, others)))
    following = _token(page.next_page_url)
    return MorePages(page_token=following) if following else Absent()


def _age(record: Any) -> tuple[str, str]:
    """Put the oldest first; of two from the same second everybody takes the same one."""
    return updated(getattr(record, "date_created", None)) or "", sid_of(record)


def _token(next_page_url: str | None) -> str | None:
    """Keep of an address what says which page it is."""
    if not next_page_url:
        return None
    query = parse_qs(urlsplit(next_page_url).query)
    place = [(name, query[name][0]) for name in ("Page", "PageToken") if name in query]
    return urlencode(place)


def _place(page_token: str | None) -> dict[str, Any]:
    query = parse_qs(page_token or "")
    place: dict[str, Any] = {}
    if "Page" in query:
        place["page_number"] = int(query["Page"][0])
    if "PageToken" in query:
        place["page_token"] = query["PageToken"][0]
    return place


def sid_of(record: Any) -> str:
    """Take the SID of an answer; without one the answer cannot be recorded.

    Raises:
        UnexpectedAnswer: it has none.
    """
    if not isinstance(record.sid, str) or not record.sid:
        raise UnexpectedAnswer("The answer names no SID.")
    return record.sid


def updated(moment: datetime | str | None) -> str | None:
    """Spell a date of an answer as Twilio does on its v1 products."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment


def problems(errors: Any) -> tuple[Problem, ...]:
    """Read the `errors` of a brand, campaign or bundle; they differ in their keys."""
    read = []
    for entry in errors or ():
        code = entry.get("error_code", entry.get("code"))
        read.append(
            Problem(
                code=int(code) if code is not None else None,
                text=entry.get("description") or entry.get("message") or "",
                fields=tuple(entry.get("fields") or ()),
                url=entry.get("url"),
            )
        )
    return tuple(read)
