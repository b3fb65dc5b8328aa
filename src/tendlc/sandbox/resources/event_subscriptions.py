"""Subscriptions: which types of events a sink gets. The types are resources of their own.

A type may be given with the version of its schema; there is one version of each.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from tendlc.catalog.event_types import event_types
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.session import Record

_KIND: Final = "Subscription"
_TYPE: Final = "SubscribedEvent"
_PATH: Final = "/v1/Subscriptions"
_TYPES: Final = f"{_PATH}/{{sid}}/SubscribedEvents"
_VERSION: Final = 1
_VERSIONS_KNOWN: Final = (1, 2)
"""Newer pages show version 2 (domain: lifecycle, section 9.1); its schema is not published."""


def _create(call: Call) -> Answer:
    session = call.session
    description = parts.required(call.form, "Description")
    sink_sid = parts.sid(call.form, "SinkSid", "DG", 91006)
    parts.required(call.form, "Types", 91103)
    types = _types(call.form["Types"])
    if session.find("Sink", sink_sid) is None:
        raise Refusal(91001)
    data = {"description": description, "sink_sid": sink_sid}
    record = session.add(_KIND, session.new_sid("DF"), data, refers_to=(sink_sid,))
    for type_, version in types.items():
        session.add(_TYPE, f"{record.key}/{type_}", {"schema_version": version})
    session.forget_receivers()
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    where = parts.filters(call, {"SinkSid": "sink_sid"})
    return parts.listing(call, "subscriptions", _KIND, _shape, where=where)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, _subscription(call)))


def _update(call: Call) -> Answer:
    record = _subscription(call)
    description = parts.text(call.form, "Description")
    if description:
        parts.change(call.session, record, {"description": description})
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = _subscription(call)
    for event in call.session.all(_TYPE, record.key):
        call.session.remove(event)
    call.session.remove(record)
    call.session.forget_receivers()
    return Answer(204)


def _add_type(call: Call) -> Answer:
    record = _subscription(call)
    type_ = _known_type(parts.required(call.form, "Type"))
    version = _version(parts.text(call.form, "SchemaVersion"))
    known = call.session.find(_TYPE, f"{record.key}/{type_}")
    if known:
        raise Refusal(91101, because=f"{type_} is subscribed already")
    event = call.session.add(_TYPE, f"{record.key}/{type_}", {"schema_version": version})
    call.session.forget_receivers()
    return Answer(201, _type_shape(call, event))


def _list_types(call: Call) -> Listing:
    record = _subscription(call)
    events = call.session.all(_TYPE, record.key)
    return parts.static_listing(call, "types", [_type_shape(call, event) for event in events])


def _fetch_type(call: Call) -> Answer:
    return Answer(200, _type_shape(call, _type(call)))


def _update_type(call: Call) -> Answer:
    event = _type(call)
    version = parts.text(call.form, "SchemaVersion")
    if version:
        parts.change(call.session, event, {"schema_version": _version(version)})
        call.session.forget_receivers()
    return Answer(200, _type_shape(call, event))


def _delete_type(call: Call) -> Answer:
    call.session.remove(_type(call))
    call.session.forget_receivers()
    return Answer(204)


def _subscription(call: Call) -> Record:
    record = call.session.find(_KIND, call.path["sid"])
    if record is None:
        raise Refusal(91102)
    return record


def _type(call: Call) -> Record:
    subscription = _subscription(call)
    event = call.session.find(_TYPE, f"{subscription.key}/{call.path['type']}")
    if event is None:
        raise Refusal(91104)
    return event


def _types(given: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in given:
        try:
            parsed = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Refusal(91101, because=f"{text} is not JSON") from None
        for entry in parsed if isinstance(parsed, list) else [parsed]:
            if not isinstance(entry, dict):
                raise Refusal(91101, because=f"{entry} is not a JSON object")
            found[_known_type(entry.get("type"))] = _version(entry.get("schema_version"))
    if not found:
        raise Refusal(91103)
    return found


def _known_type(type_: Any) -> str:
    if not isinstance(type_, str) or type_ not in event_types():
        raise Refusal(91104, because=f"{type_} is not an event type")
    return type_


def _version(given: Any) -> int:
    if given is None:
        return _VERSION
    for version in _VERSIONS_KNOWN:
        if str(given) == str(version):
            return version
    raise Refusal(91101, because=f"there is no version {given} of that schema")


def _shape(call: Call, record: Record) -> Shape:
    url = f"{call.origin}{_PATH}/{record.key}"
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        "description": record.data["description"],
        "sink_sid": record.data["sink_sid"],
        **parts.v1_dates(record),
        "url": url,
        "links": {"subscribed_events": f"{url}/SubscribedEvents"},
    }


def _type_shape(call: Call, event: Record) -> Shape:
    subscription, _, type_ = event.key.partition("/")
    return {
        "account_sid": call.account_sid,
        "subscription_sid": subscription,
        "type": type_,
        "schema_version": event.data["schema_version"],
        "url": f"{call.origin}{_PATH}/{subscription}/SubscribedEvents/{type_}",
    }


OPERATIONS: Final = (
    Operation("POST", "events", _PATH, _create),
    Operation("GET", "events", _PATH, _index),
    Operation("GET", "events", f"{_PATH}/{{sid}}", _fetch),
    Operation("POST", "events", f"{_PATH}/{{sid}}", _update),
    Operation("DELETE", "events", f"{_PATH}/{{sid}}", _delete),
    Operation("POST", "events", _TYPES, _add_type),
    Operation("GET", "events", _TYPES, _list_types),
    Operation("GET", "events", f"{_TYPES}/{{type}}", _fetch_type),
    Operation("POST", "events", f"{_TYPES}/{{type}}", _update_type),
    Operation("DELETE", "events", f"{_TYPES}/{{type}}", _delete_type),
)
