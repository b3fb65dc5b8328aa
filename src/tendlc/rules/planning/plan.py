"""The plan: one pure function from a customer's record to the next thing to do.

It always comes to an end, because every decision changes what the next plan sees: a write leaves
an attempt, reading back leaves found or absent, a look leaves an observation.
"""

from __future__ import annotations

from datetime import datetime

from tendlc.domain.onboarding import Onboarding
from tendlc.domain.tasks import Task
from tendlc.domain.terms import Terms
from tendlc.rules.deadlines import still_paused
from tendlc.rules.planning.decision import Act, AskHuman, Decision, Done, Look, ReadBack, Wait
from tendlc.rules.planning.order import CHAIN


def plan(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision:
    """Decide what to do next for one customer.

    Args:
        onboarding: the record, complete.
        terms: what the ISV has settled for all customers.
        now: the time, in UTC.

    Returns:
        The first thing in the guide's order that can be done now; else the tasks of people, else
        the time of the next look, else Done. While an answer has asked for a pause, its end.
    """
    if paused := still_paused(onboarding, now):
        return Wait(until=paused, what="the time that the last answer asked for")
    settled: set[str] = set()
    waits: list[Wait] = []
    tasks: list[Task] = []
    for link in CHAIN:
        if not link.needs(onboarding, terms) <= settled:
            continue
        match link.decide(onboarding, terms, now):
            case None:
                settled.add(link.name)
            case Act() | ReadBack() | Look() as work:
                return work
            case Wait() as wait:
                waits.append(wait)
            case AskHuman() as ask:
                tasks.extend(ask.tasks)
                if ask.until:
                    waits.append(Wait(until=ask.until, what="people"))
    soonest = min(waits, key=lambda wait: wait.until, default=None)
    if tasks:
        return AskHuman(tasks=tuple(tasks), until=soonest.until if soonest else None)
    return soonest or Done()
