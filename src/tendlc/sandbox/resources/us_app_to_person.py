"""Usa2p: the campaign of a messaging service, and the use cases that a brand may register.

A campaign has no SID of its own: it is told apart by its service. The two policy URLs are shown
only to callers who ask for the newer form of the answer by header.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, use_cases
from tendlc.sandbox.behaviour.lifecycles import (
    CAMPAIGN,
    Transition,
    campaign_create_refusal,
    campaign_update_refusal,
)
from tendlc.sandbox.behaviour.review import (
    CampaignBrand,
    CampaignSubmission,
    CampaignVerdict,
    rate_limits_of,
    review_campaign,
)
from tendlc.sandbox.exchange import Answer, Call, Fields, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import CUSTOMER_PROFILE, refuse, submitted
from tendlc.sandbox.resources.scripted import scripted_errors
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "Usa2p"
_PATH: Final = "/v1/Services/{service_sid}/Compliance/Usa2p"
_WITH_URLS: Final = "v1.2"
_OPT_OUT_KEYWORDS: Final = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
_HELP_KEYWORDS: Final = ("HELP", "INFO")
_OPT_OUT_MESSAGE: Final = (
    "You have successfully been unsubscribed. You will not receive any more messages from this"
    " number. Reply START to resubscribe."
)
_HELP_MESSAGE: Final = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
_NEEDED: Final = ("HasEmbeddedLinks", "HasEmbeddedPhone")
_NEEDED_ON_UPDATE: Final = (*_NEEDED, "AgeGated", "DirectLending")


def _create(call: Call) -> Answer:
    session = call.session
    service = parts.stored(call, "MessagingService", "service_sid")
    brand_sid = parts.required(call.form, "BrandRegistrationSid", 21727)
    use_case = parts.required(call.form, "UsAppToPersonUsecase", 21727)
    texts = _texts(call.form, _NEEDED)
    replies = _replies(call.form)
    if use_case not in use_cases():
        raise Refusal(21720)
    brand = session.find("BrandRegistration", brand_sid)
    _refuse_unfit_brand(session, brand, use_case)
    if session.find(_KIND, f"{service.key}/{CAMPAIGN_SID}"):
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
        "mock": bool(brand and brand.data["mock"]),
        "errors": [],
    }
    key = f"{service.key}/{CAMPAIGN_SID}"
    record = session.add(_KIND, key, data, refers_to=(brand_sid,))
    session.schedule("timing-campaign-instant-rejection", f"{_KIND}.check", key)
    session.schedule("timing-campaign-to-in-progress", f"{_KIND}.submit", key)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    service = parts.stored(call, "MessagingService", "service_sid")
    records = call.session.all(_KIND, service.key)
    return Listing("compliance", [_shape(call, record) for record in records])


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, _campaign(call)))


def _update(call: Call) -> Answer:
    record = _campaign(call)
    session, data = call.session, record.data
    texts = _texts(call.form, _NEEDED_ON_UPDATE)
    codes = [error["error_code"] for error in data["errors"] if not _is_missing_terms(error)]
    refuse(
        campaign_update_refusal(data["campaign_status"], codes), "This campaign cannot be edited"
    )
    for name, field in _URL_FIELDS.items():
        if name not in call.form:
            texts[field] = data[field]
    data |= texts
    data |= {"campaign_status": "IN_PROGRESS", "errors": []}
    _register(session, record)
    session.cancel(record.key)  # a review of what it was before must not decide what it is now
    session.save(record, CAMPAIGN["update"].name)
    session.schedule("timing-campaign-instant-rejection", f"{_KIND}.check", record.key)
    session.schedule("timing-campaign-to-verdict", f"{_KIND}.verdict", record.key)
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = _campaign(call)
    session = call.session
    for number in session.all("ServicePhoneNumber", record.key.partition("/")[0]):
        session.schedule_in(0, "ServicePhoneNumber.deregister", number.key)
    session.remove(record)
    return Answer(204)


def _use_cases(call: Call) -> Answer:
    parts.stored(call, "MessagingService", "service_sid")
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
        if each.sole_proprietor == sole and not failed
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
            campaigns_of_brand=len(session.holders(brand.key, _KIND)),
        )
    )
    if brand.data["mock"] and brand.data["brand_type"] == SOLE_PROPRIETOR:
        raise Refusal(21717, because="a mock sole proprietor brand takes no campaign")


_URL_FIELDS: Final = {
    "PrivacyPolicyUrl": "privacy_policy_url",
    "TermsAndConditionsUrl": "terms_and_conditions_url",
}


def _texts(form: Fields, needed: tuple[str, ...]) -> Shape:
    for name in (*needed, "Description", "MessageFlow", "MessageSamples"):
        parts.required(form, name, 21727)
    description, flow = form["Description"][-1], form["MessageFlow"][-1]
    samples = form["MessageSamples"]
    limits = LIMITS
    _hold_to("Description", len(description), limits.description_min, limits.description_max)
    _hold_to("MessageFlow", len(flow), limits.message_flow_min, limits.message_flow_max)
    _hold_to(
        "the number of MessageSamples",
        len(samples),
        limits.message_samples_min,
        limits.message_samples_max,
    )
    for each in samples:
        least, most = limits.message_sample_min, limits.message_sample_max
        _hold_to("each of MessageSamples", len(each), least, most)
    return {
        "description": description,
        "message_flow": flow,
        "message_samples": samples,
        "has_embedded_links": parts.boolean(form, "HasEmbeddedLinks"),
        "has_embedded_phone": parts.boolean(form, "HasEmbeddedPhone"),
        "age_gated": parts.boolean(form, "AgeGated", default=False),
        "direct_lending": parts.boolean(form, "DirectLending", default=False),
        **{field: parts.web_address(form, name) for name, field in _URL_FIELDS.items()},
    }


def _replies(form: Fields) -> Shape:
    given = {name: parts.text(form, name) or None for name in _REPLY_MESSAGES}
    for name, message in given.items():
        if message is not None:
            _hold_to(name, len(message), LIMITS.reply_message_min, LIMITS.reply_message_max)
    keywords = {name: [each for each in form.get(name, []) if each] for name in _REPLY_KEYWORDS}
    for name, words in keywords.items():
        _hold_to(name, sum(map(len, words)), 0, LIMITS.keywords_max)
        if not all(word.isalnum() for word in words):
            raise Refusal(20001, f"{name} must be letters and digits")
    return {
        "opt_in_message": given["OptInMessage"],
        "opt_out_message": given["OptOutMessage"] or _OPT_OUT_MESSAGE,
        "help_message": given["HelpMessage"] or _HELP_MESSAGE,
        "own_help_message": given["HelpMessage"] is not None,
        "opt_in_keywords": keywords["OptInKeywords"],
        "opt_out_keywords": keywords["OptOutKeywords"] or list(_OPT_OUT_KEYWORDS),
        "help_keywords": keywords["HelpKeywords"] or list(_HELP_KEYWORDS),
    }


_REPLY_MESSAGES: Final = ("OptInMessage", "OptOutMessage", "HelpMessage")
_REPLY_KEYWORDS: Final = ("OptInKeywords", "OptOutKeywords", "HelpKeywords")


def _hold_to(what: str, length: int, least: int, most: int) -> None:
    if not least <= length <= most:
        raise Refusal(21728, f"{what} must be {least} to {most}, not {length}")


def _is_missing_terms(error: Shape) -> bool:
    # 30882 cannot be mended by an edit, unless it only means that the URL was left out.
    return error["error_code"] == 30882 and "TERMS_AND_CONDITIONS_URL" in error["fields"]


def _check(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["campaign_status"] in ("PENDING", "IN_PROGRESS"):
        verdict = _review(session, record)
        if verdict.instant:
            fresh = record.data["campaign_status"] == "PENDING"
            name = "reject-at-once" if fresh else "reject-resubmitted-at-once"
            record.data["errors"] = [error.as_json() for error in verdict.errors]
            _move(session, record, CAMPAIGN[name])


def _submit(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["campaign_status"] != "PENDING":
        return
    if not _review(session, record).path:
        session.hold(f"{_KIND}.submit", key)
        return
    _register(session, record)
    _move(session, record, CAMPAIGN["submit"])
    session.schedule(CAMPAIGN["approve"].timing, f"{_KIND}.verdict", key)


def _register(session: Session, record: Record) -> None:
    if record.data["campaign_id"] is None:
        record.data["campaign_id"] = session.world.chance.registry_id("C", record.key)


def _decide(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["campaign_status"] not in ("IN_PROGRESS", "VERIFIED"):
        return
    ahead = [name for name in _verdict(session, record).path if name != "submit"]
    if record.data["campaign_status"] == "VERIFIED":
        ahead = [name for name in ahead if name == "suspend"]
    if not ahead:
        session.hold(f"{_KIND}.verdict", key)
        return
    _move(session, record, CAMPAIGN[ahead[0]])
    if ahead[0] == "approve":
        for number in session.all("ServicePhoneNumber", key.partition("/")[0]):
            session.schedule_in(0, "ServicePhoneNumber.register", number.key)
    if len(ahead) > 1:
        session.schedule(CAMPAIGN[ahead[1]].timing, f"{_KIND}.verdict", key)


def _verdict(session: Session, record: Record) -> CampaignVerdict:
    script = session.verdict("campaign", record.key.partition("/")[0])
    verdict = _scripted(session, record, script) if script else _review(session, record)
    suspended = "suspend" in verdict.path and record.data["campaign_status"] == "IN_PROGRESS"
    record.data["errors"] = [] if suspended else [error.as_json() for error in verdict.errors]
    if verdict.approved:
        record.data["rate_limits"] = verdict.rate_limits
    return verdict


def _scripted(session: Session, record: Record, script: Shape) -> CampaignVerdict:
    brand = _brand(session, record)
    rejected, held = script["outcome"] == "rejected", script["outcome"] == "held"
    limits = rate_limits_of(record.data["us_app_to_person_usecase"], brand.brand_score)
    decided: tuple[str, ...] = ("reject",) if rejected else ("approve",)
    return CampaignVerdict(
        approved=not rejected and not held,
        instant=False,
        status="FAILED" if rejected else "VERIFIED",
        path=() if held else decided,
        errors=scripted_errors(script, upper=True),
        rate_limits=None if rejected or held else limits,
    )


def _move(session: Session, record: Record, transition: Transition) -> None:
    record.data["campaign_status"] = transition.target
    session.save(record, transition.name, event_type=transition.event, status=transition.target)


def _review(session: Session, record: Record) -> CampaignVerdict:
    data = record.data
    service = session.find("MessagingService", record.key.partition("/")[0])
    return review_campaign(
        CampaignSubmission(
            brand=_brand(session, record),
            use_case=data["us_app_to_person_usecase"],
            **{name: data[name] for name in _REVIEWED},
            help_message=data["help_message"] if data["own_help_message"] else None,
            service_name=service.data["friendly_name"] if service else "",
        )
    )


def _brand(session: Session, record: Record) -> CampaignBrand:
    brand = session.find("BrandRegistration", record.data["brand_registration_sid"])
    if brand is None:
        return CampaignBrand(name="")
    profile = submitted(CUSTOMER_PROFILE, session, brand.data["customer_profile_bundle_sid"])
    business = profile.attributes(*_BUSINESS) if profile else {}
    return CampaignBrand(
        name=str(business.get("business_name") or ""),
        status=brand.data["status"],
        identity_status=brand.data["identity_status"],
        brand_type=brand.data["brand_type"],
        brand_score=brand.data["brand_score"],
        tax_exempt_status=brand.data["tax_exempt_status"],
        website_url=str(business.get("website_url") or ""),
        registration_number=str(business.get("business_registration_number") or ""),
        authentication=brand.data["authentication"],
        campaigns=len(session.holders(brand.key, _KIND)),
    )


_BUSINESS: Final = ("customer_profile_business_information", "starter_customer_profile_information")
_REVIEWED: Final = (
    "description",
    "message_flow",
    "message_samples",
    "has_embedded_links",
    "has_embedded_phone",
    "direct_lending",
    "age_gated",
    "opt_in_message",
    "opt_out_message",
    "privacy_policy_url",
    "terms_and_conditions_url",
    "mock",
)


def _campaign(call: Call) -> Record:
    parts.stored(call, "MessagingService", "service_sid")
    return parts.stored(call, _KIND, "service_sid", "sid")


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
        "is_externally_registered": False,
        **parts.v1_dates(record),
        "url": f"{call.origin}/v1/Services/{service}/Compliance/Usa2p/{CAMPAIGN_SID}",
    }
    if call.api_version == _WITH_URLS:
        shape |= {field: data[field] for field in _URL_FIELDS.values()}
    return shape


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create, paced=True),
    Operation("GET", "messaging", _PATH, _index, paced=True),
    Operation("GET", "messaging", f"{_PATH}/Usecases", _use_cases, paced=True),
    Operation("GET", "messaging", f"{_PATH}/{{sid}}", _fetch, paced=True),
    Operation("POST", "messaging", f"{_PATH}/{{sid}}", _update, paced=True),
    Operation("DELETE", "messaging", f"{_PATH}/{{sid}}", _delete, paced=True),
)
STEPS: Final = {
    f"{_KIND}.check": _check,
    f"{_KIND}.submit": _submit,
    f"{_KIND}.verdict": _decide,
}
