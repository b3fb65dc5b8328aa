"""Twilio says that something is there already: it is looked for, and adopted or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.domain.onboarding import Stage
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import holds, hurry, run

KINDS = (
    "BrandRegistration",
    "Usa2p",
    "MessagingService",
    "IncomingPhoneNumber",
    "ServicePhoneNumber",
    "TrustProduct",
)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param("Compliance/Usa2p$", 409, 20409, id="campaign"),
        pytest.param("a2p/BrandRegistrations$", 409, 20409, id="brand"),
        pytest.param("/v1/Services$", 409, 45007, id="messaging service"),
        pytest.param("Services/MG*/PhoneNumbers$", 409, 21710, id="number in the service"),
        pytest.param("CustomerProfiles/BU*$", 409, 20409, id="submission"),
        pytest.param("EntityAssignments$", 409, 20409, id="assignment"),
    ],
)
def test_what_is_there_already_is_adopted(
    account: SandboxAccount, tmp_path: Path, path: str, status: int, code: int
) -> None:
    hurry(account)
    fault = {"method": "POST", "path": path, "account": account.sid, "when": "after"}
    account.sandbox.control("POST", "/faults", **fault, status=status, code=code)
    onboarding = run(account, tmp_path, cast.acme())
    assert onboarding.stage is Stage.REGISTERED, onboarding.tasks
    assert holds(account, *KINDS) == dict.fromkeys(KINDS, 1)
    assert [tried.http_status for tried in onboarding.attempts if tried.http_status] == [status]


def test_a_conflict_with_what_is_not_ours_is_a_refusal_that_a_retry_takes_up(
    account: SandboxAccount, tmp_path: Path
) -> None:
    hurry(account)
    fault = {"method": "POST", "path": "Services/MG*/PhoneNumbers$", "account": account.sid}
    account.sandbox.control("POST", "/faults", **fault, when="before", status=409, code=21712)
    (task,) = run(account, tmp_path, cast.acme()).tasks
    assert (task.code, task.problems[0].code) == ("request_refused", 21712)
    assert run(account, tmp_path, cast.acme()).tasks == (task,)
    assert run(account, tmp_path, cast.acme(), retry=True).stage is Stage.REGISTERED
    assert holds(account, *KINDS) == dict.fromkeys(KINDS, 1)
