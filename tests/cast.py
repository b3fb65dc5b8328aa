"""The fixed cast: the customers that tests, documentation and demonstrations share.

Each has one trait. Acme (private company), Borealis (public company) and Delta Aid (non-profit) are
the examples that ship with the project; Echo Salons (a tax number that is not its own), Foxtrot (an
opt-in that says too little) and Golf City (a government body) are written here. Every one of them
is a valid document: what is wrong with Echo and Foxtrot only a review can find.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tendlc.domain.customer import Customer
from tendlc.entrypoints.intake.document import read_document

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

Document = dict[str, Any]


def acme() -> Customer:
    return read_document(EXAMPLES / "acme.yaml")


def acme_document() -> Document:
    return _plain(acme())


def borealis() -> Customer:
    return read_document(EXAMPLES / "borealis.yaml")


def borealis_document() -> Document:
    return _plain(borealis())


def delta_aid() -> Customer:
    return read_document(EXAMPLES / "delta-aid.yaml")


def delta_aid_document() -> Document:
    return _plain(delta_aid())


def echo_salons() -> Customer:
    return Customer.model_validate(echo_salons_document())


def echo_salons_document() -> Document:
    """A private company whose EIN belongs to another name."""
    return {
        "customer": "echo-salons",
        "business_information": {
            "business_name": "Echo Salons LLC",
            "business_type": "Limited Liability Corporation",
            "business_industry": "CONSUMER",
            "business_registration_identifier": "EIN",
            "business_registration_number": "00-0000000",
            "business_regions_of_operation": ["USA_AND_CANADA"],
            "website_url": "https://www.echo-salons.example",
        },
        "authorized_representatives": [
            _person("Nadia", "Bellweather", "echo-salons", "+15035551840")
        ],
        "address": _address("2100 Southeast Division Street", "Portland", "OR", "97202"),
        "messaging_profile": {"company_type": "private"},
        "campaign": _campaign(
            "echo-salons",
            us_app_to_person_usecase="ACCOUNT_NOTIFICATION",
            description="Echo Salons LLC reminds guests who booked a visit and agreed to texts of "
            "the day and time of their appointment.",
            message_flow=_flow("Echo Salons", "echo-salons", "appointment reminders"),
            message_samples=[
                "Echo Salons: Your appointment is on [date] at [time]. Reply STOP to end.",
                "Echo Salons: Your stylist is running 15 minutes late today. Reply STOP to end.",
            ],
        ),
    }


def foxtrot() -> Customer:
    return Customer.model_validate(foxtrot_document())


def foxtrot_document() -> Document:
    """A private company that says too little about how people agree to its messages."""
    return {
        "customer": "foxtrot",
        "business_information": {
            "business_name": "Foxtrot Dance Studios Inc",
            "business_type": "Corporation",
            "business_industry": "EDUCATION",
            "business_registration_identifier": "EIN",
            "business_registration_number": "58-1937264",
            "business_regions_of_operation": ["USA_AND_CANADA"],
            "website_url": "https://www.foxtrot-dance.example",
        },
        "authorized_representatives": [
            _person("Leo", "Marchetti", "foxtrot-dance", "+14045551267")
        ],
        "address": _address("75 Fifth Street Northwest", "Atlanta", "GA", "30308"),
        "messaging_profile": {"company_type": "private"},
        "brand": {"skip_automatic_sec_vet": True},
        "campaign": _campaign(
            "foxtrot-dance",
            us_app_to_person_usecase="CUSTOMER_CARE",
            description="Foxtrot Dance Studios Inc answers the questions of its students.",
            message_flow="Students tell us at the desk that they want messages from us.",
            message_samples=[
                "Foxtrot Dance: Class [name] moves to studio B today. Reply STOP to end.",
                "Foxtrot Dance: Yes, you can bring a guest on Friday. Reply STOP to end.",
            ],
        ),
    }


def golf_city() -> Customer:
    return Customer.model_validate(golf_city_document())


def golf_city_document() -> Document:
    """A city: government bodies register as non-profit corporations of type government."""
    return {
        "customer": "golf-city",
        "business_information": {
            "business_name": "City of Golf",
            "business_type": "Non-profit Corporation",
            "business_industry": "GOVERNMENT",
            "business_registration_identifier": "EIN",
            "business_registration_number": "59-6000431",
            "business_regions_of_operation": ["USA_AND_CANADA"],
            "website_url": "https://www.golf-city.example",
        },
        "authorized_representatives": [
            _person("Warren", "Castellano", "golf-city", "+15615553310")
        ],
        "address": _address("21 Country Road", "Golf", "FL", "33436"),
        "messaging_profile": {"company_type": "government"},
        "campaign": _campaign(
            "golf-city",
            us_app_to_person_usecase="PUBLIC_SERVICE_ANNOUNCEMENT",
            description="The City of Golf informs residents who signed up for city notices about "
            "road works, waste collection and closures of public offices.",
            message_flow=_flow("the City of Golf", "golf-city", "city notices"),
            message_samples=[
                "City of Golf: Waste is collected on [date] instead of Monday. Reply STOP to end.",
                "City of Golf: Country Road is closed from [date] to [date]. Reply STOP to end.",
            ],
        ),
    }


def hometown_pac() -> Customer:
    return Customer.model_validate(hometown_pac_document())


def hometown_pac_document(token: int = 1) -> Document:
    """A political committee (527) with a token of Campaign Verify; not one of everybody."""
    document = golf_city_document()
    uuid = f"{token:08d}-0000-4000-8000-000000000000"
    return {
        **document,
        "customer": "hometown-pac",
        "business_information": {
            **document["business_information"],
            "business_name": "Hometown Forward PAC",
            "business_industry": "NOT_FOR_PROFIT",
            "website_url": "https://www.hometown-pac.example",
        },
        "authorized_representatives": [_person("Ada", "Whitcombe", "hometown-pac", "+15615553377")],
        "messaging_profile": {"company_type": "non-profit"},
        "brand": {
            "skip_automatic_sec_vet": True,
            "campaign_verify_token": f"cv|1.0|tcr|10dlc|{uuid}|kept",
        },
        "campaign": _campaign(
            "hometown-pac",
            us_app_to_person_usecase="POLITICAL",
            description="Hometown Forward PAC tells supporters who signed up about events, "
            "volunteering and the days on which they can vote.",
            message_flow=_flow("Hometown Forward PAC", "hometown-pac", "campaign news"),
            message_samples=[
                "Hometown Forward PAC: Early voting begins on [date]. Reply STOP to end.",
                "Hometown Forward PAC: Volunteers meet on [date] at [place]. Reply STOP to end.",
            ],
        ),
    }


def everybody() -> tuple[Customer, ...]:
    """The whole cast."""
    return acme(), borealis(), delta_aid(), echo_salons(), foxtrot(), golf_city()


def _plain(customer: Customer) -> Document:
    return customer.model_dump(mode="json", exclude_none=True)


def _person(first_name: str, last_name: str, domain: str, phone_number: str) -> Document:
    return {
        "first_name": first_name,
        "last_name": last_name,
        "email": f"{first_name.lower()}.{last_name.lower()}@{domain}.example",
        "phone_number": phone_number,
        "business_title": "Director",
        "job_position": "Director",
    }


def _address(street: str, city: str, region: str, postal_code: str) -> Document:
    return {
        "street": street,
        "city": city,
        "region": region,
        "postal_code": postal_code,
        "iso_country": "US",
    }


def _flow(name: str, domain: str, purpose: str) -> str:
    return (
        f"People sign up at https://www.{domain}.example/texts. They enter a mobile number and "
        f'tick an optional box, unticked by default: "I agree to receive {purpose} by text from '
        f"{name}, up to 4 messages a month. Message and data rates may apply. Reply HELP for "
        f'help, STOP to end." The page links to https://www.{domain}.example/privacy and '
        f"https://www.{domain}.example/terms. Numbers are not shared with third parties for "
        "marketing."
    )


def _campaign(domain: str, **words: Any) -> Document:
    return {
        "has_embedded_links": False,
        "has_embedded_phone": False,
        "privacy_policy_url": f"https://www.{domain}.example/privacy",
        "terms_and_conditions_url": f"https://www.{domain}.example/terms",
        **words,
    }
