"""Reading lists one page a call, and small spellings that all products share.

One page and no more, because on the paced lane a page is a request of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tendlc.domain.observed import Problem, Seen
from tendlc.ports import Absent, Found, MorePages

PAGE_SIZE = 1000


def scan(
    records: Any,
    filters: dict[str, Any],
    matches: Callable[[Any], bool],
    page_token: str | None,
    found: Callable[[Any], tuple[str, Seen | None]],
) -> Found | Absent | MorePages:
    """Read one page of a list and look for an object of ours in it.

    Args:
        records: a list resource of the library.
        filters: what the server can filter by.
        matches: whether a record is the one.
        page_token: address of the page, as an earlier call returned it.
        found: what to tell of the record.
    """
    if page_token is None:
        page = records.page(page_size=PAGE_SIZE, **filters)
    else:
        page = records.get_page(page_token)
    hits = [record for record in page if matches(record)]
    if hits:
        oldest = min(hits, key=lambda record: updated(getattr(record, "date_created", None)) or "")
        sid, seen = found(oldest)
        return Found(sid=sid, seen=seen)
    following = page.next_page_url
    return MorePages(page_token=following) if following else Absent()


def given(**parameters: Any) -> dict[str, Any]:
    """Leave out what is None, so that it is not sent."""
    return {name: value for name, value in parameters.items() if value is not None}


def updated(moment: datetime | str | None) -> str | None:
    """Spell a date of an answer as text."""
    return moment.isoformat() if isinstance(moment, datetime) else moment


def problems(errors: Any) -> tuple[Problem, ...]:
    """Read the `errors` of a brand, campaign or bundle; they differ in their keys."""
    read = []
    for entry in errors or ():
        code = entry.get("error_code", entry.get("code"))
        read.append(
            Problem(
                code=int(code) if code is not None else None,
                text=entry.get("description") or "",
                fields=tuple(entry.get("fields") or ()),
                url=entry.get("url"),
            )
        )
    return tuple(read)
