"""Evaluations: is the bundle complete. An evaluation is kept as it was and never changes.

The judgement is made in behaviour/evaluation.py; here it is asked for, stored and shown.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import BUNDLE_KINDS, BundleKind, evaluate_bundle
from tendlc.sandbox.world.session import Record

_KIND: Final = "Evaluation"


def _create(kind: BundleKind, call: Call) -> Answer:
    session = call.session
    bundle = parts.stored(call, kind.kind, "sid")
    policy_sid = parts.sid(call.form, "PolicySid", "RN")
    if policy_sid != bundle.data["policy_sid"]:
        raise Refusal(20001, f"PolicySid {policy_sid} is not the policy of {bundle.key}")
    evaluation = evaluate_bundle(session, bundle)
    data = {
        "policy_sid": policy_sid,
        "status": evaluation.status,
        "results": evaluation.results,
    }
    record = session.add(_KIND, f"{bundle.key}/{session.new_sid('EL')}", data)
    return Answer(201, _shape(kind, call, record))


def _index(kind: BundleKind, call: Call) -> Listing:
    bundle = parts.stored(call, kind.kind, "sid")
    return parts.listing(call, "results", _KIND, partial(_shape, kind), under=bundle.key)


def _fetch(kind: BundleKind, call: Call) -> Answer:
    parts.stored(call, kind.kind, "sid")
    return Answer(200, _shape(kind, call, parts.stored(call, _KIND, "sid", "child")))


def _shape(kind: BundleKind, call: Call, record: Record) -> Shape:
    bundle, _, sid = record.key.partition("/")
    return {
        "sid": sid,
        "account_sid": call.account_sid,
        "policy_sid": record.data["policy_sid"],
        kind.parent_field: bundle,
        "status": record.data["status"],
        "results": record.data["results"],
        "date_created": parts.iso_date(record.created_at),
        "url": f"{call.origin}{kind.path}/{bundle}/Evaluations/{sid}",
    }


def _operations(kind: BundleKind) -> tuple[Operation, ...]:
    path = f"{kind.path}/{{sid}}/Evaluations"
    return (
        Operation("POST", "trusthub", path, partial(_create, kind)),
        Operation("GET", "trusthub", path, partial(_index, kind)),
        Operation("GET", "trusthub", f"{path}/{{child}}", partial(_fetch, kind)),
    )


OPERATIONS: Final = tuple(operation for kind in BUNDLE_KINDS for operation in _operations(kind))
