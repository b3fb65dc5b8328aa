"""The command line as a process: run, started in the background, or driven at a terminal.

Whatever a run does, no traceback may reach the person who started it; that is checked at each one.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.conftest import SandboxAccount
from tests.waiting import GIVEN_UP_SECONDS
from tests.warm import Shell, WarmRun

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SECONDS = GIVEN_UP_SECONDS
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of stdout as one JSON value."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Home:
    """An empty home folder, the environment of whoever lives there, and a data folder."""

    path: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.path / "data"

    def with_settings(self, **settings: str) -> Home:
        return Home(self.path, {**self.settings, **settings})

    def of(self, account: SandboxAccount) -> Home:
        """Return the same home with the credentials of an account."""
        return self.with_settings(TWILIO_ACCOUNT_SID=account.sid, TWILIO_AUTH_TOKEN=account.token)

    def run(self, *arguments: str | Path) -> Ran:
        """Run a command to its end, without a terminal.

        The process is forked from one that has imported tendlc, but where another tendlc is meant.
        """
        if "PYTHONPATH" in self.settings:
            return self.run_cold(*arguments)
        with TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            shell = Shell(self._environment(), self.path, out, err)
            code = WarmRun([*map(str, arguments)], shell).exit_code()
            ran = Ran(code, out.read_text(), err.read_text())
        assert "Traceback" not in ran.err, ran.err
        return ran

    def run_cold(self, *arguments: str | Path) -> Ran:
        """Run a command to its end, without a terminal, as a shell starts it."""
        ran = subprocess.run(
            _command(arguments),
            env=self._environment(),
            cwd=self.path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert "Traceback" not in ran.stderr, ran.stderr
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def into_a_full_disk(self, *arguments: str | Path) -> Ran:
        """Run a command whose stdout takes nothing."""
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            ran = subprocess.run(
                _command(arguments),
                env=self._environment(),
                cwd=self.path,
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        return Ran(ran.returncode, "", ran.stderr)

    def run_on_full_disk(self, size: int, *arguments: str | Path) -> Ran:
        """Run a command that can write no file larger than `size` bytes."""
        limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
        program = (
            f"import resource, runpy; {limit}; runpy.run_module('tendlc', run_name='__main__')"
        )
        ran = subprocess.run(
            [sys.executable, "-B", "-c", program, *map(str, arguments)],
            env=self._environment(),
            cwd=self.path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert "Traceback" not in ran.stderr, ran.stderr
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    @contextmanager
    def started(self, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
        """Start a command in the background; it is killed at the end if it still runs."""
        with subprocess.Popen(
            _command(arguments),
            env=self._environment(),
            cwd=self.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def at_terminal(self, *arguments: str | Path, keys: str, after: str, columns: int = 100) -> Ran:
        """Run a command at a terminal and press `keys` once it has shown `after`."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            _command(arguments),
            env={**self._environment(), "TERM": "xterm", "COLUMNS": str(columns), "LINES": "40"},
            cwd=self.path,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_own_the_terminal,
        ) as process:
            os.close(theirs)
            try:
                shown = _drive(ours, keys, after)
                code = process.wait(SECONDS)
            finally:
                process.kill()
                os.close(ours)
        assert "Traceback" not in shown, shown
        return Ran(code, _COLOURS.sub("", shown), "")

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {**kept, "HOME": str(self.path), "PYTHONWARNINGS": "error", **self.settings}


def read_until(process: subprocess.Popen[str], text: str) -> list[str]:
    """Read lines of a started command up to the first that contains `text`."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return lines
    raise AssertionError(f"{text!r} never came; it said {lines} {process.communicate()[1]}")


def interrupt(process: subprocess.Popen[str]) -> Ran:
    """Press Ctrl-C, so to say, and wait for the end."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS)
    assert "Traceback" not in err, err
    return Ran(process.returncode, out, err)


def resources(account: SandboxAccount) -> list[tuple[str, str]]:
    """Name everything that the sandbox holds for an account: kind and SID."""
    held = account.control("GET", "/resources")["resources"]
    return sorted((one["kind"], one["key"]) for one in held)


def journal(account: SandboxAccount) -> list[dict[str, Any]]:
    """Return the requests that reached an account, oldest first, without those of control."""
    entries = account.control("GET", "/journal?limit=1000")["entries"]
    return [entry for entry in reversed(entries) if not entry["target"].startswith("/control")]


def _own_the_terminal() -> None:
    """Make the terminal that of the process, so that Ctrl-C there interrupts it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _command(arguments: tuple[str | Path, ...]) -> list[str]:
    return [sys.executable, "-m", "tendlc", *map(str, arguments)]


def _drive(terminal: int, keys: str, after: str) -> str:
    shown, pressed = b"", False
    while select.select([terminal], [], [], SECONDS)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other side has closed it
            break
        shown += piece
        if not pressed and after.encode() in shown:
            os.write(terminal, keys.encode())
            pressed = True
    return shown.decode(errors="replace")
