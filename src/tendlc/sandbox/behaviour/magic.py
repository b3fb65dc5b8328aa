"""Magic: marks in ordinary fields that choose an outcome: unchanged programs can ask for one.

    fail-30795             the review to which the code belongs ends with it, several with several
    reject-without-reason  a profile or trust product is rejected with `errors` null
    hold-in-review         the review waits for a decision by hand; a brand shows IN_REVIEW
    lose-registration      a brand is FAILED before it reached the registry, with `tcr_id` null

A mark may stand anywhere in a text, a name, an e-mail address or a URL of what is reviewed. Which
review a code belongs to says the table of stages below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tendlc.catalog.error_codes import error_codes

Stage = Literal["bundle", "registration", "identity", "vetting", "campaign", "number"]

REJECT_WITHOUT_REASON: Final = "reject-without-reason"
HOLD: Final = "hold-in-review"
LOSE: Final = "lose-registration"

_MARK: Final = re.compile(r"fail-(\d{5})(?!\d)", re.IGNORECASE)
_BUNDLE: Final = frozenset({18011, *range(18601, 18611)})
_BEFORE_THE_REGISTRY: Final = frozenset({30712, 30790, 30791, 30792, 30793, 30794})
_VETTING: Final = frozenset({30801, *range(21736, 21742)})
_NUMBER: Final = frozenset({30125, 30126})


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks in some texts ask for."""

    codes: tuple[int, ...] = ()
    reject_without_reason: bool = False
    hold: bool = False
    lose: bool = False

    def at(self, stage: Stage) -> tuple[int, ...]:
        """Return the codes that belong to a stage."""
        return tuple(code for code in self.codes if stage_of(code) == stage)


def stage_of(code: int) -> Stage | None:
    """Return the review to which an error code belongs; None for a code that no review gives."""
    for codes, stage in _STAGES:
        if code in codes:
            return stage
    known = error_codes().get(code)
    if known is None or "E" not in known.kinds:
        return None
    return "identity" if 30700 <= code < 30800 else "campaign"


_STAGES: Final[tuple[tuple[frozenset[int], Stage], ...]] = (
    (_BUNDLE, "bundle"),
    (_BEFORE_THE_REGISTRY, "registration"),
    (_VETTING, "vetting"),
    (_NUMBER, "number"),
)


def read_marks(*sources: Any) -> Marks:
    """Return the marks in texts, lists of texts, and attributes of objects."""
    text = "\n".join(_texts(sources)).lower()
    if "-" not in text:
        return Marks()
    return Marks(
        codes=tuple(dict.fromkeys(int(code) for code in _MARK.findall(text))),
        reject_without_reason=REJECT_WITHOUT_REASON in text,
        hold=HOLD in text,
        lose=LOSE in text,
    )


def _texts(source: Any) -> Iterable[str]:
    if isinstance(source, str):
        yield source
    elif isinstance(source, Mapping):
        for value in source.values():
            yield from _texts(value)
    elif isinstance(source, list | tuple):
        for value in source:
            yield from _texts(value)
