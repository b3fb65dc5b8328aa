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

  In a browser  {url}/
  For programs  {url}/control
  Data folder   {data}
  Seed          {seed}

Nothing goes to Twilio. Every AccountSid is a world of its own; the first token
that is seen with it is its token. Ctrl-C ends the sandbox.

Run an unchanged program against it:
  tendlc sandbox exec{where} -- python program.py
Point a client here, with Twilio's host as the first part of the path:
  curl -u AC{zeros}:any \\
    {url}/trusthub.twilio.com/v1/CustomerProfiles
  tendlc sandbox snippet python{where}
Register a customer:
  tendlc onboard FILE --target {url}"""

_REACHED_BY_OTHERS = """
Other machines can reach it, and anyone who does can read and change everything in it."""
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def sandbox(
    *,
    port: int,
    host: str,
    speed: float | None,
    seed: str | None,
    data: Path | None,
    allow_network: tuple[str, ...],
    pass_through: bool,
    host_names: tuple[str, ...],
    reviews: tuple[str, ...],
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    verdicts: tuple[str, ...],
) -> None:
    """Serve until Ctrl-C; raises ConfigurationError where folder or port cannot be had."""
    folder = data or default_folder()

    def announce(serving: Serving) -> None:
        said = {"url": serving.url, "version": serving.version, "seed": serving.seed}
        where = _where(serving)
        print(_HINTS.format(zeros="0" * 32, data=folder, where=where, **said), flush=True)
        if serving.host not in _THIS_MACHINE:
            print(_REACHED_BY_OTHERS, flush=True)

    options = ServerOptions(
        data=folder,
        host=host,
        port=port,
        speed=speed,
        seed=seed or "",
        allow_network=allow_network,
        pass_through=pass_through,
        host_names=host_names,
        reviews=reviews,
        switches=switches,
        faults=faults,
        verdicts=verdicts,
    )
    try:
        serve(options, announce)
    except SandboxUnavailable as error:
        raise ConfigurationError(error.message, next_step=error.next_step) from None
    print("\nStopped.")


def _where(serving: Serving) -> str:
    """Return the option that leads other commands here."""
    if serving.host not in (*_THIS_MACHINE[:2], "0.0.0.0"):
        return f" --url {serving.url}"
    return f" --port {serving.port}"


def default_folder() -> Path:
    """Return the folder of a served sandbox that is not given one."""
    from tendlc.settings import load_settings

    return load_settings().data_folder / FOLDER
