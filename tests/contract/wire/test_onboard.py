"""`tendlc onboard` itself, seen from outside: what it is answered is judged like any client's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import SandboxAccount
from tests.contract.wire.recorder import Recorder
from tests.waiting import GIVEN_UP_SECONDS

ROOT = Path(__file__).parents[3]


def test_onboard_is_answered_as_twilio_answers(
    account: SandboxAccount, watched_url: str, recorder: Recorder, tmp_path: Path
) -> None:
    account.control("POST", "/clock", mode="accelerated", speed=100)
    command = [sys.executable, "-m", "tendlc", "onboard", "examples/acme.yaml", "--json"]
    surroundings = {
        "TWILIO_ACCOUNT_SID": account.sid,
        "TWILIO_AUTH_TOKEN": account.token,
        "TENDLC_FIRST_LOOK_SECONDS": "0.2",
    }
    done = subprocess.run(
        [*command, "--target", watched_url, "--data", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        timeout=GIVEN_UP_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["stage"] == "registered"
    assert recorder.answered["CreateBrandRegistrations"] == 1
    assert recorder.answered["CreateUsAppToPerson"] == 1
