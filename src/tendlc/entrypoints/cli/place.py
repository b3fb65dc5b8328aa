"""Where a command works: the options that say so, and the App that is opened for them.

The built-in sandbox is started here, as a child process, once the data folder is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tendlc.errors import ConfigurationError, Unreachable

if TYPE_CHECKING:
    from tendlc.app import App, Reader
    from tendlc.destinations import Destination
    from tendlc.domain.events import Event
    from tendlc.domain.onboarding import Onboarding
    from tendlc.settings import Settings

    Listener = Callable[[Onboarding, Sequence[Event]], None]


def _folder(text: str) -> Path:
    """Read the name of a folder; an empty one would be the working folder."""
    if not text.strip():
        raise typer.BadParameter("it is empty. Name a folder, or leave --data out.")
    return Path(text)


DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        parser=_folder,
        metavar="PATH",
        help="Folder of the ledger. [default: TENDLC_DATA or the user's]",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]
TargetOption = Annotated[
    str | None, typer.Option("--target", help="URL of a running sandbox to use instead.")
]


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a command line says about where it works: at Twilio, at a sandbox, on which ledger."""

    live: bool = False
    target: str | None = None
    data: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings of the environment."""
        from tendlc.settings import load_settings

        return load_settings()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.data or self.settings.data_folder

    def reader(self) -> AbstractContextManager[Reader]:
        """Open the ledger to look into it."""
        from tendlc.app import open_reader

        return open_reader(self.folder, settings=self.settings)

    def app(self, *listeners: Listener) -> AbstractContextManager[App]:
        """Open the App that was asked for.

        Raises:
            ConfigurationError: a setting that is needed there is missing or wrong.
        """
        from tendlc.app import open_app

        way = self._way()
        return open_app(way, self.folder, settings=self.settings, listeners=listeners)

    def _way(self) -> AbstractContextManager[Destination]:
        from tendlc.destinations import to_sandbox, to_twilio

        if self.live and self.target:
            raise ConfigurationError(
                "--live and --target cannot be used together.",
                field="--target",
                next_step="Give --live to go to Twilio itself, or --target to go to a sandbox.",
            )
        if self.live:
            return nullcontext(to_twilio(self.settings))
        if self.target:
            return nullcontext(to_sandbox(self.target, self.settings, field="--target"))
        return self._built_in()

    @contextmanager
    def _built_in(self) -> Iterator[Destination]:
        from tendlc.app import load_adapters
        from tendlc.destinations import to_built_in
        from tendlc.entrypoints.cli.sandbox_child import built_in_sandbox

        with built_in_sandbox(self.folder / "sandbox", self.settings.sandbox_speed) as child:
            load_adapters()  # takes about as long as the child takes to start
            yield to_built_in(child.url)

    def sentence(self) -> str:
        """Say where the requests go, for which account, and what that means for money."""
        if self.live:
            account = self.settings.twilio_account_sid
            return (
                f"Target: Twilio itself, account {account}{self._region()}. Paid steps cost money."
            )
        which = f"the sandbox at {self.target}" if self.target else "the built-in sandbox"
        return f"Target: {which}. Nothing goes to Twilio, nothing is paid."

    def _region(self) -> str:
        """Name the gateway, or the region and edge that were set."""
        settings = self.settings
        if settings.twilio_url:
            return f", through {settings.twilio_url}"
        region = settings.twilio_region or ("us1" if settings.twilio_edge else None)
        words = [f", region {region}"] if region else []
        words += [f", edge {settings.twilio_edge}"] if settings.twilio_edge else []
        return "".join(words)

    def lost(self, **context: Any) -> Unreachable:
        """Say that the target went away in mid-run; the record says how far it came."""
        goes_on = "run the same command again: it picks up where it stopped."
        if self.live:
            network = f"Check the network and {goes_on}"
            return Unreachable("Twilio cannot be reached.", next_step=network, **context)
        if self.target:
            gone = f"The sandbox at {self.target} does not answer any more."
            start = f"Start it again on the same data and {goes_on}"
            return Unreachable(gone, next_step=start, **context)
        ended = "The built-in sandbox has ended."
        return Unreachable(ended, next_step=goes_on.capitalize(), **context)
