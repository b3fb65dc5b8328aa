"""Numbers with their spread, and the table that they are printed in.

A figure is the median of the rounds with the lowest and the highest; a ratio is taken round by
round, so that what slowed both sides of a round does not show in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

HEADINGS = ("", "sandbox", "beside it", "ratio", "wanted")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the rounds gave, in the order of the rounds."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> Sample:
        return cls(tuple(values))

    @property
    def middle(self) -> float:
        return median(self.values)

    def over(self, other: Sample) -> Sample:
        """Return the ratios to another sample, round by round."""
        return Sample(tuple(a / b for a, b in zip(self.values, other.values, strict=True)))

    def show(self, unit: str = "") -> str:
        """Return the median and, of several rounds, the lowest and the highest."""
        text = f"{_figure(self.middle)}{unit}"
        if len(self.values) == 1:
            return text
        return f"{text} ({_figure(min(self.values))}-{_figure(max(self.values))})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure to reach: of the ratio, or of the sandbox alone."""

    text: str
    reached: Callable[[float], bool]
    of_ratio: bool = False

    def judge(self, ours: Sample, ratio: Sample | None) -> str:
        figure = ratio if self.of_ratio else ours
        if figure is None:
            return self.text
        return f"{self.text}: {'yes' if self.reached(figure.middle) else 'NO'}"


def at_least(times: float) -> Wanted:
    return Wanted(f">= {times:g}x", lambda ratio: ratio >= times, of_ratio=True)


def at_most(times: float) -> Wanted:
    return Wanted(f"<= {times:g}x", lambda ratio: ratio <= times, of_ratio=True)


def less_than(limit: float, unit: str) -> Wanted:
    return Wanted(f"< {limit:g}{unit}", lambda value: value < limit)


def within(share: float) -> Wanted:
    text = f"{1 - share:g}-{1 + share:g}x"
    return Wanted(text, lambda ratio: abs(ratio - 1) <= share, of_ratio=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the sandbox, of what stands beside it, and how they compare."""

    what: str
    unit: str
    ours: Sample
    beside: Sample | None = None
    wanted: Wanted | None = None

    def cells(self) -> tuple[str, ...]:
        ratio = self.ours.over(self.beside) if self.beside else None
        return (
            f"  {self.what}",
            self.ours.show(self.unit),
            self.beside.show(self.unit) if self.beside else "",
            ratio.show("x") if ratio else "",
            self.wanted.judge(self.ours, ratio) if self.wanted else "",
        )


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that were measured together. `notes` say what was left out and why."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def table(sections: Sequence[Section]) -> str:
    """Return all sections as one table of aligned columns."""
    lines = [HEADINGS, *(row.cells() for section in sections for row in section.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    printed = [_line(HEADINGS, widths), "  ".join("-" * width for width in widths)]
    for section in sections:
        printed.append(section.title)
        printed += [_line(row.cells(), widths) for row in section.rows]
        printed += [f"  note: {note}" for note in section.notes]
    return "\n".join(printed)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
