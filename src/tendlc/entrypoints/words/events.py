"""What is said of one entry of a customer's history, beside its name, step and SID.

What Twilio said stands in the event itself; what we say of it is told here.
"""

from __future__ import annotations

from tendlc.domain.events import Event
from tendlc.entrypoints.words.tasks import words_of


def text_of(event: Event) -> str:
    """Put into words what an event carries; an older version stored its words themselves."""
    return words_of(event.task).reason if event.task else event.text
