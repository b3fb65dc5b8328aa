"""EndUsers: a typed set of attributes, such as the business or a representative.

What the attributes say is not judged here: what is missing shows in the evaluation, what is wrong
at the registry.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.policies import end_user_types
from tendlc.sandbox.behaviour.refused_moves import end_user_delete_refusal
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import bundles_with, refuse, refuse_unless_editable
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "EndUser"
_PATH: Final = "/v1/EndUsers"
_CONTACT_TYPE: Final = "us_a2p_messaging_profile_information"


def _create(call: Call) -> Answer:
    name = parts.required(call.form, "FriendlyName")
    type_ = parts.required(call.form, "Type")
    if type_ not in end_user_types():
        raise Refusal(22212, because=f"{type_} is not an end user type")
    attributes = parts.attributes(call.form) or {}
    data = {"friendly_name": name, "type": type_, "attributes": attributes}
    record = call.session.add(_KIND, call.session.new_sid("IT"), data)
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
        if not _has_refused_contact(call.session, record, bundle):
            refuse_unless_editable(call.session, bundle)
    changed = {"friendly_name": name or None, "attributes": attributes}
    given = {field: value for field, value in changed.items() if value is not None}
    parts.change(call.session, record, given)
    return Answer(200, _shape(call, record))


def _has_refused_contact(session: Session, record: Record, bundle: Record) -> bool:
    # Once Authentication+ has failed, the contact address may be changed before another mail.
    if record.data["type"] != _CONTACT_TYPE:
        return False
    brands = session.holders(bundle.key, "BrandRegistration")
    return any(brand.data["authentication"] == "failed" for brand in brands)


def _delete(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    refuse(end_user_delete_refusal(assigned=bool(bundles_with(call.session, record.key))))
    call.session.remove(record)
    return Answer(204)


def _shape(call: Call, record: Record) -> Shape:
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        "friendly_name": record.data["friendly_name"],
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
