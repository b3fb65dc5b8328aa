"""The built-in sandbox as a child process: started with a command, gone with it.

It listens on a free loopback port, reports it in one line, and ends when its standard input does,
so that not even a killed parent leaves it behind.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from tendlc.errors import ConfigurationError

STOP_SECONDS = 5


@contextmanager
def built_in_sandbox(data: Path, speed: float, *options: str) -> Iterator[Child]:
    """Start a sandbox on `data`, and stop it at the end.

    Args:
        data: folder of its store.
        speed: how fast its clock runs; 20 makes a minute of reviews three seconds.
        options: further ones of `python -m tendlc.sandbox`.

    Raises:
        ConfigurationError: it did not start; says why in its own words.
    """
    command = [sys.executable, "-m", "tendlc.sandbox", "--child", "--port", "0"]
    command += ["--data", str(data), "--speed", str(speed), *options]
    # What it says goes to a file: a pipe that nobody reads would block it once it is full.
    with (
        _temporary_file() as said,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
        ) as process,
    ):
        child = Child(process, said)
        try:
            yield child
        finally:
            child.stop()


def _temporary_file() -> IO[bytes]:
    try:
        return TemporaryFile()
    except OSError as error:
        raise ConfigurationError(
            f"The built-in sandbox cannot start: no temporary file can be made ({error.strerror}).",
            next_step="Free some space, or name a folder with space in TMPDIR.",
        ) from error


class Child:
    """A sandbox that is starting or running."""

    def __init__(self, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
        self._process = process
        self._said = said
        self._url: str | None = None

    @property
    def url(self) -> str:
        """The address it listens on; waits until it serves."""
        if self._url is None:
            self._url = self._report()
        return self._url

    def stop(self) -> None:
        """End it by closing its standard input; kill it where it does not listen."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _report(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if line:
            return str(json.loads(line)["url"])
        self._said.seek(0)
        reasons = self._said.read().decode(errors="replace").strip().splitlines()
        told = [line for line in reasons if not line.startswith("Next: ")]
        next_steps = [line.removeprefix("Next: ") for line in reasons if line not in told]
        raise ConfigurationError(
            f"The built-in sandbox did not start: {told[-1] if told else 'it gave no reason.'}",
            next_step=next_steps[-1] if next_steps else "",
        )
