"""TrustHub: customer profiles, trust products, end users, supporting documents, evaluations.

Source: guide steps 1.1 to 2.6; natural keys: walkthrough section 11.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from twilio.rest import Client
from twilio.rest.trusthub.v1.customer_profiles import CustomerProfilesInstance, CustomerProfilesList
from twilio.rest.trusthub.v1.customer_profiles.customer_profiles_entity_assignments import (
    CustomerProfilesEntityAssignmentsList,
)
from twilio.rest.trusthub.v1.customer_profiles.customer_profiles_evaluations import (
    CustomerProfilesEvaluationsList,
)
from twilio.rest.trusthub.v1.trust_products import TrustProductsInstance, TrustProductsList
from twilio.rest.trusthub.v1.trust_products.trust_products_entity_assignments import (
    TrustProductsEntityAssignmentsList,
)
from twilio.rest.trusthub.v1.trust_products.trust_products_evaluations import (
    TrustProductsEvaluationsList,
)

from tendlc.adapters.twilio.pages import PAGE_SIZE, problems, scan, sid_of, updated
from tendlc.catalog.policies import PRIMARY_CUSTOMER_PROFILE
from tendlc.domain import subjects
from tendlc.domain.actions import (
    AssignEntity,
    CreateCustomerProfile,
    CreateEndUser,
    CreateSupportingDocument,
    CreateTrustProduct,
    EvaluateBundle,
    SubmitBundle,
    UpdateEndUser,
)
from tendlc.domain.observed import BundleSeen, EvaluationSeen, PrimaryProfileSeen, Problem
from tendlc.domain.status import BUNDLE, GONE, Standing, standing
from tendlc.domain.subjects import BundleKind
from tendlc.ports import Absent, Found, Made, MorePages

CreateBundle = CreateCustomerProfile | CreateTrustProduct
Assignments = CustomerProfilesEntityAssignmentsList | TrustProductsEntityAssignmentsList
Evaluations = CustomerProfilesEvaluationsList | TrustProductsEvaluationsList


def bundle_seen(
    record: CustomerProfilesInstance | TrustProductsInstance, now: datetime
) -> BundleSeen:
    return BundleSeen(
        seen_at=now,
        sid=sid_of(record),
        status=str(record.status).lower(),
        updated_at=updated(record.date_updated),
        policy_sid=record.policy_sid,
        problems=problems(record.errors),
    )


def bundles(client: Client, kind: BundleKind) -> CustomerProfilesList | TrustProductsList:
    hub = client.trusthub.v1
    return hub.customer_profiles if kind is BundleKind.CUSTOMER_PROFILE else hub.trust_products


def create_bundle(client: Client, action: CreateBundle, now: datetime) -> Made:
    kind = _kind(action)
    record = bundles(client, kind).create(
        friendly_name=action.friendly_name,
        email=action.email,
        policy_sid=action.policy_sid,
        status_callback=action.status_callback,
    )
    return Made(sid=sid_of(record), seen=bundle_seen(record, now))


def find_bundle(
    client: Client, action: CreateBundle, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        bundles(client, _kind(action)),
        {"friendly_name": action.friendly_name, "policy_sid": action.policy_sid},
        lambda r: (r.friendly_name, r.policy_sid) == (action.friendly_name, action.policy_sid),
        page_token,
        lambda record: bundle_seen(record, now),
    )


def create_end_user(client: Client, action: CreateEndUser, now: datetime) -> Made:
    record = client.trusthub.v1.end_users.create(
        friendly_name=action.friendly_name,
        type=action.type,
        attributes=json.dumps(dict(action.attributes)),
    )
    return Made(sid=sid_of(record))


def find_end_user(
    client: Client, action: CreateEndUser, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.trusthub.v1.end_users,
        {},
        lambda r: (r.friendly_name, r.type) == (action.friendly_name, action.type),
        page_token,
    )


def update_end_user(client: Client, action: UpdateEndUser, now: datetime) -> Made:
    attributes = json.dumps(dict(action.attributes))
    record = client.trusthub.v1.end_users(action.sid).update(attributes=attributes)
    return Made(sid=sid_of(record))


def create_supporting_document(
    client: Client, action: CreateSupportingDocument, now: datetime
) -> Made:
    record = client.trusthub.v1.supporting_documents.create(
        friendly_name=action.friendly_name,
        type=action.type,
        attributes=json.dumps({"address_sids": action.address_sid}),
    )
    return Made(sid=sid_of(record))


def find_supporting_document(
    client: Client, action: CreateSupportingDocument, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        client.trusthub.v1.supporting_documents,
        {},
        lambda r: (r.friendly_name, r.type) == (action.friendly_name, action.type),
        page_token,
    )


def assignments(client: Client, kind: BundleKind, sid: str) -> Assignments:
    if kind is BundleKind.CUSTOMER_PROFILE:
        profile = client.trusthub.v1.customer_profiles(sid)
        return profile.customer_profiles_entity_assignments
    return client.trusthub.v1.trust_products(sid).trust_products_entity_assignments


def assign_entity(client: Client, action: AssignEntity, now: datetime) -> Made:
    record = assignments(client, action.bundle, action.bundle_sid).create(
        object_sid=action.object_sid
    )
    return Made(sid=sid_of(record))


def find_assignment(
    client: Client, action: AssignEntity, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    return scan(
        assignments(client, action.bundle, action.bundle_sid),
        {},
        lambda record: bool(record.object_sid == action.object_sid),
        page_token,
    )


def evaluations(client: Client, kind: BundleKind, sid: str) -> Evaluations:
    if kind is BundleKind.CUSTOMER_PROFILE:
        return client.trusthub.v1.customer_profiles(sid).customer_profiles_evaluations
    return client.trusthub.v1.trust_products(sid).trust_products_evaluations


def evaluate_bundle(client: Client, action: EvaluateBundle, now: datetime) -> Made:
    lists = evaluations(client, action.bundle, action.bundle_sid)
    record = lists.create(policy_sid=action.policy_sid)
    seen = EvaluationSeen(
        seen_at=now,
        sid=sid_of(record),
        status=str(record.status),
        problems=_evaluation_problems(record.results),
    )
    return Made(sid=seen.sid, seen=seen)


def submit_bundle(client: Client, action: SubmitBundle, now: datetime) -> Made:
    record = bundles(client, action.bundle)(action.bundle_sid).update(status="pending-review")
    return Made(sid=sid_of(record), seen=bundle_seen(record, now))


def find_submission(
    client: Client, action: SubmitBundle, page_token: str | None, now: datetime
) -> Found | Absent | MorePages:
    """A submission has arrived where the status says so, or the bundle has changed since."""
    record = bundles(client, action.bundle)(action.bundle_sid).fetch()
    seen = bundle_seen(record, now)
    moved = standing(BUNDLE, seen.status) in (Standing.MOVING, Standing.GOOD)
    rejected_anew = seen.status == "twilio-rejected" and seen.updated_at != action.seen_updated_at
    return Found(sid=seen.sid, seen=seen) if moved or rejected_anew else Absent()


def look_bundle(client: Client, subject: subjects.Bundle, now: datetime) -> BundleSeen:
    record = bundles(client, subject.bundle)(subject.sid).fetch()
    return bundle_seen(record, now)


def bundle_gone(subject: subjects.Bundle, now: datetime) -> BundleSeen:
    return BundleSeen(seen_at=now, sid=subject.sid, status=GONE, updated_at=None)


def look_primary(
    client: Client, subject: subjects.PrimaryProfile, now: datetime
) -> PrimaryProfileSeen:
    """Fetch the named profile, or take the oldest approved one of the primary policy."""
    profiles = client.trusthub.v1.customer_profiles
    if subject.sid:
        return _primary_seen(profiles(subject.sid).fetch(), now)
    page = profiles.page(
        policy_sid=PRIMARY_CUSTOMER_PROFILE, status="twilio-approved", page_size=PAGE_SIZE
    )
    approved = sorted(page, key=lambda record: updated(record.date_created) or "")
    if not approved:
        return PrimaryProfileSeen(seen_at=now, sid=None)
    return _primary_seen(approved[0], now)


def _primary_seen(record: CustomerProfilesInstance, now: datetime) -> PrimaryProfileSeen:
    return PrimaryProfileSeen(seen_at=now, sid=sid_of(record), status=str(record.status).lower())


def primary_gone(subject: subjects.PrimaryProfile, now: datetime) -> PrimaryProfileSeen:
    return PrimaryProfileSeen(seen_at=now, sid=subject.sid, status=GONE)


def _kind(action: CreateBundle) -> BundleKind:
    profile = isinstance(action, CreateCustomerProfile)
    return BundleKind.CUSTOMER_PROFILE if profile else BundleKind.TRUST_PRODUCT


def _evaluation_problems(results: Any) -> tuple[Problem, ...]:
    """Flatten the requirements that did not pass: each one's own reason, then its fields'."""
    read = []
    for item in results or ():
        if item.get("passed"):
            continue
        fields = item.get("invalid") or []
        if item.get("error_code") or item.get("failure_reason") or not fields:
            read.append(_evaluation_problem(item))
        read.extend(_evaluation_problem(entry) for entry in fields)
    return tuple(read)


def _evaluation_problem(entry: Any) -> Problem:
    field = entry.get("object_field")
    return Problem(
        code=entry.get("error_code"),
        text=entry.get("failure_reason") or entry.get("friendly_name") or "",
        fields=(field,) if field else (),
    )
