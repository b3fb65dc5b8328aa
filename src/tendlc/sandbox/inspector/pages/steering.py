"""Steering: faults and scripted verdicts, the switches of a world, and how long its reviews take.

Everything is read from control, as a program would read it.
"""

from __future__ import annotations

from typing import Any

from tendlc.catalog.timings import timings
from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.world.accounts import Account


def show_scripts(visit: Visit) -> Shown:
    """Show the verdicts and faults that are still to be used up in a world."""
    account = visit.account()
    faults = visit.sources.look("/control/faults")["faults"]
    facts = {
        "verdicts": _of(visit, account, "verdicts")["verdicts"],
        "faults": [each for each in faults if each["world"] in (None, account.world.id)],
    }
    return Shown("scripts.html", "Faults and verdicts", "scripts", facts, account)


def show_settings(visit: Visit) -> Shown:
    """Show the switches of a world and the times of its reviews."""
    account = visit.account()
    takes = _of(visit, account, "reviews")["reviews"]
    reviews = [
        {"name": name, "timing": timing, **_time(takes[name])} for name, timing in timings().items()
    ]
    facts = {
        "switches": _of(visit, account, "settings")["switches"],
        "reviews": reviews,
        "world": _of(visit, account),
        "snapshots": _of(visit, account, "snapshots")["snapshots"],
        "legal_names": _of(visit, account, "legal_names")["legal_names"],
    }
    return Shown("settings.html", "Settings", "settings", facts, account)


def _time(takes: float | dict[str, int] | None) -> dict[str, str]:
    """Return how long a review takes as its form shows it: an amount, and of what."""
    if takes is None:
        return {"amount": "", "takes": "by-hand"}
    if isinstance(takes, dict):
        return {"amount": str(takes["reads"]), "takes": "reads"}
    return {"amount": f"{takes:.12g}", "takes": "seconds"}


def _of(visit: Visit, account: Account, what: str = "") -> dict[str, Any]:
    path = f"/control/worlds/{account.world.account_sid}"
    return visit.sources.look(f"{path}/{what}" if what else path)
