"""Policies, EndUserTypes, SupportingDocumentTypes: published, the same in every account.

Twilio does not publish the OY SIDs of the types; those here are drawn from the machine names, so
that they are the same everywhere and always.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import blake2b
from typing import Final

from tendlc.catalog.policies import (
    ObjectType,
    Policy,
    end_user_types,
    policies,
    supporting_document_types,
)
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import not_found
from tendlc.sandbox.resources import parts

_TYPE_LISTS: Final = {
    "EndUserTypes": ("end_user_types", end_user_types),
    "SupportingDocumentTypes": ("supporting_document_types", supporting_document_types),
}
_NOTHING_PUBLISHED: Final[Shape] = {
    "end_user": [],
    "supporting_document": [[]],
    "supporting_customer_profiles": [],
    "supporting_trust_products": [],
}


def _policies(call: Call) -> Listing:
    shapes = [_policy_shape(call, policy) for policy in policies().values()]
    return parts.static_listing(call, "results", shapes)


def _policy(call: Call) -> Answer:
    policy = policies().get(call.path["sid"])
    if policy is None:
        raise not_found(call.target)
    return Answer(200, _policy_shape(call, policy))


def _policy_shape(call: Call, policy: Policy) -> Shape:
    return {
        "sid": policy.sid,
        "friendly_name": policy.friendly_name,
        "requirements": {**_NOTHING_PUBLISHED, **policy.requirements},
        "url": f"{call.origin}/v1/Policies/{policy.sid}",
    }


def _types(collection: str, call: Call) -> Listing:
    key, known = _TYPE_LISTS[collection]
    shapes = [_type_shape(collection, call, each) for each in known().values()]
    return parts.static_listing(call, key, shapes)


def _type(collection: str, call: Call) -> Answer:
    known: Mapping[str, ObjectType] = _TYPE_LISTS[collection][1]()
    for each in known.values():
        if type_sid(each.machine_name) == call.path["sid"]:
            return Answer(200, _type_shape(collection, call, each))
    raise not_found(call.target)


def type_sid(machine_name: str) -> str:
    """Return the SID of a type."""
    return f"OY{blake2b(machine_name.encode(), digest_size=16).hexdigest()}"


def _type_shape(collection: str, call: Call, object_type: ObjectType) -> Shape:
    sid = type_sid(object_type.machine_name)
    return {
        "sid": sid,
        "friendly_name": object_type.friendly_name,
        "machine_name": object_type.machine_name,
        "fields": [
            {
                "machine_name": field.machine_name,
                "friendly_name": field.friendly_name,
                "constraint": field.constraint,
            }
            for field in object_type.fields
        ],
        "url": f"{call.origin}/v1/{collection}/{sid}",
    }


OPERATIONS: Final = (
    Operation("GET", "trusthub", "/v1/Policies", _policies),
    Operation("GET", "trusthub", "/v1/Policies/{sid}", _policy),
    *(
        operation
        for name in _TYPE_LISTS
        for operation in (
            Operation("GET", "trusthub", f"/v1/{name}", partial(_types, name)),
            Operation("GET", "trusthub", f"/v1/{name}/{{sid}}", partial(_type, name)),
        )
    ),
)
