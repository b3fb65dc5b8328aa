"""BrandRegistrations: the customer at the registry. Creating one costs money at Twilio.

A new brand is PENDING until both bundles are decided, then gets its registry id, then its identity
is verified or not; a standard brand that does not skip it is vetted after that. A failed brand may
be resubmitted three times. How it moves on stands in brand_progress.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.refused_moves import brand_update_refusal
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import (
    brand_authentication,
    brand_progress,
    one_time_codes,
    parts,
)
from tendlc.sandbox.resources.brand_moves import KIND, SOLE_PROPRIETOR, move, table
from tendlc.sandbox.resources.bundles import refuse
from tendlc.sandbox.world.session import Record

_PATH: Final = "/v1/a2p/BrandRegistrations"
_BRAND_TYPES: Final = ("STANDARD", SOLE_PROPRIETOR)
_START: Final = f"{KIND}.register"


def _create(call: Call) -> Answer:
    session = call.session
    profile = parts.sid(call.form, "CustomerProfileBundleSid", "BU")
    trust = parts.sid(call.form, "A2PProfileBundleSid", "BU")
    if parts.text(call.form, "BrandType") == "STARTER":
        raise Refusal(21726)
    data: Shape = {
        "customer_profile_bundle_sid": profile,
        "a2p_profile_bundle_sid": trust,
        "brand_type": parts.one_of(call.form, "BrandType", _BRAND_TYPES, "STANDARD"),
        "mock": parts.boolean(call.form, "Mock", default=False),
        "skip_automatic_sec_vet": parts.boolean(call.form, "SkipAutomaticSecVet", default=False),
        "status": "PENDING",
        "identity_status": None,
        "tcr_id": None,
        "brand_score": None,
        "russell_3000": None,
        "government_entity": None,
        "tax_exempt_status": None,
        "errors": [],
        "update_count": 0,
        "otp": "answered",
        "authentication": "none",
        "authentication_ahead": [],
        "ahead": [],
        "verdict": {},
    }
    record = session.add(KIND, session.new_sid("BN"), data, refers_to=(profile, trust))
    session.schedule("timing-brand-to-registered", _START, record.key)
    if data["mock"]:
        session.schedule(table(record)["expire"].timing, f"{KIND}.expire", record.key)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    found = parts.listing(call, "data", KIND, _shape)
    if call.session.setting("brand_list_leaves_out_vetted"):
        found.items = [b for b in found.items if b["identity_status"] != "VETTED_VERIFIED"]
    return found


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, KIND, "sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, KIND, "sid")
    data = record.data
    authentication = data["authentication"]
    refuse(
        brand_update_refusal(
            data["status"], data["tcr_id"], data["update_count"], authentication=authentication
        )
    )
    if data["status"] == "APPROVED":
        brand_progress.send_mail_again(call.session, record)
        return Answer(202, _shape(call, record))
    data |= {
        "identity_status": None,
        "errors": [],
        "ahead": [],
        "update_count": data["update_count"] + 1,
    }
    update_count = data["update_count"]
    move(call.session, record, table(record)["update"], update_count=update_count)
    call.session.schedule("timing-brand-to-registered", _START, record.key)
    return Answer(202, _shape(call, record))


def _shape(call: Call, record: Record) -> Shape:
    data = record.data
    url = f"{call.origin}{_PATH}/{record.key}"
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        "customer_profile_bundle_sid": data["customer_profile_bundle_sid"],
        "a2p_profile_bundle_sid": data["a2p_profile_bundle_sid"],
        **parts.v1_dates(record),
        "brand_type": data["brand_type"],
        "status": data["status"],
        "tcr_id": data["tcr_id"],
        "failure_reason": None,
        "errors": data["errors"],
        "url": url,
        "brand_score": data["brand_score"],
        "brand_feedback": None,
        "identity_status": data["identity_status"],
        "russell_3000": data["russell_3000"],
        "government_entity": data["government_entity"],
        "tax_exempt_status": data["tax_exempt_status"],
        "skip_automatic_sec_vet": data["skip_automatic_sec_vet"],
        "mock": data["mock"],
        "links": {"brand_vettings": f"{url}/Vettings", "brand_registration_otps": f"{url}/SmsOtp"},
    }


OPERATIONS: Final = (
    Operation("POST", "messaging", _PATH, _create, paced="registration"),
    Operation("GET", "messaging", _PATH, _index, paced="registration"),
    Operation("GET", "messaging", f"{_PATH}/{{sid}}", _fetch, paced="registration"),
    Operation("POST", "messaging", f"{_PATH}/{{sid}}", _update, paced="registration"),
)
STEPS: Final = {
    **brand_progress.STEPS,
    **one_time_codes.STEPS,
    **brand_authentication.STEPS,
}
