"""A registration, action by action, as the guide orders it: the suite's common thread.

It plans nothing and doubts nothing; every SID that an answer names goes into the next action.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tendlc.catalog.policies import A2P_TRUST_PRODUCT, SECONDARY_CUSTOMER_PROFILE
from tendlc.domain import actions
from tendlc.domain.actions import Action
from tendlc.domain.business import PostalAddress
from tendlc.domain.campaign import Campaign
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions
from tendlc.domain.observed import AvailableNumbersSeen, PrimaryProfileSeen
from tendlc.domain.subjects import AvailableNumbers, BundleKind, PrimaryProfile
from tendlc.ports import Absent, Clock, Found, Gateway, Made, MorePages

GUIDE: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "wire" / "guide.json").read_text(encoding="utf-8")
)
PROFILE, PRODUCT = BundleKind.CUSTOMER_PROFILE, BundleKind.TRUST_PRODUCT
MOST_PAGES = 50


@dataclass
class Bench:
    """A gateway, its clock, and a way to let reviews end."""

    gateway: Gateway
    clock: Clock
    let_reviews_end: Callable[[], None] = lambda: None

    def perform(self, action: Action) -> Made:
        return self.gateway.perform(action, send_by=self.clock.now() + timedelta(seconds=30))

    def find(self, action: Action) -> Found | Absent:
        """Read all pages that there are."""
        token: str | None = None
        for _ in range(MOST_PAGES):
            answer = self.gateway.find(action, page_token=token)
            if not isinstance(answer, MorePages):
                return answer
            assert answer.page_token != token
            token = answer.page_token
        raise AssertionError("reading back never ended")


@dataclass
class Registration:
    """Makes one thing after the other for the customer `key`; `done` keeps actions and answers."""

    bench: Bench
    key: str = "acme"
    done: list[tuple[Action, Made]] = field(default_factory=list)

    def make(self, action: Action) -> Made:
        made = self.bench.perform(action)
        self.done.append((action, made))
        return made

    def last(self, kind: type[Action]) -> tuple[Any, Made]:
        return next(pair for pair in reversed(self.done) if isinstance(pair[0], kind))

    def sid(self, kind: type[Action]) -> str:
        return self.last(kind)[1].sid

    def name(self, what: str) -> str:
        return f"{self.key}: {what}"

    def profile(self) -> str:
        """Guide steps 1.1 to 1.9; returns the customer profile's SID."""
        profile = self.make(self.create_profile()).sid
        business = self.end_user("customer_profile_business_information", GUIDE["business"])
        representative = self.end_user("authorized_representative_1", GUIDE["representative"])
        for sid in (business, representative, self.document(), self.primary()):
            self.assign(PROFILE, profile, sid)
        return profile

    def create_profile(self) -> actions.CreateCustomerProfile:
        return actions.CreateCustomerProfile(
            friendly_name=self.name("customer profile"),
            email=GUIDE["email"],
            policy_sid=SECONDARY_CUSTOMER_PROFILE,
        )

    def trust_product(self, profile: str) -> str:
        """Guide steps 2.1 to 2.4; returns the trust product's SID."""
        create = actions.CreateTrustProduct(
            friendly_name=self.name("trust product"),
            email=GUIDE["email"],
            policy_sid=A2P_TRUST_PRODUCT,
        )
        product = self.make(create).sid
        messaging = self.end_user(
            "us_a2p_messaging_profile_information", {"company_type": "private"}
        )
        self.assign(PRODUCT, product, messaging)
        self.assign(PRODUCT, product, profile)
        return product

    def end_user(self, kind: str, attributes: dict[str, str]) -> str:
        action = actions.CreateEndUser(
            friendly_name=self.name(kind), type=kind, attributes=attributes
        )
        return self.make(action).sid

    def document(self) -> str:
        address = self.make(self.create_address()).sid
        action = actions.CreateSupportingDocument(
            friendly_name=self.name("address document"),
            type="customer_profile_address",
            address_sid=address,
        )
        return self.make(action).sid

    def create_address(self) -> actions.CreateAddress:
        address = PostalAddress.model_construct(**GUIDE["address"])
        return actions.CreateAddress(friendly_name=self.name("address"), address=address)

    def primary(self) -> str:
        seen = self.bench.gateway.look(PrimaryProfile(sid=None))
        assert isinstance(seen, PrimaryProfileSeen)
        assert seen.sid
        return seen.sid

    def assign(self, bundle: BundleKind, bundle_sid: str, object_sid: str) -> str:
        action = actions.AssignEntity(bundle=bundle, bundle_sid=bundle_sid, object_sid=object_sid)
        return self.make(action).sid

    def evaluate(self, bundle: BundleKind, sid: str) -> Made:
        policy = SECONDARY_CUSTOMER_PROFILE if bundle is PROFILE else A2P_TRUST_PRODUCT
        return self.make(
            actions.EvaluateBundle(bundle=bundle, bundle_sid=sid, policy_sid=policy, contents="1")
        )

    def submit(self, bundle: BundleKind, sid: str, seen: str | None) -> Made:
        return self.make(
            actions.SubmitBundle(bundle=bundle, bundle_sid=sid, contents="1", seen_updated_at=seen)
        )

    def bundles(self) -> tuple[str, str]:
        """Make and submit both bundles."""
        profile = self.profile()
        self.submit(PROFILE, profile, "never")
        product = self.trust_product(profile)
        self.submit(PRODUCT, product, "never")
        return profile, product

    def brand(self) -> str:
        profile, product = self.bundles()
        return self.make(self.register_brand(profile, product)).sid

    def register_brand(self, profile: str, product: str) -> actions.RegisterBrand:
        return actions.RegisterBrand(
            customer_profile_bundle_sid=profile,
            a2p_profile_bundle_sid=product,
            brand=BrandOptions(skip_automatic_sec_vet=True),
        )

    def messaging_service(self) -> str:
        return self.make(self.create_service()).sid

    def create_service(self) -> actions.CreateMessagingService:
        webhooks = MessagingServiceOptions(
            inbound_request_url="https://isv.example/inbound", inbound_method="POST"
        )
        name = self.name("messaging service")
        return actions.CreateMessagingService(friendly_name=name, webhooks=webhooks)

    def create_campaign(self, brand: str, service: str) -> actions.CreateCampaign:
        campaign = Campaign.model_construct(
            **GUIDE["campaign"] | {"us_app_to_person_usecase": "LOW_VOLUME"}
        )
        return actions.CreateCampaign(
            messaging_service_sid=service, brand_registration_sid=brand, campaign=campaign
        )

    def update_campaign(self, service: str, seen: str | None) -> actions.UpdateCampaign:
        campaign = self.last(actions.CreateCampaign)[0].campaign
        fixed = campaign.model_copy(update={"description": f"{campaign.description} Mended."})
        return actions.UpdateCampaign(
            messaging_service_sid=service, campaign=fixed, seen_updated_at=seen
        )

    def campaign(self) -> str:
        """Everything up to the campaign; returns the messaging service's SID."""
        brand = self.brand()
        self.bench.let_reviews_end()
        service = self.messaging_service()
        self.make(self.create_campaign(brand, service))
        return service

    def buy_number(self) -> str:
        seen = self.bench.gateway.look(AvailableNumbers(ordinal=1, area_code=None))
        assert isinstance(seen, AvailableNumbersSeen)
        action = actions.BuyPhoneNumber(
            friendly_name=self.name("phone number 1"), phone_number=seen.phone_numbers[0]
        )
        return self.make(action).sid

    def number_in_service(self) -> None:
        add = actions.AddPhoneNumber(
            messaging_service_sid=self.messaging_service(), phone_number_sid=self.buy_number()
        )
        self.make(add)

    def everything(self) -> None:
        service = self.campaign()
        number = self.buy_number()
        self.make(actions.AddPhoneNumber(messaging_service_sid=service, phone_number_sid=number))

    def undone(self) -> tuple[Action, Action]:
        """Everything, and then the writes that take the number and the campaign away."""
        self.everything()
        added = self.last(actions.AddPhoneNumber)[0]
        remove = actions.RemovePhoneNumber(
            messaging_service_sid=added.messaging_service_sid,
            phone_number_sid=added.phone_number_sid,
        )
        return remove, actions.DeleteCampaign(messaging_service_sid=added.messaging_service_sid)


def renamed(action: Action) -> Action:
    """The same action for a customer of another name, where it has a name."""
    if hasattr(action, "friendly_name"):
        return replace(action, friendly_name="somebody else: thing")  # type: ignore[call-arg]
    raise TypeError(f"{type(action).__name__} has no name")
