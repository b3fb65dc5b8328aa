"""A customer in a subaccount of his own, as the guide recommends: from the profile to the bill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import SandboxAccount
from tests.contract.conftest import StrictAccount, StrictClientFactory
from tests.contract.sandbox.test_accounts import primary_of, refused
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, Walk

MONTH = 30 * 86_400


class SubaccountWalk(Walk):
    """The walkthrough with the credentials of a subaccount and the parent's primary profile."""

    primary = ""

    def primary_profile(self) -> str:
        return self.primary


@pytest.fixture
def walk(account: StrictAccount, strict_client_factory: StrictClientFactory) -> Walk:
    made = account.client.api.v2010.accounts.create(friendly_name="Acme")
    client = strict_client_factory(made.sid, made.auth_token)
    child = StrictAccount(account.sandbox, made.sid, made.auth_token, client)
    walk = SubaccountWalk(child)
    walk.primary = primary_of(account.client)
    return walk


def test_a_subaccount_is_registered_with_its_parents_primary_profile(
    account: SandboxAccount, walk: Walk
) -> None:
    brand = walk.approved()
    profile = walk.client.trusthub.v1.customer_profiles(walk.profile_sid)
    evaluation = profile.customer_profiles_evaluations.create(policy_sid=PROFILE_POLICY)
    assert evaluation.status == "compliant"
    campaign = walk.campaign(walk.service(), brand)
    account.advance(60)
    assert campaign.fetch().campaign_status == "VERIFIED"


def test_the_bundles_of_a_subaccount_make_no_brand_of_its_parent(
    account: SandboxAccount, walk: Walk
) -> None:
    walk.brand()
    brand = account.client.messaging.v1.brand_registrations.create(
        customer_profile_bundle_sid=walk.profile_sid, a2p_profile_bundle_sid=walk.trust_sid
    )
    account.advance(60)
    assert [error["error_code"] for error in brand.fetch().errors] == [30793]


def spent(client: Any, **asked: Any) -> Decimal:
    category = "a2p-registration-fee"
    (record,) = client.usage.records.list(category=category, **asked)
    return Decimal(record.price)


def test_the_usage_of_subaccounts_is_the_parents_unless_it_is_left_out(
    account: SandboxAccount, walk: Walk
) -> None:
    walk.approved()
    fee = Decimal("4.5")
    assert spent(account.client) == spent(account.client, include_subaccounts=True) == fee
    assert spent(account.client, include_subaccounts=False) == 0
    assert spent(walk.client, include_subaccounts=False) == fee
    assert account.client.balance.fetch().balance == walk.client.balance.fetch().balance


def test_a_closed_subaccount_lets_go_of_its_numbers_and_fees_when_it_is_gone(
    account: SandboxAccount, walk: Walk
) -> None:
    walk.campaign(walk.service(), walk.approved())
    taken = walk.client.incoming_phone_numbers(walk.number()).fetch().phone_number
    account.client.api.v2010.accounts(walk.account.sid).update(status="closed")
    numbers = account.client.incoming_phone_numbers
    assert refused(lambda: numbers.create(phone_number=taken)) == (400, 21422)
    account.advance(MONTH + 60)
    assert numbers.create(phone_number=taken).phone_number == taken
    before = spent(account.client)
    account.advance(3 * MONTH)
    assert spent(account.client) == before > 0
