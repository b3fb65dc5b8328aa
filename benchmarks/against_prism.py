"""The sandbox against Prism: the same requests by the same load, on servers that all are up.

Rounds are interleaved, and every other one goes in reverse, so that a busy moment of the machine
meets all of them alike. The sandbox keeps its journal and its history meanwhile, and a
subscription sends every event to a receiver, as in normal use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import journeys
import servers
from loads import Asked, Load, Series
from measuring import Row, Sample, Section, at_least, less_than
from servers import Server

CONNECTIONS = (16, 1)
_WARM_SECONDS = 0.8  # Prism's first answer to a brand takes half a second
_PROFILE = (
    "FriendlyName=Acme%2C%20Inc.%20secondary%20customer%20profile&Email=isv%40isv.example"
    "&PolicySid=RNdfbf3fae0e1107f8aded0e7cead80bf5&StatusCallback=https%3A%2F%2Fisv.example%2Fs"
)


@dataclass(frozen=True, slots=True)
class Contest:
    """One request in the words of both sides. Twilio's products are separate servers of Prism."""

    name: str
    ours: Asked
    theirs: Asked
    product: str
    goal: float


@dataclass(frozen=True, slots=True)
class Arena:
    """The servers of the contests; `prisms` is empty where Prism is left out."""

    sandbox: Server
    prisms: dict[str, Server]

    def sides(self, contest: Contest) -> list[tuple[str, Server, Asked]]:
        theirs = self.prisms.get(contest.product)
        found = [("sandbox", self.sandbox, contest.ours)]
        return found + ([("prism", theirs, contest.theirs)] if theirs else [])


def measure(load: Load, folder: Path, rounds: int, seconds: float, options: list[str]) -> Section:
    """Measure rates, latencies, CPU time, start and memory."""
    missing = servers.why_no_prism()
    starts = _starts(folder, 3 if rounds > 2 else 1, bool(missing), options)
    with _arena(folder / "contest", bool(missing), options) as arena:
        contests = _contests(journeys.approved_pair(arena.sandbox.url))
        measured = _contend(load, arena, contests, rounds, seconds)
        rows = [row for contest in contests for row in _rows(contest, measured)]
        rows.append(_memory(arena))
    return Section(
        title="A. The sandbox against Prism at 16 connections (c16) and at 1 (c1)",
        rows=(*rows, *starts),
        notes=(f"Prism is left out: {missing}",) if missing else (),
    )


def _contests(pair: journeys.Pair) -> list[Contest]:
    profiles, brands = "/v1/CustomerProfiles", "/v1/a2p/BrandRegistrations"
    one = f"{profiles}/{pair.profile_sid}"
    bundles = (
        f"CustomerProfileBundleSid={pair.profile_sid}&A2PProfileBundleSid={pair.trust_product_sid}"
    )
    return [
        _contest("POST CustomerProfiles", "trusthub", Asked("POST", profiles, _PROFILE), 5),
        _contest("GET a CustomerProfile", "trusthub", Asked("GET", one), 10),
        _contest("POST BrandRegistrations", "messaging", Asked("POST", brands, bundles), 5),
    ]


def _contest(name: str, product_: str, asked: Asked, goal: float) -> Contest:
    ours = Asked(asked.method, f"/{product_}.twilio.com{asked.path}", asked.body)
    return Contest(name, ours, asked, product_, goal)


@contextmanager
def _arena(folder: Path, alone: bool, options: list[str]) -> Iterator[Arena]:
    with ExitStack() as stack:
        prisms = {
            name: stack.enter_context(servers.prism(_spec(name), *options))
            for name in ("trusthub", "messaging")
            if not alone
        }
        sandbox = stack.enter_context(servers.sandbox(folder))
        journeys.subscribe(sandbox.url, stack.enter_context(servers.receiver()))
        yield Arena(sandbox, prisms)


def _spec(name: str) -> Path:
    return servers.SPECS / f"twilio_{name}_v1.json"


Measured = dict[tuple[str, str, int], Series]


def _contend(
    load: Load, arena: Arena, contests: list[Contest], rounds: int, seconds: float
) -> Measured:
    measured: Measured = {}
    order = [
        (contest, connections, side)
        for contest, connections in product(contests, CONNECTIONS)
        for side in arena.sides(contest)
    ]
    for _, server, asked in (side for contest in contests for side in arena.sides(contest)):
        load.put_on(server, asked, 4, _WARM_SECONDS)
    for number in range(rounds):
        for contest, connections, (side, server, asked) in order[:: -1 if number % 2 else 1]:
            run = load.put_on(server, asked, connections, seconds)
            series = measured.setdefault((contest.name, side, connections), Series())
            series.runs.append(run)
    return measured


def _rows(contest: Contest, measured: Measured) -> Iterator[Row]:
    for connections in CONNECTIONS:
        ours = measured[contest.name, "sandbox", connections]
        theirs = measured.get((contest.name, "prism", connections))
        name = f"{contest.name} c{connections}"
        goal = at_least(contest.goal) if connections == 16 else None
        yield Row(f"{name}, rate", "/s", ours.rate, theirs and theirs.rate, goal)
        yield Row(f"{name}, p50", " ms", ours.p50, theirs and theirs.p50)
        yield Row(f"{name}, p99", " ms", ours.p99, theirs and theirs.p99)
        yield Row(f"{name}, CPU", " us", ours.cpu, theirs and theirs.cpu)


def _memory(arena: Arena) -> Row:
    ours = Sample.of([arena.sandbox.megabytes()])
    prism = arena.prisms.get("trusthub")
    theirs = Sample.of([prism.megabytes()]) if prism else None
    return Row("memory after the load", " MB", ours, theirs, less_than(60, " MB"))


def _starts(folder: Path, times: int, alone: bool, options: list[str]) -> list[Row]:
    ours: list[Server] = []
    theirs: list[Server] = []
    for number in range(times):
        with servers.sandbox(folder / f"start-{number}") as server:
            ours.append(server)
        if not alone:
            with servers.prism(_spec("trusthub"), *options) as server:
                theirs.append(server)
    return [
        Row(
            "start, exec to first answer",
            " s",
            Sample.of([server.seconds for server in ours]),
            Sample.of([server.seconds for server in theirs]) if theirs else None,
            less_than(0.5, " s"),
        ),
        Row(
            "start, CPU",
            " s",
            Sample.of([server.start_cpu for server in ours]),
            Sample.of([server.start_cpu for server in theirs]) if theirs else None,
        ),
    ]
