"""What every contract test gets: clients whose answers are all judged when the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import pytest
import requests
from twilio.rest import Client

from tests.contract.wire.clients import strict_client
from tests.contract.wire.recorder import Recorder


class Server(Protocol):
    """What the fixture `sandbox_server` gives."""

    @property
    def url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StrictAccount:
    """An account of the sandbox, and an official client whose answers are judged.

    The client is untyped on purpose: the library calls statuses enums and SIDs optional, but what
    it hands out are texts.
    """

    sid: str
    token: str
    client: Any


StrictClientFactory: TypeAlias = Callable[[str, str], Client]


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
    sandbox_server: Server, recorder: Recorder
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
def account(account: Any, strict_client_factory: StrictClientFactory) -> StrictAccount:
    """The account of tests/conftest.py, with a client that is watched."""
    return StrictAccount(
        account.sid, account.token, strict_client_factory(account.sid, account.token)
    )


@dataclass(frozen=True, slots=True)
class ControlDoor:
    """The sandbox's own management door, as far as tests need it."""

    url: str
    sid: str

    def advance(self, seconds: float) -> None:
        """Move the clock of the account's world; everything due on the way happens."""
        answer = requests.post(
            f"{self.url}/control/clock", json={"account": self.sid, "advance": seconds}, timeout=20
        )
        answer.raise_for_status()


@pytest.fixture
def control(sandbox_server: Server, account: StrictAccount) -> ControlDoor:
    return ControlDoor(sandbox_server.url, account.sid)
