"""The gateways that the suite runs on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tendlc.adapters.twilio.gateway import TwilioGateway
from tendlc.adapters.twilio.transport import Way
from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.gateway.registration import Bench, Registration
from tests.fakes import FixedClock
from tests.simulated_twilio import Fate, SimulatedTwilio

REVIEWS_SECONDS = 3600


@pytest.fixture
def sandbox_account(sandbox_server: SandboxProcess) -> SandboxAccount:
    """An account of its own, whose clock moves only when told."""
    account = SandboxAccount(sandbox_server)
    account.control("POST", "/clock", mode="frozen")
    return account


@pytest.fixture
def real(sandbox_account: SandboxAccount, watched_url: str) -> Iterator[Bench]:
    """The adapter over the official library, against the sandbox, which is watched."""
    clock = FixedClock()
    gateway = TwilioGateway(
        sandbox_account.sid,
        sandbox_account.token,
        clock=clock,
        timeout=timedelta(seconds=20),
        way=Way(url=watched_url),
    )
    yield Bench(gateway, clock, lambda: sandbox_account.advance(REVIEWS_SECONDS))
    gateway.close()


@pytest.fixture
def registration(real: Bench) -> Registration:
    return Registration(real)


@pytest.fixture(params=["simulated", "sandbox"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "sandbox":
        found: Bench = request.getfixturevalue("real")
        return found
    clock = FixedClock()
    twilio = SimulatedTwilio(clock, lambda action: Fate.DONE, lambda kind: True)
    return Bench(twilio, clock, lambda: _end_reviews(twilio))


def _end_reviews(twilio: SimulatedTwilio) -> None:
    """The simulated Twilio counts looks instead of time."""
    for thing in twilio.things.values():
        thing.looks = twilio.looks_per_review
