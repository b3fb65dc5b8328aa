"""The command line: what commands there are. Each lives in a file of its own, imported when used.

`--help` must answer at once, so nothing heavy is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tendlc.entrypoints.cli import sandbox_commands
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
RecreateOption = Annotated[
    bool,
    typer.Option(
        "--recreate-campaign",
        help="Delete the campaign and create it again if it cannot be edited. Costs the "
        "vetting fee again; its traffic stops until the new one is approved.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]


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


@app.command()
def onboard(
    file: Annotated[Path, typer.Argument(help="The customer document, YAML or JSON.")],
    live: Annotated[
        bool, typer.Option("--live", help="Go to Twilio itself. This costs money; it asks first.")
    ] = False,
    target: Annotated[
        str | None, typer.Option("--target", help="URL of a running sandbox to use instead.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Agree to the costs that --live lists.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again what was refused or rejected.")
    ] = False,
    recreate_campaign: RecreateOption = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Register again if the sandbox's world is gone.")
    ] = False,
    another: Annotated[
        bool,
        typer.Option("--another", help="Go on even though another customer is the same business."),
    ] = False,
    wait: Annotated[
        float | None,
        typer.Option(help="Seconds to wait for reviews. [default: 300, with --live 0]"),
    ] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Carry the customer of FILE through the whole registration.

    Runs against a built-in sandbox unless --live or --target says otherwise. Run again, it picks up
    where it stopped; what is done stays done.

    Exit code: 0 the customer is registered, 1 an error, 2 the document is faulty, 3 a person must
    act, 4 it waits for a review: run it again later, 130 stopped with Ctrl-C.
    """
    from tendlc.entrypoints.cli.onboard import OnboardOptions
    from tendlc.entrypoints.cli.onboard import onboard as command

    command(
        OnboardOptions(
            file=file,
            live=live,
            target=target,
            yes=yes,
            retry=retry,
            recreate_campaign=recreate_campaign,
            fresh=fresh,
            another=another,
            wait=wait,
            as_json=as_json,
            data=data,
        )
    )


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The customer document, YAML or JSON.")],
    as_json: JsonOption = False,
) -> None:
    """Look FILE over: errors, warnings and notes, each with its line; nothing is started or sent.

    Exit code: 0 there are no errors, 2 there are.
    """
    from tendlc.entrypoints.cli.check import check as command

    command(file, as_json=as_json)


@app.command()
def status(
    customer: Annotated[str | None, typer.Argument(help="Key of one customer.")] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Show all customers and their stages, or CUSTOMER with its steps, tasks and history."""
    from tendlc.entrypoints.cli.status import status as command

    command(customer, as_json=as_json, data=data)


@app.command()
def answer(
    customer: Annotated[str, typer.Argument(help="Key of the customer.")],
    step: Annotated[str, typer.Argument(help="The step in doubt, as `tendlc status` names it.")],
    sid: Annotated[str | None, typer.Option(help="SID of the object, if it is there.")] = None,
    absent: Annotated[bool, typer.Option("--absent", help="The object is not there.")] = False,
    live: Annotated[
        bool, typer.Option("--live", help="The answer is about the record at Twilio.")
    ] = False,
    target: Annotated[
        str | None,
        typer.Option("--target", help="The answer is about this sandbox: its URL, or built-in."),
    ] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Settle a doubt that only a person could look up in the Twilio Console.

    The SID is looked at before it is believed. Answer again to correct an answer, as long as no
    later step was built on it.
    """
    from tendlc.entrypoints.cli.answer import AnswerOptions
    from tendlc.entrypoints.cli.answer import answer as command

    command(
        AnswerOptions(
            customer=customer,
            step=step,
            sid=sid,
            absent=absent,
            live=live,
            target=target,
            as_json=as_json,
            data=data,
        )
    )


app.add_typer(sandbox_commands.app, name="sandbox")


def run() -> None:
    """Run the command line; every error becomes a sentence and an exit code."""
    from tendlc.entrypoints.cli.exits import Exit, fail, stopped, unforeseen
    from tendlc.errors import TendlcError

    try:
        app()
    except TendlcError as error:
        fail(error)
    except KeyboardInterrupt:
        stopped()
    except Exception as error:
        unforeseen(error)
        if TRACEBACK in sys.argv:
            raise
        raise SystemExit(Exit.FAILED) from None
