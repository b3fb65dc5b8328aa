"""The command line: what commands there are, each a function in a file of its own.

`--help` must answer at once, so those files import what is heavy when a command runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tendlc.entrypoints.cli import sandbox_commands
from tendlc.entrypoints.cli.add import add
from tendlc.entrypoints.cli.answer import answer
from tendlc.entrypoints.cli.check import check
from tendlc.entrypoints.cli.onboard import onboard
from tendlc.entrypoints.cli.status import status
from tendlc.version import __version__

TRACEBACK = "--traceback"


class Commands(TyperGroup):
    """The commands; Ctrl-C ends each of them with a sentence."""

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the options that stand before the command."""
        with _understood():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run one command."""
        try:
            with _understood():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            from tendlc.entrypoints.cli.exits import stopped

            stopped()


@contextmanager
def _understood() -> Iterator[None]:
    """Let a program know of a command line that cannot be understood, before it is told people."""
    try:
        yield
    except Exception as error:
        told = getattr(error, "format_message", None)  # click's own, which typer does not name
        if told is not None:
            from tendlc.entrypoints.cli.exits import misunderstood

            misunderstood(told())
        raise


app = typer.Typer(
    name="tendlc",
    cls=Commands,
    help="Register an ISV's customers for US A2P 10DLC messaging, at Twilio or in a sandbox.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tendlc {__version__}")
        raise typer.Exit


@app.callback()
def tendlc(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
    traceback: Annotated[
        bool, typer.Option(TRACEBACK, help="Show where an unexpected error came from.")
    ] = False,
) -> None:
    """Register an ISV's customers for US A2P 10DLC messaging, at Twilio or in a sandbox."""


for command in (onboard, add, check, status, answer):
    app.command()(command)
app.add_typer(sandbox_commands.app, name="sandbox")


def run() -> None:
    """Run the command line; every error becomes a sentence and an exit code."""
    from tendlc.entrypoints.cli.exits import Exit, fail, flush_output, stopped, unforeseen
    from tendlc.errors import TendlcError

    try:
        try:
            app()
        finally:
            flush_output()
    except TendlcError as error:
        fail(error)
    except KeyboardInterrupt:
        stopped()
    except Exception as error:
        unforeseen(error)
        if TRACEBACK in sys.argv:
            raise
        raise SystemExit(Exit.FAILED) from None
