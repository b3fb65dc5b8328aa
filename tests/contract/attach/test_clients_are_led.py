"""Every client of Node, Python, Java and curl meets the sandbox where it looks for Twilio.

They run where nothing but the sandbox can be reached, if this machine allows that: there a
connection that goes elsewhere fails, so each that brings an answer went to the sandbox alone.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import playwright
import pytest

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.attach.conftest import EXEC, alone, run
from tests.contract.node import NODE_FOLDER

HERE = Path(__file__).parent
NODE_CLIENTS = (
    "fetch",
    "https.request",
    "https.get of a URL",
    "an agent of its own",
    "no agent",
    "tls.connect",
    "tls.connect by port",
    "a worker",
    "a child process",
)
PYTHON_CLIENTS = (
    "requests",
    "requests, prepared",
    "requests, trust_env=False",
    "urllib",
    "urllib, no proxy",
    "urllib3",
    "http.client",
    "socket",
    "aiohttp",
    "aiohttp, trust_env=False",
    "asyncio",
)
NODES = {
    "installed": shutil.which("node"),
    "of Playwright": str(Path(playwright.__file__).parent / "driver" / "node"),
}
"""The second heeds NODE_USE_ENV_PROXY, which older ones do not know."""

Led = Callable[..., str]


@pytest.fixture(scope="module")
def account(sandbox_server: SandboxProcess) -> SandboxAccount:
    """One account for all of them."""
    return SandboxAccount(sandbox_server)


@pytest.fixture(scope="module")
def led(account: SandboxAccount, tmp_path_factory: pytest.TempPathFactory) -> Led:
    """Runs a program, once for all tests that ask for it, and returns its output."""

    @cache
    def output(*command: str) -> str:
        ran = run(
            *(*EXEC, "--url", account.sandbox.url, *alone(), "--", *command),
            home=tmp_path_factory.mktemp("home"),
            TWILIO_ACCOUNT_SID=account.sid,
            TWILIO_AUTH_TOKEN=account.token,
        )
        assert ran.code == 0, ran.err
        return ran.out

    return output


def lister(output: str) -> Any:
    """Return the account that a page of customer profiles belongs to."""
    return json.loads(output)["results"][0]["account_sid"]


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("client", NODE_CLIENTS)
def test_clients_of_node(client: str, node: str, led: Led, account: SandboxAccount) -> None:
    program = NODES[node]
    if program is None:
        pytest.skip("Node is not installed")
    assert json.loads(led(program, str(NODE_FOLDER / "clients.cjs")))[client] == account.sid


@pytest.mark.parametrize("client", PYTHON_CLIENTS)
def test_clients_of_python(client: str, led: Led, account: SandboxAccount) -> None:
    told = json.loads(led(sys.executable, str(HERE / "clients.py")))
    assert told[client] == account.sid


@pytest.mark.parametrize("client", [0, 1], ids=["HttpClient", "HttpURLConnection"])
def test_clients_of_java(client: int, led: Led, account: SandboxAccount) -> None:
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        pytest.skip("a JDK is not installed")
    assert lister(led(java, str(HERE / "Clients.java")).splitlines()[client]) == account.sid


def test_curl(led: Led, account: SandboxAccount) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    address = "https://trusthub.twilio.com/v1/CustomerProfiles"
    assert lister(led(curl, "-sS", "-u", f"{account.sid}:{account.token}", address)) == account.sid
