"""Sinks: where events are to go, their test events, and the proof that one arrived.

Only webhook sinks lead anywhere here; the other types are kept and never get anything. A password
in the destination is kept apart, and shown as three stars.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from tendlc.catalog.sids import is_sid
from tendlc.sandbox.behaviour.announcements import TEST_EVENT, cloud_event
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.outbox import shown_address
from tendlc.sandbox.world.session import Record

_KIND: Final = "Sink"
_PATH: Final = "/v1/Sinks"
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "webhook": ("destination",),
    "kinesis": ("arn", "role_arn", "external_id"),
    "segment": ("write_key",),
    "email": (),
}
"""The texts that the configuration of each type must have."""
_STATUSES: Final = ("initialized", "validating", "active", "failed")
_METHODS: Final = ("POST", "GET")


def _create(call: Call) -> Answer:
    description = parts.required(call.form, "Description")
    type_ = parts.required(call.form, "SinkType")
    configuration = _configuration(parts.required(call.form, "SinkConfiguration"), type_)
    destination = configuration.get("destination")
    sid = call.session.new_sid("DG")
    if type_ == "webhook":
        call.session.keep_destination(sid, destination)
        configuration["destination"] = shown_address(str(destination))
    data = {
        "description": description,
        "sink_configuration": configuration,
        "sink_type": type_,
        "status": "active" if type_ == "webhook" else "initialized",
        "tests": [],
    }
    return Answer(201, _shape(call, call.session.add(_KIND, sid, data)))


def _index(call: Call) -> Listing:
    status = parts.one_of(call.query, "Status", _STATUSES)
    in_use = parts.boolean(call.query, "InUse")
    found = [
        _shape(call, record)
        for record in reversed(call.session.all(_KIND))
        if call.session.is_listed(record.created_at)
        and status in (None, record.data["status"])
        and in_use in (None, _is_in_use(call, record))
    ]
    return parts.sid_listing(call, "sinks", found)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, _sink(call)))


def _update(call: Call) -> Answer:
    record = _sink(call)
    description = parts.required(call.form, "Description")
    parts.change(call.session, record, {"description": description})
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = _sink(call)
    if _is_in_use(call, record):
        raise Refusal(91007)
    call.session.keep_destination(record.key, None)
    call.session.remove(record)
    return Answer(204)


def _test(call: Call) -> Answer:
    """Send a test event whose id proves, when it is handed back, that it arrived."""
    record, session = _sink(call), call.session
    test_id = session.new_sid("EZ")
    record.data["tests"] = [*record.data["tests"], test_id][-100:]
    receiver = session.receiver_of(record)
    if receiver is None:
        record.data["status"] = "validating"
    session.save(record, "tested", test_id=test_id)
    if receiver:
        envelope = cloud_event(
            TEST_EVENT, "EventStreams.TestSink", 1, record.key, test_id, session.now
        )
        event = orjson.dumps({**envelope, "data": {"test_id": test_id}})
        session.send("test", record.key, TEST_EVENT, receiver, event)
    return Answer(201, {"result": "submitted"})


def _validate(call: Call) -> Answer:
    record = _sink(call)
    test_id = parts.required(call.form, "TestId")
    if not test_id.isalnum() or len(test_id) != 34:
        raise Refusal(91005)
    if test_id not in record.data["tests"]:
        raise Refusal(91004)
    record.data["status"] = "active"
    call.session.save(record, "validated", test_id=test_id)
    return Answer(201, {"result": "valid"})


def _sink(call: Call) -> Record:
    if not is_sid(call.path["sid"], "DG"):
        raise Refusal(91006)
    record = call.session.find(_KIND, call.path["sid"])
    if record is None:
        raise Refusal(91001)
    return record


def _is_in_use(call: Call, record: Record) -> bool:
    return call.session.is_held(record.key, "Subscription")


def _configuration(text: str, type_: str) -> dict[str, Any]:
    if type_ not in _NEEDED:
        raise Refusal(91000, because=f"{type_} is not a type of sink")
    try:
        parsed = parts.json_value(text)
    except ValueError:
        raise Refusal(91000, because="SinkConfiguration is not JSON") from None
    if not isinstance(parsed, dict):
        raise Refusal(91000, because="SinkConfiguration is not a JSON object")
    for name in _NEEDED[type_]:
        if not isinstance(parsed.get(name), str) or not parsed[name]:
            raise Refusal(91000, because=f"the configuration has no {name}")
    return _webhook(parsed) if type_ == "webhook" else parsed


def _webhook(given: dict[str, Any]) -> dict[str, Any]:
    if not parts.is_web_address(given["destination"]):
        raise Refusal(91000, because="the destination is not a web address")
    method = given.get("method", "POST")
    if not isinstance(method, str) or method.upper() not in _METHODS:
        raise Refusal(91000, because="method is neither POST nor GET")
    batch = given.get("batch_events", False)
    if not isinstance(batch, bool):
        raise Refusal(91000, because="batch_events is neither true nor false")
    return {**given, "method": method.upper(), "batch_events": batch}


def _shape(call: Call, record: Record) -> Shape:
    url = f"{call.origin}{_PATH}/{record.key}"
    names = ("description", "sink_configuration", "sink_type", "status")
    return {
        "sid": record.key,
        **{name: record.data[name] for name in names},
        **parts.v1_dates(record),
        "url": url,
        "links": {"sink_test": f"{url}/Test", "sink_validate": f"{url}/Validate"},
    }


OPERATIONS: Final = (
    Operation("POST", "events", _PATH, _create),
    Operation("GET", "events", _PATH, _index),
    Operation("GET", "events", f"{_PATH}/{{sid}}", _fetch),
    Operation("POST", "events", f"{_PATH}/{{sid}}", _update),
    Operation("DELETE", "events", f"{_PATH}/{{sid}}", _delete),
    Operation("POST", "events", f"{_PATH}/{{sid}}/Test", _test),
    Operation("POST", "events", f"{_PATH}/{{sid}}/Validate", _validate),
)
