"""A sandbox for tests that misbehave on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import SandboxProcess, start_sandbox


@pytest.fixture(scope="module", params=["httptools", "h11"])
def impatient(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxProcess]:
    """A sandbox that waits half a second for headers, for a body, and for somebody who reads.

    It reads HTTP with either parser: for h11, httptools cannot be imported. Nothing that these
    tests send may make it complain on the terminal.
    """
    folder = tmp_path_factory.mktemp("impatient")
    if request.param == "h11":
        (folder / "httptools.py").write_text("raise ImportError", encoding="utf-8")
    under = ("env", f"PYTHONPATH={folder}")
    with (folder / "errors").open("w+", encoding="utf-8") as errors:
        server = start_sandbox(folder / "data", "--patience", "0.5", errors=errors, under=under)
        yield server
        server.stop()
        errors.seek(0)
        assert errors.read() == ""
