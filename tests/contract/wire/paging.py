"""The rules of a list answer: `meta` paging of the v1 products, flat paging of the 2010 API.

The helper libraries follow `next_page_url` word for word, with the caller's credentials. So the
most important rule is that every absolute address begins with the origin by which the caller came.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from tests.contract.wire.operations import Json, Target
from tests.contract.wire.spec_details import UNPAGED

META_KEYS = {
    "page",
    "page_size",
    "first_page_url",
    "previous_page_url",
    "url",
    "next_page_url",
    "key",
}
FLAT_KEYS = {
    "end",
    "first_page_uri",
    "next_page_uri",
    "page",
    "page_size",
    "previous_page_uri",
    "start",
    "uri",
}
PAGING_PARAMETERS = {"Page", "PageSize", "PageToken"}
LARGEST_PAGE = 1000


def check_page(body: Json, key: str, paging: str, aim: Target) -> Iterator[str]:
    """Findings about one page; what is in its items is not looked at here."""
    if not isinstance(body.get(key), list):
        yield f"the list {key!r} is missing"
    elif key in UNPAGED:
        yield from _exact_keys(body, {key, "uri"})
    elif paging == "meta":
        yield from _exact_keys(body, {key, "meta"})
        yield from _check_meta(body, key, aim)
    else:
        yield from _exact_keys(body, FLAT_KEYS | {key})
        yield from _check_flat(body, key, aim)


def _exact_keys(body: Json, wanted: set[str]) -> Iterator[str]:
    for name in sorted(wanted - body.keys()):
        yield f"page: {name!r} is missing"
    for name in sorted(body.keys() - wanted):
        yield f"page: {name!r} is not documented"


def _check_meta(body: Json, key: str, aim: Target) -> Iterator[str]:
    meta = body.get("meta")
    if not isinstance(meta, dict):
        yield "meta is not an object"
        return
    findings = list(_exact_keys(meta, META_KEYS))
    yield from findings
    if not findings:
        if meta["key"] != key:
            yield f"meta.key is {meta['key']!r}, the list is {key!r}"
        yield from _check_numbers(meta, len(body[key]), aim)
        yield from _check_addresses(meta, "url", aim, aim.origin)


def _check_flat(body: Json, key: str, aim: Target) -> Iterator[str]:
    if not body.keys() >= FLAT_KEYS:
        return
    numbers = list(_check_numbers(body, len(body[key]), aim))
    yield from numbers
    if not numbers:
        start = body["page"] * body["page_size"]
        last = start + max(len(body[key]) - 1, 0)
        if (body["start"], body["end"]) != (start, last):
            yield f"start and end are {body['start']} and {body['end']}, not {start} and {last}"
    yield from _check_addresses(body, "uri", aim, "")


def _check_numbers(page: Json, count: int, aim: Target) -> Iterator[str]:
    number, size = page["page"], page["page_size"]
    if not (type(number) is int and type(size) is int and number >= 0):
        yield f"page {number!r} and page_size {size!r} are not counts"
        return
    if not 1 <= size <= LARGEST_PAGE:
        yield f"page_size {size} is outside of 1 to {LARGEST_PAGE}"
    asked = dict(aim.query).get("PageSize")
    if asked is not None and asked.isdigit() and size != max(1, min(int(asked), LARGEST_PAGE)):
        yield f"page_size is {size}, asked for was {asked}"
    if count > size:
        yield f"{count} items on a page of {size}"
    if not page.get("first_page_url", page.get("first_page_uri")):
        yield "the address of the first page is missing"


def _check_addresses(page: Json, suffix: str, aim: Target, origin: str) -> Iterator[str]:
    """Every address of a page: its origin and path, the page it names, the filters it repeats."""
    number = page["page"]
    named = {
        suffix: number,
        f"first_page_{suffix}": 0,
        f"next_page_{suffix}": number + 1 if isinstance(number, int) else None,
        f"previous_page_{suffix}": number - 1 if isinstance(number, int) else None,
    }
    for name, expected in named.items():
        address = page[name]
        if address is None and name.startswith(("next", "previous")):
            continue
        if not isinstance(address, str):
            yield f"{name} is {address!r}"
            continue
        yield from _check_address(name, address, expected, page, aim, origin)
    if number == 0 and page[f"previous_page_{suffix}"] is not None:
        yield "the first page names a page before it"


def _check_address(
    name: str, address: str, expected: int | None, page: Json, aim: Target, origin: str
) -> Iterator[str]:
    where = address.partition("?")[0]
    if where != origin + aim.path:
        yield f"{name} is at {where}, the caller came by {origin}{aim.path}"
    repeated = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    query = dict(repeated)
    if query.get("Page") != str(expected) or query.get("PageSize") != str(page["page_size"]):
        yield f"{name} names page {query.get('Page')} of size {query.get('PageSize')}: {address}"
    for key, value in aim.query:
        if key and key not in PAGING_PARAMETERS and (key, value) not in repeated:
            yield f"{name} forgets the filter {key}={value}"
