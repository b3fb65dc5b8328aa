"""What customer profiles and trust products have in common: both are bundles.

A bundle is a draft that objects are assigned to, is submitted, reviewed, and approved or rejected.
Under review and once approved it cannot be edited, and neither can what is assigned to it; whether
an approved one can be opened again is a setting, because at Twilio it takes Support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from tendlc.catalog import policies
from tendlc.catalog.enumerations import BUNDLE_STATUSES
from tendlc.sandbox.behaviour.evaluation import (
    SATISFIED_BY,
    Attached,
    Evaluation,
    SupportingBundle,
    evaluate,
)
from tendlc.sandbox.behaviour.lifecycles import BUNDLE, Transition
from tendlc.sandbox.behaviour.refused_moves import (
    bundle_delete_refusal,
    bundle_edit_refusal,
    bundle_status_refusal,
)
from tendlc.sandbox.behaviour.review import (
    BundleSubmission,
    BundleVerdict,
    SubmittedBundle,
    is_implausible,
    rejected,
    review_bundle,
)
from tendlc.sandbox.operations import Answer, Call, Listing, Shape
from tendlc.sandbox.refusal import Refusal, codeless
from tendlc.sandbox.resources import parts
from tendlc.sandbox.resources.scripted import scripted_errors
from tendlc.sandbox.world.session import Record, Session


@dataclass(frozen=True, slots=True)
class BundleKind:
    """One of the two kinds of bundles, and the words in which its API differs."""

    kind: str
    collection: str
    path: str
    parent_field: str
    links: tuple[str, str, str]
    """The names of the links to its assignments, its evaluations and its channel endpoints."""
    name: Literal["customer_profile", "trust_product"]


def _links(start: str) -> tuple[str, str, str]:
    names = ("entity_assignments", "evaluations", "channel_endpoint_assignment")
    return f"{start}_{names[0]}", f"{start}_{names[1]}", f"{start}_{names[2]}"


CUSTOMER_PROFILE: Final = BundleKind(
    kind="CustomerProfile",
    collection="CustomerProfiles",
    path="/v1/CustomerProfiles",
    parent_field="customer_profile_sid",
    links=_links("customer_profiles"),
    name="customer_profile",
)
TRUST_PRODUCT: Final = BundleKind(
    kind="TrustProduct",
    collection="TrustProducts",
    path="/v1/TrustProducts",
    parent_field="trust_product_sid",
    links=_links("trust_products"),
    name="trust_product",
)
BUNDLE_KINDS: Final = (CUSTOMER_PROFILE, TRUST_PRODUCT)
_PRIMARY: Final = SATISFIED_BY["primary_customer_profile_type_business"]
"""The policies of primary profiles, which only the Console makes."""


def create(kind: BundleKind, call: Call) -> Answer:
    """Make a draft."""
    name = parts.required(call.form, "FriendlyName")
    email = parts.required(call.form, "Email")
    policy_sid = parts.sid(call.form, "PolicySid", "RN")
    policy = policies.policies().get(policy_sid)
    if policy_sid in _PRIMARY:
        raise codeless("refusal-primary-profile-by-api")
    if kind is CUSTOMER_PROFILE and call.session.setting("primary_is_direct_customer"):
        raise codeless("refusal-primary-profile-is-direct")
    if policy is None or policy.bundle != kind.name:
        raise Refusal(20001, f"PolicySid {policy_sid} is not a policy of {kind.collection}")
    data = {
        "policy_sid": policy_sid,
        "friendly_name": name,
        "status": "draft",
        "email": email,
        "status_callback": parts.web_address(call.form, "StatusCallback"),
        "errors": None,
    }
    record = call.session.add(kind.kind, call.session.new_sid("BU"), data)
    return Answer(201, shape(kind, call, record))


def index(kind: BundleKind, call: Call) -> Listing:
    """List the bundles of the account."""
    parts.one_of(call.query, "Status", BUNDLE_STATUSES)
    names = {"Status": "status", "FriendlyName": "friendly_name", "PolicySid": "policy_sid"}
    return parts.listing(
        call,
        "results",
        kind.kind,
        partial(shape, kind),
        where=parts.filters(call, names),
    )


def fetch(kind: BundleKind, call: Call) -> Answer:
    """Show one bundle."""
    return Answer(200, shape(kind, call, parts.stored(call, kind.kind, "sid")))


def update(kind: BundleKind, call: Call) -> Answer:
    """Change the texts of a bundle, or its status: never both in one request."""
    record = parts.stored(call, kind.kind, "sid")
    refuse_primary(record)
    status = parts.text(call.form, "Status")
    texts = {
        "friendly_name": parts.text(call.form, "FriendlyName"),
        "email": parts.text(call.form, "Email"),
    }
    changed: dict[str, str | None] = {name: value for name, value in texts.items() if value}
    if "StatusCallback" in call.form:
        changed["status_callback"] = parts.web_address(call.form, "StatusCallback")
    if status:
        if changed:
            raise Refusal(22204)
        _set_status(kind, call.session, record, status)
    elif changed:
        refuse_unless_editable(call.session, record)
        parts.change(call.session, record, changed)
    return Answer(200, shape(kind, call, record))


def delete(kind: BundleKind, call: Call) -> Answer:
    """Remove a bundle with its assignments and evaluations."""
    record = parts.stored(call, kind.kind, "sid")
    session = call.session
    refuse_primary(record)
    refuse(bundle_delete_refusal(record.data["status"]))
    if session.holders(record.key, "BrandRegistration"):
        raise Refusal(20409, because="a brand registration refers to the bundle")
    for held in ("EntityAssignment", "ChannelEndpointAssignment", "Evaluation"):
        for child in session.all(held, record.key):
            session.remove(child)
    session.remove(record)
    return Answer(204)


def shape(kind: BundleKind, call: Call, record: Record) -> Shape:
    """Return a bundle as the API shows it."""
    data = record.data
    url = f"{call.origin}{kind.path}/{record.key}"
    assignments, evaluations, endpoints = kind.links
    return {
        "sid": record.key,
        "account_sid": call.account_sid,
        "policy_sid": data["policy_sid"],
        "friendly_name": data["friendly_name"],
        "status": data["status"],
        "valid_until": None,
        "email": data["email"],
        "status_callback": data["status_callback"],
        "date_created": parts.iso_date(record.created_at),
        "date_updated": parts.iso_date(record.updated_at),
        "url": url,
        "links": {
            assignments: f"{url}/EntityAssignments",
            evaluations: f"{url}/Evaluations",
            endpoints: f"{url}/ChannelEndpointAssignments",
        },
        "errors": data["errors"],
    }


def found_primary_profile(session: Session) -> None:
    """Give a new top-level account its approved primary profile, as the Console would."""
    data = {
        "policy_sid": policies.PRIMARY_CUSTOMER_PROFILE,
        "friendly_name": "Primary customer profile of the sandbox",
        "status": "twilio-approved",
        "email": "compliance@isv.example",
        "status_callback": None,
        "errors": None,
    }
    session.add(CUSTOMER_PROFILE.kind, session.new_sid("BU"), data)


def refuse_primary(record: Record) -> None:
    """Refuse what only the Console may do with a primary profile."""
    if record.data["policy_sid"] in _PRIMARY:
        raise codeless("refusal-primary-profile-by-api")


def refuse_unless_editable(session: Session, record: Record) -> None:
    """Refuse a change of a bundle, or of what is assigned to it, that its status does not allow."""
    status = record.data["status"]
    if not (status == "twilio-approved" and session.setting("approved_reopens")):
        text = f"{record.kind} {record.key} cannot be edited while it is {status}"
        refuse(bundle_edit_refusal(status), text)


def refuse(code: int | None, text: str = "") -> None:
    """Refuse with a code; do nothing where there is none."""
    if code is not None:
        raise Refusal(code, text if code == 20409 else "")


def bundles_with(session: Session, object_sid: str) -> list[Record]:
    """Return the bundles that an object is assigned to."""
    holders = session.holders(object_sid, "EntityAssignment")
    keys = dict.fromkeys(holder.key.partition("/")[0] for holder in holders)
    found = (session.find(kind.kind, key) for key in keys for kind in BUNDLE_KINDS)
    return [bundle for bundle in found if bundle]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that is assigned to a bundle, in the order of assignment."""

    attached: tuple[Attached, ...]
    supporting: tuple[SupportingBundle, ...]
    addresses: tuple[Mapping[str, object], ...]


def gather(session: Session, bundle: Record) -> Gathered:
    """Return what is assigned to a bundle, and the addresses that its documents name."""
    attached: list[Attached] = []
    supporting: list[SupportingBundle] = []
    addresses: list[Mapping[str, object]] = []
    for assignment in _assignments(session, bundle):
        sid = assignment.data["object_sid"]
        if end_user := session.find("EndUser", sid):
            data = end_user.data
            attached.append(_attached("end_user", data["type"], data["attributes"]))
        elif document := session.find("SupportingDocument", sid):
            attributes = document.data["attributes"]
            found = [session.find("Address", each) for each in addresses_of(attributes)]
            if not all(found):
                attributes = {k: v for k, v in attributes.items() if k != "address_sids"}
            attached.append(_attached("supporting_document", document.data["type"], attributes))
            addresses += [address.data for address in found if address]
        elif profile := find_profile(session, sid):
            supporting.append(
                SupportingBundle(
                    policy_sid=profile.data["policy_sid"], status=profile.data["status"]
                )
            )
    return Gathered(tuple(attached), tuple(supporting), tuple(addresses))


def submitted(kind: BundleKind, session: Session, sid: str) -> SubmittedBundle | None:
    """Return a bundle as the registry reads it; None where the SID names none of either kind."""
    for each in (kind, *BUNDLE_KINDS):
        bundle = session.find(each.kind, sid)
        if bundle:
            held = gather(session, bundle)
            return SubmittedBundle(
                kind=each.name,
                policy_sid=bundle.data["policy_sid"],
                status=bundle.data["status"],
                attached=held.attached,
                addresses=held.addresses,
            )
    return None


def _attached(
    kind: Literal["end_user", "supporting_document"], type_: str, attributes: Any
) -> Attached:
    return Attached(kind=kind, type=type_, attributes=attributes)


def find_profile(session: Session, sid: str) -> Record | None:
    """Return a customer profile of this account, or the parent's approved primary profile."""
    own = session.find(CUSTOMER_PROFILE.kind, sid)
    parent = session.of_parent()
    if own or parent is None or session.setting("strict_accounts"):
        return own
    theirs = parent.find(CUSTOMER_PROFILE.kind, sid)
    if theirs is None or theirs.data["policy_sid"] not in _PRIMARY:
        return None
    return theirs if theirs.data["status"] == "twilio-approved" else None


def addresses_of(attributes: dict[str, Any]) -> list[str]:
    """Return the address SIDs of a document: one text, or a list of them."""
    given = attributes.get("address_sids")
    if isinstance(given, list):
        return [str(each) for each in given]
    return [part.strip() for part in str(given).split(",")] if given else []


def evaluate_bundle(session: Session, bundle: Record) -> Evaluation:
    """Evaluate a bundle against its own policy."""
    policy = policies.policies()[bundle.data["policy_sid"]]
    held = gather(session, bundle)
    return evaluate(policy, held.attached, held.supporting)


def steps(kind: BundleKind) -> dict[str, Any]:
    """Return the steps that happen by themselves to bundles of a kind."""
    return {
        f"{kind.kind}.in_review": lambda session, key: _take_up(kind, session, key),
        f"{kind.kind}.verdict": lambda session, key: _decide(kind, session, key),
    }


def reopen(session: Session, record: Record) -> None:
    """Open an approved bundle for edits again, as Support does."""
    move(session, record, BUNDLE["reopen-approved"])


def move(session: Session, record: Record, transition: Transition, **details: Any) -> None:
    """Take a transition of a bundle: the one place where its status changes, and is told."""
    before = record.data["status"]
    record.data["status"] = transition.target
    session.save(record, transition.target, before=before, **details)
    session.call_back(record, transition.target, details.get("failure_reason", ""))


def _set_status(kind: BundleKind, session: Session, record: Record, status: str) -> None:
    before = record.data["status"]
    reopens = before == "twilio-approved" and session.setting("approved_reopens")
    if not (reopens and status in ("draft", "pending-review")):
        text = f"{record.kind} {record.key} cannot be {status} while it is {before}"
        refuse(bundle_status_refusal(before, status), text)
    if status == before:
        return
    if reopens:
        reopen(session, record)
    if status == "pending-review":
        record.data["errors"] = None
        name = "resubmit" if before == "twilio-rejected" else "submit"
        move(session, record, BUNDLE[name])
        session.schedule(BUNDLE["take-up"].timing, f"{kind.kind}.in_review", record.key)
    elif not reopens:
        move(session, record, BUNDLE["reopen"])


def _take_up(kind: BundleKind, session: Session, key: str) -> None:
    record = session.find(kind.kind, key)
    if record and record.data["status"] == BUNDLE["take-up"].source:
        move(session, record, BUNDLE["take-up"])
        implausible = is_implausible(_submission(session, record))
        timing = "timing-bundle-plausibility" if implausible else BUNDLE["approve"].timing
        session.schedule(timing, f"{kind.kind}.verdict", key)


def _decide(kind: BundleKind, session: Session, key: str) -> None:
    record = session.find(kind.kind, key)
    if record is None or record.data["status"] != BUNDLE["approve"].source:
        return
    verdict = _verdict(kind, session, record)
    decision = next((name for name in verdict.path if name != "take-up"), None)
    if decision is None:
        session.hold(f"{kind.kind}.verdict", key)
        return
    errors = verdict.errors
    record.data["errors"] = None if errors is None else [each.as_bundle_json() for each in errors]
    move(session, record, BUNDLE[decision], failure_reason=verdict.failure_reason)
    for brand in session.holders(key, "BrandRegistration"):
        session.schedule("timing-brand-to-registered", "BrandRegistration.register", brand.key)


def _verdict(kind: BundleKind, session: Session, record: Record) -> BundleVerdict:
    script = session.verdict(kind.name, record.key)
    if script:
        if script["outcome"] == "rejected":
            return rejected(scripted_errors(script) or None)
        approved = script["outcome"] == "approved"
        return BundleVerdict(approved=approved, path=("approve",) if approved else ())
    return review_bundle(_submission(session, record))


def _submission(session: Session, record: Record) -> BundleSubmission:
    held = gather(session, record)
    return BundleSubmission(
        policy_sid=record.data["policy_sid"],
        friendly_name=record.data["friendly_name"],
        evaluation_status=evaluate_bundle(session, record).status,
        attached=held.attached,
        addresses=held.addresses,
    )


def _assignments(session: Session, bundle: Record) -> list[Record]:
    return session.all("EntityAssignment", bundle.key)
