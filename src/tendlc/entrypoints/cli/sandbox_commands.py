"""The commands under `tendlc sandbox`; without one of them it serves.

Like main.py it imports nothing heavy: each command's own file is loaded when it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

UrlOption = Annotated[
    str | None,
    typer.Option("--url", help="Address of the sandbox. [default: http://127.0.0.1:4010]"),
]
PortOption = Annotated[
    int | None,
    typer.Option("--port", min=1, max=65535, help="Its port, if it runs on this machine."),
]

SpeedOption = Annotated[
    float | None,
    typer.Option(min=0, help="How fast its clocks run; 0: not at all. [default: 1, or as before]"),
]
SeedOption = Annotated[
    str | None, typer.Option(help="Random seed. [default: a new one, or as before]")
]
ReviewsOption = Annotated[
    list[str] | None,
    typer.Option(
        help="How long reviews take in new worlds: instant, by-hand, or that of one, such as"
        " brand-to-vetted=60 (seconds), =reads:3, =by-hand; may be repeated."
    ),
]
SwitchOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Switch that is on in new worlds, such as pace or list_lag_seconds=5; may be repeated."
    ),
]
FaultOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Fault that waits in all worlds, such as 'method=POST path=/BrandRegistrations"
        " status=500 when=after'; may be repeated."
    ),
]
VerdictOption = Annotated[
    list[str] | None,
    typer.Option(
        help="How the next review of a kind ends, in any world, such as 'kind=brand"
        " outcome=reject codes=30795'; may be repeated."
    ),
]


@app.callback()
def sandbox(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 4010,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    speed: SpeedOption = None,
    seed: SeedOption = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of its store. [default: the user's]")
    ] = None,
    pass_through: Annotated[
        bool,
        typer.Option("--pass-through", help="Carry tunnels to hosts other than Twilio's, too."),
    ] = False,
    allow_network: Annotated[
        list[str] | None,
        typer.Option(help="Private network that webhooks may reach; may be repeated."),
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(help="Another name it may be asked by, like a container's; may be repeated."),
    ] = None,
    reviews: ReviewsOption = None,
    switch: SwitchOption = None,
    fault: FaultOption = None,
    verdict: VerdictOption = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when it serves; it runs until `stop`.")
    ] = False,
) -> None:
    """Serve the sandbox: a local stand-in for the Twilio APIs of the registration.

    It runs until Ctrl-C and keeps its state in its data folder.
    """
    if context.invoked_subcommand:
        _refuse_misplaced(context)
        return
    from tendlc.entrypoints.cli import sandbox as served
    from tendlc.entrypoints.cli import sandbox_detached

    options: dict[str, Any] = {
        "port": port,
        "host": host,
        "speed": speed,
        "seed": seed,
        "pass_through": pass_through,
        "allow_network": tuple(allow_network or ()),
        "host_names": tuple(host_name or ()),
        "reviews": tuple(reviews or ()),
        "switches": tuple(switch or ()),
        "faults": tuple(fault or ()),
        "verdicts": tuple(verdict or ()),
    }
    if not detach:
        served.sandbox(data=data, **options)
        return
    url = sandbox_detached.detach(data or served.default_folder(), options)
    print(f"The sandbox listens on {url}")


@app.command()
def wait(
    url: UrlOption = None,
    port: PortOption = None,
    timeout: Annotated[
        float, typer.Option(min=0, help="Seconds after which it is given up.")
    ] = 60.0,
) -> None:
    """Wait until a sandbox answers, for example one in a container."""
    from tendlc.entrypoints.cli.sandbox_detached import wait as until_it_answers
    from tendlc.entrypoints.cli.sandbox_exec import DEFAULT_URL

    address = (_address(url, port) or DEFAULT_URL).rstrip("/")
    until_it_answers(address, timeout)
    print(f"The sandbox listens on {address}")


@app.command()
def stop(
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of its store. [default: the user's]")
    ] = None,
) -> None:
    """Stop the sandbox that `tendlc sandbox --detach` started."""
    from tendlc.entrypoints.cli.sandbox import default_folder
    from tendlc.entrypoints.cli.sandbox_detached import stop as end

    print(f"The sandbox at {end(data or default_folder())} has stopped.")


@app.command(
    "exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
def execute(
    command: Annotated[
        list[str], typer.Argument(metavar="PROGRAM", help="The program, with its arguments.")
    ],
    url: Annotated[str | None, typer.Option("--url", help="Use the sandbox there.")] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Use the sandbox there, on this machine."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a program that may reach the real Twilio.")
    ] = False,
    isolated: Annotated[
        bool,
        typer.Option("--isolated", help="Let it reach nothing but the sandbox. Linux only."),
    ] = False,
    no_credentials: Annotated[
        bool, typer.Option("--no-credentials", help="Set no test credentials.")
    ] = False,
    speed: SpeedOption = None,
    seed: SeedOption = None,
    pass_through: Annotated[
        bool, typer.Option("--pass-through", help="Carry tunnels to hosts other than Twilio's.")
    ] = False,
    reviews: ReviewsOption = None,
    switch: SwitchOption = None,
    fault: FaultOption = None,
    verdict: VerdictOption = None,
) -> None:
    """Run a program, unchanged, against the sandbox in place of Twilio.

    It gets a sandbox of its own, which is gone when it ends; --url or --port names a running one
    instead. Options from --speed on are for its own sandbox. The exit code is the program's.
    """
    from tendlc.entrypoints.cli.sandbox_exec import Wishes, run_attached

    several = {"reviews": reviews, "switch": switch, "fault": fault, "verdict": verdict}
    serving = [f"--{name}={value}" for name, values in several.items() for value in values or ()]
    serving += [f"--seed={seed}"] if seed else []
    serving += ["--pass-through"] if pass_through else []
    wishes = Wishes(
        url=_address(url, port),
        speed=speed,
        serving=tuple(serving),
        strict=strict,
        isolated=isolated,
        credentials=not no_credentials,
    )
    raise typer.Exit(run_attached(command, wishes))


@app.command()
def snippet(
    language: Annotated[str, typer.Argument(help="python, node, curl, ...")],
    url: UrlOption = None,
    port: PortOption = None,
) -> None:
    """Print how a program in LANGUAGE is led to the sandbox, in the shortest ways.

    LANGUAGE is one of python, python-async, node, curl, cli, go, java, csharp, ruby, php.
    """
    from tendlc.entrypoints.cli.sandbox_exec import DEFAULT_URL
    from tendlc.entrypoints.cli.sandbox_snippet import print_snippet

    print_snippet(language, _address(url, port) or DEFAULT_URL)


def _address(url: str | None, port: int | None) -> str | None:
    return url or (f"http://127.0.0.1:{port}" if port else None)


def _refuse_misplaced(context: typer.Context) -> None:
    given = [
        name
        for name in context.params
        if getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    ]
    if given:
        option = given[0].replace("_", "-")
        raise typer.BadParameter(
            f"--{option} before `{context.invoked_subcommand}` only applies to `tendlc sandbox`."
        )
