"""The import contracts hold, and each of them catches what it is there to catch.

Every violation is planted in a copy of the package; the real one is never touched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT

FLOORS = "Floors: imports point down"
SANDBOX_FLOORS = "The sandbox has floors of its own"
SHARED_FACTS = "Engine and sandbox share facts, never judgement"
HTTP_ONLY = "They meet over HTTP alone; only the command line may start a sandbox"
PURE = "Judgement knows no network, disk or database"
DOCUMENTS = "Only the customer document is pydantic; every other noun is plain"
WORDS = "The sentences serve every door and know no terminal"
ONE_DOOR = "Only adapters.twilio imports the official library"
DOORS = "Only bootstrap knows the adapters"
FRONT = "Doors know the App, public values and settings, and nothing behind them"
KINDS = "The kinds of resources do not know each other; order.py alone knows the chain"
PREFLIGHT = "The packs of the preflight do not know each other"
ADAPTERS = "Adapters do not know each other"
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
    ("entrypoints/words/tasks.py", "import rich", WORDS),
    ("entrypoints/cli/status.py", "import twilio", ONE_DOOR),
    ("adapters/sql/store.py", "import twilio", ONE_DOOR),
    ("entrypoints/cli/answer.py", "import tendlc.adapters.clock", DOORS),
    ("entrypoints/cli/terminal.py", "import tendlc.engine.commands", FRONT),
    ("entrypoints/cli/check.py", "def late() -> None:\n    import tendlc.rules.quotes", FRONT),
    ("entrypoints/intake/tree.py", "import tendlc.bootstrap", FRONT),
    ("rules/planning/campaign.py", "import tendlc.rules.planning.messaging_service", KINDS),
    ("rules/preflight/consent.py", "import tendlc.rules.preflight.use_case", PREFLIGHT),
    ("adapters/vault.py", "import tendlc.adapters.clock", ADAPTERS),
    ("sandbox/resources/end_users.py", "import tendlc.sandbox.resources.policies", RESOURCES),
    ("domain/steps.py", "import tendlc.domain.onboarding", CIRCLES),
]


@dataclass(frozen=True)
class Verdicts:
    """What import-linter said: which contracts are kept, and the text about each broken one."""

    kept: dict[str, bool]
    broken: dict[str, str]


def judged(package: Path, cache: Path) -> Verdicts:
    """Run import-linter over a package."""
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("lint-imports"), "--no-logo"),
            *("--config", ROOT / ".importlinter", "--cache-dir", cache),
        ],
        cwd=package.parent,
        env={**os.environ, "PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE)
    assert told, done.stdout + done.stderr
    sections = re.split(r"^(.+)\n-{3,}\n", done.stdout.partition("Broken contracts")[2], flags=re.M)
    return Verdicts(
        kept={name: verdict == "KEPT" for name, verdict in told},
        broken=dict(zip(sections[1::2], sections[2::2], strict=True)),
    )


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The verdicts on the package."""
    return judged(PACKAGE, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The verdicts on a copy of the package in which every violation is planted."""
    folder = tmp_path_factory.mktemp("planted")
    copy = folder / "tendlc"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for file, code, _ in VIOLATIONS:
        path = copy / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}\n{code}\n", encoding="utf-8")
    return judged(copy, folder / "cache")


def test_all_contracts_are_kept(as_it_is: Verdicts) -> None:
    assert [name for name, kept in as_it_is.kept.items() if not kept] == []


def test_every_contract_has_a_violation_planted_against_it(as_it_is: Verdicts) -> None:
    assert {contract for _, _, contract in VIOLATIONS} == set(as_it_is.kept)


@pytest.mark.parametrize(("file", "code", "contract"), VIOLATIONS)
def test_a_planted_violation_is_caught(
    spoiled: Verdicts, file: str, code: str, contract: str
) -> None:
    told = spoiled.broken[contract]
    module = f"tendlc.{file.removesuffix('.py').replace('/', '.')}"
    imported = re.search(r"import (\S+)$", code)
    if imported is None:
        assert f"- {module}\n" in told
        return
    siblings = f".{module.rpartition('.')[2]} -> .{imported[1].rpartition('.')[2]}"
    assert f"{module} -> {imported[1]}" in told or siblings in told
