"""The sandbox with many stored resources beside one with none: rates and memory must hold.

The full store is prepared in this process, by the operation that a POST reaches, without HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from loads import ACCOUNT_SID, AUTH_TOKEN, Asked, Load, Series
from measuring import Row, Sample, Section, within
from servers import Server, sandbox

from tendlc.sandbox.operations import Call
from tendlc.sandbox.resources.bundles import CUSTOMER_PROFILE, create
from tendlc.sandbox.server import Sandbox, ServerOptions
from tendlc.sandbox.wire.heads import read_head
from tendlc.sandbox.world.session import Session

_PATH = "/trusthub.twilio.com/v1/CustomerProfiles"
_FIELDS = {
    "FriendlyName": "Acme, Inc. secondary customer profile",
    "Email": "isv@isv.example",
    "PolicySid": "RNdfbf3fae0e1107f8aded0e7cead80bf5",
}
_PIECE = 2000
_SHARE = 0.2


def measure(load: Load, folder: Path, stored: int, rounds: int, seconds: float) -> Section:
    """Measure both sandboxes, interleaved and in turns."""
    sids = {"empty": fill(folder / "empty", 1000), "full": fill(folder / "full", stored)}
    series: dict[tuple[str, str], Series] = {}
    with ExitStack() as stack:
        running = {n: stack.enter_context(sandbox(folder / n)) for n in sids}
        for number in range(-1, rounds):
            for name in list(running)[:: -1 if number % 2 else 1]:
                for what, asked in _requests(sids[name]):
                    run = load.put_on(running[name], asked, 16, seconds if number >= 0 else 0.3)
                    if number >= 0:
                        series.setdefault((name, what), Series()).runs.append(run)
        memory = _memory(running)
    kinds = [what for what, _ in _requests("")]
    return Section(
        title=f"C. The sandbox with {stored:,} stored resources, beside one that was empty",
        rows=(*_rows(kinds, series), memory),
    )


def fill(folder: Path, count: int) -> str:
    """Store so many customer profiles in the benchmark's account; return the SID of one."""
    room = Sandbox(ServerOptions(data=folder))
    account = room.worlds.enter(ACCOUNT_SID, AUTH_TOKEN)
    session = Session(room.store, room.worlds, account, account.world.created_at)
    head = read_head((), "http", kept=True, local=True)
    call = Call("POST", head, "trusthub", "/v1/CustomerProfiles", b"", b"", "http://localhost")
    call.session, call.account_sid = session, account.sid
    call.form = {name: [value] for name, value in _FIELDS.items()}
    sids = []
    for number in range(count):
        body = create(CUSTOMER_PROFILE, call).body
        assert body
        sids.append(str(body["sid"]))
        if number % _PIECE == 0:
            room.store.commit()
    room.close()
    return sids[len(sids) // 2]


def _requests(sid: str) -> list[tuple[str, Asked]]:
    body = "&".join(f"{name}={value}" for name, value in _FIELDS.items())
    return [
        ("POST CustomerProfiles c16", Asked("POST", _PATH, body)),
        ("GET a CustomerProfile c16", Asked("GET", f"{_PATH}/{sid}")),
        ("GET a page of 20 c16", Asked("GET", f"{_PATH}?PageSize=20")),
        ("GET by a name nobody has c16", Asked("GET", f"{_PATH}?FriendlyName=nobody")),
    ]


def _rows(kinds: list[str], series: dict[tuple[str, str], Series]) -> Iterator[Row]:
    for what in kinds:
        full, empty = series["full", what], series["empty", what]
        yield Row(f"{what}, rate", "/s", full.rate, empty.rate, within(_SHARE))
        yield Row(f"{what}, CPU", " us", full.cpu, empty.cpu)


def _memory(running: dict[str, Server]) -> Row:
    full, empty = (Sample.of([running[name].megabytes()]) for name in ("full", "empty"))
    return Row("memory after the load", " MB", full, empty, within(_SHARE))
