"""Usa2p: the campaign of a messaging service, and the use cases that a brand may register.

A campaign has no SID of its own: it is told apart by its service. The two policy URLs are shown
only to callers who ask for the newer form of the answer by header. How a campaign moves on stands
in campaign_progress.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, service_use_cases, use_cases
from tendlc.sandbox.behaviour.campaign_replies import TWILIO_REPLIES
from tendlc.sandbox.behaviour.refused_moves import (
    campaign_create_refusal,
    campaign_delete_refusal,
    campaign_update_refusal,
)
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import campaign_parameters, parts
from tendlc.sandbox.resources.bundles import refuse
from tendlc.sandbox.resources.campaign_parameters import URL_FIELDS
from tendlc.sandbox.resources.campaign_progress import (
    KIND,
    campaigns_of,
    remove_campaign,
    resubmit,
    start,
)
from tendlc.sandbox.world.session import Record, Session

_PATH: Final = "/v1/Services/{service_sid}/Compliance/Usa2p"
_WITH_URLS: Final = "v1.2"
_NEEDED: Final = ("HasEmbeddedLinks", "HasEmbeddedPhone")
_NEEDED_ON_UPDATE: Final = (*_NEEDED, "AgeGated", "DirectLending")


def _create(call: Call) -> Answer:
    session = call.session
    service = parts.stored(call, "MessagingService", "service_sid")
    brand_sid = parts.required(call.form, "BrandRegistrationSid", 21727)
    use_case = parts.required(call.form, "UsAppToPersonUsecase", 21727)
    texts = campaign_parameters.texts(call.form, _NEEDED)
    replies = campaign_parameters.replies(call.form)
    if use_case not in use_cases():
        raise Refusal(21720)
    brand = session.find("BrandRegistration", brand_sid)
    _refuse_unfit_brand(session, brand, use_case)
    campaign_parameters.refuse_use_case(service.data["usecase"], use_case)
    if session.find(KIND, f"{service.key}/{CAMPAIGN_SID}"):
        raise Refusal(20409, f"{service.key} already has a campaign")
    data = {
        "brand_registration_sid": brand_sid,
        "us_app_to_person_usecase": use_case,
        **texts,
        **replies,
        "subscriber_opt_in": parts.boolean(call.form, "SubscriberOptIn", default=True),
        "campaign_status": "PENDING",
        "campaign_id": None,
        "rate_limits": None,
        "admitted": False,
        "suspended_with_brand": False,
        "mock": bool(brand and brand.data["mock"]),
        "errors": [],
    }
    key = f"{service.key}/{CAMPAIGN_SID}"
    record = session.add(KIND, key, data, refers_to=(brand_sid,))
    start(session, record)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    service = parts.stored(call, "MessagingService", "service_sid")
    records = call.session.all(KIND, service.key)
    listed = [_shape(call, each) for each in records if call.session.is_listed(each.created_at)]
    return Listing("compliance", listed)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, _campaign(call)))


def _update(call: Call) -> Answer:
    record = _campaign(call)
    session, data = call.session, record.data
    texts = campaign_parameters.texts(call.form, _NEEDED_ON_UPDATE)
    codes = [error["error_code"] for error in data["errors"] if not _is_missing_terms(error)]
    brand = session.find("BrandRegistration", data["brand_registration_sid"])
    brand_status = brand.data["status"] if brand else ""
    refuse(
        campaign_update_refusal(data["campaign_status"], codes, brand_status=brand_status),
        "This campaign cannot be edited",
    )
    for name, field in URL_FIELDS.items():
        if name not in call.form:
            texts[field] = data[field]
    data |= texts
    resubmit(session, record)
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = _campaign(call)
    refuse(campaign_delete_refusal(record.data["campaign_status"]))
    remove_campaign(call.session, record)
    return Answer(204)


def _use_cases(call: Call) -> Answer:
    service = parts.stored(call, "MessagingService", "service_sid")
    declared = service_use_cases()[service.data["usecase"]]
    brand_sid = call.query.get("BrandRegistrationSid", [""])[-1]
    brand = call.session.find("BrandRegistration", brand_sid) if brand_sid else None
    if brand_sid and brand is None:
        raise Refusal(21717, because=f"{brand_sid} is not a brand of this account")
    sole = bool(brand and brand.data["brand_type"] == SOLE_PROPRIETOR)
    failed = bool(brand and brand.data["status"] in ("FAILED", "SUSPENDED"))
    entries = [
        {
            "code": each.code,
            "name": each.name,
            "description": each.description,
            "post_approval_required": each.post_approval_required,
        }
        for each in use_cases().values()
        if each.sole_proprietor == sole and not failed and declared.goes_with(each.code)
    ]
    return Answer(200, {"us_app_to_person_usecases": entries})


def _refuse_unfit_brand(session: Session, brand: Record | None, use_case: str) -> None:
    if brand is None:
        raise Refusal(21717, because="no such brand in this account")
    refuse(
        campaign_create_refusal(
            brand_status=brand.data["status"],
            brand_type=brand.data["brand_type"],
            identity_status=brand.data["identity_status"],
            use_case=use_case,
            campaigns_of_brand=len(campaigns_of(session, brand.key)),
        )
    )
    if brand.data["mock"] and brand.data["brand_type"] == SOLE_PROPRIETOR:
        raise Refusal(21717, because="a mock sole proprietor brand takes no campaign")


def _is_missing_terms(error: Shape) -> bool:
    # 30882 cannot be mended by an edit, unless it only means that the URL was left out.
    return error["error_code"] == 30882 and "TERMS_AND_CONDITIONS_URL" in error["fields"]


def _campaign(call: Call) -> Record:
    parts.stored(call, "MessagingService", "service_sid")
    return parts.stored(call, KIND, "service_sid", "sid")


def _shape(call: Call, record: Record) -> Shape:
    service = record.key.partition("/")[0]
    data = record.data
    names = [
        "brand_registration_sid",
        "description",
        "message_samples",
        "us_app_to_person_usecase",
        "has_embedded_links",
        "has_embedded_phone",
        "subscriber_opt_in",
        "age_gated",
        "direct_lending",
        "campaign_status",
        "campaign_id",
        "rate_limits",
        "message_flow",
        "opt_in_message",
        "opt_out_message",
        "help_message",
        "opt_in_keywords",
        "opt_out_keywords",
        "help_keywords",
        "mock",
        "errors",
    ]
    shape: Shape = {
        "sid": CAMPAIGN_SID,
        "account_sid": call.account_sid,
        "messaging_service_sid": service,
        **{name: data[name] for name in names},
        "is_externally_registered": "shared_as" in data,
        **parts.v1_dates(record),
        "url": f"{call.origin}/v1/Services/{service}/Compliance/Usa2p/{CAMPAIGN_SID}",
    }
    if call.session.setting("own_replies_are_hidden"):
        shape |= TWILIO_REPLIES
    if call.head.api_version == _WITH_URLS:
        shape |= {field: data[field] for field in URL_FIELDS.values()}
    return shape


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create, paced="registration"),
    Operation("GET", "messaging", _PATH, _index, paced="registration"),
    Operation("GET", "messaging", f"{_PATH}/Usecases", _use_cases, paced="registration"),
    Operation("GET", "messaging", f"{_PATH}/{{sid}}", _fetch, paced="registration"),
    Operation("POST", "messaging", f"{_PATH}/{{sid}}", _update, paced="registration"),
    Operation("DELETE", "messaging", f"{_PATH}/{{sid}}", _delete, paced="registration"),
)
