"""Runs `tendlc` in processes that can be killed.

Most of them are forked from a warm server that has everything imported, so that dozens of runs fit
into a minute; they are real processes all the same. Some are whole command lines.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

LONGEST_RUN = 60.0
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(
    [
        "pytest",
        "tests.faults.commands",
        "tendlc.adapters.clock",
        "tendlc.adapters.dispatch.inline",
        "tendlc.adapters.notify.listeners",
        "tendlc.adapters.sql.pacing",
        "tendlc.adapters.sql.folder",
        "tendlc.adapters.sql.sqlite",
        "tendlc.adapters.sql.store",
        "tendlc.adapters.twilio.gateway",
        "tendlc.adapters.twilio.sandbox_world",
        "tendlc.adapters.vault",
        "tendlc.entrypoints.cli.main",
        "tendlc.entrypoints.cli.onboard",
        "tendlc.entrypoints.cli.output",
        "tendlc.app",
        "tendlc.bootstrap",
        "tendlc.entrypoints.cli.progress",
        "tendlc.entrypoints.cli.sandbox_child",
        "tendlc.entrypoints.intake.document",
        "twilio.rest.api.v2010.account",
        "twilio.rest.messaging.v1",
        "twilio.rest.trusthub.v1",
    ]
)
_ONE_AT_A_TIME = threading.Lock()
"""Starting a process polls all others, so nobody may reap one meanwhile."""


class WarmRun:
    """One run of `tendlc` in a forked process; what it prints goes to the file `output`."""

    def __init__(self, arguments: list[str], settings: Mapping[str, str], output: Path) -> None:
        self.output = output
        self._process: ForkServerProcess = _WARM.Process(
            target=_tendlc, args=(arguments, clean_environment(settings), str(output))
        )
        with _ONE_AT_A_TIME:
            self._process.start()

    def is_over(self, within: float) -> bool:
        """Wait a moment at most; say whether the process has ended."""
        return bool(connection.wait([self._process.sentinel], within))

    def exit_code(self) -> int:
        """Wait for the end; a signal gives its number below zero."""
        if not self.is_over(LONGEST_RUN):
            self.kill()
            raise AssertionError(f"the run did not end:\n{self.printed()}")
        with _ONE_AT_A_TIME:
            self._process.join()
        code = self._process.exitcode
        assert code is not None
        return code

    def kill(self) -> None:
        """End it with SIGKILL, unless it has ended by itself."""
        assert self._process.pid
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)

    def printed(self) -> str:
        return self.output.read_text() if self.output.exists() else ""


def warm_up() -> None:
    """Start the warm server and wait until it has imported everything."""
    with _ONE_AT_A_TIME:
        process = _WARM.Process(target=os.getpid)
        process.start()
        process.join()


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The tests' environment, with these settings of ours and no others."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TENDLC_", "TWILIO_"))
    }
    return {**inherited, **settings}


def command_line(arguments: list[str], settings: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start `tendlc` as a shell does: a process group of its own, its output to be read."""
    return subprocess.Popen(
        [sys.executable, "-m", "tendlc", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=clean_environment(settings),
        start_new_session=True,
    )


def _tendlc(arguments: list[str], environment: dict[str, str], output: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.argv = ["tendlc", *arguments]
    from tendlc.entrypoints.cli.main import run

    run()
