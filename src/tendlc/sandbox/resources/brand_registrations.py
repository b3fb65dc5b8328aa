"""BrandRegistrations: the customer at the registry. Creating one costs money at Twilio.

A new brand is PENDING until both bundles are decided, then gets its registry id, then its identity
is verified or not; a standard brand that does not skip it is vetted after that. A failed brand may
be resubmitted three times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.behaviour.brand_review import (
    BrandFacts,
    BundleFacts,
    review_identity,
    review_registration,
    review_vetting,
)
from tendlc.sandbox.behaviour.lifecycles import BUNDLE_IN_REVIEW
from tendlc.sandbox.behaviour.magic import read_marks
from tendlc.sandbox.behaviour.verdict import Verdict, asked_for
from tendlc.sandbox.exchange import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.bundles import CUSTOMER_PROFILE, TRUST_PRODUCT, addresses_of, gather
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "BrandRegistration"
_PATH: Final = "/v1/a2p/BrandRegistrations"
_BRAND_TYPES: Final = ("STANDARD", "SOLE_PROPRIETOR")
_BUSINESS: Final = (
    "customer_profile_business_information",
    "starter_customer_profile_information",
)
_MESSAGING: Final = ("us_a2p_messaging_profile_information", "sole_proprietor_information")
_SCORES: Final = (35, 95)


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
        "waits_for_bundles": False,
    }
    record = session.add(_KIND, session.new_sid("BN"), data, refers_to=(profile, trust))
    session.schedule("timing-brand-to-registered", f"{_KIND}.register", record.key)
    return Answer(201, _shape(call, record))


def _index(call: Call) -> Listing:
    found = parts.listing(call, "data", _KIND, _shape)
    if call.session.setting("brand_list_leaves_out_vetted"):
        found.items = [b for b in found.items if b["identity_status"] != "VETTED_VERIFIED"]
    return found


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, _KIND, "sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    data = record.data
    if data["status"] == "SUSPENDED":
        raise Refusal(21731)
    if data["status"] != "FAILED" or data["tcr_id"] is None:
        raise Refusal(21725)
    if data["update_count"] >= LIMITS.brand_update_limit:  # fact: brand-update-limit
        raise Refusal(21724)
    data |= {
        "status": "PENDING",
        "identity_status": None,
        "errors": [],
        "update_count": data["update_count"] + 1,
    }
    call.session.save(record, "resubmitted", update_count=data["update_count"])
    call.session.schedule("timing-brand-to-registered", f"{_KIND}.register", record.key)
    return Answer(202, _shape(call, record))


def _register(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["status"] != "PENDING":
        return
    facts = _facts(session, record)
    undecided = (facts.customer_profile.status, facts.trust_product.status)
    record.data["waits_for_bundles"] = False
    verdict = review_registration(facts)
    if verdict.outcome == "rejected":
        _fail(session, record, verdict, None)
    elif any(status in BUNDLE_IN_REVIEW for status in undecided):
        record.data["waits_for_bundles"] = True
        session.save(record, "waiting", because="a bundle is still under review")
    else:
        record.data["tcr_id"] = record.data["tcr_id"] or session.world.chance.registry_id("B", key)
        session.save(record, "registered", tcr_id=record.data["tcr_id"])
        session.schedule("timing-brand-to-identity", f"{_KIND}.identify", key)


def _identify(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["status"] not in ("PENDING", "IN_REVIEW"):
        return
    facts = _facts(session, record)
    verdict = _scripted(session, key) or review_identity(facts)
    if verdict.outcome == "held":
        record.data["status"] = "IN_REVIEW"
        session.save(record, "in_review")
        session.hold(f"{_KIND}.identify", key)
    elif verdict.outcome == "rejected":
        _fail(session, record, verdict, "UNVERIFIED")
    else:
        _approve(session, record, facts)


def _approve(session: Session, record: Record, facts: BrandFacts) -> None:
    company_type = facts.messaging.get("company_type")
    sole = record.data["brand_type"] == "SOLE_PROPRIETOR"
    record.data |= {
        "status": "APPROVED",
        "identity_status": "UNVERIFIED" if sole else "VERIFIED",
        "russell_3000": False,
        "government_entity": company_type == "government",
        "tax_exempt_status": "501c3" if company_type == "non-profit" else None,
        "errors": [],
    }
    session.save(record, "approved", identity_status=record.data["identity_status"])
    if sole:
        session.schedule("timing-brand-to-identity", f"{_KIND}.answer_otp", record.key)
    elif not record.data["skip_automatic_sec_vet"] and not record.data["mock"]:
        session.schedule("timing-brand-to-vetted", f"{_KIND}.vet", record.key)


def _vet(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["status"] != "APPROVED":
        return
    verdict = review_vetting(_facts(session, record))
    if verdict.outcome == "rejected":
        record.data["errors"] = [fault.shape() for fault in verdict.faults]
        session.save(record, "secondary_vetting_failure", because=verdict.because())
        return
    record.data["identity_status"] = "VETTED_VERIFIED"
    record.data["brand_score"] = session.world.chance.between(*_SCORES, key)
    session.save(record, "vetted_verified", brand_score=record.data["brand_score"])


def _answer_otp(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["status"] == "APPROVED":
        record.data["identity_status"] = "VERIFIED"
        session.save(record, "verified", because="the owner answered the text message")


def _fail(session: Session, record: Record, verdict: Verdict, identity: str | None) -> None:
    record.data |= {
        "status": "FAILED",
        "identity_status": identity,
        "errors": [fault.shape() for fault in verdict.faults],
    }
    session.save(record, "failed", because=verdict.because())


def _scripted(session: Session, key: str) -> Verdict | None:
    script = session.verdict("brand", key)
    if script is None:
        return None
    return Verdict(
        script["outcome"], tuple(asked_for(tuple(script["codes"]), "a script asked for it"))
    )


def _facts(session: Session, record: Record) -> BrandFacts:
    profile = session.find(CUSTOMER_PROFILE.kind, record.data["customer_profile_bundle_sid"])
    trust = session.find(TRUST_PRODUCT.kind, record.data["a2p_profile_bundle_sid"])
    held = [gather(session, bundle) for bundle in (profile, trust) if bundle]
    end_users = [end_user for assigned in held for end_user in assigned.end_users]
    documents = [document for assigned in held for document in assigned.documents]
    addresses = [
        address.data
        for document in documents
        for sid in addresses_of(dict(document.attributes))
        if (address := session.find("Address", sid))
    ]

    def of(types: tuple[str, ...]) -> Mapping[str, Any]:
        return next((each.attributes for each in end_users if each.type in types), {})

    return BrandFacts(
        customer_profile=_bundle_facts(profile),
        trust_product=_bundle_facts(trust),
        business=of(_BUSINESS),
        messaging=of(_MESSAGING),
        people=tuple(e.attributes for e in end_users if e.type.startswith("authorized_")),
        address=addresses[0] if addresses else {},
        marks=read_marks([each.attributes for each in end_users], addresses),
        mock=record.data["mock"],
    )


def _bundle_facts(bundle: Record | None) -> BundleFacts:
    if bundle is None:
        return BundleFacts(None)
    return BundleFacts(bundle.data["policy_sid"], bundle.data["status"])


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
    Operation("POST", "messaging", _PATH, _create, paced=True),
    Operation("GET", "messaging", _PATH, _index, paced=True),
    Operation("GET", "messaging", f"{_PATH}/{{sid}}", _fetch, paced=True),
    Operation("POST", "messaging", f"{_PATH}/{{sid}}", _update, paced=True),
)
STEPS: Final = {
    f"{_KIND}.register": _register,
    f"{_KIND}.identify": _identify,
    f"{_KIND}.vet": _vet,
    f"{_KIND}.answer_otp": _answer_otp,
}
