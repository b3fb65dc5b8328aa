"""Event schemas: what the data of each type of event looks like, as JSON Schema.

The documents describe what this sandbox really sends. Where the name of a schema is not published,
it is made from the name of the event type in the manner of those that are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from tendlc.catalog.event_types import EventType, event_types

Document = dict[str, Any]
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_MOMENT: Final = {"type": "integer", "description": "milliseconds since 1970"}


def schema_of(event: EventType) -> str:
    """Return the id of the schema of an event type: the published one, or else a made one."""
    if event.schema:
        return event.schema
    words = event.type.removeprefix("com.twilio.messaging.compliance.").replace("-", ".").split(".")
    return "A2P." + "".join(word.capitalize() for word in words if word != "a2p")


@cache
def schema_documents() -> Mapping[str, Document]:
    """Return the document of every schema by its id, sorted."""
    found = {schema_of(event): _document(event) for event in event_types().values()}
    return dict(sorted(found.items()))


def _document(event: EventType) -> Document:
    required, optional = _PARTS[event.resource](event)
    return {
        "$id": f"https://events-schemas.twilio.com/{schema_of(event)}/1",
        "title": schema_of(event),
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


def _status(event: EventType) -> Document:
    return {event.status_key: {"const": event.status_word}} if event.status_key else {}


def _list_of(**properties: Document) -> Document:
    item = {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }
    return {"type": "array", "items": item}


def _brand(event: EventType) -> tuple[Document, Document]:
    required: Document = {
        "accountsid": _TEXT,
        "brandsid": _TEXT,
        "brandstatus": _TEXT,
        "createddate": _MOMENT,
        "updateddate": _MOMENT,
        **_status(event),
    }
    word = event.status_word
    if word in ("verified", "unverified"):
        required["brandfeedback"] = {"type": ["string", "null"]}
    if word in ("unverified", "registration_failed"):
        required["brandregistrationerrors"] = _list_of(
            registrationerrorcode=_WHOLE,
            registrationerrordescription=_TEXT,
            registrationerrorurl=_TEXT,
            registrationerrorfields=_TEXTS,
        )
    if word == "vetted_verified":
        score = {"type": ["integer", "null"]}
        required |= {"brandvettingoutcome": {"const": "success"}}
        required |= {"vettingscore": score, "brandscore": score}
    if word == "vetting_failed":
        required["brandvettingoutcome"] = {"const": "failure"}
        required["brandvettingerrors"] = _list_of(errorcode=_WHOLE, errordescription=_TEXT)
    return required, {"externalbrandid": _TEXT}


def _campaign(event: EventType) -> tuple[Document, Document]:
    texts = ("accountsid", "a2pusecase", "brandsid", "campaignsid", "messagingservicesid")
    required: Document = {
        **dict.fromkeys(texts, _TEXT),
        **dict.fromkeys(("createddate", "updateddate", "timestamp"), _MOMENT),
        **_status(event),
    }
    optional: Document = {}
    if event.status_word == "success":
        required["externalcampaignid"] = {"type": ["string", "null"]}
    if event.status_word == "failure":
        required["campaignregistrationerrors"] = _list_of(
            errorcode=_WHOLE, errordescription=_TEXT, errorurl=_TEXT, errorfields=_TEXTS
        )
        optional = {"errorcode": _WHOLE, "campaignfailurereason": _TEXT}
    return required, optional


def _number(event: EventType) -> tuple[Document, Document]:
    texts = ("id", "accountsid", "phonenumber", "phonenumbersid", "messagingservicesid")
    required: Document = {
        **dict.fromkeys(texts, _TEXT),
        **dict.fromkeys(("updateddate", "timestamp"), _MOMENT),
        **_status(event),
    }
    if event.status_word == "failure":
        required["failureReason"] = _TEXT
    return required, {} if event.status_word == "unregistered" else {"campaignsid": _TEXT}


def _account(event: EventType) -> tuple[Document, Document]:
    return {"accountsid": _TEXT, "timestamp": _MOMENT}, {}


_PARTS: Final = {
    "brand_registration": _brand,
    "campaign": _campaign,
    "phone_number": _number,
    "account": _account,
}
