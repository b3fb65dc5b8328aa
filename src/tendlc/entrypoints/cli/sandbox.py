"""`tendlc sandbox`: serves the sandbox in this process until it is stopped."""

from __future__ import annotations

import os
from pathlib import Path

from tendlc.errors import ConfigurationError
from tendlc.sandbox.server import SandboxUnavailable, ServerOptions, Serving, serve


def sandbox(
    *,
    port: int = 4010,
    host: str = "127.0.0.1",
    speed: float | None = None,
    seed: int | str | None = None,
    data: Path | None = None,
) -> None:
    """Serve until Ctrl-C.

    Raises:
        ConfigurationError: the port or the data folder cannot be had.
    """
    options = ServerOptions(
        data=data or default_folder(),
        host=host,
        port=port,
        speed=speed,
        seed="" if seed is None else str(seed),
    )
    try:
        serve(options, _announce)
    except SandboxUnavailable as error:
        raise ConfigurationError(error.message, next_step=error.next_step) from None


def default_folder() -> Path:
    """Return the user's own data folder of the sandbox."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "tendlc" / "sandbox"


def _announce(serving: Serving) -> None:
    print(
        f"The sandbox listens on {serving.url} (seed {serving.seed}). Nothing goes to Twilio.\n"
        "Any AccountSid and token make a world of their own. Point a client here, in Python:\n"
        '  for name in ("api", "messaging", "trusthub"):\n'
        f'      getattr(client, name).base_url = f"{serving.url}/{{name}}.twilio.com"\n'
        f"Control: {serving.url}/control. Stop with Ctrl-C.",
        flush=True,
    )
