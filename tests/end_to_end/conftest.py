"""Homes and sandboxes for the tests of the real command."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import SandboxAccount, SandboxProcess, start_sandbox
from tests.end_to_end.commands import Home

FAST = "200"


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An empty home folder with a data folder still to be made."""
    return Home(tmp_path_factory.mktemp("home"), {"TENDLC_FIRST_LOOK_SECONDS": "0.05"})


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One sandbox with fast reviews for all tests; each takes an account of its own."""
    server = start_sandbox(tmp_path_factory.mktemp("served"), "--speed", FAST)
    yield server
    server.stop()


@pytest.fixture
def account(served: SandboxProcess) -> SandboxAccount:
    """An account with a world of its own, whose clock runs."""
    return SandboxAccount(served)


@pytest.fixture
def at_account(home: Home, account: SandboxAccount) -> Home:
    """A home whose TWILIO_* settings name the account."""
    return home.of(account)
