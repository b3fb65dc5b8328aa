"""Policies: what a bundle must contain, and the types of the objects that it may contain.

The SIDs are the same in every account and are hard-coded, as Twilio's guides advise; what a policy
requires is read. Whether an object meets a requirement is judged elsewhere, by each house alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

from tendlc.catalog.facts import Certainty, Fact, facts
from tendlc.catalog.sids import PolicySid

# fact: policy-secondary-customer-profile
SECONDARY_CUSTOMER_PROFILE: Final = PolicySid("RNdfbf3fae0e1107f8aded0e7cead80bf5")
# fact: policy-a2p-trust-product
A2P_TRUST_PRODUCT: Final = PolicySid("RNb0d4771c2c98518d916a3d4cd70a8f8b")
# fact: policy-starter-customer-profile
STARTER_CUSTOMER_PROFILE: Final = PolicySid("RN806dd6cd175f314e1f96a9727ee271f4")
# fact: policy-sole-proprietor-trust-product
SOLE_PROPRIETOR_TRUST_PRODUCT: Final = PolicySid("RN670d5d2e282a6130ae063b234b6019c8")
# fact: policy-primary-customer-profile
PRIMARY_CUSTOMER_PROFILE: Final = PolicySid("RN6433641899984f951173ef1738c3bdd0")

BundleKind = Literal["customer_profile", "trust_product"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy. `requirements` has the shape of the API's JSON, and is empty where unpublished."""

    sid: PolicySid
    friendly_name: str
    bundle: BundleKind
    requirements: Mapping[str, Any]
    fact: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeField:
    """An attribute that objects of a type may carry; `constraint` is String or List."""

    machine_name: str
    friendly_name: str
    constraint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectType:
    """An end user type or a supporting document type. Twilio does not publish its OY SID."""

    machine_name: str
    friendly_name: str
    fields: tuple[TypeField, ...]
    fact: str
    certainty: Certainty


@cache
def policies() -> Mapping[str, Policy]:
    """Return every known policy by its SID. The requirements are shared: do not change them."""
    known = (_policy(fact) for fact in facts("policies"))
    return MappingProxyType({policy.sid: policy for policy in known})


@cache
def end_user_types() -> Mapping[str, ObjectType]:
    """Return the end user types by machine name."""
    return _types("end_user_types")


@cache
def supporting_document_types() -> Mapping[str, ObjectType]:
    """Return the supporting document types by machine name."""
    return _types("supporting_document_types")


def _policy(fact: Fact) -> Policy:
    return Policy(
        sid=PolicySid(fact.values["sid"]),
        friendly_name=fact.values["friendly_name"],
        bundle=fact.values["bundle"],
        requirements=fact.values.get("requirements", {}),
        fact=fact.id,
        certainty=fact.certainty,
    )


def _types(table: str) -> Mapping[str, ObjectType]:
    return MappingProxyType(
        {
            fact.values["machine_name"]: ObjectType(
                machine_name=fact.values["machine_name"],
                friendly_name=fact.values["friendly_name"],
                fields=tuple(TypeField(**field) for field in fact.values["fields"]),
                fact=fact.id,
                certainty=fact.certainty,
            )
            for fact in facts(table)
        }
    )
