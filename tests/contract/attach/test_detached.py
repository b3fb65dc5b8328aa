"""A sandbox that runs on after its command: started, waited for, used, stopped."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SandboxProcess
from tests.contract.attach.conftest import EXEC, Ran, run

SANDBOX = EXEC[:-1]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder; what still runs on it at the end is stopped."""
    folder = tmp_path / "data"
    yield folder
    if (folder / "detached.json").exists():
        os.kill(json.loads((folder / "detached.json").read_text("utf-8"))["pid"], signal.SIGTERM)


def sandbox(*options: str | Path, home: Path) -> Ran:
    return run(*SANDBOX, *options, home=home)


def test_it_serves_until_it_is_stopped(data: Path, tmp_path: Path) -> None:
    options = ("--detach", "--port", "0", "--data", data, "--reviews", "instant", "--pass-through")
    started = sandbox(*options, home=tmp_path)
    assert started.code == 0, started.err
    found = re.fullmatch(r"The sandbox listens on (http://127\.0\.0\.1:\d+)\n", started.out)
    assert found
    waited = sandbox("wait", "--url", found[1], home=tmp_path)
    assert (waited.code, waited.out) == (0, started.out)
    stopped = sandbox("stop", "--data", data, home=tmp_path)
    assert (stopped.code, stopped.out) == (0, f"The sandbox at {found[1]} has stopped.\n")
    gone = sandbox("wait", "--url", found[1], "--timeout", "0", home=tmp_path)
    assert gone.code == 1
    assert gone.err.startswith(f"No sandbox answers at {found[1]} after 0 seconds.\nNext: ")


def test_where_none_runs_there_is_none_to_stop(data: Path, tmp_path: Path) -> None:
    ran = sandbox("stop", "--data", data, home=tmp_path)
    assert ran.code == 1
    assert ran.err.startswith(f"No detached sandbox runs on {data}.\nNext: ")


def test_why_it_does_not_start_is_said(
    sandbox_server: SandboxProcess, data: Path, tmp_path: Path
) -> None:
    port = sandbox_server.url.rpartition(":")[2]
    ran = sandbox("--detach", "--port", port, "--data", data, home=tmp_path)
    assert ran.code == 1
    assert ran.err.startswith(f"Port {port}")
    assert "\nNext: " in ran.err


def test_a_process_that_took_the_number_of_a_sandbox_is_left_alone(
    data: Path, tmp_path: Path
) -> None:
    data.mkdir()
    told = {"pid": os.getpid(), "url": "http://127.0.0.1:1"}
    (data / "detached.json").write_text(json.dumps(told), "utf-8")
    assert sandbox("stop", "--data", data, home=tmp_path).code == 1
