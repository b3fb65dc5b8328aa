"""How one line looks: a step of the guide, a review, a paragraph under them.

The columns fit a terminal of 80; the time of day is left out where it would not fit.
"""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tendlc.domain.status import Review, Standing
from tendlc.domain.steps import Outcome, StepReport

NAME_WIDTH = 31
WIDTH_WITH_TIME = 88
_COLOURS = {
    Outcome.MADE: "green",
    Outcome.ADOPTED: "cyan",
    Outcome.DONE: "dim",
    Outcome.WAITING: "yellow",
    Outcome.REFUSED: "red",
    Outcome.OPEN: "dim",
}
_VERDICTS = {
    Standing.MOVING: ("waiting", "yellow"),
    Standing.GOOD: ("passed", "green"),
    Standing.BAD: ("failed", "red"),
    Standing.GONE: ("gone", "yellow"),
}


def new_console() -> Console:
    """Return a console for stdout that prints texts as they are."""
    return Console(highlight=False, emoji=False, markup=False)


def print_step(console: Console, line: StepReport) -> None:
    """Print number, name, outcome, SID and time of one step."""
    outcome = Text(line.outcome, style=_COLOURS[line.outcome])
    _print_row(console, line.number, line.name, outcome, line.sid or "", line.at)


def print_review(console: Console, review: Review) -> None:
    """Print one review with its verdict so far, in the columns of the steps."""
    word, colour = verdict(review)
    _print_row(console, "", review.title, Text(word, style=colour), review.status, review.at)


def verdict(review: Review) -> tuple[str, str]:
    """Return the word for where a review stands, and its colour."""
    return _VERDICTS.get(review.standing, ("stuck", "red"))


def print_indented(console: Console, text: str, indent: int = 5, style: str = "") -> None:
    """Print a paragraph under a line, broken at the edge of a terminal only."""
    if console.is_terminal:
        console.print(Padding(Text(text, style=style), (0, 0, 0, indent)))
    else:
        console.print(" " * indent + text, soft_wrap=True)


def _print_row(
    console: Console, number: str, name: str, outcome: Text, what: str, at: datetime | None
) -> None:
    text = Text()
    text.append(f"{number:>4} ", style="bold")
    text.append(f"{name:<{NAME_WIDTH}} ")
    text.append(outcome)
    text.append(" " * (8 - len(outcome)))
    text.append(what)
    if at and (console.width >= WIDTH_WITH_TIME or not console.is_terminal):
        text.append(f"{'':<{34 - len(what)}} {at.astimezone():%H:%M:%S}", style="dim")
    text.rstrip()
    console.print(text, soft_wrap=True)
