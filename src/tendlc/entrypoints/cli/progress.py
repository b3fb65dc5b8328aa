"""What a person sees while a customer is being registered: one line a step, a bar while waiting.

Listens to the engine's events; in a pipe it prints the same lines without colours or bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, Target, TargetKind
from tendlc.domain.steps import Step
from tendlc.rules.stages import USE_CASES, Outcome, StepReport, report, step_report

COLOURS = {
    Outcome.MADE: "green",
    Outcome.ADOPTED: "cyan",
    Outcome.DONE: "dim",
    Outcome.WAITING: "yellow",
    Outcome.REFUSED: "red",
    Outcome.OPEN: "dim",
}
_SAID = {
    EventName.OUTCOME_LOST: "the answer was lost; looking for what it made",
    EventName.STEP_NOT_PROCESSED: "not processed; trying again",
    EventName.STEP_NOT_FOUND: "the earlier request never arrived",
    EventName.STEP_REFUSED: "refused",
}


def step_line(line: StepReport) -> Text:
    """Set one step as number, name, outcome, SID and time of day."""
    text = Text()
    text.append(f"{line.number:>5}  ", style="bold")
    text.append(f"{line.name:<34}")
    text.append(f"{line.outcome:<9}", style=COLOURS[line.outcome])
    text.append(f"{line.sid or '':<36}")
    if line.at:
        text.append(f"{line.at.astimezone():%H:%M:%S}", style="dim")
    return text


class Progress:
    """Shows one run of `tendlc onboard`."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(highlight=False, soft_wrap=True)
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._begun: datetime | None = None

    def begin(self, kind: TargetKind, url: str | None, target: Target, *, built_in: bool) -> None:
        """Say first of all where the requests go and what that means for money."""
        if self._quiet:
            return
        if kind is TargetKind.LIVE:
            where = Text("Target: Twilio itself. ", style="bold red")
            where.append(f"Account {target.account_sid}. Paid steps cost money.")
        else:
            what = "the built-in sandbox" if built_in else f"the sandbox at {url}"
            where = Text(f"Target: {what}. ", style="bold")
            where.append("Nothing goes to Twilio, nothing is paid.")
        self._console.print(where)

    def show_done(self, onboarding: Onboarding, begun: datetime) -> None:
        """Show the steps that earlier runs have done."""
        self._begun = begun
        if self._quiet:
            return
        for line in report(onboarding, begun):
            if line.outcome is Outcome.DONE:
                self._console.print(step_line(line))

    def on_events(self, onboarding: Onboarding, events: Sequence[Event]) -> None:
        """Show what just happened."""
        if self._quiet or self._begun is None:
            return
        for event in events:
            self._show(onboarding, event)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _show(self, onboarding: Onboarding, event: Event) -> None:
        match event.name:
            case EventName.STEP_MADE | EventName.STEP_ADOPTED:
                line = step_report(onboarding, _step(onboarding, event), self._begun)
                self._print(step_line(line))
            case EventName.USE_CASES_SEEN:
                number, name = USE_CASES
                done = StepReport(number=number, name=name, outcome=Outcome.DONE, at=event.at)
                self._print(step_line(done))
            case EventName.STATUS_SEEN:
                self._await(event)
            case name if name in _SAID:
                self._print(Text(f"       {event.step}: {_SAID[name]} {event.text}".rstrip()))
            case _:
                pass

    def _print(self, line: Text) -> None:
        self._console.print(line)

    def _await(self, event: Event) -> None:
        """Name the review that moves, with a bar in a terminal and a line in a pipe."""
        what = {"BN": "brand", "QE": "campaign", "BU": "profile"}.get((event.sid or "")[:2], "")
        said = f"{what} review: {event.text}"
        if not self._console.is_terminal:
            self._print(Text(f"       {said}"))
            return
        if self._bar is None:
            columns = (TextColumn("       {task.description:<34}"), BarColumn(None))
            self._bar = Bar(*columns, TimeElapsedColumn(), console=self._console, transient=True)
            self._task = self._bar.add_task(said, total=None)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, description=said)


def _step(onboarding: Onboarding, event: Event) -> Step:
    return next(a.step for a in onboarding.attempts if str(a.step) == event.step)
