"""A read that does not show yet what was just made: it is looked at again before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.sandbox.world.patterns import fits
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import holds, hurry, requests, run

BUNDLE = "CustomerProfiles/BU*$"
READS = {
    "customer profile": BUNDLE,
    "trust product": "TrustProducts/BU*$",
    "brand": "BrandRegistrations/BN*$",
    "campaign": "Compliance/Usa2p/QE*$",
    "use cases": "Compliance/Usa2p/Usecases",
}


def spoil(account: SandboxAccount, path: str, count: int) -> None:
    fault: dict[str, Any] = {"method": "GET", "path": path, "account": account.sid}
    account.sandbox.control("POST", "/faults", **fault, status=404, code=20404, count=count)


def lose_answer(account: SandboxAccount, path: str) -> None:
    fault: dict[str, Any] = {"method": "POST", "path": path, "account": account.sid}
    account.sandbox.control("POST", "/faults", **fault, when="after", status=500, count=1)


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("path", READS.values(), ids=READS)
def test_a_passing_404_is_not_believed(
    account: SandboxAccount, tmp_path: Path, path: str, times: int
) -> None:
    hurry(account)
    spoil(account, path, times)
    onboarding = run(account, tmp_path, cast.acme())
    assert onboarding.stage is Stage.REGISTERED, onboarding.tasks
    assert onboarding.missed_looks == 0


@pytest.mark.parametrize("path", ["BrandRegistrations/BN*$", "PhoneNumbers/PN*$"])
def test_a_passing_404_makes_no_registered_customer_lose_anything(
    account: SandboxAccount, tmp_path: Path, path: str
) -> None:
    hurry(account)
    run(account, tmp_path, cast.acme())
    spoil(account, path, 3)
    onboarding = run(account, tmp_path, cast.acme())
    assert onboarding.stage is Stage.REGISTERED, onboarding.tasks


def test_what_stays_away_is_told_in_the_end(account: SandboxAccount, tmp_path: Path) -> None:
    hurry(account)
    spoil(account, BUNDLE, 4)
    (task,) = run(account, tmp_path, cast.acme()).tasks
    assert task.code == "bundle_lost"
    assert run(account, tmp_path, cast.acme()).stage is Stage.REGISTERED


READ_BACK = {
    "submission": ("CustomerProfiles/BU*$", "CustomerProfiles/BU*$"),
    "submission of the trust product": ("TrustProducts/BU*$", "TrustProducts/BU*$"),
    "assignment": ("CustomerProfiles/BU*/EntityAssignments$",) * 2,
    "campaign": ("Compliance/Usa2p$", "Compliance/Usa2p?|Compliance/Usa2p$"),
}


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("write", "read"), READ_BACK.values(), ids=READ_BACK)
def test_a_404_while_reading_back_is_not_believed(
    account: SandboxAccount, tmp_path: Path, write: str, read: str, times: int
) -> None:
    hurry(account)
    lose_answer(account, write)
    spoil(account, read, times)
    onboarding = run(account, tmp_path, cast.acme())
    assert onboarding.stage is Stage.REGISTERED, onboarding.tasks
    assert holds(account, "BrandRegistration", "Usa2p") == {"BrandRegistration": 1, "Usa2p": 1}


REJECTED = {
    "brand": ("brand", 30795, "BrandRegistrations/BN*$"),
    "campaign": ("campaign", 30896, "Compliance/Usa2p/QE*$"),
}


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("kind", "code", "path"), REJECTED.values(), ids=REJECTED)
def test_a_404_while_reading_back_a_resubmission_is_not_believed(
    account: SandboxAccount, tmp_path: Path, kind: str, code: int, path: str, times: int
) -> None:
    hurry(account)
    account.control("POST", "/verdicts", kind=kind, outcome="reject", codes=[code])
    assert run(account, tmp_path, cast.acme()).tasks

    def spoiled(_: Onboarding, events: Sequence[Event]) -> None:
        if any(event.name is EventName.OUTCOME_LOST for event in events):
            spoil(account, path, times)

    lose_answer(account, path)
    onboarding = run(account, tmp_path, cast.acme(), spoiled, retry=True)
    assert onboarding.stage is Stage.REGISTERED, onboarding.tasks
    sent = [line for line in requests(account, "POST") if fits(path, line)]
    assert len(sent) == 1
