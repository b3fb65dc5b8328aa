"""Parts that several resources share: kinds of parameters, dates, and looking something up.

What a parameter means for a resource, and which refusal it earns there, the resource says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import orjson

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.sids import is_sid
from tendlc.sandbox.operations import Call, Fields, Listing, Shape
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.world.session import Record, Session, sid_of_token

_DEEPEST = 100
_LONGEST_TOKEN = 40
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def iso_date(moment: int) -> str:
    """Return a moment as the v1 products write it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4096)
def rfc2822_date(moment: int) -> str:
    """Return a moment as the 2010 API writes it."""
    return format_datetime(datetime.fromtimestamp(moment, UTC))


def text(form: Fields, name: str, default: str | None = None) -> str | None:
    """Return a parameter, or the default where it is missing."""
    values = form.get(name)
    return values[-1] if values else default


def required(form: Fields, name: str, code: int = 20001) -> str:
    """Return a parameter that must be there and not be empty."""
    value = text(form, name)
    if not value:
        raise Refusal(code, f"Missing required parameter {name} in the post body")
    return value


def limited(form: Fields, name: str, most: int, code: int = 20001) -> str | None:
    """Return a parameter that may have at most so many characters."""
    value = text(form, name)
    if value is not None and len(value) > most:
        raise Refusal(code, f"{name} is longer than {most} characters")
    return value


def boolean(form: Fields, name: str, default: bool | None = None) -> bool | None:
    """Return a parameter that is true or false."""
    value = text(form, name)
    if value is None or value == "":
        return default
    if value.lower() not in ("true", "false"):
        raise Refusal(20001, f"{name} must be true or false")
    return value.lower() == "true"


def web_address(form: Fields, name: str, code: int = 20001) -> str | None:
    """Return a parameter that is a URL; an empty one counts as none."""
    value = text(form, name)
    if not value:
        return None
    if not is_web_address(value):
        raise Refusal(code, f"{name} is not a valid URL")
    return value


def is_web_address(value: str) -> bool:
    """Say whether a text is an http or https URL with a host."""
    if not _WEB_ADDRESS.fullmatch(value):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        return False


def one_of(
    form: Fields, name: str, allowed: Sequence[str], default: str | None = None
) -> str | None:
    """Return a parameter that must be one of a list."""
    value = text(form, name)
    if not value:
        return default
    if value not in allowed:
        raise Refusal(20001, f"{name} must be one of {', '.join(allowed)}")
    return value


def sid(form: Fields, name: str, prefix: str | None = None, code: int = 20001) -> str:
    """Return a parameter that must be a SID."""
    value = required(form, name, code)
    if not is_sid(value, prefix):
        raise Refusal(code, f"{name} is not a valid SID")
    return value


def attributes(form: Fields) -> dict[str, Any] | None:
    """Return the JSON object in Attributes, or None where it is missing."""
    value = text(form, "Attributes")
    if value is None or value == "":
        return None
    if len(value) > LIMITS.attributes_max:  # fact: attributes-max
        raise Refusal(22207, f"Attributes is longer than {LIMITS.attributes_max} characters")
    try:
        parsed = json_value(value)
    except ValueError:
        raise Refusal(22207) from None
    if not isinstance(parsed, dict):
        raise Refusal(22207)
    return parsed


def json_value(value: str) -> Any:
    """Return what a JSON text says; ValueError where it is no JSON, or too deep to be sent back."""
    parsed = orjson.loads(value)
    if value.count("{") + value.count("[") > _DEEPEST and _depth(parsed) > _DEEPEST:
        raise ValueError("too deep")
    return parsed


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        inside = (each.values() if isinstance(each, dict) else each for each in level)
        level = [e for values in inside for e in values if isinstance(e, dict | list)]
    return depth


def stored(call: Call, kind: str, *path: str) -> Record:
    """Return the resource that the path names, or refuse as not found."""
    record = call.session.find(kind, "/".join(call.path[name] for name in path))
    if record is None:
        raise not_found(call.target)
    return record


def listing(
    call: Call,
    key: str,
    kind: str,
    shape: Any,
    *,
    under: str = "",
    where: Mapping[str, Any] | None = None,
    like: Mapping[str, str] | None = None,
) -> Listing:
    """Return the page of a kind that the call asks for; `shape` renders one record."""
    records, following, preceding = call.session.page(
        kind, under=under, where=where, like=like, token=call.page_token, size=call.page_size
    )
    return Listing(key, [shape(call, record) for record in records], following, preceding)


def static_listing(call: Call, key: str, items: Sequence[Shape]) -> Listing:
    """Return the page of a list that never changes; its tokens count items."""
    start = _offset(call.page_token)
    end = start + call.page_size
    return Listing(
        key,
        list(items[start:end]),
        f"PA{end:032d}" if end < len(items) else "",
        f"PB{max(0, start - call.page_size):032d}" if start else "",
    )


def sid_listing(call: Call, key: str, items: Sequence[Shape]) -> Listing:
    """Return the page of a list that is there, newest first; its tokens name SIDs too."""
    sids = [item["sid"] for item in items]
    start, end = 0, call.page_size
    if call.page_token:
        edge = sid_of_token(call.page_token)
        after = (place for place, sid in enumerate(sids) if sid < edge)
        place = sids.index(edge) if edge in sids else next(after, len(sids))
        if call.page_token.startswith("PB"):
            start, end = max(0, place - call.page_size), place
        else:
            start = place + (edge in sids)
            end = start + call.page_size
    shown = list(items[start:end])
    return Listing(
        key,
        shown,
        f"PA{sids[end - 1]}" if shown and end < len(items) else "",
        f"PB{sids[start]}" if shown and start else "",
    )


def filters(call: Call, names: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes and values that the query filters by; `names` maps one to the other."""
    return {
        attribute: call.query[name][-1]
        for name, attribute in names.items()
        if call.query.get(name, [""])[-1]
    }


def change(session: Session, record: Record, changes: Mapping[str, Any]) -> None:
    """Change attributes of a resource; where none of them differs, nothing has happened."""
    different = {name: value for name, value in changes.items() if record.data[name] != value}
    if different:
        record.data.update(different)
        session.save(record, "updated", **different)


def refer_anew(session: Session, record: Record, before: Set[str], after: Set[str]) -> None:
    """Say that a resource refers to other things than before."""
    for target in before - after:
        session.unlink(record, target)
    for target in after - before:
        session.link(record, target)


def v1_dates(record: Record) -> Shape:
    """Return both dates of a record in the form of the v1 products."""
    return {
        "date_created": iso_date(record.created_at),
        "date_updated": iso_date(record.updated_at),
    }


def dates_2010(record: Record) -> Shape:
    """Return both dates of a record in the form of the 2010 API."""
    return {
        "date_created": rfc2822_date(record.created_at),
        "date_updated": rfc2822_date(record.updated_at),
    }


def _offset(token: str) -> int:
    if not token:
        return 0
    if token[:2] not in ("PA", "PB") or not token[2:].isdecimal():
        raise Refusal(21481, because=f"{token} is not a page token of ours")
    if len(token) > _LONGEST_TOKEN:
        raise Refusal(21481, because="the page token is too long")
    return int(token[2:])
