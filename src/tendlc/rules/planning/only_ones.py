"""Whether what was made is the only one of its kind, and what becomes of a second one.

Two ledgers can register one customer at the same time: each looks before the other has made
anything. So what was made is looked for once more, what is free before the brand is paid; of
several the oldest is used, and a paid one that is left over goes to a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from tendlc.domain.actions import Action
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Step
from tendlc.rules import remedies
from tendlc.rules.planning.decision import AskHuman, ReadBack


def confirm(onboarding: Onboarding, step: Step, create: Action) -> ReadBack | None:
    """Say how to look for a second object of `step`; None where that was done, or is not due."""
    done = onboarding.last_success(step)
    if done is None or step not in onboarding.unconfirmed:
        return None
    return ReadBack(step=step, action=create, number=done.number, confirm=True)


def confirm_all(onboarding: Onboarding, made: Iterable[tuple[Step, Action]]) -> ReadBack | None:
    """Take the first of these steps that is not confirmed yet."""
    looks = (confirm(onboarding, step, create) for step, create in made)
    return next((look for look in looks if look is not None), None)


def decide(onboarding: Onboarding) -> AskHuman | None:
    """Ask what is to become of paid objects that are there twice."""
    tasks = tuple(
        remedies.surplus(str(one.step), one.step.name, one.sid, one.kept)
        for one in onboarding.surplus
    )
    return AskHuman(tasks=tasks) if tasks else None
