"""Why a customer does not get on: the last request that failed, for as long as none succeeds.

It is told to people and programs, and it holds the pause that Twilio asked for. What was refused is
no trouble but a task.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tendlc.errors import Advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The last failure in a row of failures that began at `since`.

    `code` is that of our error, `advice` what helps. `not_before`: the answer asked that nothing is
    sent until then. `step` is the step whose write failed, None where it was a read: reads that
    succeed beside it do not end the trouble of a write.
    """

    code: str
    message: str
    since: datetime
    last_at: datetime
    advice: Advice | None = None
    twilio_code: int | None = None
    http_status: int | None = None
    not_before: datetime | None = None
    step: str | None = None

    def as_of(self, now: datetime) -> Trouble:
        """Count a time of the future as now; a pause then lasts as long as it did."""
        if self.last_at <= now:
            return self
        pause = self.not_before - self.last_at if self.not_before else None
        return replace(
            self,
            since=min(self.since, now),
            last_at=now,
            not_before=now + pause if pause is not None else None,
        )
