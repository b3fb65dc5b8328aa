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

Register a customer in it:
  tendlc onboard FILE --target {url}
Point any other client at it with Twilio's host as the first part of the path:
  curl -u AC{zeros}:any-token {url}/trusthub.twilio.com/v1/CustomerProfiles
Every AccountSid is a world of its own; the first token seen with it is its token.

Its state stays in {data}. Ctrl-C ends it."""


def sandbox(
    *, port: int, host: str, speed: float | None, seed: str | None, data: Path | None
) -> None:
    """Serve until Ctrl-C; raises ConfigurationError where folder or port cannot be had."""
    folder = data or _default_folder()

    def announce(serving: Serving) -> None:
        url, seen = serving.url, {"version": serving.version, "seed": serving.seed}
        print(_HINTS.format(url=url, zeros="0" * 32, data=folder, **seen), flush=True)

    options = ServerOptions(data=folder, host=host, port=port, speed=speed, seed=seed or "")
    try:
        serve(options, announce)
    except SandboxUnavailable as error:
        raise ConfigurationError(error.message, next_step=error.next_step) from None
    print("\nStopped.")


def _default_folder() -> Path:
    from tendlc.settings import load_settings

    return load_settings().data_folder / FOLDER
