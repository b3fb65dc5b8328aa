"""Types and Schemas of Event Streams: which events there are, and what is in them.

They are the same for every account and never change. The documents themselves are served in the
place of events-schemas.twilio.com.
"""

from __future__ import annotations

import re
from typing import Final

from tendlc.catalog.event_types import EventType, event_types
from tendlc.sandbox.behaviour.event_schemas import schema_documents, schema_of
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts

_TYPES: Final = "/v1/Types"
_SCHEMAS: Final = "/v1/Schemas"
_SINCE: Final = "2023-03-01T00:00:00Z"
"""When types and schemas were made is not published."""
_HOST: Final = re.compile(r"\bevents(?=[a-z0-9.\-]*\.twilio\.com)")
_RESOURCES: Final = {
    "brand_registration": "Brand registration",
    "campaign": "Campaign registration",
    "phone_number": "Phone number",
    "account": "A2P resources",
}


def _list_types(call: Call) -> Listing:
    wanted = call.query.get("SchemaId", [""])[-1]
    found = [
        _type_shape(call, event)
        for event in event_types().values()
        if wanted in ("", schema_of(event))
    ]
    return parts.static_listing(call, "types", found)


def _fetch_type(call: Call) -> Answer:
    event = event_types().get(call.path["type"])
    if event is None:
        raise Refusal(91202)
    return Answer(200, _type_shape(call, event))


def _fetch_schema(call: Call) -> Answer:
    schema = _known(call)
    url = f"{call.origin}{_SCHEMAS}/{schema}"
    shape: Shape = {
        "id": schema,
        "url": url,
        "latest_version": 1,
        "latest_version_date_created": _SINCE,
        "links": {"versions": f"{url}/Versions"},
    }
    return Answer(200, shape)


def _list_versions(call: Call) -> Listing:
    return parts.static_listing(call, "schema_versions", [_version_shape(call, _known(call))])


def _fetch_version(call: Call) -> Answer:
    schema = _known(call)
    if call.path["version"] != "1":
        raise Refusal(91202)
    return Answer(200, _version_shape(call, schema))


def _fetch_document(call: Call) -> Answer:
    schema = _known(call)
    if call.path["version"] != "1":
        raise Refusal(91202)
    return Answer(200, schema_documents()[schema])


def _known(call: Call) -> str:
    schema = call.path["id"]
    if schema not in schema_documents():
        raise Refusal(91202)
    return schema


def _type_shape(call: Call, event: EventType) -> Shape:
    schema = schema_of(event)
    words = event.type.rpartition(".")[2].replace("-", " ")
    return {
        "type": event.type,
        "schema_id": schema,
        "date_created": _SINCE,
        "date_updated": _SINCE,
        "description": f"{_RESOURCES[event.resource]}: {words}",
        "status": "available",
        "documentation_url": None,
        "url": f"{call.origin}{_TYPES}/{event.type}",
        "links": {"schema": f"{call.origin}{_SCHEMAS}/{schema}/Versions"},
    }


def _version_shape(call: Call, schema: str) -> Shape:
    return {
        "id": schema,
        "schema_version": 1,
        "date_created": _SINCE,
        "url": f"{call.origin}{_SCHEMAS}/{schema}/Versions/1",
        "raw": f"{_HOST.sub('events-schemas', call.origin)}/{schema}/1",
    }


OPERATIONS: Final = (
    Operation("GET", "events", _TYPES, _list_types),
    Operation("GET", "events", f"{_TYPES}/{{type}}", _fetch_type),
    Operation("GET", "events", f"{_SCHEMAS}/{{id}}", _fetch_schema),
    Operation("GET", "events", f"{_SCHEMAS}/{{id}}/Versions", _list_versions),
    Operation("GET", "events", f"{_SCHEMAS}/{{id}}/Versions/{{version}}", _fetch_version),
    Operation("GET", "events-schemas", "/{id}/{version}", _fetch_document),
)
