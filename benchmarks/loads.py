"""Load on a server: what is asked, by how many connections, and what came of it.

The load is made in a process of its own, which stays for the whole run, so that it is warm.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from measuring import Sample
from servers import Server

MOST_REQUESTS = 30_000
ACCOUNT_SID = "AC" + "b" * 32
AUTH_TOKEN = "benchmark"
_HEADERS = {
    "Authorization": "Basic " + b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode(),
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "application/json",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of request; `path` begins behind the server's address."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One load run: requests per second, milliseconds, microseconds of CPU a request."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass(slots=True)
class Series:
    """The load runs of one kind of request on one server."""

    runs: list[Measured] = field(default_factory=list)

    @property
    def rate(self) -> Sample:
        return Sample.of([run.rate for run in self.runs])

    @property
    def p50(self) -> Sample:
        return Sample.of([run.p50 for run in self.runs])

    @property
    def p99(self) -> Sample:
        return Sample.of([run.p99 for run in self.runs])

    @property
    def cpu(self) -> Sample:
        return Sample.of([run.cpu for run in self.runs])


class Load:
    """The process that makes the load."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def put_on(self, server: Server, asked: Asked, connections: int, seconds: float) -> Measured:
        """Load a server for so many seconds; every answer must be a success."""
        order = {
            "url": server.url + asked.path,
            "method": asked.method,
            "headers": _HEADERS,
            "body": asked.body,
            "connections": connections,
            "seconds": seconds,
            "most": MOST_REQUESTS,
        }
        before = server.cpu_seconds()
        told = self._carry_out(order)
        used = server.cpu_seconds() - before
        if told["bad"] or not told["answers"]:
            raise RuntimeError(f"{asked.method} {order['url']} was not answered well: {told}")
        return Measured(told["rate"], told["p50"], told["p99"], used / told["answers"] * 1e6)

    def _carry_out(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


def prepare(url: str) -> str:
    """Make a customer profile in the benchmark's account; return its SID."""
    form = (
        b"FriendlyName=First&Email=isv%40isv.example&PolicySid=RNdfbf3fae0e1107f8aded0e7cead80bf5"
    )
    asked = Request(f"{url}/trusthub.twilio.com/v1/CustomerProfiles", form, _HEADERS)
    with urlopen(asked, timeout=20) as answer:
        return str(json.load(answer)["sid"])


@contextmanager
def load(by_autocannon: bool) -> Iterator[Load]:
    """Start what makes the load; it ends with its standard input."""
    folder = Path(__file__).parent
    command = ["node", "load.mjs"] if by_autocannon else [sys.executable, "load.py"]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Load(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(10)
