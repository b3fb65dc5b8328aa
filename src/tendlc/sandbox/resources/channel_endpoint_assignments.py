"""ChannelEndpointAssignments: the phone numbers of a bundle, for voice products.

No registration for messages needs them. Both kinds of bundles have them, under paths of their own,
so each operation exists twice; there is no update.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal, codeless
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import BUNDLE_KINDS, BundleKind
from tendlc.sandbox.world.session import Record

_KIND: Final = "ChannelEndpointAssignment"
_TYPES: Final = ("phone-number",)


def _create(kind: BundleKind, call: Call) -> Answer:
    session = call.session
    bundle = parts.stored(call, kind.kind, "sid")
    parts.required(call.form, "ChannelEndpointType")
    endpoint_type = parts.one_of(call.form, "ChannelEndpointType", _TYPES)
    endpoint = parts.sid(call.form, "ChannelEndpointSid")
    if session.find("IncomingPhoneNumber", endpoint) is None:
        raise Refusal(22205, because=f"{endpoint} is not a number of this account")
    if any(a.data["channel_endpoint_sid"] == endpoint for a in session.all(_KIND, bundle.key)):
        text = f"{endpoint} is already assigned to {bundle.key}"
        raise codeless("refusal-already-assigned", text)
    record = session.add(
        _KIND,
        f"{bundle.key}/{session.new_sid('RA')}",
        {"channel_endpoint_type": endpoint_type, "channel_endpoint_sid": endpoint},
        refers_to=(endpoint,),
    )
    return Answer(201, _shape(kind, call, record))


def _index(kind: BundleKind, call: Call) -> Listing:
    bundle = parts.stored(call, kind.kind, "sid")
    one = call.query.get("ChannelEndpointSid", [""])[-1]
    several = call.query.get("ChannelEndpointSids", [""])[-1]
    if not one and not several:
        shape = partial(_shape, kind)
        return parts.listing(call, "results", _KIND, shape, under=bundle.key)
    found = [
        _shape(kind, call, record)
        for record in reversed(call.session.all(_KIND, bundle.key))
        if call.session.is_listed(record.created_at)
        and one in ("", record.data["channel_endpoint_sid"])
        and (not several or record.data["channel_endpoint_sid"] in several.split(","))
    ]
    return parts.sid_listing(call, "results", found)


def _fetch(kind: BundleKind, call: Call) -> Answer:
    parts.stored(call, kind.kind, "sid")
    return Answer(200, _shape(kind, call, parts.stored(call, _KIND, "sid", "child")))


def _delete(kind: BundleKind, call: Call) -> Answer:
    parts.stored(call, kind.kind, "sid")
    call.session.remove(parts.stored(call, _KIND, "sid", "child"))
    return Answer(204)


def _shape(kind: BundleKind, call: Call, record: Record) -> Shape:
    bundle, _, sid = record.key.partition("/")
    return {
        "sid": sid,
        kind.parent_field: bundle,
        "account_sid": call.account_sid,
        "channel_endpoint_type": record.data["channel_endpoint_type"],
        "channel_endpoint_sid": record.data["channel_endpoint_sid"],
        "date_created": parts.iso_date(record.created_at),
        "url": f"{call.origin}{kind.path}/{bundle}/ChannelEndpointAssignments/{sid}",
    }


def _operations(kind: BundleKind) -> tuple[Operation, ...]:
    path = f"{kind.path}/{{sid}}/ChannelEndpointAssignments"
    return (
        Operation("POST", "trusthub", path, partial(_create, kind)),
        Operation("GET", "trusthub", path, partial(_index, kind)),
        Operation("GET", "trusthub", f"{path}/{{child}}", partial(_fetch, kind)),
        Operation("DELETE", "trusthub", f"{path}/{{child}}", partial(_delete, kind)),
    )


OPERATIONS: Final = tuple(operation for kind in BUNDLE_KINDS for operation in _operations(kind))
