"""`tendlc onboard`: one customer, from its document to the last step that Twilio shows.

Starts the built-in sandbox, or goes where it is told, and shows each step as it happens.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tendlc.entrypoints.cli.exits import Exit
from tendlc.errors import (
    ConfigurationError,
    IntakeError,
    StoreError,
    TendlcError,
    TlsFailed,
    Unreachable,
)

if TYPE_CHECKING:
    from tendlc.bootstrap import App
    from tendlc.domain.customer import Customer
    from tendlc.domain.events import Event
    from tendlc.domain.onboarding import Onboarding
    from tendlc.entrypoints.cli.progress import Progress
    from tendlc.entrypoints.cli.tasks import Door
    from tendlc.settings import Settings

SANDBOX_WAIT_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardOptions:
    """What the command line was told."""

    file: Path
    live: bool
    target: str | None
    yes: bool
    retry: bool
    recreate_campaign: bool
    fresh: bool
    another: bool
    wait: float | None
    as_json: bool
    data: Path | None


def onboard(options: OnboardOptions) -> None:
    """Run the command; ends the process with the exit code of exits.py."""
    from tendlc.entrypoints.cli.findings import without_errors

    try:
        customer = without_errors(options.file)
    except IntakeError as error:
        with suppress(TendlcError):  # the file's errors are what must be told
            _only_look(options, error)
        raise
    begun, onboarding = _run(options, customer)
    _finish(options, onboarding, begun)


def _only_look(options: OnboardOptions, error: IntakeError) -> None:
    """Look at a customer that is registered already, so that no verdict and deadline is missed."""
    from tendlc.bootstrap import open_app
    from tendlc.engine import commands
    from tendlc.entrypoints.cli.output import print_result
    from tendlc.entrypoints.cli.place import reach
    from tendlc.entrypoints.cli.record import as_data
    from tendlc.entrypoints.intake.document import key_of_file
    from tendlc.settings import load_settings

    settings, key = load_settings(), key_of_file(options.file)
    data = options.data or settings.data_folder
    if key is None or not _is_known(settings, data, key):
        return
    way = reach(settings, data, live=options.live, target=options.target)
    with open_app(settings, way, data) as opened:
        app = opened.looking_only()
        begun = app.clock.now()
        commands.look_again(app.engine, key)
        app.run(key, timedelta(0))
        onboarding = app.engine.store.load(app.engine.target, key)
    if options.as_json:
        error.context["record"] = as_data(onboarding, _door(options), begun)
        return
    print(_target(options, settings))
    print(f"The file has errors: {key} was looked at, and nothing was sent.")
    print_result(onboarding, _door(options))


def _is_known(settings: Settings, data: Path, key: str) -> bool:
    """Say whether the ledger has this customer at any target, before anything is started."""
    from tendlc.bootstrap import open_store

    with open_store(settings, data) as store:
        return any(one.key == key and one.attempts for one in store.all())


def _run(options: OnboardOptions, customer: Customer) -> tuple[datetime, Onboarding]:
    from tendlc.bootstrap import open_app
    from tendlc.entrypoints.cli.place import reach
    from tendlc.settings import load_settings

    patience = timedelta(seconds=_patience(options))
    settings = load_settings()
    data = options.data or settings.data_folder
    way = reach(settings, data, live=options.live, target=options.target)
    progress = _watcher(options)
    progress.name_target(_target(options, settings))
    with open_app(settings, way, data, [progress.on_save]) as app:
        begun = app.clock.now()
        onboarding = _enrol(app, options, customer)
        progress.begin(onboarding, begun)
        try:
            app.run(onboarding.key, patience)
        except TendlcError as error:
            if options.as_json:
                error.context |= _record_so_far(app, options, onboarding.key, begun)
            if isinstance(error, Unreachable) and not isinstance(error, TlsFailed):
                raise _lost(options, **error.context) from error
            raise
        finally:
            progress.stop()
        return begun, app.engine.store.load(app.engine.target, onboarding.key)


def _record_so_far(app: App, options: OnboardOptions, key: str, begun: datetime) -> dict[str, Any]:
    """Give what the ledger knows when an error ends the run, if it can still tell."""
    from tendlc.entrypoints.cli.record import as_data

    try:
        onboarding = app.engine.store.load(app.engine.target, key)
    except StoreError:
        return {}
    return {"record": as_data(onboarding, _door(options), begun)}


def _watcher(options: OnboardOptions) -> Progress | Silence:
    if options.as_json:
        return Silence()
    from tendlc.entrypoints.cli.progress import Progress

    return Progress()


class Silence:
    """Stands in for Progress where stdout belongs to a program."""

    def name_target(self, text: str) -> None: ...

    def begin(self, onboarding: Onboarding, begun: datetime) -> None: ...

    def on_save(self, onboarding: Onboarding, events: Sequence[Event]) -> None: ...

    def stop(self) -> None: ...


def _enrol(app: App, options: OnboardOptions, customer: Customer) -> Onboarding:
    """Ask about the costs before anything is stored: who says no leaves no trace."""
    from tendlc.engine import commands

    if options.fresh:
        commands.begin_anew(app.engine, customer.customer)
    enrolment = commands.prepare(
        app.engine,
        customer,
        another=options.another,
        retry=options.retry,
        recreate_campaign=options.recreate_campaign,
    )
    approved = None
    if enrolment.due:
        from tendlc.entrypoints.cli import approval

        approved = approval.ask(enrolment.due, app.clock, yes=options.yes, as_json=options.as_json)
    return commands.commit(app.engine, enrolment, approved)


def _target(options: OnboardOptions, settings: Settings) -> str:
    """Say where the requests go, for which account, and what that means for money."""
    if options.live:
        return (
            f"Target: Twilio itself, account {settings.twilio_account_sid}{_way(settings)}."
            " Paid steps cost money."
        )
    which = f"the sandbox at {options.target}" if options.target else "the built-in sandbox"
    return f"Target: {which}. Nothing goes to Twilio, nothing is paid."


def _way(settings: Settings) -> str:
    """Name the gateway, or the region and edge that were set."""
    if settings.twilio_url:
        return f", through {settings.twilio_url}"
    region = settings.twilio_region or ("us1" if settings.twilio_edge else None)
    words = [f", region {region}"] if region else []
    words += [f", edge {settings.twilio_edge}"] if settings.twilio_edge else []
    return "".join(words)


def _lost(options: OnboardOptions, **context: Any) -> Unreachable:
    """Say that the target went away in mid-run; the record says how far it came."""
    goes_on = "run the same command again: it picks up where it stopped."
    if options.live:
        network = f"Check the network and {goes_on}"
        return Unreachable("Twilio cannot be reached.", next_step=network, **context)
    if options.target:
        gone = f"The sandbox at {options.target} does not answer any more."
        start = f"Start it again on the same data and {goes_on}"
        return Unreachable(gone, next_step=start, **context)
    ended = "The built-in sandbox has ended."
    return Unreachable(ended, next_step=goes_on.capitalize(), **context)


def _patience(options: OnboardOptions) -> float:
    """Return how many seconds to wait for reviews.

    Raises:
        ConfigurationError: --wait is no such number.
    """
    from tendlc.settings import LONGEST_SECONDS

    if options.wait is not None:
        if not 0 <= options.wait <= LONGEST_SECONDS:  # not a number is neither
            raise ConfigurationError(
                f"--wait must be a number of seconds from 0 to {LONGEST_SECONDS}, "
                f"not {options.wait:g}.",
                field="--wait",
                next_step="Give a number such as 600, or leave --wait out.",
            )
        return options.wait
    return 0.0 if options.live else SANDBOX_WAIT_SECONDS


def _door(options: OnboardOptions) -> Door:
    """Gather what the next command must name again, and the lines of the file's fields."""
    from tendlc.entrypoints.cli.tasks import Door
    from tendlc.entrypoints.intake.places import read_lines

    lines = read_lines(options.file)
    return Door(file=options.file, target=options.target, data=options.data, lines=lines)


def _finish(options: OnboardOptions, onboarding: Onboarding, begun: datetime) -> None:
    if options.as_json:
        from tendlc.entrypoints.cli.record import as_json

        print(as_json(onboarding, _door(options), begun))
    else:
        from tendlc.entrypoints.cli.output import print_result

        print_result(onboarding, _door(options))
    sys.stdout.flush()
    if onboarding.seen_registered:
        return
    if onboarding.tasks:
        raise SystemExit(Exit.PERSON_MUST_ACT)
    raise SystemExit(Exit.FAILED if onboarding.trouble else Exit.WAITING)
