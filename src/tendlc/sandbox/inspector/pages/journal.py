"""The request journal: the last requests, and one of them with its bodies.

A search goes through the journal in pieces, so that others get their turn in between.
"""

from __future__ import annotations

from functools import partial

from tendlc.sandbox.inspector import entries, records
from tendlc.sandbox.inspector.bodies import read_target
from tendlc.sandbox.inspector.entries import METHODS, PIECE, STATUSES, Logged, Wanted
from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.journal import KEPT

_PAGE = 50


async def show_list(visit: Visit) -> Shown:
    """Show the requests that fit, newest first."""
    query = visit.query
    wanted = Wanted(
        account_sid=query.get("account", "").strip(),
        method=query.get("method", ""),
        status=query.get("status", ""),
        text=query.get("text", "").strip(),
    )
    found, goes_on = await _search(visit, wanted)
    facts = {
        "wanted": wanted,
        "methods": METHODS,
        "statuses": list(STATUSES),
        "entries": found,
        "older": visit.link(before=str(goes_on)) if goes_on else "",
        "first_page": "before" not in query,
        "kept": KEPT,
        "last": visit.sources.journal.number,
        "real": machine_time(),
    }
    account = visit.sources.worlds.account(wanted.account_sid) if wanted.account_sid else None
    return Shown("journal.html", "Requests", "journal", facts, account)


def show_one(visit: Visit) -> Shown:
    """Show one request and its answer."""
    sources = visit.sources
    number = int(visit.place["number"])
    entry = entries.entry(sources.journal, number)
    if entry is None:
        raise Refusal(20404, f"Request {number} is not in the journal: it keeps the last {KEPT}.")
    account = sources.worlds.account(entry.account_sid)
    path, fields = read_target(entry.raw_target)
    values = [path, fields, entry.request.value, entry.answer.value, entry.because]
    facts = {
        "entry": entry,
        "path": path,
        "fields": fields,
        "names": records.names_in(sources.store, sources.worlds, account, values)
        if account
        else {},
        "newer": number + 1 if number < sources.journal.number else 0,
        "older": number - 1 if number > max(1, sources.journal.number - KEPT + 1) else 0,
    }
    return Shown("request.html", f"Request {number}", "journal", facts, account)


async def _search(visit: Visit, wanted: Wanted) -> tuple[list[Logged], int]:
    """Return a page of entries, and the number before which a next page would begin."""
    sources = visit.sources
    await sources.take(sources.journal.write_back)
    last = sources.journal.number
    asked = visit.query.get("before", "")
    newest = min(last, int(asked) - 1) if asked.isdecimal() and len(asked) < 16 else last
    oldest = max(0, last - KEPT)
    found: list[Logged] = []
    while newest > oldest and len(found) <= _PAGE:
        found += await sources.take(partial(entries.piece, sources.journal, wanted, newest))
        newest -= PIECE
    return found[:_PAGE], found[_PAGE - 1].number if len(found) > _PAGE else 0
