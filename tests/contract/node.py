"""Programs of Twilio's that run on Node, installed by `npm ci` from the locks beside them."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.waiting import GIVEN_UP_SECONDS

NODE_FOLDER = Path(__file__).parents[1] / "node"
TWILIO_CLI_FOLDER = NODE_FOLDER / "twilio_cli"


def installed_node() -> str:
    """Return the path of Node with Twilio's library; skip the test where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node and npm are not installed")
    _install(npm, NODE_FOLDER)
    return node


def installed_twilio_cli() -> Path:
    """Return the path of Twilio's command line; skip the test where that cannot be.

    It is 175 MB, so only continuous integration (CI=true) installs it unasked.
    """
    program = TWILIO_CLI_FOLDER / "node_modules" / ".bin" / "twilio"
    npm = shutil.which("npm")
    if npm and os.environ.get("CI"):
        _install(npm, TWILIO_CLI_FOLDER)
    if not program.exists():
        pytest.skip(f"twilio-cli is not installed: npm ci --ignore-scripts in {TWILIO_CLI_FOLDER}")
    return program


def _install(npm: str, folder: Path) -> None:
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    with (folder / ".installing").open("w") as turn:  # other workers of this run wait
        fcntl.flock(turn, fcntl.LOCK_EX)
        stamp = folder / "node_modules" / ".installed-lock"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
            return
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=GIVEN_UP_SECONDS
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm ci took more than {GIVEN_UP_SECONDS:g} seconds")
        if done.returncode != 0:
            pytest.skip(f"npm ci failed: {done.stderr.strip()[-300:]}")
        stamp.write_text(lock, encoding="utf-8")
