"""Writes into the record that a request failed, so that nobody has to guess why nothing moves.

A request that succeeds takes the trouble away again, where its outcome is written: a read that of
reads, a write, or finding what a write made, all of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tendlc.domain.onboarding import Onboarding
from tendlc.domain.trouble import Trouble
from tendlc.errors import RemoteError
from tendlc.rules.deadlines import pause_until


def with_trouble(
    onboarding: Onboarding, error: RemoteError, now: datetime, step: str | None = None
) -> Onboarding:
    """Note a failure; `since` is kept where the one before it was not followed by a success."""
    before = onboarding.trouble
    trouble = Trouble(
        code=error.code,
        message=error.message,
        advice=error.advice,
        since=before.since if before else now,
        last_at=now,
        twilio_code=error.twilio_code,
        http_status=error.status,
        not_before=pause_until(error.retry_after, now),
        step=step,
    )
    return replace(onboarding, trouble=trouble)


def after_read(onboarding: Onboarding) -> Onboarding:
    """The record as it is stored once a read has succeeded; one that fails stores nothing."""
    trouble = onboarding.trouble
    return onboarding if trouble and trouble.step else replace(onboarding, trouble=None)
