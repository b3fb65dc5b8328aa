"""What the tests hand in: the guide's objects with values like those it prints, to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tendlc.catalog import policies
from tendlc.sandbox.behaviour.evaluation import Attached, SupportingBundle
from tendlc.sandbox.behaviour.review import (
    BrandSubmission,
    BundleSubmission,
    CampaignBrand,
    CampaignSubmission,
    SubmittedBundle,
)

SECONDARY = policies.policies()[policies.SECONDARY_CUSTOMER_PROFILE]
TRUST_PRODUCT = policies.policies()[policies.A2P_TRUST_PRODUCT]
STARTER = policies.policies()[policies.STARTER_CUSTOMER_PROFILE]
SOLE_PROPRIETOR = policies.policies()[policies.SOLE_PROPRIETOR_TRUST_PRODUCT]

BUSINESS = {
    "business_name": "Better Books",
    "business_identity": "direct_customer",
    "business_type": "Partnership",
    "business_industry": "EDUCATION",
    "business_registration_identifier": "EIN",
    "business_registration_number": "123456789",
    "business_regions_of_operation": "USA_AND_CANADA",
    "website_url": "https://www.example.com",
    "social_media_profile_urls": "",
}
PERSON = {
    "first_name": "Jane",
    "last_name": "Doe",
    "email": "jdoe@example.com",
    "phone_number": "+11234567890",
    "business_title": "CEO",
    "job_position": "CEO",
}
ADDRESS = {
    "street": "1234 Market St",
    "city": "San Francisco",
    "region": "CA",
    "postal_code": "12345",
    "iso_country": "US",
}
PUBLIC = {"company_type": "public", "stock_exchange": "NYSE", "stock_ticker": "ACME"}
STARTER_PERSON = {key: PERSON[key] for key in ("first_name", "last_name", "email", "phone_number")}
TRADER = {"brand_name": "Jane Doe", "mobile_phone_number": "+14155550199"}

PRIMARY = SupportingBundle(policy_sid=policies.PRIMARY_CUSTOMER_PROFILE, status="twilio-approved")


def end_user(type_: str, attributes: object) -> Attached:
    return Attached(kind="end_user", type=type_, attributes=attributes)


def document(attributes: object) -> Attached:
    return Attached(
        kind="supporting_document", type="customer_profile_address", attributes=attributes
    )


def profile_objects(
    business: Mapping[str, Any] = BUSINESS, person: Mapping[str, Any] = PERSON
) -> list[Attached]:
    return [
        end_user("customer_profile_business_information", business),
        end_user("authorized_representative_1", person),
        document({"address_sids": "AD" + "1" * 32}),
    ]


def messaging_objects(messaging: Mapping[str, Any] = PUBLIC) -> list[Attached]:
    return [end_user("us_a2p_messaging_profile_information", messaging)]


def bundle(**changes: Any) -> BundleSubmission:
    values: dict[str, Any] = {
        "policy_sid": SECONDARY.sid,
        "friendly_name": "Better Books profile",
        "evaluation_status": "compliant",
        "attached": profile_objects(),
        "addresses": [ADDRESS],
    }
    return BundleSubmission(**{**values, **changes})


def profile(
    business: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
    address: Mapping[str, Any] | None = None,
    status: str = "twilio-approved",
) -> SubmittedBundle:
    return SubmittedBundle(
        kind="customer_profile",
        policy_sid=SECONDARY.sid,
        status=status,
        attached=profile_objects({**BUSINESS, **(business or {})}, {**PERSON, **(person or {})}),
        addresses=[{**ADDRESS, **(address or {})}],
    )


def trust_product(
    messaging: Mapping[str, Any] = PUBLIC, status: str = "twilio-approved"
) -> SubmittedBundle:
    return SubmittedBundle(
        kind="trust_product",
        policy_sid=TRUST_PRODUCT.sid,
        status=status,
        attached=messaging_objects(messaging),
    )


def brand(**changes: Any) -> BrandSubmission:
    values: dict[str, Any] = {"profile": profile(), "trust_product": trust_product(), "seed": "one"}
    return BrandSubmission(**{**values, **changes})


def sole_proprietor_brand(
    trader: Mapping[str, Any] = TRADER, address: Mapping[str, Any] = ADDRESS, **changes: Any
) -> BrandSubmission:
    starter = SubmittedBundle(
        kind="customer_profile",
        policy_sid=STARTER.sid,
        status="twilio-approved",
        attached=[end_user("starter_customer_profile_information", STARTER_PERSON)],
        addresses=[address],
    )
    product = SubmittedBundle(
        kind="trust_product",
        policy_sid=SOLE_PROPRIETOR.sid,
        status="twilio-approved",
        attached=[end_user("sole_proprietor_information", trader)],
    )
    return BrandSubmission(
        profile=starter, trust_product=product, brand_type="SOLE_PROPRIETOR", **changes
    )


MESSAGE_FLOW = (
    "Customers opt in on https://acme.example/texts by entering a mobile number and ticking an"
    ' unticked box: "I agree to receive texts from Acme Outfitters. Message frequency varies.'
    " Message"
    ' and data rates may apply. Reply HELP for help, STOP to end." Terms and privacy policy are'
    " linked"
    " there."
)


def campaign(**changes: Any) -> CampaignSubmission:
    values: dict[str, Any] = {
        "brand": CampaignBrand(name="Acme Outfitters LLC", brand_score=80),
        "use_case": "MARKETING",
        "description": "Acme Outfitters sends its customers offers that they signed up for.",
        "message_flow": MESSAGE_FLOW,
        "message_samples": [
            "Acme Outfitters: tents are back, see https://acme.example/tents. Reply STOP to end.",
            "Acme Outfitters: your voucher waits in the shop. Reply STOP to end.",
        ],
        "has_embedded_links": True,
        "has_embedded_phone": False,
        "privacy_policy_url": "https://acme.example/privacy",
        "terms_and_conditions_url": "https://acme.example/terms",
    }
    return CampaignSubmission(**{**values, **changes})
