"""Runs programs through `tendlc sandbox exec`, and speaks to the port in its four ways."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount
from tests.contract.attach.ways import Ways
from tests.waiting import GIVEN_UP_SECONDS

EXEC = (sys.executable, "-m", "tendlc", "sandbox", "exec")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def run(*command: str | Path, home: Path, **settings: str) -> Ran:
    """Run a command to its end, in an environment that holds nothing of the developer's."""
    done = subprocess.run(
        [str(part) for part in command],
        env=environment(home, **settings),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=GIVEN_UP_SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment with a home, the path of programs, and the settings given."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), **settings}


@cache
def alone() -> tuple[str, ...]:
    """Return the option that isolates a program, where this machine allows it."""
    unshare = shutil.which("unshare")
    tried = unshare and subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False)
    return ("--isolated",) if tried and tried.returncode == 0 else ()


@pytest.fixture
def run_attached(account: SandboxAccount, tmp_path: Path) -> Run:
    """Runs a program against the sandbox of the tests, with the credentials of the account."""

    def attached(*command: str | Path, **settings: str) -> Ran:
        given = {"TWILIO_ACCOUNT_SID": account.sid, "TWILIO_AUTH_TOKEN": account.token}
        url = account.sandbox.url
        return run(*EXEC, "--url", url, "--", *command, home=tmp_path, **{**given, **settings})

    return attached


@pytest.fixture
def ways(account: SandboxAccount) -> Ways:
    """The four ways to the sandbox, for the account."""
    return Ways(account)
