"""Usa2p: the campaign of a messaging service, and the use cases that a brand may register.

A campaign has no SID of its own: it is told apart by its service. The two policy URLs are shown
only to callers who ask for the newer form of the answer by header.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.limits import LIMITS
from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, use_cases
from tendlc.sandbox.behaviour.campaign_review import (
    CampaignFacts,
    review_campaign,
    review_fields,
    throughput_of,
)
from tendlc.sandbox.behaviour.magic import read_marks
from tendlc.sandbox.behaviour.verdict import Verdict, asked_for
from tendlc.sandbox.exchange import Answer, Call, Fields, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
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
    if data["campaign_status"] == "SUSPENDED":
        raise Refusal(21729)
    if data["campaign_status"] != "FAILED":
        raise Refusal(20409, "Only a failed campaign can be updated")
    if not all(_is_resubmittable(error) for error in data["errors"]):
        raise Refusal(20409, "The campaign failed for a reason that cannot be edited away")
    for name, field in _URL_FIELDS.items():
        if name not in call.form:
            texts[field] = data[field]
    data |= texts
    data |= {"campaign_status": "IN_PROGRESS", "errors": []}
    session.save(record, "resubmitted")
    _register(session, record)
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
    if brand is not None and brand.data["status"] == "SUSPENDED":
        raise Refusal(21731)
    if brand is None or brand.data["status"] != "APPROVED":
        raise Refusal(21717, because="the brand is not approved")
    sole = brand.data["brand_type"] == SOLE_PROPRIETOR
    if sole != (use_case == SOLE_PROPRIETOR):
        raise Refusal(21717, because="the use case is not one of this type of brand")
    if sole and (brand.data["identity_status"] != "VERIFIED" or brand.data["mock"]):
        raise Refusal(21717, because="the sole proprietor has not answered yet")
    if sole and session.holders(brand.key, _KIND):
        raise Refusal(21732)


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


def _is_resubmittable(error: Shape) -> bool:
    if error["error_code"] == 30882 and "TERMS_AND_CONDITIONS_URL" in error["fields"]:
        return True
    known = error_codes().get(error["error_code"])
    return known is None or known.resubmittable is not False


def _check(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["campaign_status"] in ("PENDING", "IN_PROGRESS"):
        verdict = review_fields(_facts(session, record))
        if verdict.outcome == "rejected":
            _fail(session, record, verdict)


def _submit(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["campaign_status"] == "PENDING":
        record.data["campaign_status"] = "IN_PROGRESS"
        _register(session, record)
        session.schedule("timing-campaign-to-verdict", f"{_KIND}.verdict", key)


def _register(session: Session, record: Record) -> None:
    if record.data["campaign_id"] is None:
        record.data["campaign_id"] = session.world.chance.registry_id("C", record.key)
    session.save(record, "submitted", campaign_id=record.data["campaign_id"])


def _decide(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["campaign_status"] != "IN_PROGRESS":
        return
    service = key.partition("/")[0]
    script = session.verdict("campaign", service)
    if script:
        faults = tuple(asked_for(tuple(script["codes"]), "a script asked for it"))
        verdict = Verdict(script["outcome"], faults)
    else:
        verdict = review_campaign(_facts(session, record))
    if verdict.outcome == "held":
        session.hold(f"{_KIND}.verdict", key)
    elif verdict.outcome == "rejected":
        _fail(session, record, verdict)
    else:
        _verify(session, record, service)


def _verify(session: Session, record: Record, service: str) -> None:
    brand = session.find("BrandRegistration", record.data["brand_registration_sid"])
    score = brand.data["brand_score"] if brand else None
    rates = throughput_of(record.data["us_app_to_person_usecase"], score)
    record.data |= {
        "campaign_status": "VERIFIED",
        "errors": [],
        "rate_limits": {
            "att": {"mps": rates.att_mps, "msg_class": rates.att_msg_class},
            "tmobile": {"brand_tier": rates.tmobile_brand_tier},
        },
    }
    session.save(record, "verified", campaign_id=record.data["campaign_id"])
    for number in session.all("ServicePhoneNumber", service):
        session.schedule_in(0, "ServicePhoneNumber.register", number.key)


def _fail(session: Session, record: Record, verdict: Verdict) -> None:
    record.data["campaign_status"] = "FAILED"
    record.data["errors"] = [fault.shape() for fault in verdict.faults]
    session.save(record, "failed", because=verdict.because())


def _facts(session: Session, record: Record) -> CampaignFacts:
    brand = session.find("BrandRegistration", record.data["brand_registration_sid"])
    data = record.data
    names = ("description", "message_flow", "message_samples", "opt_in_message")
    more = ("opt_out_message", "help_message", *_URL_FIELDS.values())
    exempt = bool(brand and brand.data["tax_exempt_status"])
    return CampaignFacts(
        campaign=data,
        tax_exempt=exempt,
        political=exempt or bool(brand and brand.data["skip_automatic_sec_vet"]),
        marks=read_marks([data[name] for name in (*names, *more)]),
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
