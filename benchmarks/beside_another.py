"""The sandbox of this checkout beside that of another one: the same requests, both up at once.

It answers one question: what did a change gain or cost? The other checkout brings its own
environment (its `.venv`), so it runs with the libraries that it was written for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import servers
from loads import Asked, Load, Series, prepare
from measuring import Row, Sample, Section, at_most, less_than
from servers import Server

_PROFILES = "/trusthub.twilio.com/v1/CustomerProfiles"
_PROFILE = (
    "FriendlyName=Acme%2C%20Inc.%20secondary%20customer%20profile&Email=isv%40isv.example"
    "&PolicySid=RNdfbf3fae0e1107f8aded0e7cead80bf5"
)
_GOALS = {"POST CustomerProfiles": 0.6, "GET a CustomerProfile": 0.5, "GET a page of 20": 0.6}
_CONNECTIONS = 16


def measure(load: Load, folder: Path, other: Path, rounds: int, seconds: float) -> Section:
    """Measure both, interleaved, every other round in reverse."""
    starts = [
        (_start(folder / f"start-{number}", None), _start(folder / f"other-{number}", other))
        for number in range(rounds)
    ]
    series: dict[tuple[str, str], Series] = {}
    with ExitStack() as stack:
        running = {
            "ours": stack.enter_context(servers.sandbox(folder / "ours")),
            "theirs": stack.enter_context(servers.sandbox(folder / "theirs", checkout=other)),
        }
        asked = {name: _requests(prepare(server.url)) for name, server in running.items()}
        for number in range(-1, rounds):
            for what in _GOALS:
                for name in list(running)[:: -1 if number % 2 else 1]:
                    run = load.put_on(running[name], asked[name][what], _CONNECTIONS, seconds)
                    if number >= 0:
                        series.setdefault((name, what), Series()).runs.append(run)
        memory = [Sample.of([server.megabytes()]) for server in running.values()]
    return Section(
        title=f"E. The sandbox beside that of {other}, at {_CONNECTIONS} connections",
        rows=(
            *_rows(series),
            Row("memory after the load", " MB", *memory, less_than(42, " MB")),
            _cpu_of_starts(starts),
        ),
    )


def _requests(sid: str) -> dict[str, Asked]:
    return {
        "POST CustomerProfiles": Asked("POST", _PROFILES, _PROFILE),
        "GET a CustomerProfile": Asked("GET", f"{_PROFILES}/{sid}"),
        "GET a page of 20": Asked("GET", f"{_PROFILES}?PageSize=20"),
    }


def _rows(series: dict[tuple[str, str], Series]) -> Iterator[Row]:
    for what, share in _GOALS.items():
        ours, theirs = series["ours", what], series["theirs", what]
        yield Row(f"{what}, rate", "/s", ours.rate, theirs.rate)
        yield Row(f"{what}, p50", " ms", ours.p50, theirs.p50)
        yield Row(f"{what}, p99", " ms", ours.p99, theirs.p99)
        yield Row(f"{what}, CPU", " us", ours.cpu, theirs.cpu, at_most(share))


def _start(folder: Path, checkout: Path | None) -> Server:
    with servers.sandbox(folder, checkout=checkout) as server:
        return server


def _cpu_of_starts(starts: list[tuple[Server, Server]]) -> Row:
    ours, theirs = (Sample.of([pair[side].start_cpu for pair in starts]) for side in (0, 1))
    return Row("start, CPU", " s", ours, theirs, less_than(0.25, " s"))
