"""Lists that show late what was made: an answer lost meanwhile never costs a second paid object."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.domain.onboarding import Onboarding, Stage
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import holds, opened, run

SPEED = 20.0
LAG = 1500
"""Of the sandbox's seconds: over a minute of the run's, which looks again after a blink."""
PAID = ("BrandRegistration", "Usa2p", "IncomingPhoneNumber")
CASES = [
    ("a2p/BrandRegistrations$", "brand_registration", "BrandRegistration", "brand_in_doubt"),
    ("Compliance/Usa2p$", "campaign", "Usa2p", "campaign_in_doubt"),
    ("IncomingPhoneNumbers.json$", "phone_number", "IncomingPhoneNumber", "number_in_doubt"),
]


def slow_lists(account: SandboxAccount) -> None:
    account.control("POST", "/clock", advance=2 * LAG)  # the ISV's own profile is old
    account.control("POST", "/clock", mode="accelerated", speed=SPEED)
    account.control("POST", "/settings", list_lag_seconds=LAG)


def lose_answer(account: SandboxAccount, path: str, when: str) -> None:
    fault = {"method": "POST", "path": path, "account": account.sid, "status": 500}
    account.sandbox.control("POST", "/faults", **fault, when=when, count=1)


def answered(account: SandboxAccount, data: Path, step: str, sid: str | None) -> Onboarding:
    with opened(account, data) as app:
        app.answer(cast.acme().customer, step, sid)
    return run(account, data, cast.acme())


def sid_of(account: SandboxAccount, kind: str) -> str:
    (stored,) = account.control("GET", f"/resources?kind={kind}")["resources"]
    return str(stored["key"]).split("/")[-1]


@pytest.mark.parametrize("when", ["after", "before"])
@pytest.mark.parametrize(("path", "step", "kind", "code"), CASES)
def test_a_person_is_asked_before_anything_is_paid_again(
    account: SandboxAccount, tmp_path: Path, path: str, step: str, kind: str, code: str, when: str
) -> None:
    slow_lists(account)
    lose_answer(account, path, when)
    (task,) = run(account, tmp_path, cast.acme()).tasks
    assert (task.code, task.step) == (code, step)
    there = when == "after"
    assert holds(account, kind) == {kind: int(there)}
    assert run(account, tmp_path, cast.acme(), retry=True).tasks == (task,)
    ready = answered(account, tmp_path, step, sid_of(account, kind) if there else None)
    assert ready.stage is Stage.REGISTERED, ready.tasks
    assert holds(account, *PAID) == dict.fromkeys(PAID, 1)


def test_a_list_that_shows_things_at_once_is_believed(
    account: SandboxAccount, tmp_path: Path
) -> None:
    account.control("POST", "/clock", mode="accelerated", speed=SPEED)
    for path in ("a2p/BrandRegistrations$", "Compliance/Usa2p$", "IncomingPhoneNumbers.json$"):
        lose_answer(account, path, "before")
    ready = run(account, tmp_path, cast.acme())
    assert ready.stage is Stage.REGISTERED, ready.tasks
    assert holds(account, *PAID) == dict.fromkeys(PAID, 1)
