"""When to look again, when to try again, and when a lost request can no longer arrive.

The one place for durations in judgement; the lengths themselves come in with the terms.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tendlc.domain.actions import Action
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.steps import Attempt, Result
from tendlc.domain.terms import Patience

LONGEST_PAUSE = timedelta(hours=1)
"""However long a Retry-After is: by then whoever asked for it may be reachable again."""

PATIENCE_GROWTH = 5
"""A review is looked at again after a fifth of the time it has taken so far."""


def next_look(since: datetime, seen_at: datetime, patience: Patience) -> datetime:
    """Say when a review that began at `since` is looked at after `seen_at`: ever less often."""
    waited = max(seen_at - since, timedelta(0))
    pause = min(max(waited / PATIENCE_GROWTH, patience.first_look), patience.longest_look)
    return seen_at + pause


def next_try(failures: int, last: datetime, patience: Patience) -> datetime:
    """Say when a request that was not processed `failures` times in a row goes again."""
    doubled: timedelta = patience.first_backoff * float(2 ** min(failures - 1, 16))
    return last + min(doubled, patience.longest_backoff)


def pause_until(retry_after: timedelta | None, now: datetime) -> datetime | None:
    """Say until when nothing is sent after an answer that asked for a pause: an hour at most."""
    return now + min(retry_after, LONGEST_PAUSE) if retry_after else None


def still_paused(onboarding: Onboarding, now: datetime) -> datetime | None:
    """Return when the pause ends that an answer asked for; None where there is none."""
    until = onboarding.trouble.not_before if onboarding.trouble else None
    return until if until is not None and now < until else None


def settled_at(attempt: Attempt, action: Action, patience: Patience) -> datetime:
    """Say when an attempt in doubt has surely arrived or never will.

    Nobody else acts on the intent before: its maker may be dead and its request still under way,
    or slow and still about to send.
    """
    settling = patience.paid_settling if action.paid else patience.settling
    if attempt.result is Result.UNKNOWN and attempt.result_at is not None:
        return attempt.result_at + settling
    return attempt.send_by + patience.client_timeout + settling


def confirm_absence_at(attempt: Attempt, action: Action, patience: Patience) -> datetime:
    """Say when a paid object that was not found is looked for a second time."""
    settling = patience.paid_settling if action.paid else patience.settling
    return attempt.absences[-1] + settling
