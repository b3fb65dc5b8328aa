"""Evaluation: does a bundle hold what its policy requires, in the words and codes of the guide.

It looks at completeness and at a few formats, never at the truth. An object of the second
representative, and attributes that the guide calls optional, never fail a bundle; an object that is
there is judged, also a second one of the same type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tendlc.catalog import enumerations, policies
from tendlc.catalog.error_codes import error_codes, refusals_without_code

Item = dict[str, Any]

_OPTIONAL_OBJECTS: Final = frozenset({"authorized_representative_2"})
_OPTIONAL_FIELDS: Final = frozenset(
    {
        "social_media_profile_urls",
        "brand_contact_email",
        "vertical",
        "stock_exchange",
        "stock_ticker",
    }
)
_FOR_PUBLIC_COMPANIES: Final = frozenset({"stock_exchange", "stock_ticker"})
_LISTS: Final[Mapping[str, Sequence[str]]] = {
    "business_registration_identifier": enumerations.REGISTRATION_IDENTIFIERS,
    "business_type": enumerations.BUSINESS_TYPES,
    "business_industry": enumerations.BUSINESS_INDUSTRIES,
    "job_position": enumerations.JOB_POSITIONS,
    "company_type": enumerations.COMPANY_TYPES,
}
_PHONE_FIELDS: Final = frozenset({"phone_number", "mobile_phone_number"})
_SUBMITTED: Final = frozenset({"pending-review", "in-review", "twilio-approved"})
_PROFILE_TYPES: Final[Mapping[str, str]] = {
    policies.PRIMARY_CUSTOMER_PROFILE: "primary_customer_profile_type_business",
    policies.SECONDARY_CUSTOMER_PROFILE: "secondary_customer_profile_type_business",
    policies.STARTER_CUSTOMER_PROFILE: "starter_customer_profile_type_business",
}


@dataclass(frozen=True, slots=True)
class AssignedObject:
    """An end user or a supporting document: its type and its attributes.

    `addresses_found` says of a document whether the addresses that it names exist.
    """

    type: str
    attributes: Mapping[str, Any]
    addresses_found: bool = True


@dataclass(frozen=True, slots=True)
class AssignedProfile:
    """A customer profile assigned to a bundle: its policy and its status."""

    policy_sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Everything assigned to a bundle."""

    end_users: Sequence[AssignedObject] = field(default_factory=tuple)
    documents: Sequence[AssignedObject] = field(default_factory=tuple)
    profiles: Sequence[AssignedProfile] = field(default_factory=tuple)


def evaluate(requirements: Mapping[str, Any], assigned: Assigned) -> tuple[bool, list[Item]]:
    """Return whether the bundle is compliant, and one item a requirement.

    Source: domain rules of evaluations; the texts are those of the guide's own sample.
    """
    items: list[Item] = []
    for wanted in requirements.get("end_user", ()):
        items += _end_user_items(wanted, assigned.end_users)
    for group in requirements.get("supporting_document", ()):
        for wanted in group:
            items += _document_items(wanted, assigned.documents)
    items += _profile_items(requirements.get("supporting_customer_profiles", ()), assigned.profiles)
    return all(item["passed"] for item in items), items


def is_possible_number(number: str) -> bool:
    """Say whether a text can be an E.164 number at all; nothing is dialled."""
    digits = number.removeprefix("+")
    if number[:1] != "+" or not re.fullmatch(r"[1-9][0-9]{6,14}", digits):
        return False
    return len(digits) == 11 if digits[0] == "1" else True


def _end_user_items(wanted: Mapping[str, Any], end_users: Iterable[AssignedObject]) -> list[Item]:
    found = [end_user for end_user in end_users if end_user.type == wanted["type"]]
    if not found:
        if wanted["type"] in _OPTIONAL_OBJECTS:
            return [_item(wanted, wanted["type"], [], [])]
        fields = [
            _entry(name, _names(wanted["type"], name), 22215, requirement=wanted["name"])
            for name in wanted["fields"]
            if name not in _OPTIONAL_FIELDS
        ]
        return [_item(wanted, wanted["type"], [], fields, 22214, requirement=wanted["name"])]
    return [_judge(wanted, end_user, _end_user_fault) for end_user in found]


def _document_items(wanted: Mapping[str, Any], documents: Iterable[AssignedObject]) -> list[Item]:
    accepted = {document["type"]: document for document in wanted["accepted_documents"]}
    found = [document for document in documents if document.type in accepted]
    if not found:
        first = wanted["accepted_documents"][0]
        fields = [
            _entry(name, _names(first["type"], name), 22219, document=first["name"])
            for name in first["fields"]
        ]
        return [_item(wanted, first["type"], [], fields, 22216, document=wanted["name"])]
    return [
        _judge({**wanted, **_only(accepted[document.type])}, document, _document_fault)
        for document in found
    ]


def _only(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"name": document["name"], "fields": document["fields"]}


Fault = Callable[[Mapping[str, Any], AssignedObject, str], tuple[int, str] | None]


def _judge(wanted: Mapping[str, Any], found: AssignedObject, fault: Fault) -> Item:
    valid, invalid = [], []
    for name in wanted["fields"]:
        friendly = _names(found.type, name)
        wrong = fault(wanted, found, name)
        if wrong is None:
            if _is_given(found.attributes.get(name)):
                valid.append(_entry(name, friendly, None))
        else:
            code, text = wrong
            invalid.append(
                _entry(
                    name, friendly, code, text, requirement=wanted["name"], document=wanted["name"]
                )
            )
    return _item(wanted, found.type, valid, invalid)


def _end_user_fault(
    wanted: Mapping[str, Any], end_user: AssignedObject, name: str
) -> tuple[int, str] | None:
    value = end_user.attributes.get(name)
    if not _is_given(value):
        return None if _may_be_missing(end_user, name) else (22215, "")
    text = str(value)
    if name in _PHONE_FIELDS and not is_possible_number(text):
        return 22218, ""
    allowed = _LISTS.get(name)
    if allowed and text.casefold() not in {known.casefold() for known in allowed}:
        return 22215, f"The {_names(end_user.type, name)} is invalid."
    return None


def _may_be_missing(end_user: AssignedObject, name: str) -> bool:
    if name in _FOR_PUBLIC_COMPANIES:
        return end_user.attributes.get("company_type") != "public"
    return name in _OPTIONAL_FIELDS


def _document_fault(
    wanted: Mapping[str, Any], document: AssignedObject, name: str
) -> tuple[int, str] | None:
    if name == "address_sids":
        given = _is_given(document.attributes.get(name)) and document.addresses_found
        return None if given else (22219, "")
    return None if _is_given(document.attributes.get(name)) else (22217, "")


def _profile_items(
    wanted: Sequence[Mapping[str, Any]], profiles: Sequence[AssignedProfile]
) -> list[Item]:
    items = []
    for requirement_name in dict.fromkeys(each["requirement_name"] for each in wanted):
        alternatives = [each for each in wanted if each["requirement_name"] == requirement_name]
        items.append(_profile_item(alternatives, profiles))
    return items


def _profile_item(
    alternatives: Sequence[Mapping[str, Any]], profiles: Sequence[AssignedProfile]
) -> Item:
    wanted = alternatives[0]
    status = ("bundle_status", "Supporting Bundle Status")
    for each in alternatives:
        fitting = [p for p in profiles if _PROFILE_TYPES.get(p.policy_sid) == each["type"]]
        if fitting and all(profile.status in _SUBMITTED for profile in fitting):
            return _item(each, each["type"], [_entry(*status, None)], [])
        if fitting:
            reason = f"{each['name'].capitalize()} is not submitted"
            return _with_reason(_item(each, each["type"], [], [_entry(*status, None)]), reason)
    reason = f"{wanted['name'].capitalize()} is null"
    known = refusals_without_code()["refusal-primary-profile-missing"].message
    reason = (
        known if wanted["type"] == _PROFILE_TYPES[policies.PRIMARY_CUSTOMER_PROFILE] else reason
    )
    return _with_reason(_item(wanted, wanted["type"], [], [_entry(*status, None)]), reason)


def _with_reason(item: Item, reason: str) -> Item:
    item["failure_reason"] = reason
    for entry in item["invalid"]:
        entry["failure_reason"] = reason
        entry["passed"] = False
    return item


def _item(
    wanted: Mapping[str, Any],
    object_type: str,
    valid: list[Item],
    invalid: list[Item],
    code: int | None = None,
    **names: str,
) -> Item:
    return {
        "friendly_name": wanted["name"],
        "object_type": object_type,
        "passed": not invalid and code is None,
        "failure_reason": _text(code, **names) if code else None,
        "error_code": code,
        "valid": valid,
        "invalid": invalid,
        "requirement_friendly_name": wanted["name"],
        "requirement_name": wanted["requirement_name"],
    }


def _entry(name: str, friendly: str, code: int | None, text: str = "", **names: str) -> Item:
    reason = text or (_text(code, field=friendly, **names) if code else None)
    return {
        "friendly_name": friendly,
        "object_field": name,
        "failure_reason": reason,
        "error_code": code,
        "passed": code is None,
    }


def _text(code: int, **names: str) -> str:
    known = error_codes()[code]
    filled = (known.message or known.meaning).format_map({**_NAMELESS, **names})
    return re.sub(r"\b([Aa]) (?=[AEIOUaeiou])", r"\1n ", filled)


_NAMELESS: Final = {"field": "", "requirement": "", "document": ""}


def _names(object_type: str, name: str) -> str:
    known = {**policies.end_user_types(), **policies.supporting_document_types()}.get(object_type)
    for each in known.fields if known else ():
        if each.machine_name == name:
            return each.friendly_name
    return name.replace("_", " ")


def _is_given(value: Any) -> bool:
    return value is not None and value not in ("", [], {})
