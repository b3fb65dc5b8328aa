"""`tendlc onboard`: one customer, from its document to a number that may send.

Starts the built-in sandbox, or goes where it is told, and shows each step as it happens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.entrypoints.cli.exits import Exit
from tendlc.errors import ApprovalMissing, ConfigurationError

if TYPE_CHECKING:
    from tendlc.bootstrap import App, Place
    from tendlc.domain.customer import Customer
    from tendlc.domain.onboarding import Onboarding
    from tendlc.settings import Settings

SANDBOX_WAIT_SECONDS = 300.0
BUILT_IN_ACCOUNT_SID = "AC00000000000000000000000074656e64"
BUILT_IN_AUTH_TOKEN = "built-in-sandbox"
"""It guards nothing: the sandbox is a child of this process, on loopback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardOptions:
    """What the command line was told."""

    file: Path
    live: bool
    target: str | None
    yes: bool
    retry: bool
    fresh: bool
    wait: float | None
    as_json: bool
    data: Path | None


def onboard(options: OnboardOptions) -> None:
    """Run the command; ends the process with the exit code of exits.py."""
    from tendlc.entrypoints.intake.document import read_document
    from tendlc.settings import load_settings

    if options.live and options.target:
        raise ConfigurationError("--live and --target exclude each other.", field="--target")
    customer = read_document(options.file)
    settings = load_settings()
    data = options.data or settings.data_folder
    with _place(options, settings, data) as place:
        _run(options, settings, data, place, customer)


def _run(
    options: OnboardOptions, settings: Settings, data: Path, place: Place, customer: Customer
) -> None:
    from tendlc.bootstrap import open_app
    from tendlc.entrypoints.cli.progress import Progress

    progress = Progress(quiet=options.as_json)
    with open_app(settings, place, data, [progress.on_events]) as app:
        begun = app.clock.now()
        progress.begin(place.kind, place.url, app.engine.target, built_in=not options.target)
        onboarding = _enrol(app, options, customer, place)
        progress.show_done(onboarding, begun)
        until = begun + timedelta(seconds=_patience(options))
        try:
            app.run(onboarding.key, until)
        finally:
            progress.stop()
        finished = app.engine.store.load(app.engine.target, onboarding.key)
    _finish(options, finished, begun)


def _enrol(app: App, options: OnboardOptions, customer: Customer, place: Place) -> Onboarding:
    from tendlc.domain.onboarding import TargetKind
    from tendlc.engine import commands

    if options.fresh:
        commands.begin_anew(app.engine, customer.customer)
    onboarding = commands.enrol(app.engine, customer)
    if place.kind is TargetKind.LIVE and onboarding.spending_approved_at is None:
        _ask_for_approval(options, customer)
        onboarding = commands.approve_spending(app.engine, onboarding.key)
    if options.retry:
        onboarding = commands.retry(app.engine, onboarding.key)
    return onboarding


def _ask_for_approval(options: OnboardOptions, customer: Customer) -> None:
    """List what costs money and have a person agree; raises ApprovalMissing otherwise."""
    from tendlc.entrypoints.cli.output import quote_lines

    if not options.as_json:
        for line in quote_lines(customer):
            print(line)
    if options.yes:
        return
    next_step = "Run the command again with --yes, or in a terminal, where it asks."
    if not sys.stdin.isatty():
        raise ApprovalMissing(
            "This registration costs money, and there is no terminal to ask on.",
            next_step=next_step,
        )
    if input("Go on? [y/N] ").strip().lower() not in ("y", "yes"):
        raise ApprovalMissing("Nothing was sent, nothing was paid.")


@contextmanager
def _place(options: OnboardOptions, settings: Settings, data: Path) -> Iterator[Place]:
    from tendlc.bootstrap import Place
    from tendlc.domain.onboarding import TargetKind

    if options.live:
        sid, token = _credentials(settings)
        yield Place(
            kind=TargetKind.LIVE, account_sid=sid, auth_token=token, url=settings.twilio_url
        )
        return
    if options.target:
        known = settings.twilio_auth_token
        yield Place(
            kind=TargetKind.SANDBOX,
            account_sid=settings.twilio_account_sid or BUILT_IN_ACCOUNT_SID,
            auth_token=known.get_secret_value() if known else BUILT_IN_AUTH_TOKEN,
            url=options.target.rstrip("/"),
        )
        return
    from tendlc.entrypoints.cli.sandbox_child import built_in_sandbox

    with built_in_sandbox(data / "sandbox", settings.sandbox_speed) as child:
        _import_while_it_starts()
        yield Place(
            kind=TargetKind.SANDBOX,
            account_sid=BUILT_IN_ACCOUNT_SID,
            auth_token=BUILT_IN_AUTH_TOKEN,
            url=child.url,
        )


def _import_while_it_starts() -> None:
    """Load what the run needs in the time that the child takes to start."""
    from tendlc.bootstrap import load_adapters

    load_adapters()


def _credentials(settings: Settings) -> tuple[str, str]:
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token
    if not sid or token is None:
        missing = "TWILIO_AUTH_TOKEN" if sid else "TWILIO_ACCOUNT_SID"
        raise ConfigurationError(
            f"--live needs {missing}.",
            field=missing,
            next_step="Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN of the account that will send.",
        )
    return sid, token.get_secret_value()


def _patience(options: OnboardOptions) -> float:
    if options.wait is not None:
        return options.wait
    return 0.0 if options.live else SANDBOX_WAIT_SECONDS


def _finish(options: OnboardOptions, onboarding: Onboarding, begun: datetime) -> None:
    from tendlc.domain.onboarding import Stage
    from tendlc.entrypoints.cli import output

    if options.as_json:
        print(output.as_json(onboarding, begun))
    else:
        output.print_result(onboarding)
    sys.stdout.flush()
    if onboarding.stage is Stage.READY:
        return
    if onboarding.stage is Stage.NEEDS_ACTION:
        raise SystemExit(Exit.PERSON_MUST_ACT)
    raise SystemExit(Exit.FAILED)
