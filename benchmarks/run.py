"""`make bench`: measures the sandbox and the engine in one run and prints one table.

Everything listens on loopback, works in a temporary folder, and is stopped at the end.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import against_prism
import beside_another
import engine_runs
import journeys
import ledger_runs
import road
import stored_resources
from loads import load
from measuring import Section, table
from servers import why_no_node

from tendlc.version import __version__


@dataclass(frozen=True, slots=True)
class Extent:
    """How long and how often is measured."""

    rounds: int
    seconds: float
    stored: int
    walks: int
    onboards: int
    customers: tuple[int, ...]


FULL = Extent(
    rounds=5, seconds=1.2, stored=200_000, walks=9, onboards=3, customers=(1_000, 10_000, 100_000)
)
QUICK = Extent(rounds=2, seconds=0.4, stored=20_000, walks=3, onboards=1, customers=(1_000, 10_000))


def main() -> None:
    # Compiled modules are kept, as they are wherever tendlc is installed.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute, for a first look")
    parser.add_argument("--only", default="ABCDEFG", help="letters of the sections to measure")
    parser.add_argument(
        "--beside", type=Path, help="another checkout with its .venv: adds section E"
    )
    parser.add_argument("--quiet-prism", action="store_true", help="Prism without its log")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.perf_counter()
    before = os.getloadavg()
    extent = QUICK if given.quick else FULL
    with tempfile.TemporaryDirectory(prefix="tendlc-bench-") as folder:
        sections = _measure(Path(folder), extent, given.only, given.quiet_prism, given.beside)
    print(_machine())
    print(f"load average {_loads(before)} before, {_loads(os.getloadavg())} after; ", end="")
    print(
        f"{extent.rounds} rounds of {extent.seconds} s, {time.perf_counter() - began:.0f} s in all"
    )
    print("median (lowest-highest); ratio: sandbox to what stands beside it, round by round\n")
    print(table(sections))


def _measure(
    folder: Path, extent: Extent, only: str, quiet_prism: bool, beside: Path | None
) -> list[Section]:
    no_node = why_no_node()
    sections = []
    with load(by_autocannon=not no_node) as loading:
        if "A" in only:
            options = ["-v", "silent"] if quiet_prism else []
            rounds, seconds = extent.rounds, extent.seconds
            sections.append(against_prism.measure(loading, folder, rounds, seconds, options))
        if "B" in only:
            sections.append(journeys.measure(folder, extent.walks))
        if "C" in only:
            sections.append(
                stored_resources.measure(
                    loading, folder, extent.stored, extent.rounds, extent.seconds
                )
            )
        if "E" in only and beside:
            sections.append(
                beside_another.measure(
                    loading, folder, beside.resolve(), extent.rounds, extent.seconds
                )
            )
    if "D" in only:
        sections.append(engine_runs.measure(folder, extent.onboards))
    if "F" in only:
        sections.append(ledger_runs.measure(folder, extent.rounds, extent.customers))
    if "G" in only:
        sections.append(road.measure(folder))
    return sections


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "?")
    return f"tendlc {__version__}, Python {platform.python_version()}, {os.cpu_count()} x {model}"


def _loads(averages: tuple[float, float, float]) -> str:
    return f"{averages[0]:.1f}"


if __name__ == "__main__":
    main()
