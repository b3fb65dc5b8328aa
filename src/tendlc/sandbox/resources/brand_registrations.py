"""BrandRegistrations: the customer at the registry. Creating one costs money at Twilio.

A new brand is PENDING until both bundles are decided, then gets its registry id, then its identity
is verified or not; a standard brand that does not skip it is vetted after that. A failed brand may
be resubmitted three times.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tendlc.sandbox.behaviour.lifecycles import (
    Transition,
    brand_lifecycle,
    brand_update_refusal,
)
from tendlc.sandbox.behaviour.review import (
    BrandSubmission,
    BrandVerdict,
    CountedBrand,
    SubmittedBundle,
    review_brand,
    waits_for_bundles,
)
from tendlc.sandbox.exchange import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.brand_vettings import (
    order_secondary_vetting,
    settle_secondary_vetting,
)
from tendlc.sandbox.resources.bundles import CUSTOMER_PROFILE, TRUST_PRODUCT, refuse, submitted
from tendlc.sandbox.resources.scripted import scripted_errors
from tendlc.sandbox.world.session import Record, Session

_KIND: Final = "BrandRegistration"
_PATH: Final = "/v1/a2p/BrandRegistrations"
_BRAND_TYPES: Final = ("STANDARD", "SOLE_PROPRIETOR")
_SOLE: Final = "SOLE_PROPRIETOR"
_DECISIONS: Final = frozenset(
    {"verify", "approve", "fail-registration", "fail-verification", "send-to-review"}
    | {"approve-after-review"}
)
"""The transitions in whose place a scripted verdict comes."""


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
        "authentication": "none",
        "ahead": [],
        "verdict": {},
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
    refuse(brand_update_refusal(data["status"], data["tcr_id"], data["update_count"]))
    data |= {
        "status": "PENDING",
        "identity_status": None,
        "errors": [],
        "ahead": [],
        "update_count": data["update_count"] + 1,
    }
    call.session.save(record, "resubmitted", update_count=data["update_count"])
    call.session.schedule("timing-brand-to-registered", f"{_KIND}.register", record.key)
    return Answer(202, _shape(call, record))


def send_otp(session: Session, record: Record) -> None:
    """Send a sole proprietor another one-time code; do nothing where none is awaited.

    The brand has to be approved and its code unanswered (domain: resources, section 12).
    """
    session.remember(record, "otp-sent")
    if record.data["status"] == "APPROVED" and record.data["identity_status"] != "VERIFIED":
        session.schedule("timing-brand-to-identity", f"{_KIND}.answer_otp", record.key)


def repeat_authentication(session: Session, record: Record) -> None:
    """Send the mail of Authentication+ again, to the contact address as it is now."""
    verdict = review_brand(_submission(session, record))
    record.data["verdict"] = _as_data(verdict)
    record.data |= {"authentication": "pending", "errors": []}
    session.save(record, "authentication-sent-again")
    if verdict.authentication in ("completed", "failed"):
        timing = "timing-authentication-plus-completion"
        session.schedule(timing, f"{_KIND}.authenticate", record.key)


def _register(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record is None or record.data["status"] != "PENDING" or record.data["ahead"]:
        return
    submission = _submission(session, record)
    if waits_for_bundles(submission):
        session.remember(record, "waiting", because="a bundle is still under review")
        return
    verdict = review_brand(submission)
    record.data["ahead"] = list(verdict.path)
    record.data["verdict"] = _as_data(verdict)
    if verdict.path:
        _take(session, record)
    else:
        session.hold(f"{_KIND}.register", key)


def _go_on(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["ahead"]:
        _take(session, record)


def _take(session: Session, record: Record) -> None:
    data = record.data
    name = data["ahead"][0]
    script = session.verdict("brand", record.key) if name in _DECISIONS else None
    if script:
        name = _follow(record, script)
    transition = _table(record)[name]
    data["ahead"] = data["ahead"][1:]
    if transition.source == data["status"]:
        _apply(session, record, transition)
    _schedule_next(session, record)


def _follow(record: Record, script: Shape) -> str:
    """Put a scripted verdict in the place of the decision that is next; return what is next now."""
    data = record.data
    if script["outcome"] == "approved":
        approval = "approve" if data["brand_type"] == _SOLE else "verify"
        first = "approve-after-review" if data["status"] == "IN_REVIEW" else approval
        data["ahead"] = [first, *(["vet"] if _is_vetted(data) else [])]
    elif script["outcome"] == "held":
        data["ahead"] = ["send-to-review"]
    else:
        data["ahead"] = ["fail-verification"]
        errors = scripted_errors(script)
        data["verdict"] = {**data["verdict"], "errors": [each.as_json() for each in errors]}
    return str(data["ahead"][0])


def _apply(session: Session, record: Record, transition: Transition) -> None:
    data, verdict = record.data, record.data["verdict"]
    data["status"] = transition.target
    data["identity_status"] = transition.identity_status or data["identity_status"]
    if transition.name == "register" or verdict.get("tcr_reached"):
        data["tcr_id"] = data["tcr_id"] or session.world.chance.registry_id("B", record.key)
    if transition.target == "FAILED":
        data["errors"] = verdict["errors"]
    elif transition.name == "fail-vetting":
        data["errors"] = verdict["vetting_errors"]
    elif transition.name == "vet":
        data["brand_score"] = verdict["brand_score"]
    elif transition.target == "APPROVED":
        names = ("russell_3000", "government_entity", "tax_exempt_status")
        data |= {name: verdict[name] for name in names}
        data["brand_score"] = None if _is_vetted(data) else verdict["brand_score"]
        _after_approval(session, record)
    if transition.name in ("vet", "fail-vetting"):
        settle_secondary_vetting(session, record.key, succeeded=transition.name == "vet")
    session.save(record, transition.name, event_type=transition.event, status=data["status"])


def _after_approval(session: Session, record: Record) -> None:
    if record.data["brand_type"] == _SOLE:
        session.schedule("timing-brand-to-identity", f"{_KIND}.answer_otp", record.key)
    if _is_vetted(record.data):
        order_secondary_vetting(session, record.key)
    if record.data["verdict"]["authentication"] != "none":
        record.data["authentication"] = "pending"
    if record.data["verdict"]["authentication"] in ("completed", "failed"):
        timing = "timing-authentication-plus-completion"
        session.schedule(timing, f"{_KIND}.authenticate", record.key)


def _schedule_next(session: Session, record: Record) -> None:
    data = record.data
    if data["ahead"]:
        transition = _table(record)[data["ahead"][0]]
        session.schedule(transition.timing, f"{_KIND}.go_on", record.key)
    elif data["status"] == "IN_REVIEW":
        data["ahead"] = ["approve-after-review"]
        session.hold(f"{_KIND}.go_on", record.key)
    session.save_quietly(record)


def _answer_otp(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["status"] == "APPROVED":
        transition = _table(record)["answer-otp"]
        record.data["identity_status"] = transition.identity_status
        session.save(record, transition.name, event_type=transition.event)


def _authenticate(session: Session, key: str) -> None:
    record = session.find(_KIND, key)
    if record and record.data["authentication"] == "pending":
        verdict = record.data["verdict"]
        record.data["authentication"] = verdict["authentication"]
        record.data["errors"] = verdict["authentication_errors"]
        session.save(record, f"authentication-{verdict['authentication']}")


def _submission(session: Session, record: Record) -> BrandSubmission:
    data = record.data
    profile_sid = data["customer_profile_bundle_sid"]
    return BrandSubmission(
        profile=submitted(CUSTOMER_PROFILE, session, profile_sid),
        trust_product=submitted(TRUST_PRODUCT, session, data["a2p_profile_bundle_sid"]),
        brand_type=data["brand_type"],
        skip_automatic_sec_vet=data["skip_automatic_sec_vet"],
        mock=data["mock"],
        seed=f"{session.world.chance.stream}/{record.key}",
        other_brands=_counted(session, record) if data["brand_type"] == _SOLE else (),
    )


def _counted(session: Session, record: Record) -> tuple[CountedBrand, ...]:
    others = (
        other
        for other in session.all(_KIND)
        if other.key != record.key and other.data["brand_type"] == _SOLE and other.data["tcr_id"]
    )
    return tuple(_counted_values(_submission_bundles(session, other)) for other in others)


def _submission_bundles(
    session: Session, record: Record
) -> tuple[SubmittedBundle | None, SubmittedBundle | None]:
    data = record.data
    return (
        submitted(CUSTOMER_PROFILE, session, data["customer_profile_bundle_sid"]),
        submitted(TRUST_PRODUCT, session, data["a2p_profile_bundle_sid"]),
    )


def _counted_values(
    bundles: tuple[SubmittedBundle | None, SubmittedBundle | None],
) -> CountedBrand:
    profile, trust = bundles
    person = profile.attributes("starter_customer_profile_information") if profile else {}
    trader = trust.attributes("sole_proprietor_information") if trust else {}
    address = profile.addresses[0] if profile and profile.addresses else {}
    return CountedBrand(
        mobile_phone_number=str(trader.get("mobile_phone_number", "")),
        email=str(person.get("email", "")),
        street=str(address.get("street", "")),
    )


def _as_data(verdict: BrandVerdict) -> Shape:
    return {
        "errors": [error.as_json() for error in verdict.errors],
        "tcr_reached": verdict.tcr_reached,
        "brand_score": verdict.brand_score,
        "russell_3000": verdict.russell_3000,
        "government_entity": verdict.government_entity,
        "tax_exempt_status": verdict.tax_exempt_status,
        "vetting_errors": [error.as_json() for error in verdict.vetting_errors],
        "authentication": verdict.authentication,
        "authentication_errors": [error.as_json() for error in verdict.authentication_errors],
    }


def _table(record: Record) -> dict[str, Transition]:
    data = record.data
    table = dict(brand_lifecycle(data["brand_type"], secondary_vetting=_is_vetted(data)))
    # A verdict by script or by hand may also fail a brand that is in review.
    if data["status"] == "IN_REVIEW":
        table["fail-verification"] = replace(table["fail-verification"], source="IN_REVIEW")
    return table


def _is_vetted(data: Shape) -> bool:
    skipped = data["skip_automatic_sec_vet"] or data["mock"]
    return data["brand_type"] != _SOLE and not skipped


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
    f"{_KIND}.go_on": _go_on,
    f"{_KIND}.answer_otp": _answer_otp,
    f"{_KIND}.authenticate": _authenticate,
}
