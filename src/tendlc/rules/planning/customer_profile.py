"""The secondary customer profile: guide steps 1.1 to 1.11.

An existing profile named in the document is used as it is. Else each piece is made, kept in line
with the document while the profile is open, evaluated and submitted. An approved profile opens
through Twilio Support alone, so edits that come too late wait for the brand to need them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tendlc.catalog import policies
from tendlc.domain.actions import (
    CreateAddress,
    CreateCustomerProfile,
    CreateEndUser,
    CreateSupportingDocument,
    UpdateAddress,
    UpdateEndUser,
)
from tendlc.domain.business import AuthorizedRepresentative, PostalAddress
from tendlc.domain.observed import PrimaryProfileSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import GONE
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import BundleKind
from tendlc.domain.tasks import Command, Datum, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import remedies
from tendlc.rules.planning import bundles
from tendlc.rules.planning.bundles import Piece
from tendlc.rules.planning.decision import AskHuman, Decision

KIND = BundleKind.CUSTOMER_PROFILE
# fact: policy-secondary-customer-profile
POLICY = policies.SECONDARY_CUSTOMER_PROFILE
# fact: policy-government-secondary
# fact: policy-non-profit-secondary
SECONDARY_POLICIES = {
    "policy-secondary-customer-profile",
    "policy-government-secondary",
    "policy-non-profit-secondary",
}


def decide(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Say what the customer profile needs next; None while it is under review or approved."""
    if onboarding.customer.customer_profile_sid:
        return _adopt_named(onboarding)
    step, create = made(onboarding, terms)
    return bundles.decide(onboarding, create, state, step, terms, now, look_first=True)


def review(onboarding: Onboarding, terms: Terms, now: datetime) -> Decision | None:
    """Await the verdict on the profile; None where it is approved, or not ours to watch."""
    return bundles.await_verdict(onboarding, state(onboarding), terms, now)


def sid(onboarding: Onboarding) -> str | None:
    """Return the profile's SID; None before step 1.1."""
    named = onboarding.customer.customer_profile_sid
    return named or onboarding.sid_of(StepName.CUSTOMER_PROFILE)


def state(onboarding: Onboarding) -> bundles.BundleState:
    """Gather the profile, which is there."""
    there = onboarding.customer.customer_profile_sid or onboarding.known_sid(
        StepName.CUSTOMER_PROFILE
    )
    return bundles.gather(onboarding, KIND, there, POLICY, pieces(onboarding))


def made(onboarding: Onboarding, terms: Terms) -> tuple[Step, CreateCustomerProfile]:
    """Return the step that makes the profile, and what it sends."""
    create = CreateCustomerProfile(
        friendly_name=onboarding.friendly_name("customer profile"),
        email=terms.isv.status_email,
        policy_sid=POLICY,
        status_callback=terms.isv.status_callback_url,
    )
    return Step(StepName.CUSTOMER_PROFILE), create


def _adopt_named(onboarding: Onboarding) -> Decision | None:
    profile = state(onboarding)
    decision = bundles.look_unless_seen(profile)
    if decision is not None:
        return decision
    seen = profile.seen
    data: dict[str, Datum] = {}
    if seen and seen.status == GONE:
        data = {"fault": "missing"}
    elif (lost := bundles.gone(profile)) is not None:
        return lost
    elif seen and seen.policy_sid and not _is_secondary(seen.policy_sid):
        data = {"fault": "policy", "policy": seen.policy_sid}
    elif bundles.is_open(profile) and seen:
        data = {"fault": "status", "status": seen.status}
    if not data:
        return None
    task = remedies.isv(
        TaskCode.NAMED_PROFILE_UNUSABLE,
        StepName.CUSTOMER_PROFILE,
        command=Command.ONBOARD,
        fields=("customer_profile_sid",),
        sid=profile.sid,
        data=data,
    )
    return AskHuman(tasks=(task,))


def _is_secondary(policy_sid: str) -> bool:
    known = policies.policies().get(policy_sid)
    return known is not None and known.fact in SECONDARY_POLICIES


def pieces(onboarding: Onboarding) -> Iterator[Piece]:
    """Give each piece of the profile, as far as what it is made of is there.

    Source: guide steps 1.2 to 1.9.
    """
    yield from _business_information(onboarding)
    for ordinal, person in enumerate(onboarding.customer.authorized_representatives, 1):
        yield from _representative(onboarding, ordinal, person)
    yield from _address(onboarding)
    primary = onboarding.observed.last(PrimaryProfileSeen)
    step = Step(StepName.PRIMARY_CUSTOMER_PROFILE_ASSIGNMENT)
    yield from _assigned(onboarding, step, primary.sid if primary else None)


def _business_information(onboarding: Onboarding) -> Iterator[Piece]:
    attributes = business_attributes(onboarding)
    known = onboarding.sid_of(StepName.BUSINESS_INFORMATION)
    yield Piece(
        step=Step(StepName.BUSINESS_INFORMATION),
        create=CreateEndUser(
            friendly_name=onboarding.friendly_name("business information"),
            type="customer_profile_business_information",
            attributes=attributes,
        ),
        update=UpdateEndUser(sid=known, attributes=attributes) if known else None,
    )
    yield from _assigned(onboarding, Step(StepName.BUSINESS_INFORMATION_ASSIGNMENT), known)


def _representative(
    onboarding: Onboarding, ordinal: int, person: AuthorizedRepresentative
) -> Iterator[Piece]:
    attributes = representative_attributes(person)
    known = onboarding.sid_of(StepName.AUTHORIZED_REPRESENTATIVE, ordinal)
    yield Piece(
        step=Step(StepName.AUTHORIZED_REPRESENTATIVE, ordinal),
        create=CreateEndUser(
            friendly_name=onboarding.friendly_name(f"authorized representative {ordinal}"),
            type=f"authorized_representative_{ordinal}",
            attributes=attributes,
        ),
        update=UpdateEndUser(sid=known, attributes=attributes) if known else None,
    )
    assignment = Step(StepName.AUTHORIZED_REPRESENTATIVE_ASSIGNMENT, ordinal)
    yield from _assigned(onboarding, assignment, known)


def _address(onboarding: Onboarding) -> Iterator[Piece]:
    address = _address_with_name(onboarding)
    known = onboarding.sid_of(StepName.ADDRESS)
    yield Piece(
        step=Step(StepName.ADDRESS),
        create=CreateAddress(friendly_name=onboarding.friendly_name("address"), address=address),
        update=UpdateAddress(sid=known, address=address) if known else None,
    )
    if known:
        yield Piece(
            step=Step(StepName.SUPPORTING_DOCUMENT),
            create=CreateSupportingDocument(
                friendly_name=onboarding.friendly_name("supporting document"),
                type="customer_profile_address",
                address_sid=known,
            ),
        )
    document = onboarding.sid_of(StepName.SUPPORTING_DOCUMENT)
    yield from _assigned(onboarding, Step(StepName.SUPPORTING_DOCUMENT_ASSIGNMENT), document)


def _address_with_name(onboarding: Onboarding) -> PostalAddress:
    """Put the name under which the business trades where the document names nobody else."""
    address, business = onboarding.customer.address, onboarding.customer.business_information
    name = address.customer_name or business.doing_business_as or business.business_name
    return address.model_copy(update={"customer_name": name})


def business_attributes(onboarding: Onboarding) -> dict[str, str]:
    """Spell the business information as TrustHub wants it (business_information section 1)."""
    business = onboarding.customer.business_information
    return {
        "business_name": business.business_name,
        "business_identity": business.business_identity,
        "business_type": business.business_type,
        "business_industry": business.business_industry,
        "business_registration_identifier": business.business_registration_identifier,
        "business_registration_number": business.business_registration_number,
        # fact: several-regions-are-comma-joined
        "business_regions_of_operation": ",".join(business.business_regions_of_operation),
        "website_url": business.website_url,
        "social_media_profile_urls": business.social_media_profile_urls,
    }


def representative_attributes(person: AuthorizedRepresentative) -> dict[str, str]:
    """Spell a representative as TrustHub wants it (business_information section 2)."""
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "phone_number": person.phone_number,
        "business_title": person.business_title,
        "job_position": person.job_position,
    }


def _assigned(onboarding: Onboarding, step: Step, object_sid: str | None) -> Iterator[Piece]:
    return bundles.assigned(step, KIND, sid(onboarding), object_sid)
