"""Deliveries: the callbacks and events of an account, each with its tries, and their faults.

An address is shown without its password, and a body without secrets.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.inspector import records
from tendlc.sandbox.inspector.bodies import read_body
from tendlc.sandbox.inspector.hiding import without_secrets
from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.world.outbox import Delivery

_PAGE: Final = 30
STATES: Final = ("waiting", "held", "delivered", "lost", "refused", "dropped")


def show(visit: Visit) -> Shown:
    """Show the deliveries of an account, newest first."""
    account = visit.account()
    sources = visit.sources
    asked = visit.query.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 16 else 1 << 62
    state = visit.query.get("state", "")
    found = sources.worlds.outbox.of_account(account.id, before, state, _PAGE + 1)
    shown = found[:_PAGE]
    path = f"/control/worlds/{account.world.account_sid}/delivery-faults"
    facts = {
        "deliveries": [_shape(each) for each in shown],
        "states": STATES,
        "state": state,
        "older": visit.link(before=str(shown[-1].number)) if len(found) > _PAGE else "",
        "first_page": not asked,
        "faults": sources.look(path)["faults"],
        "names": records.names_in(sources.store, sources.worlds, account, _named(shown)),
    }
    return Shown("deliveries.html", "Deliveries", "deliveries", facts, account)


def _named(deliveries: list[Delivery]) -> list[str]:
    return [text for each in deliveries for text in (each.about, each.receiver.sink)]


def _shape(delivery: Delivery) -> dict[str, object]:
    return {
        "number": delivery.number,
        "kind": delivery.kind,
        "about": delivery.about,
        "name": delivery.name,
        "destination": without_secrets(delivery.receiver.destination),
        "method": delivery.receiver.method,
        "sink": delivery.receiver.sink,
        "state": delivery.state,
        "fault": delivery.fault,
        "made_at": delivery.made_at,
        "due_at": delivery.due_at,
        "body": read_body(delivery.body),
        "attempts": list(reversed(delivery.attempts)),
    }
