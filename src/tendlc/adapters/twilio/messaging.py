"""Messaging: brand registrations, messaging services, campaigns, and the numbers of a service.

Source: guide steps 3 to 6; natural keys: walkthrough section 11.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from twilio.rest import Client
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance
from twilio.rest.messaging.v1.brand_registration import BrandRegistrationInstance
from twilio.rest.messaging.v1.brand_registration.brand_vetting import BrandVettingInstance
from twilio.rest.messaging.v1.service.phone_number import PhoneNumberInstance
from twilio.rest.messaging.v1.service.us_app_to_person import UsAppToPersonInstance

from tendlc.adapters.twilio.answers import NotASuccess, told_by_twilio
from tendlc.adapters.twilio.pages import PAGE_SIZE, problems, scan, sid_of, updated
from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.domain import subjects
from tendlc.domain.actions import (
    AddPhoneNumber,
    CreateCampaign,
    CreateMessagingService,
    DeleteCampaign,
    ImportVetting,
    RegisterBrand,
    RemovePhoneNumber,
    ResendBrandAuthenticationMail,
    UpdateBrandRegistration,
    UpdateCampaign,
    UpdateMessagingService,
)
from tendlc.domain.observed import (
    BrandSeen,
    CampaignSeen,
    PhoneNumberSeen,
    UseCasesSeen,
    VettingSeen,
)
from tendlc.domain.status import GONE, VETTING, Standing, standing
from tendlc.errors import UnexpectedAnswer
from tendlc.ports import Absent, Found, Made, MorePages

CAMPAIGN_VERIFY: Any = "campaign-verify"
# fact: vetting-class-authentication
AUTHENTICATION = frozenset({"AUTHPLUS"})

# fact: urls-answered-by-version-header
API_VERSION = "v1.2"
"""With it the answers carry the privacy policy and terms URLs (walkthrough 5.3)."""
# fact: error-20404
NOT_FOUND = 404


def brand_seen(record: BrandRegistrationInstance, now: datetime) -> BrandSeen:
    score = record.brand_score
    return BrandSeen(
        seen_at=now,
        sid=sid_of(record),
        status=str(record.status),
        updated_at=updated(record.date_updated),
        identity_status=str(record.identity_status) if record.identity_status else None,
        tcr_id=record.tcr_id,
        brand_score=int(score) if score is not None else None,
        tax_exempt_status=record.tax_exempt_status,
        problems=problems(record.errors),
    )


def register_brand(client: Client, action: RegisterBrand, now: datetime) -> Made:
    record = client.messaging.v1.brand_registrations.create(
        customer_profile_bundle_sid=action.customer_profile_bundle_sid,
        a2p_profile_bundle_sid=action.a2p_profile_bundle_sid,
        brand_type=action.brand.brand_type,
        skip_automatic_sec_vet=action.brand.skip_automatic_sec_vet or None,
        mock=action.brand.mock or None,
    )
    return Made(sid=sid_of(record), seen=brand_seen(record, now))


def find_brand(
    client: Client, action: RegisterBrand, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    if action.known_sid:
        return _known_brand(client, action, action.known_sid, now)
    return scan(
        client.messaging.v1.brand_registrations,
        {},
        lambda record: _is_of(action, record),
        page_token,
        lambda record: brand_seen(record, now),
    )


def _known_brand(
    client: Client, action: RegisterBrand, sid: str, now: datetime
) -> Found | Absent | MorePages:
    try:
        record = client.messaging.v1.brand_registrations(sid).fetch()
    except NotASuccess as answer:
        if answer.status == NOT_FOUND:
            return Absent()
        raise
    if not _is_of(action, record):
        return Absent()
    return Found(sid=sid_of(record), seen=brand_seen(record, now))


def _is_of(action: RegisterBrand, record: BrandRegistrationInstance) -> bool:
    wanted = (action.customer_profile_bundle_sid, action.a2p_profile_bundle_sid)
    bundles = (record.customer_profile_bundle_sid, record.a2p_profile_bundle_sid)
    return bundles == wanted and not str(record.status).startswith("DELETION")


def update_brand(client: Client, action: UpdateBrandRegistration, now: datetime) -> Made:
    record = client.messaging.v1.brand_registrations(action.sid).update()
    return Made(sid=action.sid, seen=brand_seen(record, now))


def find_brand_update(
    client: Client, action: UpdateBrandRegistration, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    seen = look_brand(client, subjects.Brand(sid=action.sid), now)
    arrived = seen.status != "FAILED" or seen.updated_at != action.seen_updated_at
    return Found(sid=action.sid, seen=seen) if arrived else Absent()


def look_brand(client: Client, subject: subjects.Brand, now: datetime) -> BrandSeen:
    return brand_seen(client.messaging.v1.brand_registrations(subject.sid).fetch(), now)


def brand_gone(subject: subjects.Brand, now: datetime) -> BrandSeen:
    return BrandSeen(seen_at=now, sid=subject.sid, status=GONE, updated_at=None)


def import_vetting(client: Client, action: ImportVetting, now: datetime) -> Made:
    vettings = client.messaging.v1.brand_registrations(action.brand_sid).brand_vettings
    record = vettings.create(vetting_provider=CAMPAIGN_VERIFY, vetting_id=action.token)
    seen = VettingSeen(
        seen_at=now, brand_sid=action.brand_sid, vetting_status=str(record.vetting_status)
    )
    return Made(sid=record.brand_vetting_sid or "", seen=seen)


def find_vetting(
    client: Client, action: ImportVetting, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    """Look for the import of this very token; a brand has few vettings, so one page has all."""
    for record in _vettings(client, action.brand_sid):
        if record.vetting_provider == CAMPAIGN_VERIFY and record.vetting_id == action.token:
            return Found(sid=record.brand_vetting_sid or "")
    return Absent()


def look_vettings(client: Client, subject: subjects.BrandVettings, now: datetime) -> VettingSeen:
    vettings = _vettings(client, subject.brand_sid)
    imported = _newest([v for v in vettings if v.vetting_provider == CAMPAIGN_VERIFY])
    mail = _newest_mail(vettings)
    return VettingSeen(
        seen_at=now,
        brand_sid=subject.brand_sid,
        vetting_status=str(imported.vetting_status) if imported else None,
        authentication_status=str(mail.vetting_status) if mail else None,
        authentication_sid=mail.brand_vetting_sid if mail else None,
    )


def _newest_mail(vettings: list[BrandVettingInstance]) -> BrandVettingInstance | None:
    return _newest([v for v in vettings if v.vetting_class in AUTHENTICATION])


def _newest(vettings: list[BrandVettingInstance]) -> BrandVettingInstance | None:
    return max(vettings, key=lambda each: updated(each.date_created) or "", default=None)


def resend_authentication_mail(
    client: Client, action: ResendBrandAuthenticationMail, now: datetime
) -> Made:
    """Ask for the mail again; the library has no method for it, and its answer is not published.

    Source: lifecycle section 4.
    """
    version = client.messaging.v1
    answer = version.request("POST", f"/a2p/BrandRegistrations/{action.sid}/2fa")
    if answer.text and not isinstance(json.loads(answer.text), dict):
        raise UnexpectedAnswer("The answer to the request for the mail is not an object.")
    return Made(sid=action.sid)


def find_authentication_mail(
    client: Client, action: ResendBrandAuthenticationMail, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    """Look for another mail than the one that failed, or for one that has not failed."""
    mail = _newest_mail(_vettings(client, action.sid))
    if mail is None:
        return Absent()
    failed = standing(VETTING, str(mail.vetting_status)) is Standing.BAD
    same = failed and mail.brand_vetting_sid == action.failed_sid
    return Absent() if same else Found(sid=action.sid)


def _vettings(client: Client, brand_sid: str) -> list[BrandVettingInstance]:
    return list(
        client.messaging.v1.brand_registrations(brand_sid).brand_vettings.page(page_size=PAGE_SIZE)
    )


def create_service(client: Client, action: CreateMessagingService, now: datetime) -> Made:
    webhooks = action.webhooks
    record = client.messaging.v1.services.create(
        friendly_name=action.friendly_name,
        inbound_request_url=webhooks.inbound_request_url,
        inbound_method=webhooks.inbound_method,
        fallback_url=webhooks.fallback_url,
        fallback_method=webhooks.fallback_method,
        status_callback=webhooks.status_callback,
        use_inbound_webhook_on_number=webhooks.use_inbound_webhook_on_number,
    )
    return Made(sid=sid_of(record))


def find_service(
    client: Client, action: CreateMessagingService, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.messaging.v1.services,
        {},
        lambda record: bool(record.friendly_name == action.friendly_name),
        page_token,
    )


def update_service(client: Client, action: UpdateMessagingService, now: datetime) -> Made:
    """Send every webhook; an empty address takes away the one that stood there before."""
    webhooks = action.webhooks
    record = client.messaging.v1.services(action.sid).update(
        inbound_request_url=webhooks.inbound_request_url or "",
        inbound_method=webhooks.inbound_method,
        fallback_url=webhooks.fallback_url or "",
        fallback_method=webhooks.fallback_method,
        status_callback=webhooks.status_callback or "",
        use_inbound_webhook_on_number=webhooks.use_inbound_webhook_on_number,
    )
    return Made(sid=sid_of(record))


def campaign_seen(record: UsAppToPersonInstance, now: datetime) -> CampaignSeen:
    limits: dict[str, Any] = record.rate_limits or {}
    att, t_mobile = limits.get("att") or {}, limits.get("tmobile") or {}
    return CampaignSeen(
        seen_at=now,
        sid=sid_of(record),
        status=str(record.campaign_status),
        updated_at=updated(record.date_updated),
        use_case=record.us_app_to_person_usecase,
        brand_sid=record.brand_registration_sid,
        campaign_id=record.campaign_id,
        att_messages_per_second=att.get("mps"),
        att_message_class=att.get("msg_class"),
        t_mobile_brand_tier=t_mobile.get("brand_tier"),
        problems=problems(record.errors),
    )


def create_campaign(client: Client, action: CreateCampaign, now: datetime) -> Made:
    campaign = action.campaign
    campaigns = client.messaging.v1.services(action.messaging_service_sid).us_app_to_person
    record = campaigns.create(
        x_twilio_api_version=API_VERSION,
        brand_registration_sid=action.brand_registration_sid,
        description=campaign.description,
        message_flow=campaign.message_flow,
        message_samples=list(campaign.message_samples),
        us_app_to_person_usecase=campaign.us_app_to_person_usecase,
        has_embedded_links=campaign.has_embedded_links,
        has_embedded_phone=campaign.has_embedded_phone,
        subscriber_opt_in=campaign.subscriber_opt_in,
        age_gated=campaign.age_gated,
        direct_lending=campaign.direct_lending,
        privacy_policy_url=campaign.privacy_policy_url,
        terms_and_conditions_url=campaign.terms_and_conditions_url,
        opt_in_message=campaign.opt_in_message,
        opt_out_message=campaign.opt_out_message,
        help_message=campaign.help_message,
        opt_in_keywords=list(campaign.opt_in_keywords) or None,
        opt_out_keywords=list(campaign.opt_out_keywords) or None,
        help_keywords=list(campaign.help_keywords) or None,
    )
    return Made(sid=sid_of(record), seen=campaign_seen(record, now))


def find_campaign(
    client: Client, action: CreateCampaign, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    """The campaign is the only one of its service: any entry there is ours."""
    campaigns = client.messaging.v1.services(action.messaging_service_sid).us_app_to_person
    return scan(
        campaigns,
        {"x_twilio_api_version": API_VERSION},
        lambda record: bool(record.brand_registration_sid == action.brand_registration_sid),
        page_token,
        lambda record: campaign_seen(record, now),
    )


def update_campaign(client: Client, action: UpdateCampaign, now: datetime) -> Made:
    campaign = action.campaign
    service = client.messaging.v1.services(action.messaging_service_sid)
    record = service.us_app_to_person(CAMPAIGN_SID).update(
        x_twilio_api_version=API_VERSION,
        has_embedded_links=campaign.has_embedded_links,
        has_embedded_phone=campaign.has_embedded_phone,
        message_samples=list(campaign.message_samples),
        message_flow=campaign.message_flow,
        description=campaign.description,
        age_gated=campaign.age_gated,
        direct_lending=campaign.direct_lending,
        privacy_policy_url=campaign.privacy_policy_url,
        terms_and_conditions_url=campaign.terms_and_conditions_url,
    )
    return Made(sid=sid_of(record), seen=campaign_seen(record, now))


def find_campaign_update(
    client: Client, action: UpdateCampaign, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    subject = subjects.CampaignOfService(messaging_service_sid=action.messaging_service_sid)
    seen = look_campaign(client, subject, now)
    arrived = seen.status != "FAILED" or seen.updated_at != action.seen_updated_at
    return Found(sid=seen.sid, seen=seen) if arrived else Absent()


def delete_campaign(client: Client, action: DeleteCampaign, now: datetime) -> Made:
    """Delete it; one that is not there has been deleted already. Nothing is shown of it."""
    service = client.messaging.v1.services(action.messaging_service_sid)
    _gone_by(service.us_app_to_person(CAMPAIGN_SID).delete)
    return Made(sid=CAMPAIGN_SID)


def find_campaign_deletion(
    client: Client, action: DeleteCampaign, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    service = client.messaging.v1.services(action.messaging_service_sid)
    gone = _is_gone(service.us_app_to_person(CAMPAIGN_SID).fetch)
    return Found(sid=CAMPAIGN_SID) if gone else Absent()


def look_campaign(
    client: Client, subject: subjects.CampaignOfService, now: datetime
) -> CampaignSeen:
    service = client.messaging.v1.services(subject.messaging_service_sid)
    record = service.us_app_to_person(CAMPAIGN_SID).fetch(x_twilio_api_version=API_VERSION)
    return campaign_seen(record, now)


def campaign_gone(subject: subjects.CampaignOfService, now: datetime) -> CampaignSeen:
    return CampaignSeen(seen_at=now, sid=CAMPAIGN_SID, status=GONE, updated_at=None)


def look_use_cases(client: Client, subject: subjects.UseCases, now: datetime) -> UseCasesSeen:
    service = client.messaging.v1.services(subject.messaging_service_sid)
    record = service.us_app_to_person_usecases.fetch(
        brand_registration_sid=subject.brand_registration_sid
    )
    entries: list[dict[str, Any]] = record.us_app_to_person_usecases or []
    return UseCasesSeen(seen_at=now, codes=tuple(entry["code"] for entry in entries))


def number_seen(
    record: IncomingPhoneNumberInstance | PhoneNumberInstance, now: datetime
) -> PhoneNumberSeen:
    return PhoneNumberSeen(seen_at=now, sid=sid_of(record), phone_number=record.phone_number or "")


def add_number(client: Client, action: AddPhoneNumber, now: datetime) -> Made:
    service = client.messaging.v1.services(action.messaging_service_sid)
    record = service.phone_numbers.create(phone_number_sid=action.phone_number_sid)
    return Made(sid=sid_of(record), seen=number_seen(record, now))


def look_number(
    client: Client, subject: subjects.NumberOfService, now: datetime
) -> PhoneNumberSeen:
    service = client.messaging.v1.services(subject.messaging_service_sid)
    return number_seen(service.phone_numbers(subject.sid).fetch(), now)


def number_gone(subject: subjects.NumberOfService, now: datetime) -> PhoneNumberSeen:
    return PhoneNumberSeen(
        seen_at=now, sid=subject.sid, phone_number=subject.phone_number, status=GONE
    )


def find_number_of_service(
    client: Client, action: AddPhoneNumber, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    service = client.messaging.v1.services(action.messaging_service_sid)
    return scan(
        service.phone_numbers,
        {},
        lambda record: bool(record.sid == action.phone_number_sid),
        page_token,
        lambda record: number_seen(record, now),
    )


def remove_number(client: Client, action: RemovePhoneNumber, now: datetime) -> Made:
    """Take it out; one that is not in the service has been taken out already."""
    service = client.messaging.v1.services(action.messaging_service_sid)
    _gone_by(service.phone_numbers(action.phone_number_sid).delete)
    return Made(sid=action.phone_number_sid)


def find_number_removal(
    client: Client, action: RemovePhoneNumber, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    service = client.messaging.v1.services(action.messaging_service_sid)
    gone = _is_gone(service.phone_numbers(action.phone_number_sid).fetch)
    return Found(sid=action.phone_number_sid) if gone else Absent()


def _gone_by(delete: Callable[[], Any]) -> None:
    try:
        delete()
    except NotASuccess as error:
        if not _says_gone(error):
            raise


def _is_gone(fetch: Callable[[], Any]) -> bool:
    try:
        fetch()
    except NotASuccess as error:
        if _says_gone(error):
            return True
        raise
    return False


def _says_gone(error: NotASuccess) -> bool:
    """Only Twilio's own 404 says that something is not there."""
    return error.status == NOT_FOUND and told_by_twilio(error.status, error.text) is not None
