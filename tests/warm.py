"""Runs `tendlc` in processes forked from a warm server that has everything imported.

They are real processes, with an environment, a folder and an output of their own, and can be
killed. What they save is the time that Python takes to start and to import.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import signal
import sys
import threading
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import tendlc
from tests.waiting import GIVEN_UP_SECONDS

_COLD = ("tendlc.sandbox", "tendlc.entrypoints.cli.python_hook", "tendlc.adapters.sql.migrations")
"""What another program imports, or runs."""
_LIBRARY = [
    "twilio.rest.api.v2010.account",
    "twilio.rest.messaging.v1",
    "twilio.rest.trusthub.v1",
]
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(
    [
        "pytest",
        "tests.warm",
        *(
            module.name
            for module in pkgutil.walk_packages(tendlc.__path__, "tendlc.")
            if not module.name.startswith(_COLD)
        ),
        *_LIBRARY,
    ]
)
_ONE_AT_A_TIME = threading.Lock()
"""Starting a process polls all others, so nobody may reap one meanwhile."""


@dataclass(frozen=True, slots=True)
class Shell:
    """Where a run is started: its environment, its folder, and the files that take its output."""

    environment: Mapping[str, str]
    folder: Path
    output: Path
    errors: Path


class WarmRun:
    """One run of `tendlc` in a forked process."""

    def __init__(self, arguments: list[str], shell: Shell) -> None:
        self._shell = shell
        self._process: ForkServerProcess = _WARM.Process(target=_tendlc, args=(arguments, shell))
        with _ONE_AT_A_TIME:
            self._process.start()

    def is_over(self, within: float) -> bool:
        """Wait a moment at most; say whether the process has ended."""
        return bool(connection.wait([self._process.sentinel], within))

    def exit_code(self) -> int:
        """Wait for the end; a signal gives its number below zero."""
        if not self.is_over(GIVEN_UP_SECONDS):
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
        return self._shell.output.read_text() if self._shell.output.exists() else ""


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


def _tendlc(arguments: list[str], shell: Shell) -> None:
    os.environ.clear()
    os.environ.update(shell.environment)
    time.tzset()
    os.chdir(shell.folder)
    if os.environ.get("PYTHONWARNINGS") == "error":
        warnings.simplefilter("error")
    for number, path in ((1, shell.output), (2, shell.errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.argv = ["tendlc", *arguments]
    from tendlc.__main__ import main

    main()
