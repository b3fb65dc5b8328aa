"""`tendlc sandbox exec`: runs a program, unchanged, against the sandbox in place of Twilio.

The program gets a sandbox of its own for as long as it runs, or the running one that was named.
Input, output, signals and the exit code are the program's own.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

from tendlc.entrypoints.cli import attachment, node_hook, python_hook
from tendlc.entrypoints.cli.attachment import Attachment, attached
from tendlc.entrypoints.cli.led_programs import why_not_led
from tendlc.errors import ConfigurationError

DEFAULT_URL: Final = "http://127.0.0.1:4010"
_SECONDS: Final = 5
_REFUSED, _NOT_FOUND, _NOT_EXECUTABLE, _BY_SIGNAL = 2, 127, 126, 128
_ENV_FILE_LIMIT: Final = 1_048_576
_NOT_LOADED: Final = (".example", ".sample", ".template", ".dist")
"""Ends of names of .env files that show what to set, and are read by no program."""

_SYSTEM_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller of `exec` asked for.

    `url` is the address of a running sandbox; without it the program gets one of its own, with
    `speed` and `serving`, further options of `python -m tendlc.sandbox`. `strict` refuses what is
    not known to be led, `isolated` lets the program reach nothing but the sandbox, and without
    `credentials` none are set.
    """

    url: str | None = None
    speed: float | None = None
    serving: tuple[str, ...] = field(default=())
    strict: bool = False
    isolated: bool = False
    credentials: bool = True


def run_attached(command: list[str], wishes: Wishes) -> int:
    """Run a command to its end; return its exit code, or 128 and the signal that ended it.

    Raises:
        ConfigurationError: there is no sandbox at the address, or programs cannot be isolated.
    """
    if not shutil.which(command[0]) and not Path(command[0]).exists():
        return _not_found(command[0])
    doubt = None if wishes.isolated else why_not_led(command)
    if doubt and wishes.strict:
        _say(f"{doubt} It was not started. Use --isolated, or leave --strict out.")
        return _REFUSED
    with (
        TemporaryDirectory(prefix="tendlc-exec-") as name,
        _sandbox(wishes, Path(name)) as found,
    ):
        environment = _environment(found, Path(name), wishes)
        _say(f"Twilio calls of {Path(command[0]).name} go to the sandbox at {found}.")
        if doubt:
            _say(f"Warning: {doubt} Use --isolated to prevent that, or --strict to refuse it.")
        return _run(command, environment, found if wishes.isolated else None)


@contextmanager
def _sandbox(wishes: Wishes, folder: Path) -> Iterator[str]:
    from tendlc.entrypoints.cli.sandbox_child import built_in_sandbox

    if wishes.url is None:
        speed = 1.0 if wishes.speed is None else wishes.speed
        with built_in_sandbox(folder / "data", speed, *wishes.serving) as child:
            yield child.url
        return
    wanted = wishes.url.rstrip("/")
    if wishes.serving or wishes.speed is not None:
        raise ConfigurationError(
            "Options for a new sandbox have no effect on one that is already running.",
            next_step="Give them to `tendlc sandbox`, or leave --url and --port out.",
        )
    if not is_sandbox(wanted):
        raise ConfigurationError(
            f"No sandbox answers at {wanted}.",
            next_step="Start one with `tendlc sandbox`, or leave --url and --port out.",
        )
    yield wanted


def _environment(url: str, folder: Path, wishes: Wishes) -> dict[str, str]:
    """Return the program's environment; say which credentials it has where they are not given."""
    from tendlc.entrypoints.cli.isolation import inner_url

    to = _attachment(url, inner_url(url) if wishes.isolated else url, folder)
    given = wishes.credentials and attachment.lacks_credentials(os.environ)
    file = _env_file() if given else None
    if file:
        _say(f"No Twilio credentials set; those in {file.name} are left to the program.")
    elif given:
        _say(f"No Twilio credentials set; using test account {attachment.ACCOUNT_SID}.")
    return attached(os.environ, to, credentials=given and not file)


def _env_file() -> Path | None:
    """Return the .env file of the working folder that names a credential of Twilio."""
    for file in sorted(Path.cwd().glob(".env*")):
        if file.name.endswith(_NOT_LOADED) or not file.is_file():
            continue
        with suppress(OSError), file.open(encoding="utf-8", errors="replace") as text:
            if attachment.names_credentials(text.read(_ENV_FILE_LIMIT)):
                return file
    return None


def is_sandbox(url: str) -> bool:
    """Say whether a sandbox answers at an address."""
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


def _attachment(url: str, seen_at: str, folder: Path) -> Attachment:
    """Write the files that lead a program to the sandbox at `url`, which it sees at `seen_at`."""
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
    python = Path(python_hook.__file__).parent
    node = Path(node_hook.__file__).with_name("lead.cjs")
    return Attachment(seen_at, bundle, extra, python, node, _trust_store(bundle, folder))


def _trust_store(bundle: Path, folder: Path) -> Path | None:
    """Write Java's bundle where there is a Java that may be started."""
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        return None
    from tendlc.entrypoints.cli.trust_store import java_trust_store

    store = folder / "trust.p12"
    text = bundle.read_text(encoding="utf-8")
    store.write_bytes(java_trust_store(text, attachment.TRUST_STORE_PASSWORD))
    return store


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


def _run(command: list[str], environment: Mapping[str, str], isolated_from: str | None) -> int:
    try:
        with _started(command, environment, isolated_from) as process, _signals_passed_on(process):
            code = process.wait()
    except FileNotFoundError:
        return _not_found(command[0])
    except OSError as error:
        _say(
            f"{command[0]} cannot be run: {error.strerror or error}."
            " Is it a program, and may it be executed?"
        )
        return _NOT_EXECUTABLE
    return code if code >= 0 else _BY_SIGNAL - code


def _started(
    command: list[str], environment: Mapping[str, str], isolated_from: str | None
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    if isolated_from is None:
        return subprocess.Popen(command, env=environment)
    from tendlc.entrypoints.cli.isolation import isolated

    return isolated(command, environment, isolated_from)


def _not_found(program: str) -> int:
    _say(f"{program} was not found. Check its name, or give its full path.")
    return _NOT_FOUND


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
