"""`tendlc onboard`: one customer, from its document to the last step that Twilio shows.

Starts the built-in sandbox, or goes where it is told, and shows each step as it happens.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tendlc.entrypoints.cli.check import FileArgument, without_errors
from tendlc.entrypoints.cli.exits import Exit
from tendlc.entrypoints.cli.place import DataOption, JsonOption, Place, TargetOption
from tendlc.errors import (
    ConfigurationError,
    IntakeError,
    StoreError,
    TendlcError,
    TlsFailed,
    Unreachable,
)

if TYPE_CHECKING:
    from tendlc.app import App
    from tendlc.domain.onboarding import Onboarding
    from tendlc.entrypoints.cli.progress import Progress
    from tendlc.entrypoints.cli.tasks import Door

SANDBOX_WAIT_SECONDS = 300.0

LiveOption = Annotated[
    bool, typer.Option("--live", help="Go to Twilio itself. This costs money; it asks first.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Agree to the costs that --live lists.")]
RetryOption = Annotated[
    bool, typer.Option("--retry", help="Try again what was refused or rejected.")
]
RecreateOption = Annotated[
    bool,
    typer.Option(
        "--recreate-campaign",
        help="Delete the campaign and create it again if it cannot be edited. Costs the "
        "vetting fee again; its traffic stops until the new one is approved.",
    ),
]
FreshOption = Annotated[
    bool, typer.Option("--fresh", help="Register again if the sandbox's world is gone.")
]
AnotherOption = Annotated[
    bool,
    typer.Option("--another", help="Go on even though another customer is the same business."),
]
WaitOption = Annotated[
    float | None,
    typer.Option(help="Seconds to wait for reviews. [default: 300, with --live 0]"),
]


def onboard(
    file: FileArgument,
    live: LiveOption = False,
    target: TargetOption = None,
    yes: YesOption = False,
    retry: RetryOption = False,
    recreate_campaign: RecreateOption = False,
    fresh: FreshOption = False,
    another: AnotherOption = False,
    wait: WaitOption = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Carry the customer of FILE through the whole registration.

    Runs against a built-in sandbox unless --live or --target says otherwise. Run again, it picks up
    where it stopped; what is done stays done.

    Exit code: 0 the customer is registered, 1 an error, 2 the document is faulty, 3 a person must
    act, 4 it waits for a review: run it again later, 130 stopped with Ctrl-C.
    """
    run = Run(file, Place(live=live, target=target, data=data), as_json)
    try:
        customer = without_errors(file)
    except IntakeError as error:
        with suppress(TendlcError):  # the file's errors are what must be told
            run.only_look(error)
        raise
    patience = _patience(wait, live=live)

    def enroll(app: App) -> Onboarding:
        """Ask about the costs before anything is stored: who says no leaves no trace."""
        if fresh:
            app.begin_anew(customer.customer)
        enrolment = app.prepare(
            customer, another=another, retry=retry, recreate_campaign=recreate_campaign
        )
        approved = None
        if enrolment.due:
            from tendlc.entrypoints.cli import approval

            approved = approval.ask(enrolment.due, app.now, yes=yes, as_json=as_json)
        return app.commit(enrolment, approved)

    run.finish(*run.carry(enroll, patience))


@dataclass(frozen=True, slots=True)
class Run:
    """One run over the customer of a file: how it is shown, and how it ends."""

    file: Path
    place: Place
    as_json: bool

    def carry(
        self, enroll: Callable[[App], Onboarding], patience: timedelta
    ) -> tuple[Onboarding, datetime]:
        """Enroll and run one customer; return its record and when the run began."""
        progress = self._progress()
        opening = self.place.app(*([progress.on_save] if progress else []))
        if progress:
            progress.name_target(self.place.sentence())
        with opening as app:
            begun = app.now()
            onboarding = enroll(app)
            if progress:
                progress.begin(onboarding, begun)
            try:
                return app.run(onboarding.key, patience), begun
            except TendlcError as error:
                if self.as_json:
                    error.context |= self._so_far(app, onboarding.key, begun)
                if isinstance(error, Unreachable) and not isinstance(error, TlsFailed):
                    raise self.place.lost(**error.context) from error
                raise
            finally:
                if progress:
                    progress.stop()

    def only_look(self, error: IntakeError) -> None:
        """Look at a customer that is there already, so that no verdict and deadline is missed."""
        from tendlc.entrypoints.intake.document import key_of_file

        key = key_of_file(self.file)
        if key is None or not self._is_known(key):
            return
        with self.place.app() as opened:
            app = opened.looking_only()
            begun = app.now()
            app.look_again(key)
            onboarding = app.run(key)
        if self.as_json:
            error.context["record"] = self._data(onboarding, begun)
            return
        print(self.place.sentence())
        print(f"The file has errors: {key} was looked at, and nothing was sent.")
        self._print(onboarding)

    def finish(self, onboarding: Onboarding, begun: datetime) -> None:
        """Print what the customer has or what is missing, and end with its exit code."""
        if self.as_json:
            print(json.dumps(self._data(onboarding, begun), indent=2))
        else:
            self._print(onboarding)
        sys.stdout.flush()
        if onboarding.seen_registered:
            return
        if onboarding.tasks:
            raise SystemExit(Exit.PERSON_MUST_ACT)
        raise SystemExit(Exit.FAILED if onboarding.trouble else Exit.WAITING)

    def _progress(self) -> Progress | None:
        """Show what happens, unless stdout belongs to a program."""
        if self.as_json:
            return None
        from tendlc.entrypoints.cli.progress import Progress

        return Progress()

    def _is_known(self, key: str) -> bool:
        """Say whether the ledger has this customer at any target, before anything is started."""
        with self.place.reader() as reader:
            return any(getattr(record, "attempts", ()) for record in reader.records(key))

    def _so_far(self, app: App, key: str, begun: datetime) -> dict[str, Any]:
        """Give what the ledger knows when an error ends the run, if it can still tell."""
        try:
            return {"record": self._data(app.record(key), begun)}
        except StoreError:
            return {}

    def _print(self, onboarding: Onboarding) -> None:
        from tendlc.entrypoints.cli.output import print_result

        print_result(onboarding, self._door())

    def _data(self, onboarding: Onboarding, begun: datetime) -> dict[str, Any]:
        from tendlc.entrypoints.cli.record import as_data

        return as_data(onboarding, self._door(), begun)

    def _door(self) -> Door:
        """Gather what the next command must name again, and the lines of the file's fields."""
        from tendlc.entrypoints.cli.tasks import Door
        from tendlc.entrypoints.intake.examine import read_lines

        place, lines = self.place, read_lines(self.file)
        return Door(file=self.file, target=place.target, data=place.data, lines=lines)


def _patience(wait: float | None, *, live: bool) -> timedelta:
    """Return how long to wait for reviews; raises ConfigurationError where --wait is no time."""
    from tendlc.settings import LONGEST_SECONDS

    if wait is None:
        return timedelta(seconds=0 if live else SANDBOX_WAIT_SECONDS)
    if not 0 <= wait <= LONGEST_SECONDS:  # not a number is neither
        raise ConfigurationError(
            f"--wait must be a number of seconds from 0 to {LONGEST_SECONDS}, not {wait:g}.",
            field="--wait",
            next_step="Give a number such as 600, or leave --wait out.",
        )
    return timedelta(seconds=wait)
