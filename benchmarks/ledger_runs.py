"""The ledger: what a customer costs it, beside the build before, and how it answers at 100,000.

The other build is a checkout of an older commit; both play the same lives against the Twilio in
memory, each in a process of its own, with its store in a file.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Any

from ledger_lives import enrolled
from measuring import Row, Sample, Section, Wanted, less_than, within
from servers import ROOT
from tests import cast
from tests.fakes import START
from tests.property.test_plan_ends import Life
from tests.records import SANDBOX

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.vault import FernetVault
from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.tasks import Owner, Task
from tendlc.ports import Filter

BEFORE = "ef4be4f"
"""The build before: the last one with the first ledger."""
_LIVES = Path(__file__).with_name("ledger_lives.py")
_ADDED_AT_ONCE = 1_000
_QUESTIONS = 200
_LIVES_A_ROUND = 5
_OWNERS = (Owner.BUSINESS, Owner.ISV, Owner.TWILIO_SUPPORT)
_CODES = ("brand_failed", "campaign_failed", "bundle_rejected", "30896", "approval_missing")
_BEGINNINGS = ("hill", "lake", "river", "stone", "maple", "cedar", "golden", "silver", "north")
_MIDDLES = ("harbor", "valley", "prairie", "summit", "canyon", "bright", "ocean", "forest", "aspen")
_TRADES = ("bakery", "plumbing", "dental", "outfitters", "salon", "logistics", "roofing", "garden")


def measure(folder: Path, rounds: int, sizes: Sequence[int]) -> Section:
    """Measure lives beside the build before, then a ledger as it grows."""
    rows, notes = _beside_before(folder, rounds)
    return Section("F. The ledger", (*rows, *_growing(folder, rounds, sizes)), notes)


def _beside_before(folder: Path, rounds: int) -> tuple[list[Row], tuple[str, ...]]:
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    try:
        with _checkout(folder / "before") as before:
            for number in range(rounds):
                ours.append(_lives(ROOT, folder / f"ours-{number}"))
                theirs.append(_lives(before, folder / f"theirs-{number}"))
    except (OSError, subprocess.CalledProcessError) as error:
        return [], (f"the build before is left out: {error}",)

    def row(what: str, unit: str, name: str, wanted: Wanted | None = None) -> Row:
        here = Sample.of([told[name] for told in ours])
        return Row(what, unit, here, Sample.of([told[name] for told in theirs]), wanted)

    at_most = Wanted("<= 0.4x", lambda ratio: ratio <= 0.40, of_ratio=True)
    return [
        row("a customer end to end, CPU", " ms", "cpu", at_most),
        row("a customer end to end, statements", "", "statements", less_than(191, "")),
        row("a customer end to end, commits", "", "commits"),
    ], ()


@contextmanager
def _checkout(path: Path) -> Iterator[Path]:
    """Check the build before out, beside this one."""
    _git("worktree", "add", "--detach", str(path), BEFORE)
    try:
        yield path
    finally:
        _git("worktree", "remove", "--force", str(path))


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True)


def _lives(build: Path, folder: Path) -> dict[str, float]:
    """Play lives in a process that imports this build."""
    folder.mkdir()
    own = os.environ | {"PYTHONPATH": f"{build / 'src'}{os.pathsep}{build}"}
    command = [sys.executable, str(_LIVES), str(folder)]
    done = subprocess.run(command, env=own, cwd=folder, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _growing(folder: Path, rounds: int, sizes: Sequence[int]) -> Iterator[Row]:
    """Fill a ledger to each size; measure one more customer in turns, and ask the largest."""
    with ExitStack() as opened:
        stores = {size: opened.enter_context(_ledger(folder / str(size))) for size in sizes}
        bulks = {size: _fill(store, size) for size, store in stores.items()}
        costs: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
        for number in range(rounds):
            for size, store in stores.items():
                costs[size].append(_one_more(store, size + number * _LIVES_A_ROUND))
        for place, what in enumerate(("enrolling", "carrying")):
            samples = {size: Sample.of([each[place] for each in costs[size]]) for size in sizes}
            for size in sizes[1:]:
                name = f"{what} one more of {size:,}, CPU, beside {sizes[0]:,}"
                yield Row(name, " ms", samples[size], samples[sizes[0]], within(0.2))
        each = bulks[sizes[-1]]
        yield Row(
            "documents added 1,000 at once, CPU each", " ms", each, wanted=less_than(1, " ms")
        )
        yield from _asked(stores[sizes[-1]], sizes[-1])
    memory = Sample.of([_memory_of_status(folder / str(sizes[-1]))])
    yield Row("memory of status", " MB", memory, wanted=less_than(120, " MB"))


@contextmanager
def _ledger(folder: Path) -> Iterator[SqlStore]:
    folder.mkdir()
    vault = FernetVault.open(folder)
    engine = open_ledger(folder / "ledger.db", vault)
    try:
        yield SqlStore(engine, vault)
    finally:
        engine.dispose()


def _fill(store: SqlStore, size: int) -> Sample:
    """Add customers up to a size; return the CPU of each added, by bulks of ten thousand."""
    chance = random.Random(7)
    told = [Event(at=START, name=EventName.ENROLLED)]
    each: list[float] = []
    for start in range(0, size, 10_000):
        count, spent = min(10_000, size - start), 0.0
        for part in range(start, start + count, _ADDED_AT_ONCE):
            new = [_customer(chance, part + n) for n in range(min(_ADDED_AT_ONCE, size - part))]
            spent += _cpu(partial(store.add_many, new, told))
        each.append(spent / count)
    return Sample.of(each)


def _one_more(store: SqlStore, first: int) -> tuple[float, float]:
    """Return the CPU of enrolling a customer and of carrying it to the end: the middle of a few."""
    added, carried = [], []
    for number in range(first, first + _LIVES_A_ROUND):
        lives: list[Life] = []
        added.append(_cpu(partial(_enroll, store, number, lives)))
        carried.append(_cpu(lives[0].play))
    return median(added), median(carried)


def _enroll(store: SqlStore, number: int, lives: list[Life]) -> None:
    lives.append(enrolled(store, number))


def _cpu(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1_000


@cache
def _acme() -> Customer:
    return cast.acme()


def _customer(chance: random.Random, number: int, stage: Stage | None = None) -> Onboarding:
    """Make one of many customers, at a stage by chance."""
    stage = stage or chance.choice([*Stage])
    name = f"{chance.choice(_BEGINNINGS)} {chance.choice(_MIDDLES)} {chance.choice(_TRADES)}"
    document = _acme()
    business = document.business_information.model_copy(
        update={"business_name": f"{name} {number}", "website_url": f"https://x{number}.example"}
    )
    key = f"c{number}"
    document = document.model_copy(update={"customer": key, "business_information": business})
    tasks: tuple[Task, ...] = ()
    if stage is Stage.NEEDS_ACTION:
        tasks = (Task(code=chance.choice(_CODES), owner=chance.choice(_OWNERS)),)
    since = START - timedelta(hours=chance.randrange(24 * 60))
    return Onboarding(
        key=key,
        target=SANDBOX,
        customer=document,
        enrolled_at=since,
        stage=stage,
        stage_since=since,
        due_at=START + timedelta(minutes=chance.randrange(60 * 24 * 30)),
        tasks=tasks,
        account_sid=f"AC{chance.randrange(1_000):032x}",
    )


def _asked(store: SqlStore, size: int) -> Iterator[Row]:
    """Ask each question many times, of other customers each time; give the 95th of a hundred."""
    chance = random.Random(11)
    middles = {stage: _middle(store, stage, size) for stage in Stage}

    def search() -> Any:
        words = f"{chance.choice(_BEGINNINGS)[:4]} {chance.choice(_TRADES)[:4]}"
        return store.page(Filter(target=SANDBOX, search=words))

    def middle() -> Any:
        stage = chance.choice([*Stage])
        return store.page(Filter(target=SANDBOX, stage=stage), middles[stage])

    kinds: dict[str, Callable[[], Any]] = {
        "counts by stage": lambda: store.counts(Filter(target=SANDBOX)),
        "first page of a stage": lambda: store.page(
            Filter(target=SANDBOX, stage=chance.choice([*Stage]))
        ),
        "middle page of a stage": middle,
        "page of an owner and a code": lambda: store.page(
            Filter(target=SANDBOX, owner=chance.choice(_OWNERS), code=chance.choice(_CODES))
        ),
        "page of an account": lambda: store.page(
            Filter(target=SANDBOX, account_sid=f"AC{chance.randrange(1_000):032x}")
        ),
        "search by two beginnings": search,
        "the next 100 due": lambda: store.due(
            SANDBOX, START + timedelta(minutes=chance.randrange(60 * 24 * 30)), 100
        ),
    }
    for kind, ask in kinds.items():
        taken = [_both(ask) for _ in range(_QUESTIONS)]
        wall, cpu = (sorted(each)[int(_QUESTIONS * 0.95) - 1] for each in zip(*taken, strict=True))
        name = f"{kind} at {size:,}, p95"
        yield Row(name, " ms", Sample.of([wall]), wanted=less_than(50, " ms"))
        yield Row(f"{name}, CPU", " ms", Sample.of([cpu]))


def _both(work: Callable[[], Any]) -> tuple[float, float]:
    """Do something; return the time that it took, and the CPU, in milliseconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - cpu) * 1_000


def _middle(store: SqlStore, stage: Stage, size: int) -> str | None:
    """Walk to the middle of a stage and return its page token."""
    wanted, token = Filter(target=SANDBOX, stage=stage), None
    for _ in range(size // len(Stage) // 2 // 1_000):
        token = store.page(wanted, token, 1_000).next
    return token


def _memory_of_status(folder: Path) -> float:
    """Run `tendlc status` on the ledger and return the most memory that it took, in MB."""
    command = [sys.executable, "-m", "tendlc", "status", "--data", str(folder)]
    own = {n: v for n, v in os.environ.items() if not n.startswith(("TENDLC_", "TWILIO_"))}
    child = subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    return used.ru_maxrss / 1024
