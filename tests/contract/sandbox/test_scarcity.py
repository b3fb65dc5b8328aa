"""Scarcity: a full disk, too few files. What was answered is kept, and all goes on afterwards."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount, SandboxProcess, start_sandbox
from tests.contract.sandbox.raw import connect, head, is_well, parsed, post, send

resource = pytest.importorskip("resource")
if sys.platform != "linux":
    pytest.skip("sets the limits of another process", allow_module_level=True)

USERS = "/v1/EndUsers"
MEGABYTE = 1024 * 1024


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def said(tmp_path: Path) -> Iterator[Path]:
    """What the sandboxes of a test say on the terminal; never a traceback."""
    errors = tmp_path / "errors"
    yield errors
    assert "Traceback" not in errors.read_text("utf-8")


def limited(sandbox: SandboxProcess, what: int, value: int) -> None:
    resource.prlimit(sandbox.process.pid, what, (value, resource.RLIM_INFINITY))


@pytest.mark.parametrize("size", [10, 400_000])
def test_what_was_answered_before_and_while_the_disk_was_full_is_there(
    data: Path, said: Path, size: int
) -> None:
    body = b"Type=authorized_representative_1&FriendlyName=" + b"b" * size
    with said.open("w") as errors:
        sandbox = start_sandbox(data, errors=errors)
        account = SandboxAccount(sandbox)
        assert is_well(account)
        log = (data / "sandbox.sqlite3-wal").stat().st_size
        limited(sandbox, resource.RLIMIT_FSIZE, log + size * 40 + MEGABYTE // 4)
        with ThreadPoolExecutor(24) as pool:
            answers = list(
                pool.map(lambda _: send(account, post(account, USERS, body)), range(400))
            )
        made = [parsed(each)["sid"] for each in answers if each.status == 201]
        assert {each.status for each in answers} == {201, 500}
        limited(sandbox, resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
        assert send(account, post(account, USERS, body)).status == 201
        sandbox.kill()
        again = SandboxAccount(start_sandbox(data, errors=errors), account.sid, account.token)
        found = [send(again, head(again, f"GET {USERS}/{sid} HTTP/1.1")).status for sid in made]
        again.sandbox.stop()
    assert set(found) == {200}


FEW_FILES = ("sh", "-c", 'ulimit -n 256; exec "$@"', "sh")


def test_more_idle_connections_than_files_stop_nobody(data: Path, said: Path) -> None:
    with said.open("w") as errors, ExitStack() as stack:
        sandbox = start_sandbox(data, errors=errors, under=FEW_FILES)
        stack.callback(sandbox.stop)
        account = SandboxAccount(sandbox)
        for _ in range(400):
            stack.enter_context(connect(account))
        assert is_well(account)
        assert account.control("POST", "/clock", advance=1)["mode"] == "offset"
