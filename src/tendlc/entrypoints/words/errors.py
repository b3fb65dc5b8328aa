"""What is said of an error: what happened, and what to do next.

An error from below the doors carries a code, a field and facts; what to run is this table's.
"""

from __future__ import annotations

from dataclasses import dataclass

from tendlc.entrypoints.words.tasks import words_of
from tendlc.errors import SameBusiness, TendlcError
from tendlc.rules.remedies import same_business


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """One error in words; `next_step` is empty where there is nothing to do about it."""

    message: str
    next_step: str


def error_words(error: TendlcError) -> ErrorWords:
    """Put an error into words."""
    if isinstance(error, SameBusiness):
        words = words_of(same_business(error.context["others"]))
        return ErrorWords(words.reason, words.next_step)
    return ErrorWords(error.message, error.next_step)
