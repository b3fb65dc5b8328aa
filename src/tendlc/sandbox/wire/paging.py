"""Pages: which page is asked for, and how a list looks in the two families of APIs.

The v1 products put absolute URLs into `meta`; the 2010 API puts relative ones beside the list. The
official libraries follow both as they stand, so they lead back the way the caller came: a URL at
Twilio itself would send the caller's credentials there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.operations import Call, Fields, Listing, Product
from tendlc.sandbox.refusal import Refusal

_PAGING = ("Page", "PageSize", "PageToken")


def page_wanted(query: Fields, product: Product) -> tuple[int, str]:
    """Return the page size and the page token that a query asks for.

    Raises:
        Refusal: 20007, a page larger than 1000; 20001, a size that is no number. Event Streams has
            a number of its own for both, 91002.
    """
    if not query:
        return LIMITS.page_size, ""  # fact: page-size
    token = query.get("PageToken", [""])[-1]
    text = query.get("PageSize", [str(LIMITS.page_size)])[-1]
    if not text.isdecimal() or len(text) > 9:
        code = 91002 if product == "events" else 20001
        raise Refusal(code, because=f"PageSize {text} is not a number")
    size = int(text)
    if size > LIMITS.page_size_max:  # fact: page-size-max
        code = 91002 if product == "events" else 20007
        raise Refusal(code, because=f"PageSize {size} is above {LIMITS.page_size_max}")
    return max(1, size), token


def v1_page(call: Call, listing: Listing) -> dict[str, Any]:
    """Return a page in the form of trusthub, messaging and events."""
    page = _page_number(call.query)
    url = partial(_url, _base(call.origin + call.target, call))

    return {
        listing.key: listing.items,
        "meta": {
            "page": page,
            "page_size": call.page_size,
            "first_page_url": url(0),
            "previous_page_url": (
                url(max(0, page - 1), listing.previous_token) if listing.previous_token else None
            ),
            "url": url(page, call.page_token),
            "next_page_url": url(page + 1, listing.next_token) if listing.next_token else None,
            "key": listing.key,
        },
    }


def page_2010(call: Call, listing: Listing) -> dict[str, Any]:
    """Return a page in the form of the 2010 API. No other key may stand at the top."""
    page = _page_number(call.query)
    start = page * call.page_size
    uri = partial(_url, _base(call.target, call))

    return {
        listing.key: listing.items,
        "end": start + max(0, len(listing.items) - 1),
        "start": start,
        "page": page,
        "page_size": call.page_size,
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1, listing.next_token) if listing.next_token else None,
        "previous_page_uri": (
            uri(max(0, page - 1), listing.previous_token) if listing.previous_token else None
        ),
        "uri": uri(page, call.page_token),
    }


def _page_number(query: Mapping[str, list[str]]) -> int:
    text = query.get("Page", ["0"])[-1]
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _base(start: str, call: Call) -> str:
    """Return what the URLs of all pages of a list begin with."""
    filters = [
        (name, v) for name, given in call.query.items() if name not in _PAGING for v in given
    ]
    quoted = f"{urlencode(filters, quote_via=quote)}&" if filters else ""
    return f"{start}?{quoted}PageSize={call.page_size}"


def _url(base: str, page: int, token: str = "") -> str:
    return f"{base}&Page={page}&PageToken={quote(token)}" if token else f"{base}&Page={page}"
