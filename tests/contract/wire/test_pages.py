"""Pages forwards and back in every kind of list, as the official library follows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.conftest import StrictAccount
from tests.contract.wire.walkthrough import GUIDE

TYPE = "authorized_representative_1"


def end_users(client: Any) -> Any:
    for number in range(5):
        client.trusthub.v1.end_users.create(friendly_name=f"{number}", type=TYPE)
    return client.trusthub.v1.end_users


def assignments(client: Any) -> Any:
    profiles = client.trusthub.v1.customer_profiles
    profile = profiles.create(
        friendly_name="one", email=GUIDE["email"], policy_sid=GUIDE["profile_policy"]
    )
    found = profiles(profile.sid).customer_profiles_entity_assignments
    for user in end_users(client).list():
        found.create(object_sid=user.sid)
    return found


def addresses(client: Any) -> Any:
    for _ in range(5):
        client.addresses.create(**GUIDE["address"], friendly_name="one & two")
    client.addresses.create(**GUIDE["address"])
    return client.addresses


def accounts(client: Any) -> Any:
    for _ in range(4):
        client.api.v2010.accounts.create()
    return client.api.v2010.accounts


def members(client: Any) -> Any:
    service = client.messaging.v1.services.create(friendly_name="one")
    found = client.messaging.v1.services(service.sid).phone_numbers
    for _ in range(5):
        number = client.incoming_phone_numbers.create(area_code="303")
        found.create(phone_number_sid=number.sid)
    return found


def dependents(client: Any) -> Any:
    address = client.addresses.create(**GUIDE["address"])
    for _ in range(5):
        client.incoming_phone_numbers.create(area_code="303", address_sid=address.sid)
    return client.addresses(address.sid).dependent_phone_numbers


def sinks(client: Any) -> Any:
    for _ in range(5):
        client.events.v1.sinks.create(
            description="one",
            sink_type="webhook",
            sink_configuration={"destination": "http://127.0.0.1:9/events"},
        )
    return client.events.v1.sinks


def names(page: Any) -> list[str]:
    return [each.sid for each in page]


@pytest.mark.parametrize(
    ("fill", "filters"),
    [
        (end_users, {}),
        (assignments, {"object_type": TYPE}),
        (addresses, {"friendly_name": "one & two"}),
        (accounts, {}),
        (members, {}),
        (dependents, {}),
        (sinks, {"in_use": False}),
    ],
)
def test_a_list_is_read_forwards_and_back_in_three_pages(
    account: StrictAccount, fill: Callable[[Any], Any], filters: dict[str, Any]
) -> None:
    resource = fill(account.client)
    page = resource.page(page_size=2, **filters)
    assert page.previous_page() is None
    pages = [page]
    while page := page.next_page():
        pages.append(page)
    seen = [names(each) for each in pages]
    assert [len(each) for each in seen] == [2, 2, 1]
    assert len({sid for each in seen for sid in each}) == 5
    back = [pages[-1].previous_page()]
    back.append(back[0].previous_page())
    assert [names(each) for each in back] == [seen[1], seen[0]]
    assert back[1].previous_page() is None


@pytest.mark.parametrize("fill", [end_users, accounts, sinks])
def test_what_is_made_while_a_list_is_read_moves_nothing_from_page_to_page(
    account: StrictAccount, fill: Callable[[Any], Any]
) -> None:
    resource = fill(account.client)
    before = [each.sid for each in resource.list()]
    page = resource.page(page_size=2)
    seen = names(page)
    while page := page.next_page():
        fill(account.client)
        seen += names(page)
    assert seen == before


def test_a_list_goes_on_though_the_last_of_a_page_is_gone(account: StrictAccount) -> None:
    resource = sinks(account.client)
    before = [each.sid for each in resource.list()]
    page = resource.page(page_size=2)
    first = names(page)
    resource(first[-1]).delete()
    assert first + names(page.next_page()) == before[:4]


@pytest.mark.parametrize(("size", "status"), [("1", 200), ("1000", 200), ("1001", 400), ("x", 400)])
@pytest.mark.parametrize("product", ["trusthub", "api"])
def test_both_families_take_pages_of_one_to_a_thousand(
    account: StrictAccount, product: str, size: str, status: int
) -> None:
    client = account.client
    path = "/v1/EndUsers"
    if product == "api":
        path = f"/2010-04-01/Accounts/{account.sid}/Addresses.json"
    url = f"{getattr(client, product).base_url}{path}"
    answer = client.request("GET", url, params={"PageSize": size})
    assert answer.status_code == status
