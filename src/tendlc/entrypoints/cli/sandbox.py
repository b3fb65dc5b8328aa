"""`tendlc sandbox`: serves the sandbox in this process until it is stopped.

The one place that imports the sandbox; the built-in one of `onboard` is a child process.
"""

from __future__ import annotations

from pathlib import Path

from tendlc.errors import ConfigurationError
from tendlc.sandbox.server import SandboxUnavailable, ServerOptions, Serving, serve

FOLDER = "served-sandbox"
"""Apart from the built-in sandbox, so that `onboard` runs beside a served one."""

_HINTS = """\
tendlc sandbox {version} listens on {url}
Seed of all chance: {seed}
Nothing goes to Twilio. Every AccountSid is a world of its own; the first token seen with it is its
token. State: {data}. Control: {url}/control. Ctrl-C ends it.

Register a customer here:
  tendlc onboard FILE --target {url}
Run an unchanged program against it:
  tendlc sandbox exec{port} -- python program.py
Or lead a client here: Twilio's host is the first part of the path (see `tendlc sandbox snippet`).
  curl -u AC{zeros}:any {url}/trusthub.twilio.com/v1/CustomerProfiles"""


def sandbox(
    *,
    port: int,
    host: str,
    speed: float | None,
    seed: str | None,
    data: Path | None,
    allow_network: tuple[str, ...],
    pass_through: bool,
    reviews: tuple[str, ...],
    switches: tuple[str, ...],
    verdicts: tuple[str, ...],
    faults: tuple[str, ...],
) -> None:
    """Serve until Ctrl-C; raises ConfigurationError where folder or port cannot be had."""
    folder = data or _default_folder()

    def announce(serving: Serving) -> None:
        port = "" if serving.port == 4010 else f" --port {serving.port}"
        said = {"port": port, "url": serving.url, "version": serving.version, "seed": serving.seed}
        print(_HINTS.format(zeros="0" * 32, data=folder, **said), flush=True)

    options = ServerOptions(
        data=folder,
        host=host,
        port=port,
        speed=speed,
        seed=seed or "",
        allow_network=allow_network,
        pass_through=pass_through,
        reviews=reviews,
        switches=switches,
        verdicts=verdicts,
        faults=faults,
    )
    try:
        serve(options, announce)
    except SandboxUnavailable as error:
        raise ConfigurationError(error.message, next_step=error.next_step) from None
    print("\nStopped.")


def _default_folder() -> Path:
    from tendlc.settings import load_settings

    return load_settings().data_folder / FOLDER
