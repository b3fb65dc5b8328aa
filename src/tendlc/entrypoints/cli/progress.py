"""What a person sees while a customer is being registered: one line a step, a bar a review.

Listens to what the engine saves; in a pipe it prints the same lines without colours or bars, and a
line for each new status.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import Standing
from tendlc.entrypoints.cli.lines import new_console, print_indented, print_review, print_step
from tendlc.entrypoints.cli.reviews import Review, reviews
from tendlc.rules.stages import USE_CASES, Outcome, StepReport, report, step_report

if TYPE_CHECKING:
    from tendlc.entrypoints.cli.bars import Bars

_SAID = {
    EventName.STEP_IN_CONFLICT: "Twilio says it already exists; checking whether it is ours.",
    EventName.OUTCOME_LOST: "The answer was lost; checking what was created.",
    EventName.STEP_NOT_PROCESSED: "Not processed; trying again.",
    EventName.STEP_DOUBLED: "There is another one.",
    EventName.STEP_NOT_FOUND: "The earlier request never arrived.",
}


class Progress:
    """Shows one run of `tendlc onboard`."""

    def __init__(self) -> None:
        self._console = new_console()
        self._bars: Bars | None = None
        self._seen: dict[str, Review] = {}
        self._named_profile_shown = False
        self._begun: datetime | None = None

    def name_target(self, text: str) -> None:
        """Say first of all where the requests go and what that means for money."""
        self._console.print(Text(text, style="bold"), soft_wrap=True)

    def begin(self, onboarding: Onboarding, begun: datetime) -> None:
        """Show what became of the steps in earlier runs, and the reviews they left under way."""
        self._begun = begun
        for line in report(onboarding, begun):
            if line.outcome in (Outcome.DONE, Outcome.REFUSED):
                print_step(self._console, line)
        over = [one for one in reviews(onboarding) if one.standing is not Standing.MOVING]
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
                said = f"{event.step}: {_SAID[name]} {event.text}".rstrip()
                print_indented(self._console, said, style="yellow")
            case _:
                pass

    def _print_step(self, onboarding: Onboarding, event: Event) -> None:
        step = next(tried.step for tried in onboarding.attempts if str(tried.step) == event.step)
        print_step(self._console, step_report(onboarding, step, self._begun))

    def _show_named_profile(self, onboarding: Onboarding) -> None:
        """A profile that the document names takes the place of the steps that would make it."""
        named = onboarding.customer.customer_profile_sid
        if named and onboarding.observed.customer_profile and not self._named_profile_shown:
            self._named_profile_shown = True
            print_step(self._console, next(iter(report(onboarding, self._begun))))

    def _show_reviews(self, onboarding: Onboarding) -> None:
        for review in reviews(onboarding):
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

    def _bar(self) -> Bars:
        if self._bars is None:
            from tendlc.entrypoints.cli.bars import Bars

            self._bars = Bars(self._console)
        return self._bars
