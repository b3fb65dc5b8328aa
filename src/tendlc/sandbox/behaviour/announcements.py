"""Announcements: the words in which Twilio tells of a change, by event or by status callback.

Event words differ from REST words, and each kind of event has keys of its own. Whom to tell, and
how the bytes travel, is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from tendlc.catalog.event_types import EventType, event_types
from tendlc.sandbox.behaviour.event_schemas import schema_of

Data = dict[str, Any]
TEST_EVENT: Final = "com.twilio.eventstreams.test-event"
_FEEDBACK: Final = {
    30795: "TAX_ID",
    30796: "STOCK_SYMBOL",
    30797: "GOVERNMENT_ENTITY",
    30798: "NONPROFIT",
}
"""The word of the registry for a code (domain: lifecycle, section 3.3); any other is OTHERS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an event is about: a resource as it is stored, at the moment of the event.

    Moments are seconds since 1970. `campaign_sid` is the CM SID that only events show;
    `unique` is 128 bits that nothing else has.
    """

    account_sid: str
    key: str
    data: Mapping[str, Any]
    created_at: int
    now: float
    campaign_sid: str = ""
    unique: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


def cloud_event(
    type_: str, schema: str, version: int, source: str, event_id: str, now: float
) -> Data:
    """Return the envelope of an event (CloudEvents 1.0); `data` is still to come."""
    moment = datetime.fromtimestamp(now, UTC)
    return {
        "specversion": "1.0",
        "type": type_,
        "source": source,
        "id": event_id,
        "dataschema": f"https://events-schemas.twilio.com/{schema}/{version}",
        "datacontenttype": "application/json",
        "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
    }


def event_about(type_: str, subject: Subject, event_id: str, version: int = 1) -> Data:
    """Return the whole event (domain: lifecycle, section 9).

    Raises:
        KeyError: the catalog has no such event type.
    """
    known = event_types()[type_]
    source = subject.key.rpartition("/")[2]
    if known.resource == "campaign":
        source = subject.campaign_sid
    envelope = cloud_event(type_, schema_of(known), version, source, event_id, subject.now)
    return {**envelope, "data": _DATA[known.resource](known, subject)}


def status_callback(account_sid: str, bundle_sid: str, status: str, reason: str) -> Data:
    """Return the fields of a status callback; `reason` only goes with a rejection.

    Which fields Twilio sends is not published (domain: lifecycle, section 8).
    """
    fields = {"AccountSid": account_sid, "BundleSid": bundle_sid, "Status": status}
    return {**fields, "FailureReason": reason} if reason else fields


def _brand_data(event: EventType, subject: Subject) -> Data:
    data = subject.data
    told: Data = {
        "accountsid": subject.account_sid,
        "brandsid": subject.key,
        "brandstatus": "registered",
        "createddate": subject.created_at * 1000,
        "updateddate": _milliseconds(subject.now),
    }
    if data["tcr_id"]:
        told["externalbrandid"] = data["tcr_id"]
    if event.status_key:
        told[event.status_key] = event.status_word
    errors = data["errors"] or []
    if event.status_word in ("verified", "unverified"):
        told["brandfeedback"] = _feedback(errors) if errors else None
    if event.status_word in ("unverified", "registration_failed"):
        told["brandregistrationerrors"] = [_brand_error(each) for each in errors]
    if event.status_word in ("vetted_verified", "vetting_failed"):
        told |= _vetting(event, data)
    return told


def _vetting(event: EventType, data: Mapping[str, Any]) -> Data:
    if event.status_word == "vetted_verified":
        score = data["brand_score"]
        return {"brandvettingoutcome": "success", "vettingscore": score, "brandscore": score}
    errors = [
        {"errorcode": each["error_code"], "errordescription": each["description"]}
        for each in data["errors"] or []
    ]
    return {"brandvettingoutcome": "failure", "brandvettingerrors": errors}


def _feedback(errors: list[Data]) -> str:
    return _FEEDBACK.get(errors[0]["error_code"], "OTHERS")


def _brand_error(error: Data) -> Data:
    return {
        "registrationerrorcode": error["error_code"],
        "registrationerrordescription": error["description"],
        "registrationerrorurl": error["url"],
        "registrationerrorfields": error["fields"],
    }


def _campaign_data(event: EventType, subject: Subject) -> Data:
    data = subject.data
    told: Data = {
        "accountsid": subject.account_sid,
        "a2pusecase": data["us_app_to_person_usecase"],
        "brandsid": data["brand_registration_sid"],
        "campaignsid": subject.campaign_sid,
        "messagingservicesid": subject.key.partition("/")[0],
        "createddate": subject.created_at * 1000,
        "updateddate": _milliseconds(subject.now),
        "timestamp": _milliseconds(subject.now),
    }
    if event.status_key:
        told[event.status_key] = event.status_word
    if event.status_word == "success":
        told["externalcampaignid"] = data["campaign_id"]
    if event.status_word == "failure":
        errors = data["errors"] or []
        told["campaignregistrationerrors"] = [
            {
                "errorcode": each["error_code"],
                "errordescription": each["description"],
                "errorurl": each["url"],
                "errorfields": each["fields"],
            }
            for each in errors
        ]
        if errors:
            told["errorcode"] = errors[0]["error_code"]
            told["campaignfailurereason"] = errors[0]["description"]
    return told


def _number_data(event: EventType, subject: Subject) -> Data:
    service, _, number = subject.key.partition("/")
    told: Data = {
        "id": _uuid(subject.unique),
        "accountsid": subject.account_sid,
        "externalstatus": event.status_word,
        "phonenumber": subject.data["phone_number"].removeprefix("+"),
        "phonenumbersid": number,
        "messagingservicesid": service,
        "timestamp": _milliseconds(subject.now),
        "updateddate": _milliseconds(subject.now),
    }
    if subject.campaign_sid and event.status_word != "unregistered":
        told["campaignsid"] = subject.campaign_sid
    if event.status_word == "failure":
        told["failureReason"] = subject.details.get("failure_reason", "")
    return told


def _account_data(event: EventType, subject: Subject) -> Data:
    return {"accountsid": subject.account_sid, "timestamp": _milliseconds(subject.now)}


def _uuid(number: int) -> str:
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _milliseconds(moment: float) -> int:
    return int(moment * 1000)


_DATA: Final = {
    "brand_registration": _brand_data,
    "campaign": _campaign_data,
    "phone_number": _number_data,
    "account": _account_data,
}
