"""What every contract test gets: clients whose answers are all judged when the test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from twilio.rest import Client

from tests.conftest import ClientFactory, SandboxAccount, SandboxProcess, new_account
from tests.contract.wire.clients import strict_client
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.relay import relay


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
) -> Iterator[ClientFactory]:
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


@pytest.fixture
def account(sandbox_server: SandboxProcess, strict_client_factory: ClientFactory) -> SandboxAccount:
    """An account with a world of its own, and a client that is watched."""
    return new_account(sandbox_server, strict_client_factory)
