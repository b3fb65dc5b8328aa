"""The start page: what the sandbox is, how a program is pointed at it, and who is here already.

And the list of all accounts, world by world.
"""

from __future__ import annotations

from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.inspector.worlds import newest_worlds
from tendlc.sandbox.world.clock import machine_time

_LATEST = 5
_PAGE = 25


def show(visit: Visit) -> Shown:
    """Show the start page."""
    about = visit.sources.look("/control")
    worlds = newest_worlds(visit.sources.store, _LATEST)
    facts = {
        "about": about,
        "worlds": worlds,
        "real": machine_time(),
        "where": f" --url {visit.origin}",
    }
    return Shown("start.html", "The sandbox", "start", facts)


def show_accounts(visit: Visit) -> Shown:
    """Show the accounts: every world with its subaccounts, newest first."""
    asked = visit.query.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
    worlds = newest_worlds(visit.sources.store, _PAGE + 1, before)
    older = visit.link(before=str(worlds[_PAGE - 1].id)) if len(worlds) > _PAGE else ""
    facts = {
        "worlds": worlds[:_PAGE],
        "older": older,
        "first_page": not before,
        "real": machine_time(),
    }
    return Shown("accounts.html", "Accounts", "accounts", facts)
