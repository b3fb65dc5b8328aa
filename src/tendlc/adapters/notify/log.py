"""Writes one structured log line an event, for machines that read logs.

Only names, keys, SIDs and stages are logged. An event's words stay out: they may carry what Twilio
echoed of a person's data.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding


class LogNotifier:
    """Logs to `logger`, by default structlog's own under the name `tendlc`."""

    def __init__(self, logger: structlog.typing.FilteringBoundLogger | None = None) -> None:
        self._logger = logger or structlog.get_logger("tendlc")

    def notify(self, onboarding: Onboarding, events: Sequence[Event]) -> None:
        bound = self._logger.bind(
            customer=onboarding.key,
            target=onboarding.target.kind.value,
            stage=onboarding.stage.value,
        )
        for event in events:
            bound.info(event.name.value, step=event.step, sid=event.sid, at=event.at.isoformat())
