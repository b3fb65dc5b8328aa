"""Every parameter that the specs call required is missed when it is not sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.wire.operations import SERVED, Json
from tests.contract.wire.recorder import Recorder

ANYTHING = {
    "object": "{}",
    "boolean": "true",
    "array": "a text of some length, long enough for every rule",
}
# The places in a path for which the sandbox has to make something first.
COLLECTIONS = [
    entry
    for entry in SERVED
    if entry["method"] == "POST"
    and set(entry.get("in_path", [])) <= {"AccountSid"}
    and any(kind.get("required") for kind in entry.get("form", {}).values())
]


def required_parameters() -> Iterator[object]:
    for entry in COLLECTIONS:
        for name, kind in entry["form"].items():
            if kind.get("required"):
                yield pytest.param(entry, name, id=f"{entry['id']}-{name}")


def some_value(kind: Json) -> str:
    """A value of the right kind, which may still be wrong in this place."""
    pattern = kind.get("pattern", "")
    if pattern:
        prefix = pattern[1:3] if pattern[1:3].isalpha() else "IT"
        return f"{prefix}{'a' * 32}"
    return ANYTHING.get(str(kind.get("type")), "US")


@pytest.fixture
def session(account: SandboxAccount, recorder: Recorder) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.auth = (account.sid, account.token)
        made.hooks["response"].append(recorder.requests_hook)
        yield made


@pytest.mark.parametrize(("operation", "left_out"), [*required_parameters()])
def test_a_request_without_a_required_parameter_is_refused(
    session: requests.Session,
    sandbox_server: SandboxProcess,
    account: SandboxAccount,
    operation: Json,
    left_out: str,
) -> None:
    form = {
        name: some_value(kind)
        for name, kind in operation["form"].items()
        if kind.get("required") and name != left_out
    }
    path = operation["path"].replace("{AccountSid}", account.sid)
    answer = session.post(f"{sandbox_server.url}/{operation['host']}{path}", data=form, timeout=20)
    assert answer.status_code == 400
    assert left_out in answer.json()["message"]
