"""SupportingDocuments: here the wrapper that brings an address into a bundle.

A document names its addresses in its attributes; what else it holds is kept as it came.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.policies import supporting_document_types
from tendlc.sandbox.behaviour.refused_moves import supporting_document_delete_refusal
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import (
    addresses_of,
    bundles_with,
    refuse,
    refuse_unless_editable,
)
from tendlc.sandbox.world.session import Record

_KIND: Final = "SupportingDocument"
_PATH: Final = "/v1/SupportingDocuments"
_UNDER_REVIEW: Final = ("pending-review", "in-review")


def _create(call: Call) -> Answer:
    name = parts.required(call.form, "FriendlyName", 22211)
    type_ = parts.required(call.form, "Type", 22210)
    if type_ not in supporting_document_types():
        raise Refusal(20001, f"Type {type_} is not a supporting document type")
    attributes = parts.attributes(call.form) or {}
    data = {"friendly_name": name, "type": type_, "status": "DRAFT", "attributes": attributes}
    record = call.session.add(
        _KIND, call.session.new_sid("RD"), data, refers_to=addresses_of(attributes)
    )
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    return parts.listing(call, "results", _KIND, _shape)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, _KIND, "sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    name = parts.text(call.form, "FriendlyName")
    attributes = parts.attributes(call.form)
    for bundle in bundles_with(call.session, record.key):
        refuse_unless_editable(call.session, bundle)
    changed = {"friendly_name": name or None, "attributes": attributes}
    before = set(addresses_of(record.data["attributes"]))
    given = {field: value for field, value in changed.items() if value is not None}
    parts.change(call.session, record, given)
    after = set(addresses_of(record.data["attributes"]))
    parts.refer_anew(call.session, record, before, after)
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    bundles = bundles_with(call.session, record.key)
    statuses = {bundle.data["status"] for bundle in bundles}
    refuse(
        supporting_document_delete_refusal(
            assigned=bool(bundles), under_review=not statuses.isdisjoint(_UNDER_REVIEW)
        )
    )
    call.session.remove(record)
    return Answer(204)


def _shape(call: Call, record: Record) -> Shape:
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        "friendly_name": record.data["friendly_name"],
        "mime_type": None,
        "status": record.data["status"],
        "type": record.data["type"],
        "attributes": record.data["attributes"],
        **parts.v1_dates(record),
        "url": f"{call.origin}{_PATH}/{record.key}",
    }


OPERATIONS: Final = (
    Operation("POST", "trusthub", _PATH, _create),
    Operation("GET", "trusthub", _PATH, _index),
    Operation("GET", "trusthub", f"{_PATH}/{{sid}}", _fetch),
    Operation("POST", "trusthub", f"{_PATH}/{{sid}}", _update),
    Operation("DELETE", "trusthub", f"{_PATH}/{{sid}}", _delete),
)
