"""A copy of the ledger from before, put back after the customer is ready: nothing is bought again.

A backup can be from after any step. Put back, it knows nothing of what was made since.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tendlc.domain.customer import PhoneNumberWish
from tendlc.domain.observed import BrandSeen, CampaignSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding, Stage
from tests import cast
from tests.conftest import SandboxAccount, SandboxProcess
from tests.faults.ledgers import PAID, as_first_written, copier, holds, hurry, requests, run

TWO_NUMBERS = cast.acme().model_copy(
    update={"phone_numbers": (PhoneNumberWish(area_code="303"), PhoneNumberWish())}
)
EACH_ONCE = {kind: 1 for kind in PAID} | {"IncomingPhoneNumber": 2}


@dataclass(frozen=True)
class Registered:
    """A customer who is ready, and a copy of the ledger from after every step."""

    account: SandboxAccount
    copies: list[Path]
    held: dict[str, int]

    def put_back(self, copy: Path, data: Path, *, retry: bool = False) -> Onboarding:
        shutil.copytree(copy, data)
        return run(self.account, data, TWO_NUMBERS, retry=retry)


@pytest.fixture(scope="module")
def registered(
    sandbox_server: SandboxProcess, tmp_path_factory: pytest.TempPathFactory
) -> Registered:
    account = SandboxAccount(sandbox_server)
    hurry(account)
    folder = tmp_path_factory.mktemp("registered")
    data, copies = folder / "data", folder / "copies"
    ready = run(account, data, TWO_NUMBERS, copier(data, copies))
    assert ready.stage is Stage.REGISTERED
    return Registered(account, sorted(copies.iterdir()), holds(account, *PAID))


@pytest.mark.parametrize("retry", [False, True], ids=["run again", "--retry"])
def test_a_ledger_from_after_any_step_buys_nothing_again(
    registered: Registered, tmp_path: Path, retry: bool
) -> None:
    assert registered.held == EACH_ONCE
    assert len(registered.copies) > 20
    for copy in registered.copies:
        onboarding = registered.put_back(copy, tmp_path / copy.name, retry=retry)
        assert holds(registered.account, *PAID) == EACH_ONCE, copy.name
        assert onboarding.stage is Stage.REGISTERED, (copy.name, onboarding.tasks)


def test_a_ledger_as_the_first_ones_were_written_sends_nothing_again(
    registered: Registered, tmp_path: Path
) -> None:
    for number, copy in enumerate([*registered.copies[::7], registered.copies[-1]]):
        data = tmp_path / str(number)
        shutil.copytree(copy, data)
        as_first_written(data)
        assert run(registered.account, data, TWO_NUMBERS).stage is Stage.REGISTERED
        assert holds(registered.account, *PAID) == EACH_ONCE, copy.name
    as_first_written(data)
    sent = len(requests(registered.account, "POST"))
    again = run(registered.account, data, TWO_NUMBERS)
    assert again.stage is Stage.REGISTERED
    assert len(requests(registered.account, "POST")) == sent, "the digests are those of before"
    assert [*again.observed.each(CampaignSeen)] != []


def test_a_first_run_reads_few_lists_for_it_and_none_more_under_the_limit(
    account: SandboxAccount, tmp_path: Path
) -> None:
    hurry(account)
    known = run(account, tmp_path, TWO_NUMBERS)
    assert known.stage is Stage.REGISTERED
    gets = [line.split("?")[0] for line in requests(account, "GET")]
    lists = ("CustomerProfiles", "TrustProducts", "Services", "IncomingPhoneNumbers.json")
    read = {name: sum(line.endswith(f"/{name}") for line in gets) for name in lists}
    assert read == dict(zip(lists, (3, 1, 2, 2), strict=True))
    brands = [line for line in gets if "/BrandRegistrations" in line]
    assert brands[0].endswith("/BrandRegistrations"), "in place of the first look at the brand"
    assert not any(line.endswith("/BrandRegistrations") for line in brands[1:])
    before = len(requests(account))
    assert run(account, tmp_path, TWO_NUMBERS).stage is Stage.REGISTERED
    asked = [line.partition("?")[0].split("/")[-1] for line in requests(account)[before:]]
    looked_at = [
        known.observed.last(BrandSeen),
        known.observed.last(CampaignSeen),
        *known.observed.each(PhoneNumberSeen),
    ]
    sids = [seen.sid for seen in looked_at if seen]
    assert len(sids) == 4
    assert asked == [f"{account.sid}.json", *sids], "which world this is, and what may be gone"
