"""What waits in a world: pending reviews, each with the means to decide it now.

The whole world is shown, since its accounts share one clock.
"""

from __future__ import annotations

from tendlc.sandbox.inspector import records
from tendlc.sandbox.inspector.kinds import decision_about
from tendlc.sandbox.inspector.visit import Shown, Visit
from tendlc.sandbox.inspector.worlds import Pending, pending

_MOST = 100


def show(visit: Visit) -> Shown:
    """Show what is still to happen in the world of an account, in time order."""
    account = visit.account()
    sources = visit.sources
    steps = pending(sources.store, account.world.id, _MOST + 1)
    facts = {
        "steps": [(step, *decision_about(step.kind, step.key)) for step in steps[:_MOST]],
        "rows": _rows(visit, steps[:_MOST]),
        "more": len(steps) > _MOST,
    }
    return Shown("reviews.html", "Reviews", "reviews", facts, account)


def _rows(visit: Visit, steps: list[Pending]) -> dict[tuple[int, str], records.Row | None]:
    return {
        (step.account, step.key): records.one(
            visit.sources.store, step.account, step.kind, step.key
        )
        for step in steps
    }
