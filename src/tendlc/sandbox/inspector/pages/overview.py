"""An account at a glance: its registrations along the chain, what waits, what happened lately.

Each part is a handful of rows from an index, however much the account holds.
"""

from __future__ import annotations

from typing import Any

from tendlc.sandbox.inspector import records
from tendlc.sandbox.inspector.kinds import CHAIN, in_order, kind_of
from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.inspector.worlds import members, pending
from tendlc.sandbox.world.accounts import Account


def show(visit: Visit) -> Shown:
    """Show one account."""
    account = visit.account()
    store = visit.sources.store
    lately = records.lately(store, account.id, 12)
    waiting = pending(store, account.world.id, 6)
    facts = {
        "chain": _chain(visit, account),
        "kinds": _kinds(visit, account),
        "lately": lately,
        "waiting": [
            (step, records.one(store, step.account, step.kind, step.key)) for step in waiting
        ],
        "members": members(store, account.world),
    }
    return Shown("overview.html", "Overview", "overview", facts, account)


def show_kinds(visit: Visit) -> Shown:
    """Show which kinds of resources an account has, with the newest of each."""
    account = visit.account()
    facts = {"kinds": _kinds(visit, account, newest=3)}
    return Shown("kinds.html", "Resources", "resources", facts, account)


def _chain(visit: Visit, account: Account) -> list[dict[str, Any]]:
    store = visit.sources.store
    return [
        {
            "kind": kind_of(name),
            "count": records.how_many(store, account.id, name),
            "newest": next(iter(records.newest(store, account.id, name, 1)), None),
        }
        for name in CHAIN
    ]


def _kinds(visit: Visit, account: Account, newest: int = 0) -> list[dict[str, Any]]:
    store = visit.sources.store
    return [
        {
            "kind": kind,
            "count": records.how_many(store, account.id, kind.name),
            "newest": records.newest(store, account.id, kind.name, newest) if newest else [],
        }
        for kind in in_order(records.kinds_in(store, account.id))
    ]
