"""Numbers that can be bought, numbers that are owned, and the addresses that they are tied to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.conftest import StrictAccount
from tests.contract.sandbox.test_accounts import refused

ADDRESS = {
    "customer_name": "Acme",
    "street": "1 Main Street",
    "city": "Denver",
    "region": "CO",
    "postal_code": "80202",
    "iso_country": "US",
}


def test_countries_are_listed_with_what_is_on_sale_there(account: StrictAccount) -> None:
    countries = account.client.available_phone_numbers
    assert [each.country_code for each in countries.list()] == ["US", "CA"]
    assert countries("US").fetch().subresource_uris.keys() == {"local", "toll_free"}
    assert countries("CA").toll_free.list() == []
    assert refused(countries("GB").fetch) == (404, 20404)


@pytest.mark.parametrize(
    ("asked", "area_codes"),
    [
        ({"area_code": 415}, {"415"}),
        ({"in_region": "WA"}, {"206"}),
        ({"in_region": "+12065550100"}, {"206"}),
        ({"in_locality": "denver"}, {"303"}),
        ({"in_postal_code": "98101"}, {"206"}),
        ({"in_lata": "656"}, {"303"}),
        ({"in_lata": "656", "in_rate_center": "MIAMI"}, set()),
        ({"near_lat_long": "39.7,-104.9"}, {"303"}),
        ({"near_number": "+13035550142"}, {"303"}),
        ({"near_number": "+12025550142", "distance": 130}, {"202", "215"}),
        ({"near_number": "+447700900123"}, set()),
        ({"contains": "+1919"}, {"919"}),
        ({"contains": "DEN", "in_region": "CO"}, set()),
        ({"contains": "7135LL01**$"}, {"713"}),
        ({"fax_enabled": True}, set()),
    ],
)
def test_numbers_are_searched_by_place_distance_and_pattern(
    account: StrictAccount, asked: dict[str, Any], area_codes: set[str]
) -> None:
    found = account.client.available_phone_numbers("US").local.list(page_size=1000, **asked)
    assert {each.phone_number[2:5] for each in found} == area_codes


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"area_code": 30}, 21451),
        ({"contains": "1"}, 20001),
        ({"contains": "1" * 17}, 20001),
        ({"contains": "303-555"}, 20001),
        ({"in_rate_center": "DENVER"}, 20001),
        ({"near_lat_long": "Denver"}, 20001),
        ({"near_lat_long": "91,0"}, 20001),
        ({"near_number": "+13035550142", "distance": 501}, 20001),
        ({"sms_enabled": "perhaps"}, 20001),
    ],
)
def test_a_search_that_cannot_be_meant_is_refused(
    account: StrictAccount, asked: dict[str, Any], code: int
) -> None:
    local = account.client.available_phone_numbers("US").local
    assert refused(lambda: local.list(**asked)) == (400, code)


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ({"phone_number": "+13035550101"}, ["101"]),
        ({"phone_number": "3035550"}, ["102", "101"]),
        ({"phone_number": "303*55*10"}, ["102", "101"]),
        ({"phone_number": "0102*"}, []),
        ({"phone_number": "5550%"}, []),
        ({"friendly_name": "one"}, ["101"]),
        ({"origin": "hosted"}, []),
        ({"beta": False}, ["100", "102", "101"]),
    ],
)
def test_owned_numbers_are_found_by_a_part_and_with_wildcards(
    account: StrictAccount, asked: dict[str, Any], ends: list[str]
) -> None:
    numbers = account.client.incoming_phone_numbers
    numbers.create(phone_number="+13035550101", friendly_name="one")
    numbers.create(phone_number="+13035550102")
    numbers.create(area_code="415")
    assert [each.phone_number[-3:] for each in numbers.list(**asked)] == ends


def test_a_search_for_a_part_fills_its_pages(account: StrictAccount) -> None:
    numbers = account.client.incoming_phone_numbers
    for number in ("+13035550101", "+14155550101", "+13035550102", "+14155550102"):
        numbers.create(phone_number=number)
    page = numbers.page(phone_number="+1303*", page_size=1)
    seen = [[each.phone_number for each in page]]
    while page := page.next_page():
        seen.append([each.phone_number for each in page])
    assert seen == [["+13035550102"], ["+13035550101"]]


@pytest.mark.parametrize(
    "asked",
    [{"origin": "elsewhere"}, {"beta": "perhaps"}],
)
def test_a_list_of_numbers_with_an_unknown_word_is_refused(
    account: StrictAccount, asked: dict[str, str]
) -> None:
    numbers = account.client.incoming_phone_numbers
    assert refused(lambda: numbers.list(**asked)) == (400, 20001)


def test_the_numbers_of_an_address_follow_their_updates(account: StrictAccount) -> None:
    one, other = (account.client.addresses.create(**ADDRESS) for _ in range(2))
    number = account.client.incoming_phone_numbers.create(area_code="303", address_sid=one.sid)
    number.update(address_sid=other.sid)

    def dependents(address: Any) -> list[str]:
        return [each.sid for each in address.dependent_phone_numbers.list()]

    assert (dependents(one), dependents(other)) == ([], [number.sid])
    number.update(address_sid="", emergency_address_sid=one.sid)
    assert (dependents(one), dependents(other)) == ([number.sid], [])


@pytest.mark.parametrize(
    "given",
    [
        {"address_sid": "AD" + "0" * 32},
        {"address_sid": "PN" + "0" * 32},
        {"trunk_sid": "trunk"},
        {"bundle_sid": "RN" + "0" * 32},
        {"api_version": "2012-01-01"},
        {"emergency_status": "Perhaps"},
    ],
)
def test_a_number_is_not_tied_to_what_is_not_there(
    account: StrictAccount, given: dict[str, str]
) -> None:
    numbers = account.client.incoming_phone_numbers
    assert refused(lambda: numbers.create(area_code="303", **given)) == (400, 20001)


def test_an_emergency_address_has_a_shorter_name(account: StrictAccount) -> None:
    addresses = account.client.addresses
    long = {"friendly_name": "x" * 33}
    assert refused(lambda: addresses.create(**ADDRESS, **long, emergency_enabled=True)) == (
        400,
        20001,
    )
    made = addresses.create(**ADDRESS, **long)
    assert refused(lambda: made.update(emergency_enabled=True)) == (400, 20001)


def test_an_update_of_an_address_does_not_empty_what_it_needs(account: StrictAccount) -> None:
    made = account.client.addresses.create(**ADDRESS, street_secondary="Suite 2")
    changed = made.update(street="", street_secondary="")
    assert (changed.street, changed.street_secondary) == (ADDRESS["street"], "")
