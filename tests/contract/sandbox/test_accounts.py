"""Subaccounts, API keys and credentials, through the official library."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from tests.conftest import aimed_client
from tests.contract.conftest import StrictAccount, StrictClientFactory
from tests.contract.sandbox.walkthrough import Walk

DAY = timedelta(days=1).total_seconds()


def refused(work: Any) -> tuple[int, int]:
    """Return the status and the code with which the sandbox refuses."""
    with pytest.raises(TwilioException) as caught:
        work()
    if isinstance(caught.value, TwilioRestException):
        return caught.value.status, caught.value.code or 0
    answer = caught.value.args[1]  # a list is refused with the answer as it came
    return answer.status_code, json.loads(answer.text)["code"]


def primary_of(client: Any) -> str:
    """Return the primary customer profile that a world begins with."""
    profiles: list[Any] = client.trusthub.v1.customer_profiles.list()
    return str(profiles[0].sid)


@pytest.fixture
def child(account: StrictAccount, strict_client_factory: StrictClientFactory) -> Any:
    """A subaccount, with a client on its own credentials."""
    made = account.client.api.v2010.accounts.create(friendly_name="Acme")
    client: Any = strict_client_factory(made.sid, made.auth_token)
    return client


def test_a_subaccount_has_a_token_of_its_own_and_is_found_by_name_and_status(
    account: StrictAccount, child: Any
) -> None:
    accounts = account.client.api.v2010.accounts
    assert [each.sid for each in accounts.list()] == [child.username, account.sid]
    assert [each.sid for each in accounts.list(friendly_name="Acme")] == [child.username]
    assert accounts.list(status="closed") == []
    seen = accounts(child.username).fetch()
    assert (seen.owner_account_sid, seen.auth_token) == (account.sid, child.password)
    assert child.trusthub.v1.end_users.list() == []


def test_a_subaccount_without_a_name_is_named_after_its_moment(account: StrictAccount) -> None:
    made = account.client.api.v2010.accounts.create()
    assert made.friendly_name.startswith("SubAccount Created at ")


def test_the_parent_reaches_2010_resources_of_its_subaccount_and_no_other_products(
    account: StrictAccount, child: Any
) -> None:
    address = child.addresses.create(
        customer_name="Acme",
        street="1 Main Street",
        city="Denver",
        region="CO",
        postal_code="80202",
        iso_country="US",
    )
    inside = account.client.api.v2010.accounts(child.username)
    assert inside.addresses(address.sid).fetch().account_sid == child.username
    assert refused(account.client.addresses(address.sid).fetch) == (404, 20404)
    user = child.trusthub.v1.end_users.create(
        friendly_name="rep", type="authorized_representative_1"
    )
    assert refused(account.client.trusthub.v1.end_users(user.sid).fetch) == (404, 20404)


def test_a_subaccount_reaches_neither_parent_nor_sibling(
    account: StrictAccount, child: Any
) -> None:
    sibling = account.client.api.v2010.accounts.create(friendly_name="Sibling")
    for sid in (account.sid, sibling.sid):
        assert refused(child.api.v2010.accounts(sid).fetch) == (401, 20003)
        assert refused(child.api.v2010.accounts(sid).addresses.list) == (401, 20003)
    assert [each.sid for each in child.api.v2010.accounts.list()] == [child.username]
    assert refused(child.api.v2010.accounts.create) == (401, 20003)


def test_nobody_reaches_accounts_of_another_world(account: StrictAccount, child: Any) -> None:
    stranger = "AC" + "9" * 32
    assert refused(account.client.api.v2010.accounts(stranger).fetch) == (404, 20404)
    assert refused(account.client.api.v2010.accounts(stranger).addresses.list) == (404, 20404)


def test_a_suspended_subaccount_is_refused_until_it_is_active_again(
    account: StrictAccount, child: Any
) -> None:
    own = account.client.api.v2010.accounts(child.username)
    assert own.update(status="suspended").status == "suspended"
    assert refused(child.trusthub.v1.end_users.list) == (401, 20003)
    assert own.addresses.list() == []
    assert refused(lambda: own.new_keys.create(friendly_name="late")) == (403, 20005)
    assert own.update(status="active").status == "active"
    assert child.trusthub.v1.end_users.list() == []


def test_closing_is_final_and_the_account_is_gone_thirty_days_later(
    account: StrictAccount, child: Any
) -> None:
    own = account.client.api.v2010.accounts(child.username)
    assert own.update(status="closed").status == "closed"
    assert refused(lambda: own.update(status="active")) == (400, 21479)
    assert refused(child.trusthub.v1.end_users.list) == (401, 20003)
    account.control("POST", "/clock", advance=29 * DAY)
    assert own.fetch().status == "closed"
    account.control("POST", "/clock", advance=2 * DAY)
    assert refused(own.fetch) == (404, 20404)


def test_the_top_level_account_cannot_suspend_itself(account: StrictAccount) -> None:
    own = account.client.api.v2010.accounts(account.sid)
    assert refused(lambda: own.update(status="suspended")) == (400, 21477)
    assert own.update(friendly_name="ISV").friendly_name == "ISV"


def test_an_account_suspended_by_twilio_takes_its_subaccounts_along(
    account: StrictAccount, child: Any
) -> None:
    account.control("POST", "/accounts", status="suspended")
    assert refused(account.client.api.v2010.accounts.list) == (401, 20003)
    assert refused(child.trusthub.v1.end_users.list) == (401, 20003)
    account.control("POST", "/accounts", status="active")
    assert child.trusthub.v1.end_users.list() == []


def test_what_twilio_suspended_only_twilio_lifts(account: StrictAccount, child: Any) -> None:
    account.control("POST", "/accounts", account=child.username, status="suspended")
    own = account.client.api.v2010.accounts(child.username)
    assert refused(lambda: own.update(status="active")) == (400, 21478)


def test_at_most_a_thousand_subaccounts(account: StrictAccount) -> None:
    accounts = account.client.api.v2010.accounts
    for _ in range(1000):
        accounts.create()
    assert refused(accounts.create) == (400, 21480)
    assert len(accounts.list(page_size=400)) == 1001


def test_a_number_moves_within_the_family_by_the_parents_credentials(
    account: StrictAccount, child: Any
) -> None:
    # Not judged by the strict client: the answer shows the number where it is now, not where asked.
    parent = aimed_client(account.sandbox.url, account.sid, account.token)
    own = aimed_client(account.sandbox.url, child.username, child.password)
    number = Walk(account).number()
    mine = parent.incoming_phone_numbers(number)
    assert refused(lambda: mine.update(account_sid="AC" + "9" * 32)) == (400, 21473)
    moved = mine.update(account_sid=child.username)
    assert (moved.account_sid, moved.sid) == (child.username, number)
    assert refused(mine.fetch) == (404, 20404)
    assert refused(lambda: own.incoming_phone_numbers(number).update(account_sid=account.sid)) == (
        400,
        21474,
    )
    taken = moved.phone_number
    assert refused(lambda: account.client.incoming_phone_numbers.create(phone_number=taken)) == (
        400,
        21422,
    )
    back = parent.api.v2010.accounts(child.username).incoming_phone_numbers(number)
    assert back.update(account_sid=account.sid).account_sid == account.sid


def test_a_subaccount_assigns_its_parents_primary_profile_and_nobody_elses(
    account: StrictAccount, child: Any, strict_client_factory: StrictClientFactory
) -> None:
    primary = primary_of(account.client)
    stranger: Any = strict_client_factory("AC" + "7" * 32, "other")
    theirs = primary_of(stranger)
    profile = child.trusthub.v1.customer_profiles.create(
        friendly_name="Acme",
        email="compliance@isv.example",
        policy_sid="RNdfbf3fae0e1107f8aded0e7cead80bf5",
    )
    assignments = child.trusthub.v1.customer_profiles(profile.sid)
    assignments = assignments.customer_profiles_entity_assignments
    assert refused(lambda: assignments.create(object_sid=theirs)) == (400, 22205)
    account.control("POST", "/settings", strict_accounts=True)
    assert refused(lambda: assignments.create(object_sid=primary)) == (400, 22205)
    account.control("POST", "/settings", strict_accounts=False)
    assert assignments.create(object_sid=primary).object_sid == primary
    assert child.trusthub.v1.customer_profiles.list() != []
    assert primary not in [p.sid for p in child.trusthub.v1.customer_profiles.list()]


@pytest.fixture
def key(account: StrictAccount) -> Any:
    return account.client.new_keys.create(friendly_name="worker")


def test_a_key_opens_every_product_for_its_account(
    account: StrictAccount, key: Any, strict_client_factory: StrictClientFactory
) -> None:
    client: Any = strict_client_factory(key.sid, key.secret)
    assert client.trusthub.v1.customer_profiles.list() != []
    assert client.messaging.v1.services.list() == []
    assert client.api.v2010.accounts(account.sid).addresses.list() == []


def test_the_secret_of_a_key_is_shown_once_and_never_in_the_journal(
    account: StrictAccount, key: Any
) -> None:
    assert [each.friendly_name for each in account.client.keys.list()] == ["worker"]
    assert account.client.keys(key.sid).update(friendly_name="other").friendly_name == "other"
    assert not hasattr(account.client.keys(key.sid).fetch(), "secret")
    account.client.api.v2010.accounts.create()
    kept = str(account.control("GET", "/journal"))
    assert key.sid in kept
    assert key.secret not in kept
    assert account.token not in kept


def test_a_wrong_secret_and_a_deleted_key_are_refused(
    account: StrictAccount, key: Any, strict_client_factory: StrictClientFactory
) -> None:
    wrong: Any = strict_client_factory(key.sid, "guess")
    assert refused(wrong.trusthub.v1.end_users.list) == (401, 20003)
    right: Any = strict_client_factory(key.sid, key.secret)
    assert right.trusthub.v1.end_users.list() == []
    assert account.client.keys(key.sid).delete()
    assert refused(right.trusthub.v1.end_users.list) == (401, 20003)
    unknown: Any = strict_client_factory("SK" + "1" * 32, "any")
    assert refused(unknown.trusthub.v1.end_users.list) == (401, 20003)


def test_a_parents_key_does_not_open_a_subaccount(
    account: StrictAccount, key: Any, child: Any, strict_client_factory: StrictClientFactory
) -> None:
    client: Client = strict_client_factory(key.sid, key.secret)
    inside = client.api.v2010.accounts(child.username)
    assert refused(inside.addresses.list) == (401, 20003)


def test_a_reset_forgets_subaccounts_and_keys(
    account: StrictAccount, key: Any, child: Any, strict_client_factory: StrictClientFactory
) -> None:
    account.control("POST", "/reset")
    by_key: Any = strict_client_factory(key.sid, key.secret)
    assert refused(by_key.trusthub.v1.end_users.list) == (401, 20003)
    assert [each.sid for each in account.client.api.v2010.accounts.list()] == [account.sid]


def test_a_key_opens_neither_keys_nor_accounts(
    account: StrictAccount, key: Any, child: Any, strict_client_factory: StrictClientFactory
) -> None:
    client: Any = strict_client_factory(key.sid, key.secret)
    accounts = client.api.v2010.accounts
    assert refused(accounts.list) == (401, 20003)
    assert refused(accounts(child.username).fetch) == (401, 20003)
    assert refused(accounts(account.sid).keys.list) == (401, 20003)


def test_faults_and_journal_of_an_account_hold_for_its_keys(
    account: StrictAccount, key: Any, strict_client_factory: StrictClientFactory
) -> None:
    client: Any = strict_client_factory(key.sid, key.secret)
    account.sandbox.control("POST", "/faults", account=account.sid, path="EndUsers", status=503)
    assert refused(client.trusthub.v1.end_users.list) == (503, 20503)
    assert client.trusthub.v1.end_users.list() == []
    targets = [each["target"] for each in account.control("GET", "/journal")["entries"]]
    assert ["EndUsers" in target for target in targets[:2]] == [True, True]
