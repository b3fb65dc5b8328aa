"""The bars of the reviews under way, below the lines of a terminal.

Apart from the lines because only a terminal needs them, and only once a review has begun.
"""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tendlc.entrypoints.cli.lines import NAME_WIDTH, verdict
from tendlc.entrypoints.cli.reviews import Review

_STATUS_WIDTH = 17


class Bars:
    """One bar a review, gone when the review is over."""

    def __init__(self, console: Console) -> None:
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
