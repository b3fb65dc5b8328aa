"""A clock that is set back, between runs and within one: nothing twice, no loop, no long wait."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tendlc.domain.onboarding import Stage
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import ShiftedClock, holds, hurry, requests, run

BACK = timedelta(days=20)


@pytest.fixture
def quick(account: SandboxAccount) -> SandboxAccount:
    hurry(account)
    return account


def test_an_edit_after_the_clock_was_set_back_is_sent_once(
    quick: SandboxAccount, tmp_path: Path
) -> None:
    quick.control("POST", "/verdicts", kind="customer_profile", outcome="reject", codes=[18602])
    clock, customer = ShiftedClock(), cast.acme()
    assert run(quick, tmp_path, customer, clock=clock).tasks
    before = len(requests(quick, "POST"))
    clock.ahead = -BACK
    business = customer.business_information.model_copy(
        update={"business_registration_number": "84-3172660"}
    )
    mended = customer.model_copy(update={"business_information": business})
    assert run(quick, tmp_path, mended, clock=clock).stage is Stage.REGISTERED
    updates = [line for line in requests(quick, "POST")[before:] if "/EndUsers/IT" in line]
    assert len(updates) == 1


def test_a_doubt_is_seen_although_it_is_noted_before_the_refusal_that_it_follows(
    quick: SandboxAccount, tmp_path: Path
) -> None:
    fault = {"method": "POST", "path": "BrandRegistrations$", "account": quick.sid}
    quick.sandbox.control("POST", "/faults", **fault, when="before", status=400, code=20001)
    clock = ShiftedClock()
    assert run(quick, tmp_path, cast.acme(), clock=clock).tasks
    quick.sandbox.control("POST", "/faults", **fault, when="after", status=500)
    clock.ahead = -BACK
    onboarding = run(quick, tmp_path, cast.acme(), retry=True, clock=clock)
    assert onboarding.stage is Stage.REGISTERED
    assert holds(quick, "BrandRegistration") == {"BrandRegistration": 1}


@pytest.mark.parametrize("ahead", [BACK, -BACK], ids=["forward", "back"])
def test_a_clock_that_jumps_in_a_run_neither_stops_nor_repeats_it(
    quick: SandboxAccount, tmp_path: Path, ahead: timedelta
) -> None:
    clock, saves = ShiftedClock(), []

    def jump(*_: object) -> None:
        saves.append(clock.now())
        clock.ahead = ahead if len(saves) % 10 < 5 else timedelta(0)

    onboarding = run(quick, tmp_path, cast.acme(), jump, clock=clock)
    assert onboarding.stage is Stage.REGISTERED
    counted = holds(quick, "BrandRegistration", "Usa2p", "MessagingService", "EndUser")
    people = len(cast.acme().authorized_representatives)
    assert counted == {
        "BrandRegistration": 1,
        "Usa2p": 1,
        "MessagingService": 1,
        "EndUser": 2 + people,
    }
