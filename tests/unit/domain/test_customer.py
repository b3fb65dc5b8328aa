"""The customer document: what it refuses, and that it refuses nothing more."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from tendlc.domain.customer import Customer, PhoneNumberWish, is_customer_key
from tests.cast import Document, acme_document, borealis_document, everybody

ABSENT = object()


def with_value(document: Document, path: str, value: Any) -> Document:
    """Copy a document with one value set, or removed where it is ABSENT."""
    changed = copy.deepcopy(document)
    *sections, name = path.split(".")
    place: Any = changed
    for section in sections:
        place = place[int(section)] if section.isdigit() else place.setdefault(section, {})
    if value is ABSENT:
        place.pop(name, None)
    else:
        place[int(name) if name.isdigit() else name] = value
    return changed


def refused(document: Document) -> dict[str, str]:
    """Return the refused fields of a document with the sentence to each."""
    try:
        Customer.model_validate(document)
    except ValidationError as error:
        return {
            ".".join(map(str, detail["loc"])): detail.get("ctx", {}).get("sentence", detail["type"])
            for detail in error.errors()
        }
    return {}


def test_the_whole_cast_is_valid() -> None:
    assert {customer.customer for customer in everybody()} == {
        "acme",
        "borealis",
        "delta-aid",
        "echo-salons",
        "foxtrot",
        "golf-city",
    }


@pytest.mark.parametrize("customer", everybody(), ids=lambda customer: customer.customer)
def test_a_customer_survives_the_way_through_json(customer: Customer) -> None:
    assert Customer.model_validate_json(customer.model_dump_json()) == customer


def test_a_customer_cannot_be_changed() -> None:
    customer = Customer.model_validate(acme_document())
    with pytest.raises(ValidationError):
        customer.customer = "other"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("business_information.business_registration_number", "123456789"),
        ("business_information.business_registration_number", "12-3456789"),
        ("business_information.doing_business_as", "Acme"),
        ("business_information.business_regions_of_operation", "EUROPE"),
        ("business_information.website_url", "http://acme.example"),
        ("authorized_representatives.0.phone_number", "+12225557890"),
        ("authorized_representatives.0.phone_number", "+11234567890"),
        ("authorized_representatives.0.email", "rep@example.com"),
        ("authorized_representatives.0.email", "rep@isv.example"),
        ("authorized_representatives.0.email", "rep@bücher.example"),
        ("address.postal_code", "94107"),  # a code of another state
        ("address.postal_code", "80202-1234"),
        ("address.region", "PR"),
        ("messaging_profile.brand_contact_email", "care@acme.example"),
        ("brand.mock", True),
        ("messaging_service.inbound_request_url", "https://user:word@isv.example/in"),
        ("campaign.message_samples", ["x" * 20, "x" * 1024]),
        ("campaign.description", "x" * 4096),
        ("campaign.message_flow", "x" * 40),
        ("campaign.opt_out_keywords", ["STOP"]),
        ("phone_numbers", [{}]),
        ("phone_numbers", [{"phone_number_sid": "PN" + "0" * 32}]),
        ("phone_numbers", [{"phone_number": "+13035550123"}]),
        ("customer_profile_sid", "BU" + "a" * 32),
    ],
)
def test_what_twilio_would_take_is_taken(path: str, value: Any) -> None:
    assert refused(with_value(acme_document(), path, value)) == {}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("customer", "Acme"),
        ("customer", "-acme"),
        ("customer", "a" * 41),
        ("business_information.business_name", ""),
        ("business_information.business_name", "x" * 256),
        ("business_information.business_name", "Acme\nLLC"),
        ("business_information.doing_business_as", "x" * 256),
        ("business_information.business_identity", "friend"),
        ("business_information.business_type", "LLC"),
        ("business_information.business_industry", "retail"),
        ("business_information.business_registration_identifier", "SSN"),
        ("business_information.business_registration_number", "123-45-6789"),
        ("business_information.business_registration_number", "12345678"),
        ("business_information.business_registration_number", "\u0660" * 9),
        ("business_information.business_regions_of_operation", []),
        ("business_information.business_regions_of_operation", ["ASIA", "ASIA"]),
        ("business_information.website_url", "acme.example"),
        ("business_information.website_url", "ftp://acme.example"),
        ("business_information.website_url", "https://"),
        ("business_information.website_url", "https://[acme.example"),
        ("business_information.website_url", "https://acme.example:port/"),
        ("business_information.website_url", "https://user:word@acme.example"),
        ("business_information.website_url", "https://acme.example/" + "x" * 80),
        ("authorized_representatives", []),
        ("authorized_representatives.0.email", "rep@acme"),
        ("authorized_representatives.0.email", "rep@" + "x" * 60 + "." + "y" * 60 + ".example"),
        ("authorized_representatives.0.phone_number", "3032927714"),
        ("authorized_representatives.0.phone_number", "+1303292771"),
        ("authorized_representatives.0.phone_number", "+1 303 292 7714"),
        ("authorized_representatives.0.phone_number", "+999123456789"),
        ("authorized_representatives.0.job_position", "Owner"),
        ("address.iso_country", "XX"),
        ("address.region", "Colorado"),
        ("address.region", "co"),
        ("address.postal_code", "8020"),
        ("address.street", "x" * 101),
        ("messaging_profile.company_type", "PRIVATE"),
        ("messaging_profile.stock_exchange", "NYSE"),
        ("messaging_profile.stock_ticker", "ACME"),
        ("brand.brand_type", "STARTER"),
        ("brand.skip_automatic_sec_vet", "sure"),
        ("messaging_service.inbound_method", "PUT"),
        ("messaging_service.status_callback", "isv.example/status"),
        ("campaign.us_app_to_person_usecase", "2fa"),
        ("campaign.us_app_to_person_usecase", "SOLE_PROPRIETOR"),
        ("campaign.description", "x" * 39),
        ("campaign.description", "x" * 4097),
        ("campaign.message_flow", "x" * 2049),
        ("campaign.message_samples", ["x" * 20]),
        ("campaign.message_samples", ["x" * 20] * 6),
        ("campaign.has_embedded_links", ABSENT),
        ("campaign.opt_out_message", "x" * 321),
        ("campaign.opt_out_keywords", ["x" * 128, "y" * 128]),
        ("campaign.privacy_policy_url", ABSENT),
        ("campaign.terms_and_conditions_url", "x"),
        ("phone_numbers", []),
        ("phone_numbers", [{"phone_number": "+13035550123"}, {"phone_number": "+13035550123"}]),
        ("customer_profile_sid", "BN" + "a" * 32),
    ],
)
def test_what_twilio_would_refuse_is_refused_at_its_field(path: str, value: Any) -> None:
    assert [*refused(with_value(acme_document(), path, value))] in (
        [path],
        [path + ".0"],
        [path + ".1"],
    )


@pytest.mark.parametrize(
    ("identifier", "number", "is_taken"),
    [
        ("DUNS", "12-345-6789", True),
        ("DUNS", "12-34-6789", False),
        ("CBN", "123026635", True),
        ("CBN", "123026634", False),
        ("CBN", "123026635RC0001", False),
        ("ACN", "004 085 616", True),
        ("ACN", "004 085 617", False),
        ("VAT", "EE100931558", True),
        ("VAT", "EE100594103", False),
        ("VATRN", "RO18547290", True),
        ("VATRN", "RO18547291", False),
        ("RN", "516179157", True),
        ("RN", "516179150", False),
        ("CN", "SC123456", True),
        ("Other", "anything at all", True),
        ("Other", "x" * 22, False),
    ],
)
def test_a_registration_number_fits_its_register(
    identifier: str, number: str, is_taken: bool
) -> None:
    section = "business_information.business_registration_"
    document = with_value(acme_document(), section + "identifier", identifier)
    faults = refused(with_value(document, section + "number", number))
    assert (not faults) is is_taken


@pytest.mark.parametrize("field", ["stock_exchange", "stock_ticker", "brand_contact_email"])
def test_a_public_company_needs_its_listing_and_a_mailbox(field: str) -> None:
    path = f"messaging_profile.{field}"
    assert [*refused(with_value(borealis_document(), path, ABSENT))] == [path]


@pytest.mark.parametrize("field", ["stock_exchange", "stock_ticker"])
@pytest.mark.parametrize("company_type", ["private", "non-profit", "government"])
def test_only_a_public_company_has_a_listing(company_type: str, field: str) -> None:
    document = with_value(borealis_document(), "messaging_profile.company_type", company_type)
    assert f"messaging_profile.{field}" in refused(document)


@pytest.mark.parametrize("company_type", ["private", "non-profit", "government"])
@pytest.mark.parametrize("written", ["", "none", "N/A", "NONE", "NYSE"])
def test_a_listing_of_others_is_told_to_go_and_never_to_be_another(
    company_type: str, written: str
) -> None:
    document = with_value(acme_document(), "messaging_profile.company_type", company_type)
    path = "messaging_profile.stock_exchange"
    sentence = refused(with_value(document, path, written))[path]
    assert sentence == f"must be left out, because company_type is {company_type}"


@pytest.mark.parametrize(
    ("identifier", "number", "said"),
    [
        ("VAT", "DE123456789", "begins with DE, but VAT stands for an Estonian VAT number"),
        ("VAT", "DE123456789", "for a business in DE use Other"),
        ("VAT", "RO18547290", "use VATRN, with a Romanian VAT registration number"),
        ("VAT", "EE100594103", "is not an Estonian VAT number"),
        ("VATRN", "EE100931558", "use VAT, with an Estonian VAT number"),
        ("VATRN", "FR40303265045", "for a business in FR use Other"),
        ("EIN", "DE123456789", "begins with DE, but EIN stands for an EIN of the Internal"),
        ("EIN", "GB123456789", "use CN, with the number of a British company"),
        ("CBN", "US123456789", "use EIN, with an EIN of the Internal Revenue Service"),
        ("ACN", "51 824 753 556", "is an ABN, which has eleven digits"),
        ("RN", "516179150", "is not an Israeli registration number"),
        ("EIN", "123-45-6789", "a social security number cannot be used"),
    ],
)
def test_a_number_of_another_register_is_sent_to_its_own(
    identifier: str, number: str, said: str
) -> None:
    section = "business_information.business_registration_"
    document = with_value(acme_document(), section + "identifier", identifier)
    faults = refused(with_value(document, section + "number", number))
    assert said in faults[section + "number"]


def test_opt_in_keywords_need_an_answer() -> None:
    document = with_value(acme_document(), "campaign.opt_in_keywords", ["JOIN"])
    assert [*refused(document)] == ["campaign.opt_in_message"]


def test_a_conditional_fault_does_not_hide_another() -> None:
    document = with_value(acme_document(), "messaging_profile.company_type", "public")
    document = with_value(document, "business_information.business_industry", "SHOP")
    assert [*refused(document)] == [
        "business_information.business_industry",
        "messaging_profile.stock_exchange",
        "messaging_profile.stock_ticker",
        "messaging_profile.brand_contact_email",
    ]


def test_an_address_in_canada_follows_canadian_rules() -> None:
    document = acme_document()
    document["address"] |= {"iso_country": "CA", "region": "ON", "postal_code": "K1A 0B1"}
    assert refused(document) == {}
    document["address"] |= {"region": "CO", "postal_code": "80202"}
    assert [*refused(document)] == ["address.region", "address.postal_code"]


def test_an_address_elsewhere_is_only_measured() -> None:
    document = acme_document()
    document["address"] |= {
        "iso_country": "GB",
        "region": "Greater Manchester",
        "postal_code": "M1 1AE",
    }
    assert refused(document) == {}
    document["address"]["region"] = "x" * 21
    assert [*refused(document)] == ["address.region"]


def test_sole_proprietors_are_told_to_wait_for_a_later_version() -> None:
    sentence = refused(with_value(acme_document(), "brand.brand_type", "SOLE_PROPRIETOR"))
    assert "not supported yet" in sentence["brand.brand_type"]
    assert "without a tax number" in sentence["brand.brand_type"]


BUSINESS = "business_information."
PERSON = "authorized_representatives.0."


@pytest.mark.parametrize(
    ("path", "written", "meant"),
    [
        (BUSINESS + "business_type", "LLC", "Limited Liability Corporation"),
        (BUSINESS + "business_type", "L.L.C.", "Limited Liability Corporation"),
        (BUSINESS + "business_type", "PLLC", "Limited Liability Corporation"),
        (BUSINESS + "business_type", "Inc.", "Corporation"),
        (BUSINESS + "business_type", "S-Corp", "Corporation"),
        (BUSINESS + "business_type", "LLP", "Partnership"),
        (BUSINESS + "business_type", "501(c)(3)", "Non-profit Corporation"),
        (BUSINESS + "business_type", "City", "Non-profit Corporation"),
        (BUSINESS + "business_type", "coop", "Co-operative"),
        (BUSINESS + "business_type", "corporation", "Corporation"),
        (BUSINESS + "business_industry", "Restaurant", "FOOD_AND_BEVERAGE"),
        (BUSINESS + "business_industry", "nonprofit", "NOT_FOR_PROFIT"),
        (BUSINESS + "business_registration_identifier", "Tax ID", "EIN"),
        (BUSINESS + "business_registration_identifier", "OTHER", "Other"),
        (BUSINESS + "business_registration_identifier", "CCN", "CBN"),
        (BUSINESS + "business_regions_of_operation", "US", "USA_AND_CANADA"),
        (BUSINESS + "business_regions_of_operation", "U.S.A.", "USA_AND_CANADA"),
        (BUSINESS + "business_regions_of_operation", "UK", "EUROPE"),
        (PERSON + "job_position", "Founder", "CEO"),
        (PERSON + "job_position", "Treasurer", "CFO"),
        (PERSON + "job_position", "vice president", "VP"),
        (PERSON + "job_position", "ceo", "CEO"),
        ("messaging_profile.company_type", "Private", "private"),
        ("messaging_profile.company_type", "PRIVATE_PROFIT", "private"),
        ("messaging_profile.company_type", "nonprofit", "non-profit"),
        ("messaging_profile.company_type", "LLC", "private"),
        ("address.iso_country", "USA", "US"),
        ("address.iso_country", "us", "US"),
        ("address.iso_country", "UK", "GB"),
        ("address.region", "Colorado", "CO"),
        ("address.region", "co", "CO"),
        ("address.region", "Puerto Rico", "PR"),
        ("campaign.us_app_to_person_usecase", "OTP", "2FA"),
        ("campaign.us_app_to_person_usecase", "customer support", "CUSTOMER_CARE"),
        ("campaign.us_app_to_person_usecase", "reminders", "ACCOUNT_NOTIFICATION"),
    ],
)
def test_the_words_of_people_bring_the_value_that_is_meant(
    path: str, written: str, meant: str
) -> None:
    (sentence,) = refused(with_value(acme_document(), path, written)).values()
    assert sentence.endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    ("path", "written", "said"),
    [
        (PERSON + "job_position", "Owner", "an owner is CEO here, or Other"),
        ("brand.brand_type", "LVS", "skip_automatic_sec_vet: true"),
        ("brand.brand_type", "Starter", "not supported yet"),
        (BUSINESS + "business_type", "Sole Proprietorship", "not supported yet"),
        ("messaging_profile.company_type", "Individual", "not supported yet"),
        (BUSINESS + "business_registration_identifier", "SSN", "cannot be used"),
        ("campaign.us_app_to_person_usecase", "SOLE_PROPRIETOR", "not support yet"),
    ],
)
def test_words_without_a_value_bring_a_sentence(path: str, written: str, said: str) -> None:
    (sentence,) = refused(with_value(acme_document(), path, written)).values()
    assert said in sentence


TOKEN = "cv|1.0|tcr|10dlc|3f2b8c1a-9d4e-4f6a-8b7c-0123456789ab|hidden-secret"


@pytest.mark.parametrize(
    ("token", "is_taken"),
    [
        (TOKEN, True),
        (TOKEN.upper(), True),
        (TOKEN + "[sandbox:expired]", True),
        (TOKEN.replace("10dlc", "tollfree"), False),
        (TOKEN.replace("1.0", "2.0"), False),
        (TOKEN.replace("-9d4e", ""), False),
        (TOKEN.removesuffix("hidden-secret"), False),
        (TOKEN + "|more", False),
        ("hidden-secret", False),
    ],
)
def test_a_token_of_campaign_verify_has_its_published_form(token: str, is_taken: bool) -> None:
    faults = refused(with_value(acme_document(), "brand.campaign_verify_token", token))
    assert [*faults] == ([] if is_taken else ["brand.campaign_verify_token"])


def test_a_token_of_campaign_verify_is_kept_but_not_shown() -> None:
    document = with_value(acme_document(), "brand.campaign_verify_token", TOKEN)
    customer = Customer.model_validate(document)
    assert customer.brand.campaign_verify_token == TOKEN
    assert "hidden" not in repr(customer)
    assert Customer.model_validate_json(customer.model_dump_json()) == customer


SID = {"phone_number_sid": "PN" + "0" * 32}
NUMBER = {"phone_number": "+13035550123"}
AREA = {"area_code": "303"}


@pytest.mark.parametrize("wish", [SID | NUMBER, SID | AREA, NUMBER | AREA], ids=" and ".join)
def test_a_number_is_named_in_one_way_only(wish: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="cannot stand beside"):
        PhoneNumberWish.model_validate(wish)


def test_without_a_wish_any_local_number_of_the_us_will_do() -> None:
    customer = Customer.model_validate(with_value(acme_document(), "phone_numbers", ABSENT))
    assert customer.phone_numbers == (PhoneNumberWish(country="US"),)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("RETIAL", "RETAIL"),
        ("real estate", "REAL_ESTATE"),
        ("Food", "FOOD_AND_BEVERAGE"),
    ],
)
def test_a_misspelt_value_of_a_long_list_brings_the_nearest(written: str, meant: str) -> None:
    path = "business_information.business_industry"
    assert refused(with_value(acme_document(), path, written))[path].endswith(
        f"did you mean {meant}?"
    )


def test_a_value_of_a_short_list_brings_the_whole_list() -> None:
    path = "messaging_profile.company_type"
    sentence = refused(with_value(acme_document(), path, "listed"))[path]
    assert sentence == "'listed' is not allowed; use one of private, public, non-profit, government"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("authorized_representatives.0.email", "hidden@@acme.example"),
        ("authorized_representatives.0.phone_number", "+1hidden"),
        ("messaging_service.inbound_request_url", "ftp://user:hidden@isv.example"),
        ("business_information.website_url", "https://user:hidden@isv.example"),
        ("business_information.business_registration_number", "hidden"),
        ("brand.campaign_verify_token", "cv|1.0|hidden"),
    ],
)
def test_personal_data_and_secrets_are_not_repeated(path: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Customer.model_validate(with_value(acme_document(), path, value))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "fits"), [("a", True), ("9-lives", True), ("", False), ("a b", False)]
)
def test_customer_keys_are_short_and_plain(text: str, fits: bool) -> None:
    assert is_customer_key(text) is fits
