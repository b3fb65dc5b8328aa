"""Evaluations: does a bundle contain what its policy asks for?

Completeness and some formats, never truth: that is the business of the reviews. One item a
requirement, and one more for every further object of the same type, because everything that is
assigned is evaluated. Which formats Twilio checks is not published; those here are the ones seen.
Knows neither SIDs of evaluations nor dates: the store adds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from tendlc.catalog import enumerations
from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.policies import (
    PRIMARY_CUSTOMER_PROFILE,
    SECONDARY_CUSTOMER_PROFILE,
    STARTER_CUSTOMER_PROFILE,
    Policy,
    end_user_types,
)

Item = dict[str, Any]

_NO_END_USER = 22214
_NO_END_USER_FIELD = 22215
_NO_DOCUMENT = 22216
_NO_DOCUMENT_FIELD = 22217
_REFUSED_VALUE = 22218
_NO_ADDRESS = 22219

# fact: policy-government-primary
_GOVERNMENT_PRIMARY = "RN92dc6c39189b4d5ad9c6664f39769f90"
# fact: policy-government-secondary
_GOVERNMENT_SECONDARY = "RN074d26323ad8ca107761a5edf4191ba7"
# fact: policy-non-profit-primary
_NON_PROFIT_PRIMARY = "RN936f6140f1864391adca88df5d84cb6d"
# fact: policy-non-profit-secondary
_NON_PROFIT_SECONDARY = "RNaf459d36b007ba6db226cd43a816cfa0"
# fact: policy-direct-starter
_DIRECT_STARTER = "RN13dc4be8861a10924a79c35eaa4d812c"
# fact: policy-direct-long-tail
_DIRECT_LONG_TAIL = "RN63da8244384cf0401c39f5f91e674db5"

SATISFIED_BY: Final[Mapping[str, frozenset[str]]] = {
    "primary_customer_profile_type_business": frozenset(
        {PRIMARY_CUSTOMER_PROFILE, _GOVERNMENT_PRIMARY, _NON_PROFIT_PRIMARY}
    ),
    "secondary_customer_profile_type_business": frozenset(
        {SECONDARY_CUSTOMER_PROFILE, _GOVERNMENT_SECONDARY, _NON_PROFIT_SECONDARY}
    ),
    "starter_customer_profile_type_business": frozenset({STARTER_CUSTOMER_PROFILE}),
    "starter_customer_profile_type_direct_long_tail": frozenset(
        {_DIRECT_STARTER, _DIRECT_LONG_TAIL}
    ),
}
"""The policies whose bundles meet a requirement for a supporting profile, by its type. The starter
profile of an ISV's customer is no primary profile, although old samples take it for one."""

_UNACCEPTABLE_STATUS: Final = frozenset({"draft", "twilio-rejected"})
_OPTIONAL_TYPES: Final = frozenset({"authorized_representative_2"})
_OPTIONAL_FIELDS: Final = frozenset(
    {"social_media_profile_urls", "vertical", "brand_contact_email"}
)
_STOCK_FIELDS: Final = frozenset({"stock_exchange", "stock_ticker"})
_PHONE_FIELDS: Final = frozenset({"phone_number", "mobile_phone_number"})
_PHONE_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_CLOSED_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "business_registration_identifier": enumerations.REGISTRATION_IDENTIFIERS,
    "business_type": enumerations.BUSINESS_TYPES,
    "business_industry": enumerations.BUSINESS_INDUSTRIES,
    "job_position": enumerations.JOB_POSITIONS,
    "company_type": enumerations.COMPANY_TYPES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An end user or a supporting document that is assigned to the bundle."""

    kind: Literal["end_user", "supporting_document"]
    type: str
    attributes: object
    """As sent: usually a mapping, but any JSON value is stored."""

    def attribute(self, name: str) -> object:
        """Return an attribute; None where there is none, or no mapping at all."""
        return self.attributes.get(name) if isinstance(self.attributes, Mapping) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportingBundle:
    """A bundle that is assigned to the bundle under evaluation."""

    policy_sid: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The result; `results` has the shape of the API's JSON, every key always there."""

    status: Literal["compliant", "noncompliant"]
    results: list[Item]


def evaluate(
    policy: Policy, attached: Sequence[Attached], supporting: Sequence[SupportingBundle]
) -> Evaluation:
    """Evaluate what is assigned to a bundle against a policy (domain: policies, section 4).

    Never raises, whatever the attributes hold. A policy without published requirements asks for
    nothing. Order of the results: end users, documents, supporting profiles.
    """
    requirements = policy.requirements
    results = [
        item
        for requirement in requirements.get("end_user", ())
        for item in _end_user_items(requirement, attached)
    ]
    for group in requirements.get("supporting_document", ()):
        for requirement in group:
            results.extend(_document_items(requirement, attached))
    results.extend(_profile_items(requirements.get("supporting_customer_profiles", ()), supporting))
    compliant = all(item["passed"] for item in results)
    return Evaluation(status="compliant" if compliant else "noncompliant", results=results)


def _end_user_items(requirement: Mapping[str, Any], attached: Sequence[Attached]) -> list[Item]:
    kind = requirement["type"]
    found = [one for one in attached if one.kind == "end_user" and one.type == kind]
    if found:
        return [_end_user_item(requirement, one) for one in found]
    if kind in _OPTIONAL_TYPES:
        return [_item(requirement["name"], kind, requirement, valid=[], invalid=[])]
    absent = Attached(kind="end_user", type=kind, attributes={})
    item = _end_user_item(requirement, absent)
    return [_failed(item, _NO_END_USER, requirement=requirement["name"])]


def _end_user_item(requirement: Mapping[str, Any], end_user: Attached) -> Item:
    valid: list[Item] = []
    invalid: list[Item] = []
    for name in requirement["fields"]:
        entry = _end_user_field(requirement, end_user, name)
        if entry is not None:
            (valid if entry["passed"] else invalid).append(entry)
    return _item(requirement["name"], end_user.type, requirement, valid=valid, invalid=invalid)


def _end_user_field(requirement: Mapping[str, Any], end_user: Attached, name: str) -> Item | None:
    """Judge one attribute; None where it is absent and nobody asks for it."""
    value = end_user.attribute(name)
    label = _field_label(end_user.type, name)
    if _blank(value):
        if not _required(end_user, name):
            return None
        text = _text(_NO_END_USER_FIELD, field=label, requirement=requirement["name"])
        return _entry(label, name, _NO_END_USER_FIELD, text)
    if name in _PHONE_FIELDS and not (isinstance(value, str) and _PHONE_NUMBER.fullmatch(value)):
        return _entry(label, name, _REFUSED_VALUE, _text(_REFUSED_VALUE))
    allowed = _CLOSED_LISTS.get(name)
    if allowed is not None and value not in allowed:
        return _entry(label, name, _NO_END_USER_FIELD, f"The {label} is invalid")
    return _entry(label, name)


def _required(end_user: Attached, name: str) -> bool:
    if name in _STOCK_FIELDS:
        return end_user.attribute("company_type") == "public"
    return name not in _OPTIONAL_FIELDS


def _document_items(requirement: Mapping[str, Any], attached: Sequence[Attached]) -> list[Item]:
    accepted = {document["type"]: document for document in requirement["accepted_documents"]}
    found = [one for one in attached if one.kind == "supporting_document" and one.type in accepted]
    if found:
        return [_document_item(requirement, accepted[one.type], one) for one in found]
    kind, document = next(iter(accepted.items()))
    absent = Attached(kind="supporting_document", type=kind, attributes={})
    item = _document_item(requirement, document, absent)
    return [_failed(item, _NO_DOCUMENT, document=document["name"])]


def _document_item(
    requirement: Mapping[str, Any], document: Mapping[str, Any], attached: Attached
) -> Item:
    valid: list[Item] = []
    invalid: list[Item] = []
    for name in document["fields"]:
        label = name.replace("_", " ")
        if not _blank(attached.attribute(name)):
            valid.append(_entry(label, name))
            continue
        code = _NO_ADDRESS if name == "address_sids" else _NO_DOCUMENT_FIELD
        text = _text(code, field=label, document=document["name"])
        invalid.append(_entry(label, name, code, text))
    return _item(document["name"], attached.type, requirement, valid=valid, invalid=invalid)


def _profile_items(
    requirements: Sequence[Mapping[str, Any]], supporting: Sequence[SupportingBundle]
) -> list[Item]:
    """Judge the supporting profiles: requirements of one name are alternatives."""
    alternatives: dict[str, list[Mapping[str, Any]]] = {}
    for requirement in requirements:
        alternatives.setdefault(requirement["requirement_name"], []).append(requirement)
    items: list[Item] = []
    for group in alternatives.values():
        matches = [
            (requirement, bundle)
            for requirement in group
            for bundle in supporting
            if bundle.policy_sid in SATISFIED_BY.get(requirement["type"], frozenset())
        ]
        items.extend(_profile_item(*match) for match in matches)
        if not matches:
            items.append(_profile_item(group[0], None))
    return items


def _profile_item(requirement: Mapping[str, Any], bundle: SupportingBundle | None) -> Item:
    primary = requirement["requirement_name"] == "primary_customer_profile"
    name = "bundle_sid" if primary else "bundle_status"
    reason = _profile_failure(requirement, bundle)
    entry = _entry("Supporting Bundle Status", name, None, reason)
    item = _item(
        requirement["name"],
        requirement["type"],
        requirement,
        valid=[] if reason else [entry],
        invalid=[entry] if reason else [],
    )
    item["failure_reason"] = reason
    item["requirement_friendly_name"] = requirement["name"].removesuffix(" Bundle")
    return item


def _profile_failure(requirement: Mapping[str, Any], bundle: SupportingBundle | None) -> str | None:
    sentence = str(requirement["name"]).capitalize()
    if bundle is None:
        return f"{sentence} is null"
    if bundle.status in _UNACCEPTABLE_STATUS:
        return f"{sentence} is {bundle.status}; it must be at least in review"
    return None


def _item(
    name: str,
    object_type: str,
    requirement: Mapping[str, Any],
    *,
    valid: list[Item],
    invalid: list[Item],
) -> Item:
    return {
        "friendly_name": name,
        "object_type": object_type,
        "passed": not invalid,
        "failure_reason": None,
        "error_code": None,
        "valid": valid,
        "invalid": invalid,
        "requirement_friendly_name": requirement["name"],
        "requirement_name": requirement["requirement_name"],
    }


def _failed(item: Item, code: int, **names: str) -> Item:
    reason = _text(code, **names)
    return {**item, "passed": False, "failure_reason": reason, "error_code": code}


def _entry(label: str, name: str, code: int | None = None, reason: str | None = None) -> Item:
    return {
        "friendly_name": label,
        "object_field": name,
        "failure_reason": reason,
        "error_code": code,
        "passed": reason is None,
    }


def _text(code: int, **names: str) -> str:
    """Fill the names into Twilio's text, with the article that the first of them needs."""
    text = error_codes()[code].message
    for key, name in names.items():
        article = "n" if name[:1].lower() in "aeiou" else ""
        text = re.sub(rf"\b([Aa]) \{{{key}\}}", rf"\g<1>{article} {{{key}}}", text)
    return text.format(**names)


def _field_label(object_type: str, name: str) -> str:
    known = end_user_types().get(object_type)
    labels = {field.machine_name: field.friendly_name for field in known.fields} if known else {}
    return labels.get(name, name.replace("_", " ").title())


def _blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Sequence):
        return all(_blank(inner) for inner in value)
    return value is None or value == {}
