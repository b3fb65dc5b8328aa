"""A read that does not show yet what was just made: it is looked at again before it is believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tendlc.domain.onboarding import Stage
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import hurry, run

BUNDLE = "CustomerProfiles/BU\\w+$"
READS = {
    "customer profile": BUNDLE,
    "trust product": "TrustProducts/BU\\w+$",
    "brand": "BrandRegistrations/BN\\w+$",
    "campaign": "Compliance/Usa2p/QE\\w+$",
    "use cases": "Compliance/Usa2p/Usecases",
}


def spoil(account: SandboxAccount, path: str, count: int) -> None:
    fault: dict[str, Any] = {"method": "GET", "path": path, "account": account.sid}
    account.sandbox.control("POST", "/faults", **fault, status=404, code=20404, count=count)


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


@pytest.mark.parametrize("path", ["BrandRegistrations/BN\\w+$", "PhoneNumbers/PN\\w+$"])
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
