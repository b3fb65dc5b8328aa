"""Where a field that Twilio names stands in the customer document."""

from __future__ import annotations

import pytest

from tendlc.rules import document_paths as table
from tendlc.rules.document_paths import WITHOUT_PLACE, document_paths, unplaced


@pytest.fixture(autouse=True)
def read_off_the_model() -> None:
    """Have the table built by the test that reads it, and not kept from an earlier one."""
    table._paths.cache_clear()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("business_name", "business_information.business_name"),
        ("website_url", "business_information.website_url"),
        ("email", "authorized_representatives[0].email"),
        ("phone_number", "authorized_representatives[0].phone_number"),
        ("iso_country", "address.iso_country"),
        ("street", "address.street"),
        ("company_type", "messaging_profile.company_type"),
        ("skip_automatic_sec_vet", "brand.skip_automatic_sec_vet"),
        ("inbound_request_url", "messaging_service.inbound_request_url"),
        ("message_flow", "campaign.message_flow"),
        ("MESSAGE_FLOW", "campaign.message_flow"),
        ("USE_CASE_DESCRIPTION", "campaign.description"),
        ("usecase", "campaign.us_app_to_person_usecase"),
        ("area_code", "phone_numbers"),
        ("phone_number_sid", "phone_numbers"),
        ("address_sids", "address"),
        ("vetting_id", "brand.campaign_verify_token"),
    ],
)
def test_a_field_has_the_path_of_the_document(name: str, path: str) -> None:
    assert document_paths(None, [name]) == (path,)
    assert unplaced([name]) == ()


@pytest.mark.parametrize(
    ("code", "path"),
    [
        (18605, "authorized_representatives[1].phone_number"),
        (21421, "phone_numbers"),
        (21422, "phone_numbers"),
        (30748, "authorized_representatives[0].phone_number"),
    ],
)
def test_some_codes_say_whose_field_it_is(code: int, path: str) -> None:
    assert document_paths(code, ["phone_number"]) == (path,)


def test_paths_keep_their_order_and_come_once_each() -> None:
    names = ["region", "city", "REGION", "nobody_knows", "friendly_name"]
    assert document_paths(None, names) == ("address.region", "address.city")


def test_what_nobody_knows_is_told_as_twilio_spells_it() -> None:
    assert unplaced(["Nobody_Knows", "city", *sorted(WITHOUT_PLACE)]) == ("Nobody_Knows",)


@pytest.mark.parametrize("name", sorted(WITHOUT_PLACE))
def test_what_is_ours_to_fill_in_has_no_path(name: str) -> None:
    assert document_paths(None, [name]) == ()
