"""What every contract test gets: clients whose answers are all judged when the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest
from twilio.rest import Client

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.node import installed_node
from tests.contract.wire.clients import strict_client
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.relay import relay

StrictClientFactory: TypeAlias = Callable[[str, str], Client]


@dataclass(frozen=True, slots=True)
class StrictAccount(SandboxAccount):
    """An account of the sandbox, with an official client whose answers are judged.

    The client is untyped on purpose: the library calls statuses enums and SIDs optional, but what
    it hands out are texts.
    """

    watched: Any = None

    @property
    def client(self) -> Any:
        return self.watched


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """Fails the test at its end, with everything that Twilio would not have answered."""
    seen = Recorder()
    yield seen
    verdict = seen.verdict()
    if verdict:
        pytest.fail(f"answers that Twilio would not give:\n{verdict}", pytrace=False)


@pytest.fixture
def strict_client_factory(
    sandbox_server: SandboxProcess, recorder: Recorder
) -> Iterator[StrictClientFactory]:
    """Makes official clients for an account SID and a token."""
    made: list[Client] = []

    def factory(sid: str, token: str) -> Client:
        made.append(strict_client(sandbox_server.url, sid, token, recorder))
        return made[-1]

    yield factory
    for client in made:
        client.http_client.session.close()  # type: ignore[attr-defined]


@pytest.fixture
def watched_url(sandbox_server: SandboxProcess, recorder: Recorder) -> Iterator[str]:
    """An address of the sandbox for programs of any kind: what they are answered is judged."""
    with relay(sandbox_server.url, recorder) as url:
        yield url


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node, with the official library installed beside the drivers."""
    return installed_node()


@pytest.fixture
def account(account: SandboxAccount, strict_client_factory: StrictClientFactory) -> StrictAccount:
    """The account of every test, with a client that is watched."""
    client = strict_client_factory(account.sid, account.token)
    return StrictAccount(account.sandbox, account.sid, account.token, client)
