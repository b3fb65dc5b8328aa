"""Throughput: how fast and how much a campaign may send in the US, by score and use case.

The two use cases with a rate of their own come before the score of the brand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tendlc.catalog.facts import Certainty, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """Rates of one row, in messages a second by carrier; the daily figure counts at T-Mobile."""

    messages_per_second: float
    att_mps: float
    tmobile_mps: float
    verizon_mps: float
    att_msg_class: str
    tmobile_brand_tier: str
    tmobile_messages_per_day: int
    fact: str
    certainty: Certainty
    use_case: str = ""
    score_min: int = 0
    score_max: int = 0


@cache
def throughputs() -> tuple[Throughput, ...]:
    """Return every row, those by score from the best down, then those by use case."""
    return tuple(
        Throughput(**fact.values, fact=fact.id, certainty=fact.certainty)
        for fact in facts("throughput")
    )


def throughput_of(use_case: str, score: int | None) -> Throughput:
    """Return the row for a campaign; no score counts as 0 (domain: lifecycle, section 12).

    Raises:
        ValueError: the score is not between 0 and 100.
    """
    for row in throughputs():
        if row.use_case == use_case and row.use_case:
            return row
    for row in throughputs():
        if not row.use_case and row.score_min <= (score or 0) <= row.score_max:
            return row
    raise ValueError(f"a brand score lies between 0 and 100, not at {score}")
