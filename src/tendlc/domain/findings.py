"""Findings: what a look at the customer document alone can say about it before anything is sent.

An error would be refused, or cannot be what was meant; a warning is likely to be rejected; a note
says what was done to a value. A finding is shown to the person whose document it is: it may repeat
what stands there, and so it belongs in no log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs, heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about one value.

    `rule` is a stable id; `sure` says whether Twilio has published that it refuses this; `codes`
    are Twilio's, as they would come back; `field` is the path in the document; `line` counts from 1
    and is None where the values did not come from a file; `text` is the part of the value that the
    rule means, never a secret; `message` follows the field's name; `instead` says what to write;
    `source` says where the rule was published.
    """

    rule: str
    severity: Severity
    sure: bool = True
    codes: tuple[int, ...] = ()
    field: str
    line: int | None = None
    text: str = ""
    message: str
    instead: str = ""
    source: str = ""


_ORDER = tuple(Severity)


def by_weight(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put errors first, then warnings, then notes; each in the order of the document's lines."""
    return tuple(sorted(findings, key=lambda one: (_ORDER.index(one.severity), one.line or 0)))
