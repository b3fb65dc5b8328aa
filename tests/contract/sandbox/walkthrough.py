"""The walkthrough by the official library, as a user would write it, one function a step."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.conftest import SandboxAccount

PROFILE_POLICY = "RNdfbf3fae0e1107f8aded0e7cead80bf5"
TRUST_POLICY = "RNb0d4771c2c98518d916a3d4cd70a8f8b"
PRIMARY_POLICY = "RN6433641899984f951173ef1738c3bdd0"

BUSINESS = {
    "business_name": "Acme Heating LLC",
    "business_identity": "direct_customer",
    "business_type": "Limited Liability Corporation",
    "business_industry": "CONSTRUCTION",
    "business_registration_identifier": "EIN",
    "business_registration_number": "12-3456789",
    "business_regions_of_operation": "USA_AND_CANADA",
    "website_url": "https://acme-heating.example",
    "social_media_profile_urls": "",
}
REPRESENTATIVE = {
    "first_name": "Ann",
    "last_name": "Acme",
    "email": "ann@acme-heating.example",
    "phone_number": "+13035550142",
    "business_title": "Owner",
    "job_position": "CEO",
}
MESSAGING = {"company_type": "private"}
CAMPAIGN: dict[str, Any] = {
    "description": "Acme Heating LLC reminds its customers of appointments that they made.",
    "message_flow": "Customers type their number at https://acme-heating.example/book and tick a"
    " box that is empty by default to get reminders by text from Acme Heating. Message frequency"
    " varies. Message and data rates may apply. Reply STOP to end, HELP for help. Terms and privacy"
    " policy are linked beside the box.",
    "message_samples": [
        "Acme Heating: your visit is [date]. Reply STOP to end. https://acme-heating.example/v",
        "Acme Heating: our technician is on the way and arrives at [time]. Reply STOP to end.",
    ],
    "us_app_to_person_usecase": "LOW_VOLUME",
    "has_embedded_links": True,
    "has_embedded_phone": False,
    "privacy_policy_url": "https://acme-heating.example/privacy",
    "terms_and_conditions_url": "https://acme-heating.example/terms",
}


@dataclass
class Walk:
    """What one run of the walkthrough made, by SID."""

    account: SandboxAccount
    name: str = "acme"

    def __post_init__(self) -> None:
        self.client: Any = self.account.client

    def profile(self, business: dict[str, Any] | None = None, submit: bool = True) -> Any:
        """Steps 1.1 to 1.11."""
        trusthub = self.client.trusthub.v1
        profile = trusthub.customer_profiles.create(
            friendly_name=self.name, email="isv@isv.example", policy_sid=PROFILE_POLICY
        ).sid
        self.business = self._assign_end_user(
            profile, "customer_profile_business_information", {**BUSINESS, **(business or {})}
        )
        self.representative = self._assign_end_user(
            profile, "authorized_representative_1", REPRESENTATIVE
        )
        address = self.client.addresses.create(
            customer_name="Acme Heating LLC",
            street="1 Main Street",
            city="Denver",
            region="CO",
            postal_code="80202",
            iso_country="US",
            friendly_name=self.name,
        )
        document = trusthub.supporting_documents.create(
            friendly_name=self.name,
            type="customer_profile_address",
            attributes=json.dumps({"address_sids": address.sid}),
        )
        self.assign(profile, document.sid)
        self.assign(profile, self.primary_profile())
        self.address, self.document = address.sid, document.sid
        if submit:
            trusthub.customer_profiles(profile).update(status="pending-review")
        return profile

    def primary_profile(self) -> str:
        """The approved primary profile that the customer is attached to."""
        profiles: list[Any] = self.client.trusthub.v1.customer_profiles.list(
            policy_sid=PRIMARY_POLICY, status="twilio-approved"
        )
        return str(profiles[0].sid)

    def trust(self, profile: str, messaging: dict[str, Any] | None = None) -> Any:
        """Steps 2.1 to 2.6."""
        trusthub = self.client.trusthub.v1
        trust = trusthub.trust_products.create(
            friendly_name=self.name, email="isv@isv.example", policy_sid=TRUST_POLICY
        ).sid
        end_user = trusthub.end_users.create(
            friendly_name=self.name,
            type="us_a2p_messaging_profile_information",
            attributes=json.dumps({**MESSAGING, **(messaging or {})}),
        )
        self.messaging = end_user.sid
        assignments = trusthub.trust_products(trust).trust_products_entity_assignments
        assignments.create(object_sid=end_user.sid)
        assignments.create(object_sid=profile)
        trusthub.trust_products(trust).update(status="pending-review")
        return trust

    def brand(
        self,
        business: dict[str, Any] | None = None,
        messaging: dict[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        """Steps 1 to 3; the brand is still PENDING."""
        self.profile_sid = self.profile(business)
        self.trust_sid = self.trust(self.profile_sid, messaging)
        brand = self.client.messaging.v1.brand_registrations.create(
            customer_profile_bundle_sid=self.profile_sid,
            a2p_profile_bundle_sid=self.trust_sid,
            **options,
        ).sid
        return brand

    def service(self) -> Any:
        """Step 4."""
        return self.client.messaging.v1.services.create(friendly_name=self.name).sid

    def approved(self, **options: Any) -> Any:
        """Steps 1 to 3, and the time that the reviews take."""
        self.brand_sid = self.brand(skip_automatic_sec_vet=True, **options)
        self.account.advance(120)
        return self.brand_sid

    def campaign(self, service: str, brand: str, **changed: Any) -> Any:
        """Step 5.2."""
        return self.client.messaging.v1.services(service).us_app_to_person.create(
            brand_registration_sid=brand,
            x_twilio_api_version="v1.2",
            **{**CAMPAIGN, **changed},
        )

    def number(self) -> Any:
        """Buy a number."""
        available = self.client.available_phone_numbers("US").local.list(area_code=303, limit=1)
        return self.client.incoming_phone_numbers.create(
            phone_number=available[0].phone_number, friendly_name=self.name
        ).sid

    def assign(self, profile: str, sid: str) -> Any:
        """Assign an object to a customer profile."""
        return self._assignments(profile).create(object_sid=sid).sid

    def _assign_end_user(self, profile: str, type_: str, attributes: dict[str, Any]) -> Any:
        end_user = self.client.trusthub.v1.end_users.create(
            friendly_name=self.name, type=type_, attributes=json.dumps(attributes)
        )
        self.assign(profile, end_user.sid)
        return end_user.sid

    def _assignments(self, profile: str) -> Any:
        profiles = self.client.trusthub.v1.customer_profiles(profile)
        return profiles.customer_profiles_entity_assignments
