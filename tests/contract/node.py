"""Twilio's own Node library, installed by `npm ci` beside the programs that use it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NODE_FOLDER = Path(__file__).parents[1] / "node"
INSTALL_SECONDS = 100


def installed_node() -> str:
    """Return the path of Node with the library installed; skip the test where that cannot be."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("Node and npm are not installed")
    _install(npm)
    return found


def _install(npm: str) -> None:
    lock = (NODE_FOLDER / "package-lock.json").read_text(encoding="utf-8")
    stamp = NODE_FOLDER / "node_modules" / ".installed-lock"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command, cwd=NODE_FOLDER, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm ci took more than {INSTALL_SECONDS} seconds")
    if done.returncode != 0:
        pytest.skip(f"npm ci failed: {done.stderr.strip()[-300:]}")
    stamp.write_text(lock, encoding="utf-8")
