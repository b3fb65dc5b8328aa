"""The same guide by the official Node library, in a Node process of its own.

The library is installed by `npm ci` beside the driver, once a lock; without Node, npm or a registry
these tests are skipped and say so.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.node import NODE_FOLDER
from tests.contract.wire.recorder import Recorder
from tests.waiting import GIVEN_UP_SECONDS

GUIDE_FILE = Path(__file__).with_name("guide.json")

pytestmark = pytest.mark.node
Play = Callable[[str], Any]


@pytest.fixture
def play(
    node: str, sandbox_server: SandboxProcess, account: SandboxAccount, watched_url: str
) -> Play:
    """Runs one scenario of the driver, watched by the relay, and gives what it reports."""

    def run(scenario: str) -> Any:
        arguments = [scenario, watched_url, sandbox_server.url, account.sid, account.token]
        done = subprocess.run(
            [node, "walkthrough.mjs", *arguments, str(GUIDE_FILE)],
            cwd=NODE_FOLDER,
            capture_output=True,
            text=True,
            timeout=GIVEN_UP_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_the_guide_ends_with_a_number_that_may_send(play: Play, recorder: Recorder) -> None:
    assert play("walkthrough") == {
        "evaluations": ["compliant", "compliant"],
        "brand": "APPROVED",
        "campaign": "VERIFIED",
        "privacyPolicyUrl": "https://www.example.com/privacy",
        "attachedTo": True,
    }


def test_every_answer_to_node_is_judged(play: Play, recorder: Recorder) -> None:
    play("pages")
    assert recorder.answered == {"CreateEndUser": 5, "ListEndUser": 3}


def test_every_object_of_three_pages_is_listed_once(play: Play) -> None:
    found = play("pages")
    assert len(found["made"]) == 5
    assert found["listed"] == found["made"]


def test_an_unknown_sid_is_404(play: Play) -> None:
    assert play("unknownSid") == {"status": 404, "code": 20404}


def test_a_missing_parameter_is_refused_with_a_code(play: Play) -> None:
    refused = play("missingParameter")
    assert refused["status"] == 400
    assert refused["code"] > 20000


def test_a_wrong_token_is_401(play: Play) -> None:
    assert play("wrongToken") == {"status": 401, "code": 20003}
