"""Resources: the list of a kind, and one resource with its data, its links and its history.

Links are shown both ways, through the assignments that make them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tendlc.sandbox.inspector import records
from tendlc.sandbox.inspector.hiding import without_secrets
from tendlc.sandbox.inspector.kinds import (
    JOINS,
    acts_in_words,
    decision_about,
    kind_of,
    resource_path,
)
from tendlc.sandbox.inspector.reasons import reasons_in
from tendlc.sandbox.inspector.records import Named, Row
from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.inspector.worlds import pending
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.accounts import Account

_PAGE = 50
_LINKS = 40


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two resources; `through` is the resource that makes it, where one does."""

    sid: str
    named: Named | None
    through: Named | None = None


def show_list(visit: Visit) -> Shown:
    """Show the resources of a kind, newest first; those with a text where the query has one."""
    account = visit.account()
    store, kind = visit.sources.store, visit.place["kind"]
    before, text = visit.query.get("before", ""), visit.query.get("text", "").strip()
    if text:
        found = records.search(store, account.id, kind, text, before, _PAGE)
        rows, goes_on = found.rows, found.goes_on_before
    else:
        rows = records.newest(store, account.id, kind, _PAGE + 1, before)
        goes_on = rows[_PAGE - 1].key if len(rows) > _PAGE else ""
    facts = {
        "kind": kind_of(kind),
        "rows": rows[:_PAGE],
        "text": text,
        "older": visit.link(before=goes_on) if goes_on else "",
        "first_page": not before,
    }
    return Shown("resources.html", kind_of(kind).many, "resources", facts, account)


def show_one(visit: Visit) -> Shown:
    """Show one resource, also one that was removed as long as its history is there."""
    account = visit.account()
    sources, store = visit.sources, visit.sources.store
    kind, key = visit.place["kind"], visit.place["key"]
    row = records.one(store, account.id, kind, key)
    history = records.history(store, account.id, kind, key, 100)
    if row is None and not history:
        raise Refusal(20404, f"There is no {kind_of(kind).one} {key} in this account.")
    data = without_secrets(row.data) if row else {}
    past = [(each, without_secrets(each.data)) for each in history]
    related = _related(visit, account, row) if row else {}
    decided_as, decided_under = decision_about(kind, key)
    reasons, own = reasons_in(data), kind_of(kind).own
    facts = {
        "kind": kind_of(kind),
        "key": key,
        "sid": key.rpartition("/")[2],
        "row": row,
        "data": data,
        "shown": {
            n: v for n, v in data.items() if n not in own and not (reasons and n == "errors")
        },
        "own": {name: value for name, value in data.items() if name in own},
        "history": past,
        "names": records.names_in(
            store, sources.worlds, account, data, key, [details for _, details in past]
        ),
        "waiting": pending(store, account.world.id, 20, account.id, key),
        "decided_as": decided_as,
        "decided_under": decided_under,
        "related": related,
        "reasons": reasons,
        "acts": acts_in_words(visit.sources.look(_acts_path(account))["acts"].get(kind, ())),
    }
    title = f"{kind_of(kind).one} {row.title if row else key}"
    return Shown("resource.html", title, "resources", facts, account)


def _acts_path(account: Account) -> str:
    return f"/control/worlds/{account.world.account_sid}/acts"


def find(visit: Visit) -> str:
    """Return the address of the page of a SID or number in an account.

    Raises:
        Refusal: 20404, nothing of that name is stored there.
    """
    account = visit.account()
    sid = visit.query.get("sid", "").strip()
    names = records.names_in(visit.sources.store, visit.sources.worlds, account, sid)
    if sid in names:
        return names[sid].path
    if visit.sources.worlds.account(sid) is not None:
        return f"/accounts/{sid}"
    holders = records.holders(visit.sources.store, account.id, sid, 1)
    if holders:
        return resource_path(account.sid, holders[0].kind, holders[0].key)
    raise Refusal(
        20404, f"Nothing called {sid} is stored in this account. Parts of a resource, such as "
        "assignments and evaluations, are found on the page of what they belong to."
    )  # fmt: skip


def _related(visit: Visit, account: Account, row: Row) -> dict[str, list[Link]]:
    store = visit.sources.store
    below = records.children(store, account.id, row.key, _LINKS)
    above = records.holders(store, account.id, row.sid, _LINKS)
    number = row.data.get("phone_number")
    if isinstance(number, str):
        above += records.holders(store, account.id, number, _LINKS)
    reach = [records.targets(store, account.id, each.kind, each.key) for each in below]
    own = records.targets(store, account.id, row.kind, row.key)
    sids = [own, reach, [each.parent for each in (*above, *below, row)]]
    names = records.names_in(store, visit.sources.worlds, account, sids, row.data)
    return {
        "refers to": _out(row, own, names),
        "holds": [
            _down(account, each, targets, names) for each, targets in zip(below, reach, strict=True)
        ],
        "is referred to by": [_up(account, each, names) for each in above if each.key != row.key],
    }


def _out(row: Row, own: list[str], names: records.Names) -> list[Link]:
    sids = list(dict.fromkeys([*([row.parent] if row.parent else []), *own]))
    mentioned = [sid for sid in records.sids_in(row.data) if sid in names]
    wanted = dict.fromkeys([*sids, *mentioned])
    return [Link(sid, names.get(sid)) for sid in wanted if sid != row.sid]


def _down(account: Account, child: Row, targets: list[str], names: records.Names) -> Link:
    itself = Named(resource_path(account.sid, child.kind, child.key), child)
    joined = targets if child.kind in JOINS else []
    target = next((sid for sid in joined if sid in names and sid != child.sid), "")
    return Link(target, names[target], itself) if target else Link(child.sid, itself)


def _up(account: Account, holder: Row, names: records.Names) -> Link:
    itself = Named(resource_path(account.sid, holder.kind, holder.key), holder)
    if holder.kind in JOINS and holder.parent in names:
        return Link(holder.parent, names[holder.parent], itself)
    return Link(holder.sid, itself)
