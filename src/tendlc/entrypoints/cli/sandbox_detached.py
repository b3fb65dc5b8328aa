"""`tendlc sandbox --detach`, `wait` and `stop`: a sandbox that runs on after the command has ended.

Its data folder remembers its process and address for `stop`, and what it says while it runs.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tendlc.entrypoints.cli.sandbox_child import STOP_SECONDS
from tendlc.entrypoints.cli.sandbox_exec import is_sandbox
from tendlc.errors import ConfigurationError

_RUNNING: Final = "detached.json"
_LOG: Final = "detached.log"
_PAUSE_SECONDS: Final = 0.1
_OPTIONS: Final = {
    "host_names": "host-name",
    "switches": "switch",
    "faults": "fault",
    "verdicts": "verdict",
}
"""Names of options where they differ from those of the parameters."""


def detach(data: Path, options: Mapping[str, Any]) -> str:
    """Start a sandbox on `data` and return its address once it serves.

    Args:
        data: folder of its store.
        options: those of `tendlc sandbox`, by name; None and False are left out.

    Raises:
        ConfigurationError: it did not start; says why in its own words.
    """
    data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tendlc.sandbox", "--data", str(data), *_written(options)]
    with (data / _LOG).open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            process.wait()
            log.seek(0)
            message, _, step = log.read().strip().partition("\nNext: ")
            raise ConfigurationError(message, next_step=step)
    url = str(json.loads(line)["url"])
    told = json.dumps({"pid": process.pid, "url": url})
    (data / _RUNNING).write_text(told, encoding="utf-8")
    return url


def wait(url: str, seconds: float) -> None:
    """Return once a sandbox answers at `url`.

    Raises:
        ConfigurationError: none did for so many seconds.
    """
    end = time.monotonic() + seconds
    while not is_sandbox(url):
        if time.monotonic() > end:
            raise ConfigurationError(
                f"No sandbox answers at {url} after {seconds:g} seconds.",
                next_step="Start one with `tendlc sandbox --detach`.",
            )
        time.sleep(_PAUSE_SECONDS)


def stop(data: Path) -> str:
    """Stop the detached sandbox of a folder; return the address that it had once it has ended.

    Raises:
        ConfigurationError: none runs there.
    """
    file = data / _RUNNING
    with suppress(FileNotFoundError, ValueError, KeyError):
        told = json.loads(file.read_text(encoding="utf-8"))
        pid, url = int(told["pid"]), str(told["url"])
        file.unlink()
        if is_sandbox(url):  # else the number may be that of another process by now
            os.kill(pid, signal.SIGTERM)
            _wait_for_end(pid, url)
            return url
    raise ConfigurationError(
        f"No detached sandbox runs on {data}.",
        next_step="Name its folder with --data; one in a terminal ends with Ctrl-C.",
    )


def _wait_for_end(pid: int, url: str) -> None:
    """Wait until it is gone; where nobody clears away ended processes, its number stays."""
    while is_sandbox(url):
        time.sleep(_PAUSE_SECONDS)
    end = time.monotonic() + STOP_SECONDS
    while _is_alive(pid) and time.monotonic() < end:
        time.sleep(_PAUSE_SECONDS)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _written(options: Mapping[str, Any]) -> list[str]:
    """Write options as a command line has them."""
    written: list[str] = []
    for name, value in options.items():
        option = f"--{_OPTIONS.get(name, name.replace('_', '-'))}"
        if value is True:
            written.append(option)
        elif value is not None and value is not False:
            values = value if isinstance(value, tuple) else (value,)
            written += [f"{option}={each}" for each in values]
    return written
