"""The engine: `tendlc onboard` from end to end, and its passes without network and disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from measuring import Row, Sample, Section, less_than
from servers import ROOT
from tests import cast
from tests.property.test_plan_ends import Life
from tests.simulated_twilio import SimulatedTwilio

_COMMAND = [sys.executable, "-m", "tendlc"]
_MOST_SECONDS = 120


class CountedTwilio(SimulatedTwilio):
    """The Twilio in memory of the property tests; counts what it is asked for."""

    asked = 0

    def perform(self, *arguments: Any, **named: Any) -> Any:
        self.asked += 1
        return super().perform(*arguments, **named)

    def look(self, *arguments: Any) -> Any:
        self.asked += 1
        return super().look(*arguments)


def measure(folder: Path, times: int) -> Section:
    """Measure the commands of a user, then the engine alone."""
    firsts, seconds, helps = [], [], []
    try:
        for number in range(times):
            data = folder / f"onboard-{number}"
            firsts.append(_run("onboard", "examples/acme.yaml", "--data", str(data)))
            seconds.append(_run("onboard", "examples/acme.yaml", "--data", str(data)))
            helps.append(_run("--help"))
        commands: tuple[Row, ...] = (
            Row("tendlc onboard, first", " s", Sample.of(firsts), wanted=less_than(10, " s")),
            Row("tendlc onboard, again", " s", Sample.of(seconds)),
            Row("tendlc --help", " s", Sample.of(helps), wanted=less_than(0.3, " s")),
        )
        notes: tuple[str, ...] = ()
    except RuntimeError as error:
        commands, notes = (), (f"the commands are left out: {error}",)
    return Section("D. The engine", (*commands, *_in_memory(times)), notes)


def _run(*arguments: str) -> float:
    own = {n: v for n, v in os.environ.items() if not n.startswith(("TENDLC_", "TWILIO_"))}
    started = time.perf_counter()
    done = subprocess.run(
        [*_COMMAND, *arguments],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        timeout=_MOST_SECONDS,
        stdin=subprocess.DEVNULL,
    )
    taken = time.perf_counter() - started
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise RuntimeError(f"`tendlc {arguments[0]}` ended with {done.returncode}: {last}")
    return taken


def _in_memory(times: int) -> tuple[Row, ...]:
    customers, requests = [], []
    for _ in range(max(3, times)):
        made, asked, started = 0, 0, time.perf_counter()
        while time.perf_counter() - started < 0.5:
            asked += _play()
            made += 1
        taken = time.perf_counter() - started
        customers.append(made / taken)
        requests.append(asked / taken)
    return (
        Row("whole onboardings, all in memory", "/s", Sample.of(customers)),
        Row("passes with a request, in memory", "/s", Sample.of(requests)),
    )


def _play() -> int:
    life = Life(cast.acme(), [], [], wait_for_approval=False)
    twilio = CountedTwilio(life.clock, life.twilio.fate, life.twilio.verdict)
    life.twilio = twilio
    life.engine = life.engine.__class__(
        **{n: getattr(life.engine, n) for n in life.engine.__slots__} | {"gateway": twilio}
    )
    life.play()
    return twilio.asked
