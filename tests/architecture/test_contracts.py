"""The import contracts hold, and each of them catches what it is there to catch.

Every violation is planted in a copy of the package; the real one is never touched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT

FLOORS = "Floors: imports point down"
SANDBOX_FLOORS = "The sandbox has floors of its own"
SHARED_FACTS = "Engine and sandbox share facts, never judgement"
HTTP_ONLY = "They meet over HTTP alone; only the command line may start a sandbox"
PURE = "Judgement knows no network, disk or database"
DOCUMENTS = "Only the customer document is pydantic; every other noun is plain"
ONE_DOOR = "Only adapters.twilio imports the official library"
DOORS = "Only bootstrap knows the adapters"
KINDS = "The kinds of resources do not know each other; order.py alone knows the chain"
ADAPTERS = "Adapters do not know each other; the pacer lives in the ledger's database"
RESOURCES = "The sandbox's resources meet in its world, by SID only"
CIRCLES = "No circles"

VIOLATIONS = [
    ("rules/quotes.py", "import sqlite3", PURE),
    ("rules/matching.py", "def late() -> None:\n    import requests", PURE),
    ("sandbox/behaviour/magic.py", "import socket", PURE),
    ("rules/stages.py", "import tendlc.engine.reconcile", FLOORS),
    ("engine/jobs.py", "import tendlc.adapters.clock", FLOORS),
    ("domain/money.py", '"""A noun."""\nimport tendlc.rules.quotes', FLOORS),
    ("utils.py", '"""A drawer."""', FLOORS),
    ("sandbox/misc.py", '"""A drawer."""', SANDBOX_FLOORS),
    ("sandbox/behaviour/verdict.py", "import tendlc.sandbox.world.clock", SANDBOX_FLOORS),
    ("sandbox/resources/parts.py", "import tendlc.sandbox.wire.forms", SANDBOX_FLOORS),
    ("sandbox/behaviour/evaluation.py", "import tendlc.rules.remedies", SHARED_FACTS),
    ("sandbox/world/clock.py", "import tendlc.domain.status", SHARED_FACTS),
    ("bootstrap.py", "import tendlc.sandbox.server", HTTP_ONLY),
    ("engine/recover.py", "import tendlc.sandbox.refusal", HTTP_ONLY),
    ("domain/tasks.py", "import pydantic", DOCUMENTS),
    ("rules/deadlines.py", "import pydantic", DOCUMENTS),
    ("entrypoints/cli/status.py", "import twilio.rest", ONE_DOOR),
    ("adapters/sql/store.py", "import twilio.rest", ONE_DOOR),
    ("entrypoints/cli/answer.py", "import tendlc.adapters.clock", DOORS),
    ("rules/planning/campaign.py", "import tendlc.rules.planning.messaging_service", KINDS),
    ("adapters/vault.py", "import tendlc.adapters.clock", ADAPTERS),
    ("sandbox/resources/end_users.py", "import tendlc.sandbox.resources.policies", RESOURCES),
    ("domain/steps.py", "import tendlc.domain.onboarding", CIRCLES),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, to be spoiled."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(PACKAGE, folder / "tendlc", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def plant(copy: Path) -> Iterator[Callable[[str, str], None]]:
    """Adds code to a file of the copy, new or old, and takes it away afterwards."""
    before: dict[Path, str | None] = {}

    def add(file: str, code: str) -> None:
        path = copy / "tendlc" / file
        before[path] = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text(f"{before[path] or ''}\n{code}\n", encoding="utf-8")

    yield add
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def judged(folder: Path) -> dict[str, bool]:
    """Run import-linter over the package in `folder`; return whether each contract is kept."""
    linter = Path(sys.executable).with_name("lint-imports")
    config = ROOT / ".importlinter"
    done = subprocess.run(
        [linter, "--config", config, "--no-logo", "--cache-dir", folder / "cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE)
    assert verdicts, done.stdout + done.stderr
    return {name: verdict == "KEPT" for name, verdict in verdicts}


def test_all_contracts_are_kept(copy: Path) -> None:
    broken = [name for name, kept in judged(copy).items() if not kept]
    assert broken == []


def test_every_contract_has_a_violation_planted_against_it(copy: Path) -> None:
    assert {contract for _, _, contract in VIOLATIONS} == set(judged(copy))


@pytest.mark.parametrize(("file", "code", "contract"), VIOLATIONS)
def test_a_planted_violation_is_caught(
    copy: Path, plant: Callable[[str, str], None], file: str, code: str, contract: str
) -> None:
    plant(file, code)
    assert not judged(copy)[contract]
