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

from tendlc.errors import ConfigurationError

STOP_SECONDS = 5


@contextmanager
def built_in_sandbox(data: Path, speed: float) -> Iterator[Child]:
    """Start a sandbox on `data`, and stop it at the end.

    Args:
        data: folder of its store.
        speed: how fast its clock runs; 20 makes a minute of reviews three seconds.

    Raises:
        ConfigurationError: it did not start; says why in its own words.
    """
    command = [sys.executable, "-m", "tendlc.sandbox", "--child", "--port", "0"]
    command += ["--data", str(data), "--speed", str(speed)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        child = Child(process)
        try:
            yield child
        finally:
            child.stop()


class Child:
    """A sandbox that is starting or running."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
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
        assert self._process.stderr
        line = self._process.stdout.readline()
        if line:
            return str(json.loads(line)["url"])
        said = self._process.stderr.read().decode(errors="replace").strip().splitlines()
        raise ConfigurationError(
            f"The built-in sandbox did not start: {said[0] if said else 'it gave no reason'}",
            next_step=said[1].removeprefix("Next: ") if len(said) > 1 else "",
        )
