"""Runs of the engine over a ledger that tests copy, put back, or open twice, by a clock of theirs.

Everything is real, from the command that begins a run to the sandbox that answers: only the process
is the tests' own, so that its clock can be set and its ledger copied after every step.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tendlc.adapters.clock import SystemClock
from tendlc.adapters.vault import FernetVault
from tendlc.app import App, open_app
from tendlc.bootstrap import Listener
from tendlc.destinations import Destination
from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, TargetKind
from tendlc.ports import Clock
from tendlc.settings import Settings
from tests.conftest import SandboxAccount

SPEED = 300.0
LONGEST_RUN = timedelta(seconds=30)
SETTINGS = Settings(
    first_look_seconds=0.1, settling_seconds=0.1, paid_settling_seconds=0.1, send_window_seconds=2
)
DONE = (EventName.STEP_MADE, EventName.STEP_ADOPTED)
PAID = ("BrandRegistration", "BrandVetting", "Usa2p", "MessagingService", "IncomingPhoneNumber")
"""What costs money, and the service that a campaign hangs on."""


_SLOT = {
    "PrimaryProfile": "primary",
    "Bundle": "{}",
    "Evaluation": "{}_evaluation",
    "Brand": "brand",
    "BrandVettings": "vetting",
    "UseCases": "use_cases",
    "CampaignOfService": "campaign",
    "AvailableNumbers": "available_numbers",
    "OwnedNumber": "owned_numbers",
    "Number": "phone_numbers",
    "NumberOfService": "phone_numbers",
}


class ShiftedClock(SystemClock):
    """The machine's clock, set forward or back by whoever tests."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@contextmanager
def opened(
    account: SandboxAccount,
    data: Path,
    *listeners: Listener,
    clock: Clock | None = None,
    settings: Settings = SETTINGS,
) -> Iterator[App]:
    """Open a ledger and aim its engine at an account of the sandbox."""
    destination = Destination(
        kind=TargetKind.SANDBOX,
        account_sid=account.sid,
        auth_token=account.token,
        url=account.sandbox.url,
    )
    with open_app(destination, data, settings=settings, listeners=listeners, clock=clock) as app:
        yield app


def run(
    account: SandboxAccount,
    data: Path,
    customer: Customer,
    *listeners: Listener,
    retry: bool = False,
    clock: Clock | None = None,
    settings: Settings = SETTINGS,
    patience: timedelta = LONGEST_RUN,
) -> Onboarding:
    """Do what `tendlc onboard` does, and return the record that it leaves."""
    with opened(account, data, *listeners, clock=clock, settings=settings) as app:
        known = app.add(customer, retry=retry)
        return app.run(known.key, patience)


def hurry(account: SandboxAccount) -> None:
    """Let reviews of minutes take a blink."""
    account.control("POST", "/clock", mode="accelerated", speed=SPEED)


def holds(account: SandboxAccount, *kinds: str) -> dict[str, int]:
    """Count what the account's world holds of these kinds."""
    stored: Sequence[dict[str, Any]] = account.control("GET", "/resources?kind=")["resources"]
    counted = Counter(resource["kind"] for resource in stored)
    return {kind: counted[kind] for kind in kinds}


def requests(account: SandboxAccount, method: str = "") -> list[str]:
    """The method and path of every request so far, oldest first; control aside."""
    entries = account.control("GET", "/journal?limit=1000")["entries"]
    return [
        f"{entry['method']} {entry['target']}"
        for entry in reversed(entries)
        if method in ("", entry["method"]) and not entry["target"].startswith("/control")
    ]


def copier(data: Path, copies: Path) -> Callable[[Onboarding, Sequence[Event]], None]:
    """Return a listener that copies the data folder each time a step is done."""

    def copy(onboarding: Onboarding, events: Sequence[Event]) -> None:
        for event in events:
            if event.name in DONE:
                number = len(list(copies.iterdir()))
                copy_folder(data, copies / f"{number:02} {event.step}")

    copies.mkdir()
    return copy


def as_first_written(data: Path) -> None:
    """Write what was seen of each customer as version 0.1 did: a slot for each kind of thing."""
    vault = FernetVault.open(data)
    with closing(sqlite3.connect(data / "ledger.db")) as ledger, ledger:
        for customer, sealed in ledger.execute("SELECT customer_id, sealed FROM states").fetchall():
            state = json.loads(vault.unseal(sealed))
            state["observed"] = _slots(state["observed"])
            again = vault.seal(json.dumps(state).encode())
            ledger.execute("UPDATE states SET sealed = ? WHERE customer_id = ?", (again, customer))


def _slots(entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    slots: dict[str, Any] = {name: [] for name in _SLOT.values() if name.endswith("numbers")}
    for entry in entries:
        name = _SLOT[entry["kind"]].format(entry["subject"].get("bundle"))
        if isinstance(slots.get(name), list):
            slots[name].append(entry["seen"])
        else:
            slots[name] = entry["seen"]
    return slots


def copy_folder(data: Path, copy: Path) -> Path:
    """Copy a data folder, its ledger by SQLite's own backup, as a person would back it up."""
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("ledger.db*", "*.lock", "lock*"))
    source, target = sqlite3.connect(data / "ledger.db"), sqlite3.connect(copy / "ledger.db")
    with closing(source), closing(target):
        source.backup(target)
    return copy
