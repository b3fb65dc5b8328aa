"""Two ledgers with one account and one customer at once: both end with the same paid objects.

What two senders made at the same moment cannot be unmade: the second one becomes a task, and
nothing is built on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.steps import StepName
from tendlc.entrypoints.words.tasks import words_of
from tests import cast
from tests.conftest import SandboxAccount
from tests.faults.ledgers import DONE, holds, hurry, requests, run

CUSTOMER = cast.acme().model_copy(
    update={"phone_numbers": (PhoneNumberWish(area_code="303"), PhoneNumberWish())}
)
BRAND = "a2p/BrandRegistrations$"
CAMPAIGN = "Compliance/Usa2p$"
NUMBER = "IncomingPhoneNumbers.json$"
OBJECTS = (
    (StepName.CUSTOMER_PROFILE, 1),
    (StepName.TRUST_PRODUCT, 1),
    (StepName.MESSAGING_SERVICE, 1),
    (StepName.BRAND_REGISTRATION, 1),
    (StepName.CAMPAIGN, 1),
    (StepName.PHONE_NUMBER, 1),
    (StepName.PHONE_NUMBER, 2),
)
STEPS = 27
"""How many a run has, or a few more."""
SECONDS = 1.0
"""How long the first of two requests is held, so that the other ledger sends one as well."""


def hold(account: SandboxAccount, path: str) -> None:
    """Let the first request to `path` arrive, and hold its answer back."""
    fault = {"method": "POST", "path": path, "account": account.sid}
    account.sandbox.control("POST", "/faults", **fault, when="before", delay=SECONDS, count=1)


def at_once(account: SandboxAccount, folder: Path) -> list[Onboarding]:
    """Run both at the same time; whoever the other got in the way of runs once more.

    A ledger that found the other's bundles cannot tell a brand that is not there yet from one that
    has left Twilio's list, so it asks before it pays; or it edits a bundle that was just submitted.
    """
    data = [folder / name for name in "ab"]
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda place: run(account, place, CUSTOMER), data))
    asked = [any(task.code != "made_twice" for task in one.tasks) for one in both]
    assert not all(asked)
    return [
        run(account, place, CUSTOMER) if again else one
        for place, again, one in zip(data, asked, both, strict=True)
    ]


def used(onboarding: Onboarding) -> list[str | None]:
    return [onboarding.sid_of(name, ordinal) for name, ordinal in OBJECTS]


def surplus(onboardings: Sequence[Onboarding]) -> set[str]:
    """The SIDs of what is there twice, as the tasks of either ledger name it."""
    for one in onboardings:
        assert one.stage is (Stage.NEEDS_ACTION if one.tasks else Stage.REGISTERED)
        assert {task.code for task in one.tasks} <= {"made_twice"}
        for task, told in zip(one.tasks, one.surplus, strict=True):
            assert told.sid in words_of(task).reason
            assert told.sid in words_of(task).next_step
            assert told.kept in used(one)
    return {told.sid for one in onboardings for told in one.surplus}


@pytest.mark.parametrize(
    "held",
    [
        pytest.param((), id="nothing is held"),
        pytest.param(("v1/CustomerProfiles$",), id="customer profile"),
        pytest.param(("v1/TrustProducts$",), id="trust product"),
        pytest.param(("v1/Services$",), id="messaging service"),
        pytest.param((BRAND,), id="brand"),
        pytest.param((CAMPAIGN,), id="campaign"),
        pytest.param((NUMBER,), id="phone number"),
        pytest.param((BRAND, CAMPAIGN, NUMBER), id="all that is paid"),
    ],
)
def test_both_end_with_the_same_and_the_second_one_is_a_task(
    account: SandboxAccount, tmp_path: Path, held: tuple[str, ...]
) -> None:
    hurry(account)
    for path in held:
        hold(account, path)
    both = at_once(account, tmp_path)
    assert used(both[0]) == used(both[1]), [one.tasks for one in both]
    second = surplus(both)
    made = holds(account, "BrandRegistration", "Usa2p", "IncomingPhoneNumber")
    brands = sum(sid.startswith("BN") for sid in second)
    numbers = sum(sid.startswith("PN") for sid in second)
    assert made == {
        "BrandRegistration": 1 + brands,
        "Usa2p": 1,
        "IncomingPhoneNumber": 2 + numbers,
    }
    later = [line for line in requests(account, "POST") if any(sid in line for sid in second)]
    assert later == [], "something was built on what is there twice"


@pytest.mark.parametrize("steps", range(1, STEPS, 3))
def test_another_ledger_that_runs_between_any_two_steps_registers_nothing_again(
    account: SandboxAccount, tmp_path: Path, steps: int
) -> None:
    hurry(account)
    both = one_within_another(account, tmp_path, steps)
    assert used(both[0]) == used(both[1]), [one.tasks for one in both]
    numbers = {sid for sid in surplus(both) if sid.startswith("PN")}
    assert numbers == surplus(both)
    made = holds(account, "BrandRegistration", "Usa2p", "IncomingPhoneNumber")
    assert [*made.values()] == [1, 1, 2 + len(numbers)]


def one_within_another(account: SandboxAccount, folder: Path, steps: int) -> list[Onboarding]:
    """Run one ledger wholly after so many steps of the other, then each once more."""
    done: list[str] = []

    def other(_: Onboarding, events: Sequence[Event]) -> None:
        for event in events:
            if event.name in DONE:
                done.append(str(event.step))
                if len(done) == steps:
                    run(account, folder / "b", CUSTOMER)

    run(account, folder / "a", CUSTOMER, other)
    return [run(account, folder / name, CUSTOMER) for name in "ab"]
