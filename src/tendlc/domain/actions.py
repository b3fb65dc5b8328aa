"""The writes that an onboarding can ask of Twilio: one frozen class each.

An action says whether it costs money, whether it is counted, on which lane it goes, and how it may
be repeated after a lost answer. It carries everything that is sent, and its digest tells whether
what was sent before is still what should be sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar, Final

from tendlc.domain.business import PostalAddress
from tendlc.domain.campaign import Campaign
from tendlc.domain.customer import BrandOptions, MessagingServiceOptions
from tendlc.domain.field_types import Section, changeable, fixed
from tendlc.domain.observed import Seen
from tendlc.domain.subjects import (
    AvailableNumbers,
    Brand,
    BrandVettings,
    Bundle,
    BundleKind,
    CampaignOfService,
    Evaluation,
    Number,
    Observations,
    Subject,
)

_WEBHOOKS: Final = (*changeable(MessagingServiceOptions), "use_inbound_webhook_on_number")


class Repeat(StrEnum):
    """What must happen before a write with a lost answer may be sent again."""

    FREELY = "freely"
    AFTER_READING_BACK = "after_reading_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One write towards Twilio."""

    paid: ClassVar[bool] = False
    paced: ClassVar[bool] = False
    repeat: ClassVar[Repeat] = Repeat.AFTER_READING_BACK
    content: ClassVar[tuple[str, ...]] = ()
    """The fields that a later update can change; all fields where it is empty."""
    disproves: ClassVar[Mapping[int, type[Subject]]] = {}
    """What a refusal with a code of Twilio's proves wrong."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is sent and must never be shown again, not even in what an error repeats."""
        return ()

    def touches(self, sid: str) -> Subject | None:
        """Say what the write makes or changes, once its answer names a SID; None: nobody looks."""
        return None

    def observed_after(self, observed: Observations, sid: str, seen: Seen | None) -> Observations:
        """Put in what the answer showed; where it showed nothing, what the write touched is stale.

        Args:
            observed: all that was last seen of the customer.
            sid: the SID that the answer named.
            seen: what it showed of the object.
        """
        touched = self.touches(sid)
        if touched is None:
            return observed
        return observed.put(touched, seen) if seen else observed.stale(touched.stands_for)

    def observed_after_refusal(self, observed: Observations, code: int | None) -> Observations:
        """Mark as stale what a refusal with this code proves wrong."""
        wrong = self.disproves.get(code or 0)
        return observed.stale(lambda subject: type(subject) is wrong)

    def digest(self) -> str:
        """Hash the content, so that a later wish can be compared with what was sent."""
        values = self.values()
        wanted = {name: values[name] for name in self.content or values if name in values}
        text = json.dumps(wanted, sort_keys=True, ensure_ascii=False, default=list)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def values(self) -> dict[str, Any]:
        """Give all that this write says, flat: a section of the document by its fields."""
        said: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            said |= value.hashed() if isinstance(value, Section) else {each.name: value}
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomerProfile(Action):
    """Guide step 1.1. Found again by friendly name and policy."""

    friendly_name: str
    email: str
    policy_sid: str
    status_callback: str | None = None

    def touches(self, sid: str) -> Subject:
        return Bundle(bundle=BundleKind.CUSTOMER_PROFILE, sid=sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTrustProduct(Action):
    """Guide step 2.1. Found again by friendly name and policy."""

    friendly_name: str
    email: str
    policy_sid: str
    status_callback: str | None = None

    def touches(self, sid: str) -> Subject:
        return Bundle(bundle=BundleKind.TRUST_PRODUCT, sid=sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEndUser(Action):
    """Guide steps 1.2, 1.4 and 2.2. Found again by friendly name and type."""

    content: ClassVar[tuple[str, ...]] = ("attributes",)

    friendly_name: str
    type: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateEndUser(Action):
    """Replaces all attributes of an end user (walkthrough section 8.1)."""

    content: ClassVar[tuple[str, ...]] = ("attributes",)
    repeat: ClassVar[Repeat] = Repeat.FREELY

    sid: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAddress(Action):
    """Guide step 1.6. Found again by friendly name. `address` bears a name to be delivered to."""

    content: ClassVar[tuple[str, ...]] = changeable(PostalAddress)

    friendly_name: str
    address: PostalAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAddress(Action):
    """Changes an address, but for what is fixed for good (resources section 9)."""

    content: ClassVar[tuple[str, ...]] = changeable(PostalAddress)
    repeat: ClassVar[Repeat] = Repeat.FREELY

    sid: str
    address: PostalAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSupportingDocument(Action):
    """Guide step 1.7. Found again by friendly name and type."""

    friendly_name: str
    type: str
    address_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignEntity(Action):
    """Guide steps 1.3, 1.5, 1.8, 1.9, 2.3 and 2.4. Found again among the bundle's assignments."""

    bundle: BundleKind
    bundle_sid: str
    object_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateBundle(Action):
    """Guide steps 1.10 and 2.5: free and harmless to repeat.

    `contents` is a hash of everything in the bundle: a changed bundle is evaluated anew.
    """

    content: ClassVar[tuple[str, ...]] = ("contents",)
    repeat: ClassVar[Repeat] = Repeat.FREELY

    bundle: BundleKind
    bundle_sid: str
    policy_sid: str
    contents: str

    def touches(self, sid: str) -> Subject:
        return Evaluation(bundle=self.bundle, sid=self.bundle_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitBundle(Action):
    """Guide steps 1.11 and 2.6. Read back by the bundle's status and time of change.

    `contents` as in EvaluateBundle: a mended bundle is submitted anew.
    `seen_updated_at` is the `date_updated` last seen, in Twilio's own spelling: a submission that
    was rejected at once is told from an old rejection by it.
    """

    content: ClassVar[tuple[str, ...]] = ("contents",)

    bundle: BundleKind
    bundle_sid: str
    contents: str
    seen_updated_at: str | None = None

    def touches(self, sid: str) -> Subject:
        return Bundle(bundle=self.bundle, sid=self.bundle_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBrand(Action):
    """Guide step 3: costs the brand fee. Found again by both bundle SIDs.

    `known_sid`: a campaign of the customer names this brand, which may have left Twilio's list.
    """

    content: ClassVar[tuple[str, ...]] = (
        "customer_profile_bundle_sid",
        "a2p_profile_bundle_sid",
        *fixed(BrandOptions),
    )
    paid: ClassVar[bool] = True
    paced: ClassVar[bool] = True

    customer_profile_bundle_sid: str
    a2p_profile_bundle_sid: str
    brand: BrandOptions
    known_sid: str | None = None

    def touches(self, sid: str) -> Subject:
        return Brand(sid=sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateBrandRegistration(Action):
    """Resubmits a failed brand; three are free. Read back by status and time of change.

    `submission` names the state of both bundles that this resubmission takes to TCR.
    """

    content: ClassVar[tuple[str, ...]] = ("submission",)
    paced: ClassVar[bool] = True

    sid: str
    submission: str
    seen_updated_at: str | None = None

    def touches(self, sid: str) -> Subject:
        return Brand(sid=self.sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportVetting(Action):
    """Imports a result of Campaign Verify for an approved brand (resources section 11).

    A token is good for one brand and one import. Found again among the brand's vettings.
    """

    paced: ClassVar[bool] = True

    brand_sid: str
    token: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.token, self.token.rpartition("|")[2])

    def touches(self, sid: str) -> Subject:
        return BrandVettings(brand_sid=self.brand_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendBrandAuthenticationMail(Action):
    """Has the mail of Authentication+ sent again after one failed; each mail costs a fee.

    `failed_sid` is the vetting that shows the failure (None: nothing shows it). Read back by a
    newer vetting, or by one that has not failed (lifecycle section 4).
    """

    paid: ClassVar[bool] = True
    paced: ClassVar[bool] = True

    sid: str
    failed_sid: str | None = None

    def touches(self, sid: str) -> Subject:
        return BrandVettings(brand_sid=self.sid)

    def observed_after(self, observed: Observations, sid: str, seen: Seen | None) -> Observations:
        """The failure stands among the brand's errors too, so both are looked at again."""
        after = Action.observed_after(self, observed, sid, seen)
        return after.stale(Brand(sid=self.sid).stands_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMessagingService(Action):
    """Guide step 4. Found again by friendly name."""

    content: ClassVar[tuple[str, ...]] = _WEBHOOKS

    friendly_name: str
    webhooks: MessagingServiceOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateMessagingService(Action):
    """Changes the webhooks of a messaging service."""

    content: ClassVar[tuple[str, ...]] = _WEBHOOKS
    repeat: ClassVar[Repeat] = Repeat.FREELY

    sid: str
    webhooks: MessagingServiceOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCampaign(Action):
    """Guide step 5.2: costs the vetting fee. Found again by its messaging service."""

    paid: ClassVar[bool] = True
    paced: ClassVar[bool] = True

    messaging_service_sid: str
    brand_registration_sid: str
    campaign: Campaign

    def touches(self, sid: str) -> Subject:
        return CampaignOfService(messaging_service_sid=self.messaging_service_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCampaign(Action):
    """Edits and resubmits a failed campaign (lifecycle section 5). Read back by its status."""

    content: ClassVar[tuple[str, ...]] = changeable(Campaign)
    paced: ClassVar[bool] = True

    messaging_service_sid: str
    campaign: Campaign
    seen_updated_at: str | None = None

    def touches(self, sid: str) -> Subject:
        return CampaignOfService(messaging_service_sid=self.messaging_service_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCampaign(Action):
    """Deletes the campaign of a service, so that another can be created there.

    All traffic of the service stops (lifecycle section 5). Read back by its absence; a request that
    arrived late would delete the next campaign, so none is repeated before.
    """

    paced: ClassVar[bool] = True

    messaging_service_sid: str

    def touches(self, sid: str) -> Subject:
        return CampaignOfService(messaging_service_sid=self.messaging_service_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyPhoneNumber(Action):
    """Buys one number (guide step 6): a monthly fee. Found again by friendly name."""

    paid: ClassVar[bool] = True
    # fact: error-21422
    disproves: ClassVar[Mapping[int, type[Subject]]] = {21422: AvailableNumbers}

    friendly_name: str
    phone_number: str

    def touches(self, sid: str) -> Subject:
        return Number(sid=sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPhoneNumber(Action):
    """Guide step 6: adds a number to the messaging service. Found again in the service's pool."""

    messaging_service_sid: str
    phone_number_sid: str

    def touches(self, sid: str) -> Subject:
        return Number(sid=self.phone_number_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePhoneNumber(Action):
    """Takes a number out of the messaging service; the account keeps it and goes on paying for it.

    Read back by its absence from the service's pool.
    """

    messaging_service_sid: str
    phone_number_sid: str

    def observed_after(self, observed: Observations, sid: str, seen: Seen | None) -> Observations:
        """Forget the number: it is not the customer's any more."""
        return observed.without(Number(sid=self.phone_number_sid).stands_for)
