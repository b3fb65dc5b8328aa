"""The guide's calls by the official Python client, with one connection that is kept.

The conversation is the one of the contract tests; only the time inside the client's calls counts,
not that of moving the sandbox's clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import requests
from loads import ACCOUNT_SID, AUTH_TOKEN
from measuring import Row, Sample, Section, less_than
from servers import sandbox
from tests.conftest import aimed_client
from tests.contract.wire.walkthrough import Call, perform, walk
from twilio.rest import Client

_REVIEWS_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two approved bundles, as a brand needs them."""

    profile_sid: str
    trust_product_sid: str


@dataclass(slots=True)
class Walker:
    """Holds the guide's conversation on one account, whose clock stands still in between."""

    url: str
    client: Client
    seconds: float = 0.0
    calls: int = 0

    def walk(self) -> Pair:
        self.seconds, self.calls = 0.0, 0
        conversation = walk(self.client)
        answer = None
        while True:
            try:
                step = conversation.send(answer)
            except StopIteration as ended:
                return Pair(ended.value.profile.sid, ended.value.trust_product.sid)
            if isinstance(step, Call):
                started = time.perf_counter()
                answer = perform(step)
                self.seconds += time.perf_counter() - started
                self.calls += 1
            else:
                set_clock(self.url, advance=_REVIEWS_SECONDS)


def measure(folder: Path, times: int) -> Section:
    """Measure all calls of the guide, several times in a row, the first one apart."""
    with sandbox(folder / "journeys") as server:
        set_clock(server.url, mode="frozen")
        walker = Walker(server.url, aimed_client(server.url, ACCOUNT_SID, AUTH_TOKEN))
        walker.walk()
        first = Sample.of([walker.seconds * 1000])
        taken = []
        for _ in range(times):
            walker.walk()
            taken.append(walker.seconds * 1000)
    what = f"the guide's {walker.calls} calls, one Python client"
    return Section(
        title="B. The walkthrough's calls by the official Python client",
        rows=(
            Row(what, " ms", Sample.of(taken), wanted=less_than(150, " ms")),
            Row("the same, first time in a process", " ms", first),
        ),
    )


def approved_pair(url: str) -> Pair:
    """Walk through the guide once, and return its bundles; the clock stands still afterwards.

    So no review of the brands that are made under load comes due in a later load.
    """
    set_clock(url, mode="frozen")
    return Walker(url, aimed_client(url, ACCOUNT_SID, AUTH_TOKEN)).walk()


def subscribe(url: str, destination: str) -> None:
    """Have every event of the benchmark's account sent to `destination`."""
    events = aimed_client(url, ACCOUNT_SID, AUTH_TOKEN).events.v1
    sink = events.sinks.create(
        description="the benchmark's receiver",
        sink_configuration={"destination": destination, "method": "POST", "batch_events": False},
        sink_type="webhook",
    )
    types = [{"type": each.type, "schema_version": 1} for each in events.event_types.list()]
    events.subscriptions.create(description="all", sink_sid=sink.sid, types=types)


def set_clock(url: str, **change: str | float) -> None:
    """Have the sandbox's control change the clock of the benchmark's account."""
    answer = requests.post(f"{url}/control/worlds/{ACCOUNT_SID}/clock", json=change, timeout=20)
    answer.raise_for_status()
