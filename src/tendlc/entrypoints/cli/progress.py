"""What a person sees while a customer is being registered: one line a step, a bar a review.

Listens to what the engine saves; in a pipe it prints the same lines without colours or bars, and a
line for each new status.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tendlc.app import CustomerView
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import BundleSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import Review, Standing
from tendlc.domain.steps import USE_CASES, Outcome, StepReport
from tendlc.domain.subjects import BundleKind
from tendlc.entrypoints.cli.terminal import (
    NAME_WIDTH,
    new_console,
    print_indented,
    print_review,
    print_step,
    verdict,
)
from tendlc.entrypoints.words.events import text_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

_SAID = {
    EventName.STEP_IN_CONFLICT: "Twilio says it already exists; checking whether it is ours.",
    EventName.OUTCOME_LOST: "The answer was lost; checking what was created.",
    EventName.STEP_NOT_PROCESSED: "Not processed; trying again.",
    EventName.STEP_DOUBLED: "There is another one.",
    EventName.STEP_NOT_FOUND: "The earlier request never arrived.",
}
_STATUS_WIDTH = 17


class Progress:
    """Shows one run of `tendlc onboard`."""

    def __init__(self) -> None:
        self._console = new_console()
        self._bars: _Bars | None = None
        self._seen: dict[str, Review] = {}
        self._named_profile_shown = False
        self._begun: datetime | None = None

    def name_target(self, text: str) -> None:
        """Say first of all where the requests go and what that means for money."""
        self._console.print(Text(text, style="bold"), soft_wrap=True)

    def begin(self, onboarding: Onboarding, begun: datetime) -> None:
        """Show what became of the steps in earlier runs, and the reviews they left under way."""
        self._begun = begun
        if not onboarding.attempts:
            return
        for line in CustomerView(onboarding=onboarding, since=begun).steps:
            if line.outcome in (Outcome.DONE, Outcome.REFUSED):
                print_step(self._console, line)
        over = [
            one
            for one in CustomerView(onboarding=onboarding).reviews
            if one.standing is not Standing.MOVING
        ]
        self._seen = {review.what: review for review in over}
        self._show_reviews(onboarding)

    def on_save(self, onboarding: Onboarding, events: Sequence[Event]) -> None:
        """Show what just happened."""
        if self._begun is None:
            return
        self._show_named_profile(onboarding)
        for event in events:
            self._show(onboarding, event)
        self._show_reviews(onboarding)

    def stop(self) -> None:
        """Take the bars away."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def _show(self, onboarding: Onboarding, event: Event) -> None:
        match event.name:
            case EventName.STEP_MADE | EventName.STEP_ADOPTED:
                self._print_step(onboarding, event)
            case EventName.STEP_REFUSED:
                self._print_step(onboarding, event)
                print_indented(self._console, event.text)
            case EventName.USE_CASES_SEEN:
                number, name = USE_CASES
                done = StepReport(number=number, name=name, outcome=Outcome.DONE, at=event.at)
                print_step(self._console, done)
            case name if name in _SAID:
                said = f"{event.step}: {_SAID[name]} {text_of(event)}".rstrip()
                print_indented(self._console, said, style="yellow")
            case _:
                pass

    def _view(self, onboarding: Onboarding) -> CustomerView:
        return CustomerView(onboarding=onboarding, since=self._begun)

    def _print_step(self, onboarding: Onboarding, event: Event) -> None:
        step = next(tried.step for tried in onboarding.attempts if str(tried.step) == event.step)
        print_step(self._console, self._view(onboarding).step(step))

    def _show_named_profile(self, onboarding: Onboarding) -> None:
        """A profile that the document names takes the place of the steps that would make it."""
        named = onboarding.customer.customer_profile_sid
        if (
            named
            and onboarding.observed.last(BundleSeen, bundle=BundleKind.CUSTOMER_PROFILE)
            and not self._named_profile_shown
        ):
            self._named_profile_shown = True
            print_step(self._console, self._view(onboarding).steps[0])

    def _show_reviews(self, onboarding: Onboarding) -> None:
        for review in CustomerView(onboarding=onboarding).reviews:
            known = self._seen.get(review.what)
            if known and (known.status, known.standing) == (review.status, review.standing):
                continue
            self._seen[review.what] = review
            self._show_review(review)

    def _show_review(self, review: Review) -> None:
        if not self._console.is_interactive:
            print_review(self._console, review)
        elif review.standing is Standing.MOVING:
            self._bar().show(review)
        else:
            self._bar().drop(review)
            print_review(self._console, review)

    def _bar(self) -> _Bars:
        if self._bars is None:
            self._bars = _Bars(self._console)
        return self._bars


class _Bars:
    """One bar a review below the lines of a terminal, gone when the review is over."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn(f"     {{task.description:<{NAME_WIDTH}}}", markup=False),
            TextColumn("{task.fields[word]:<7}", style="yellow", markup=False),
            TextColumn(f"{{task.fields[status]:<{_STATUS_WIDTH}}}", markup=False),
            BarColumn(None),
            TimeElapsedColumn(),
        )
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(*columns, console=console, transient=True, expand=True)
        self._progress.start()

    def show(self, review: Review) -> None:
        """Begin the bar of a review, or change its status."""
        word, _ = verdict(review)
        if review.what not in self._tasks:
            self._tasks[review.what] = self._progress.add_task(
                review.title, total=None, word=word, status=review.status
            )
        self._progress.update(self._tasks[review.what], word=word, status=review.status)

    def drop(self, review: Review) -> None:
        """Take away the bar of a review that is over."""
        task = self._tasks.pop(review.what, None)
        if task is not None:
            self._progress.remove_task(task)

    def stop(self) -> None:
        """Take all bars away."""
        self._progress.stop()
