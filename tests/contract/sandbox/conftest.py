"""The account of these tests: as everywhere, and every answer to its client is judged."""

from __future__ import annotations

import pytest

from tests.conftest import SandboxAccount, SandboxProcess, new_account
from tests.contract.conftest import StrictClientFactory


@pytest.fixture
def account(
    sandbox_server: SandboxProcess, strict_client_factory: StrictClientFactory
) -> SandboxAccount:
    """An account of its own, with a standing clock and a watched client."""
    return new_account(sandbox_server, strict_client_factory)
