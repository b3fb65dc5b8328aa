"""A sandbox for tests that misbehave on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import SandboxProcess, start_sandbox


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A sandbox that waits half a second for headers, for a body, and for somebody who reads.

    Nothing that these tests send may make it complain on the terminal.
    """
    folder = tmp_path_factory.mktemp("impatient")
    with (folder / "errors").open("w+", encoding="utf-8") as errors:
        server = start_sandbox(folder / "data", "--patience", "0.5", errors=errors)
        yield server
        server.stop()
        errors.seek(0)
        assert errors.read() == ""
