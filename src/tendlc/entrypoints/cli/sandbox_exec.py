"""`tendlc sandbox exec`: runs a program, unchanged, against the sandbox in place of Twilio.

It uses a sandbox that runs already, or one of its own for as long as the program runs. Input,
output, signals and the exit code are the program's own.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

from tendlc.entrypoints.cli import attachment, python_hook
from tendlc.entrypoints.cli.attachment import Attachment, attached
from tendlc.errors import ConfigurationError

DEFAULT_URL: Final = "http://127.0.0.1:4010"
_SECONDS: Final = 5
_NOT_FOUND, _NOT_EXECUTABLE, _BY_SIGNAL = 127, 126, 128
_SYSTEM_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def run_attached(command: list[str], *, url: str | None, pass_through: bool) -> int:
    """Run a command to its end; return its exit code, or 128 and the signal that ended it.

    Args:
        command: the program and its arguments.
        url: address of the sandbox to use; without it the usual one, else one of its own.
        pass_through: let a sandbox of its own carry tunnels to other hosts.

    Raises:
        ConfigurationError: there is no sandbox at `url`.
    """
    with (
        TemporaryDirectory(prefix="tendlc-exec-") as name,
        _sandbox(url, Path(name), pass_through) as found,
    ):
        to = _attachment(found, Path(name))
        _say(f"{command[0]} talks to the sandbox at {found} in place of Twilio.")
        if attachment.lacks_credentials(os.environ):
            _say(f"It is given TWILIO_ACCOUNT_SID {attachment.ACCOUNT_SID} and a token.")
        return _run(command, attached(os.environ, to))


@contextmanager
def _sandbox(url: str | None, folder: Path, pass_through: bool) -> Iterator[str]:
    from tendlc.entrypoints.cli.sandbox_child import built_in_sandbox

    wanted = (url or DEFAULT_URL).rstrip("/")
    if _is_sandbox(wanted):
        if pass_through:
            _say("--pass-through has no effect on a sandbox that is already running.")
        yield wanted
        return
    if url:
        raise ConfigurationError(
            f"No sandbox answers at {wanted}.",
            next_step="Start one with `tendlc sandbox`, or leave --url and --port out.",
        )
    options = ["--pass-through"] if pass_through else []
    with built_in_sandbox(folder / "data", 1.0, *options) as child:
        yield child.url


def _is_sandbox(url: str) -> bool:
    try:
        return _asked(url, "/control").get("product") == "tendlc sandbox"
    except (OSError, http.client.HTTPException, ValueError):
        return False


def _asked(url: str, path: str) -> dict[str, Any]:
    """Ask a sandbox for a JSON object, past any proxy of the environment."""
    host, port = host_and_port(url)
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", path)
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else {}


def host_and_port(url: str) -> tuple[str, int]:
    """Return where the address of a sandbox leads.

    Raises:
        ConfigurationError: it is not such an address.
    """
    with suppress(ValueError):  # a port that is no number
        parts = urlsplit(url)
        if parts.scheme == "http" and parts.hostname:
            return parts.hostname, parts.port or 80
    raise ConfigurationError(
        f"{url} is not the address of a sandbox.",
        next_step=f"Give the one that `tendlc sandbox` prints, such as {DEFAULT_URL}.",
    )


def _attachment(url: str, folder: Path) -> Attachment:
    certificate = _asked(url, "/control/authority").get("certificate")
    if not isinstance(certificate, str):
        raise ConfigurationError(
            f"The sandbox at {url} is a different version: it has no certificate authority.",
            next_step="Restart it with this version of tendlc.",
        )
    bundle, extra = folder / "bundle.pem", folder / "extra.pem"
    trusted = [os.environ.get(name, "") for name in attachment.BUNDLES]
    bundle.write_text(_joined([_system_bundle(), *trusted], certificate), encoding="utf-8")
    own = os.environ.get(attachment.EXTRA, "")
    extra.write_text(_joined([own], certificate), encoding="utf-8")
    return Attachment(url, bundle, extra, Path(python_hook.__file__).parent)


def _joined(paths: list[str], certificate: str) -> str:
    """Join the certificates of all files that there are with one more."""
    texts = [Path(path).read_text(encoding="utf-8", errors="replace") for path in _files(paths)]
    return "\n".join([*texts, certificate])


def _files(paths: list[str]) -> list[str]:
    return [path for path in dict.fromkeys(paths) if path and Path(path).is_file()]


def _system_bundle() -> str:
    known = _files([ssl.get_default_verify_paths().cafile or "", *_SYSTEM_BUNDLES])
    if known:
        return known[0]
    from certifi import where

    return where()


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    try:
        process = subprocess.Popen(command, env=environment)
    except FileNotFoundError:
        _say(f"{command[0]} was not found. Check its name, or give its full path.")
        return _NOT_FOUND
    except OSError as error:
        _say(
            f"{command[0]} cannot be run: {error.strerror or error}."
            " Is it a program, and may it be executed?"
        )
        return _NOT_EXECUTABLE
    with process, _signals_passed_on(process):
        code = process.wait()
    return code if code >= 0 else _BY_SIGNAL - code


@contextmanager
def _signals_passed_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Pass signals on; Ctrl-C at a terminal reaches the program without us, and not twice."""

    def pass_on(number: int, _: object) -> None:
        if number != signal.SIGINT or not _in_foreground():
            process.send_signal(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
    known = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {each: signal.getsignal(each) for each in known}
    for each, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(each, pass_on)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _in_foreground() -> bool:
    for stream in (0, 1, 2):
        with suppress(OSError, AttributeError):
            return os.tcgetpgrp(stream) == os.getpgrp()
    return False


def _say(text: str) -> None:
    print(f"tendlc: {text}", file=sys.stderr, flush=True)
