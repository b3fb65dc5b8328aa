"""EntityAssignments: what belongs to a bundle. There is no update: detach and assign again.

Both kinds of bundles have them, under paths of their own, so each operation exists twice.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tendlc.catalog.sids import is_sid
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal, codeless
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import (
    BUNDLE_KINDS,
    BundleKind,
    find_profile,
    refuse_primary,
    refuse_unless_editable,
)
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "EntityAssignment"


def _create(kind: BundleKind, call: Call) -> Answer:
    session = call.session
    bundle = parts.stored(call, kind.kind, "sid")
    object_sid = parts.required(call.form, "ObjectSid")
    refuse_primary(bundle)
    object_type = _type_of(session, object_sid)
    if object_sid == bundle.key:
        raise Refusal(22206, because="a bundle cannot be assigned to itself")
    refuse_unless_editable(session, bundle)
    if any(a.data["object_sid"] == object_sid for a in session.all(_KIND, bundle.key)):
        raise codeless(
            "refusal-already-assigned", f"{object_sid} is already assigned to {bundle.key}"
        )
    record = session.add(
        _KIND,
        f"{bundle.key}/{session.new_sid('BV')}",
        {"object_sid": object_sid, "object_type": object_type},
        refers_to=(object_sid,),
    )
    return Answer(201, _shape(kind, call, record))


def _index(kind: BundleKind, call: Call) -> Listing:
    bundle = parts.stored(call, kind.kind, "sid")
    return parts.listing(
        call,
        "results",
        _KIND,
        partial(_shape, kind),
        under=bundle.key,
        where=parts.filters(call, {"ObjectType": "object_type"}),
    )


def _fetch(kind: BundleKind, call: Call) -> Answer:
    parts.stored(call, kind.kind, "sid")
    return Answer(200, _shape(kind, call, parts.stored(call, _KIND, "sid", "child")))


def _delete(kind: BundleKind, call: Call) -> Answer:
    bundle = parts.stored(call, kind.kind, "sid")
    record = parts.stored(call, _KIND, "sid", "child")
    refuse_unless_editable(call.session, bundle)
    call.session.remove(record)
    return Answer(204)


def _type_of(session: Session, sid: str) -> str:
    if not is_sid(sid):
        raise Refusal(22205, because=f"{sid} is not a SID")
    if sid.startswith("BU"):
        return _type_of_bundle(session, sid)
    if sid.startswith("AD"):
        raise Refusal(70002, because="an address is assigned inside a supporting document")
    kind = {"IT": "EndUser", "RD": "SupportingDocument"}.get(sid[:2])
    if kind is None:
        raise Refusal(22206, because=f"{sid[:2]} cannot be assigned")
    found = session.find(kind, sid)
    if found is None:
        raise Refusal(22205, because=f"{sid} is not of this account")
    object_type: str = found.data["type"]
    return object_type


def _type_of_bundle(session: Session, sid: str) -> str:
    if session.find("TrustProduct", sid):
        raise Refusal(22206, because="a trust product cannot be assigned")
    profile = find_profile(session, sid)
    if profile is None:
        raise Refusal(22205, because=f"{sid} is not of this account")
    policy_sid: str = profile.data["policy_sid"]
    return policy_sid


def _shape(kind: BundleKind, call: Call, record: Record) -> Shape:
    bundle, _, sid = record.key.partition("/")
    return {
        "sid": sid,
        kind.parent_field: bundle,
        "account_sid": call.account_sid,
        "object_sid": record.data["object_sid"],
        "date_created": parts.iso_date(record.created_at),
        "url": f"{call.origin}{kind.path}/{bundle}/EntityAssignments/{sid}",
    }


def _operations(kind: BundleKind) -> tuple[Operation, ...]:
    # The bundle stands in the same place of the path as a bundle's own SID.
    path = f"{kind.path}/{{sid}}/EntityAssignments"
    return (
        Operation("POST", "trusthub", path, partial(_create, kind)),
        Operation("GET", "trusthub", path, partial(_index, kind)),
        Operation("GET", "trusthub", f"{path}/{{child}}", partial(_fetch, kind)),
        Operation("DELETE", "trusthub", f"{path}/{{child}}", partial(_delete, kind)),
    )


OPERATIONS: Final = tuple(operation for kind in BUNDLE_KINDS for operation in _operations(kind))
