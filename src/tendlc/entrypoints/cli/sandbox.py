<<<<<<< HEAD
"""`tendlc sandbox`: serves the sandbox in the foreground, until Ctrl-C.

The only file of the command line that imports the sandbox; `onboard` starts one as a child process
instead.
"""
=======
"""`tendlc sandbox`: serves the sandbox in this process until it is stopped."""
>>>>>>> conformance

from __future__ import annotations

import os
from pathlib import Path

from tendlc.errors import ConfigurationError
from tendlc.sandbox.server import SandboxUnavailable, ServerOptions, Serving, serve


<<<<<<< HEAD
def sandbox(*, port: int, host: str, speed: float, seed: int | None, data: Path | None) -> None:
    """Serve the sandbox; raises ConfigurationError where port or folder cannot be used."""
    options = ServerOptions(
        data=data or _users_folder(),
=======
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
>>>>>>> conformance
        host=host,
        port=port,
        speed=speed,
        seed="" if seed is None else str(seed),
    )
    try:
<<<<<<< HEAD
        serve(options, lambda serving: _announce(serving, options))
=======
        serve(options, _announce)
>>>>>>> conformance
    except SandboxUnavailable as error:
        raise ConfigurationError(error.message, next_step=error.next_step) from None


<<<<<<< HEAD
def _announce(serving: Serving, options: ServerOptions) -> None:
    print(f"The tendlc sandbox {serving.version} listens on {serving.url}")
    print(f"  state  {options.data}")
    print(f"  seed   {serving.seed}")
    print("Any account SID makes a world of its own; its first token becomes its token.")
    print("Point the official Python client at it:")
    print('  for name in ("trusthub", "messaging", "api"):')
    print(f'      getattr(client, name).base_url = f"{serving.url}/{{name}}.twilio.com"')
    print(f"Or register a customer in it: tendlc onboard FILE --target {serving.url}")
    print("Ctrl-C stops it.", flush=True)


def _users_folder() -> Path:
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "tendlc" / "sandbox"
=======
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
>>>>>>> conformance
