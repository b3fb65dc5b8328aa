"""What every test may ask for: a running sandbox, and an account of its own in it."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, settings
from twilio.rest import Client

from tests.waiting import GIVEN_UP_SECONDS

# A run in the background of a shell ignores Ctrl-C, and so would every command started here.
signal.signal(signal.SIGINT, signal.default_int_handler)

_SANDBOX = (sys.executable, "-m", "tendlc.sandbox", "--child", "--port", "0")
_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick",
    max_examples=100,
    derandomize=True,  # the same cases every time; `make storm` looks for new ones
    deadline=None,
    suppress_health_check=_SLOW,
    phases=[Phase.explicit, Phase.generate],  # shrinking may take minutes; `make storm` shrinks
)
settings.register_profile(
    "storm", max_examples=3000, deadline=None, suppress_health_check=_SLOW, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the developer's machine reach a test."""
    for name in list(os.environ):
        if name.startswith(("TENDLC_", "TWILIO_")):
            monkeypatch.delenv(name)


@dataclass(frozen=True, slots=True)
class SandboxProcess:
    """A sandbox in a process of its own. It ends when its standard input does."""

    url: str
    data: Path
    process: subprocess.Popen[str]

    def control(self, method: str, path: str, /, **body: Any) -> Any:
        """Ask the sandbox's control for something and return what it says."""
        answer = requests.request(
            method,
            f"{self.url}/control{path}",
            json=body or None,
            timeout=20,
            headers={"content-type": "application/json"},
        )
        assert answer.ok, answer.text
        return answer.json()

    def kill(self) -> None:
        """End the process as a crash would."""
        with self.process:
            self.process.kill()

    def stop(self) -> int:
        """End the sandbox as its parent does: by closing its standard input."""
        assert self.process.stdin
        self.process.stdin.close()
        if self.process.stdout:
            self.process.stdout.close()
        return self.process.wait(GIVEN_UP_SECONDS)


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """An account nobody else uses, with an official client aimed at the sandbox.

    The client is untyped: the library calls statuses enums and SIDs optional, but what it hands out
    are texts.
    """

    sandbox: SandboxProcess
    sid: str = field(default_factory=lambda: f"AC{secrets.token_hex(16)}")
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def client(self) -> Any:
        """A client aimed at the sandbox."""
        return aimed_client(self.sandbox.url, self.sid, self.token)

    def control(self, method: str, path: str, /, **body: Any) -> Any:
        """Ask the sandbox's control for something about this account's world."""
        return self.sandbox.control(method, f"/worlds/{self.sid}{path}", **body)

    def advance(self, seconds: float) -> None:
        """Move the clock of this account's world; everything due on the way happens."""
        self.control("POST", "/clock", advance=seconds)


def start_sandbox(
    data: Path, *options: str, errors: IO[str] | None = None, under: Sequence[str] = ()
) -> SandboxProcess:
    """Start a sandbox on a free port as a child of the tests.

    `errors` gets what it complains of; `under` is a command that is to start it.
    """
    process = subprocess.Popen(
        [*under, *_SANDBOX, "--data", str(data), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line, f"the sandbox did not start: {process.wait(GIVEN_UP_SECONDS)}"
    return SandboxProcess(json.loads(line)["url"], data, process)


def refused_start(data: Path, *options: str) -> str:
    """Start a sandbox that cannot start, and return what it says on stderr."""
    told = subprocess.run(
        [*_SANDBOX, "--data", str(data), *options],
        capture_output=True,
        text=True,
        timeout=GIVEN_UP_SECONDS,
    )
    assert told.returncode == 1
    return told.stderr


def aimed_client(url: str, sid: str, token: str) -> Client:
    """Return an official client whose products all lead to the sandbox."""
    client = Client(sid, token)  # type: ignore[no-untyped-call]
    for product in ("trusthub", "messaging", "api", "events"):
        getattr(client, product).base_url = f"{url}/{product}.twilio.com"
    return client


@pytest.fixture(scope="session")
def sandbox_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One sandbox for the whole run; take an `account` to be alone in it."""
    server = start_sandbox(tmp_path_factory.mktemp("sandbox"))
    yield server
    server.stop()


@pytest.fixture
def account(sandbox_server: SandboxProcess) -> SandboxAccount:
    """An account with a world of its own, whose clock stands still unless it is moved."""
    made = SandboxAccount(sandbox_server)
    made.control("POST", "/clock", mode="frozen")
    return made
