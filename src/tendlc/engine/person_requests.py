"""What a request of a person makes of a record: pure, and the same at the door and in the job.

At the door it says what would come of a request, and refuses what cannot be. In the job it is
applied to the record of that time; what is no longer possible then changes nothing and is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.field_types import Section, fixed
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.person_requests import (
    LookAgain,
    NewDocument,
    PersonRequest,
    Retry,
    StepAnswer,
)
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import AvailableNumbers, BundleKind, moves, of_bundle
from tendlc.engine import step_answers
from tendlc.errors import Advice, NotAllowed
from tendlc.rules.planning import brand_authentication, phone_numbers

Changed = tuple[Onboarding, tuple[Event, ...]]


def apply(record: Onboarding, request: PersonRequest, now: datetime) -> Changed:
    """Apply a request, and mark it as seen.

    Args:
        record: the record as the ledger has it.
        request: one that the record's mark has not reached.
        now: the time, in UTC.

    Returns:
        The record, and what is told of it. What is not possible any more changes the mark alone.
    """
    try:
        changed, told = _changed(record, request, now)
    except NotAllowed as error:
        name = EventName.REQUEST_NOT_POSSIBLE
        changed, told = record, (Event(at=now, name=name, text=error.message),)
    events = tuple(replace(event, actor=request.actor) for event in told)
    return replace(changed, mark=request.id), events


def _changed(record: Onboarding, request: PersonRequest, now: datetime) -> Changed:
    match asked := request.asked:
        case NewDocument():
            changed, told = begun(in_line(record, asked.customer, now), asked, now)
            if record.customer != asked.customer:
                told = (Event(at=now, name=EventName.AMENDED), *told)
            return changed, told
        case Retry():
            event = Event(at=now, name=EventName.RETRY_ASKED)
            return replace(_again(record), due_at=now), (event,)
        case LookAgain():
            return _looked_at_again(record, now), ()
        case StepAnswer():
            return step_answers.settled(record, asked, request.at, now)


def begun(record: Onboarding, document: NewDocument, now: datetime) -> Changed:
    """Note on a record what came with its document: what was agreed to, and what to try again."""
    approval = document.approval
    changed = replace(
        record,
        place=document.place,
        another_of=(*record.another_of, *document.agreed),
        same_business=document.same_business,
        approvals=(*record.approvals, approval) if approval else record.approvals,
        recreation_of=document.recreation_of or record.recreation_of,
    )
    told = tuple(_told(document, now))
    return (_again(changed) if document.retry else changed), told


def _told(document: NewDocument, now: datetime) -> Iterator[Event]:
    if document.agreed:
        yield Event(at=now, name=EventName.SAME_BUSINESS_AGREED, others=document.agreed)
    if document.approval:
        yield Event(at=now, name=EventName.SPENDING_APPROVED, approval=document.approval)
    if document.retry:
        yield Event(at=now, name=EventName.RETRY_ASKED)
    if document.recreation_of:
        yield Event(at=now, name=EventName.RECREATION_ASKED)


def _looked_at_again(record: Onboarding, now: datetime) -> Onboarding:
    return replace(
        record,
        observed=record.observed.stale(moves),
        attempts_before_run=len(record.attempts),
        due_at=now,
    )


def in_line(known: Onboarding, customer: Customer, now: datetime) -> Onboarding:
    """Bring a record in line with a document; raises NotAllowed where that cannot be.

    Somebody who runs a customer with open tasks again has done something about them, so what
    moves at Twilio is looked at again. Who runs a registered one again wants to know whether it
    still is, so brand, campaign and numbers are looked at.
    """
    if known.customer != customer:
        _may_change(known, customer)
    seen = known.observed
    observed = seen.stale(moves) if known.tasks else seen.stale_unless_settled()
    if known.stage is Stage.REGISTERED:
        observed = observed.stale(lambda subject: subject.sends)
    if known.customer.customer_profile_sid != customer.customer_profile_sid:
        observed = observed.without(of_bundle(BundleKind.CUSTOMER_PROFILE))
    numbers = known.number_ordinals
    if known.customer.phone_numbers != customer.phone_numbers:
        numbers = phone_numbers.ordinals_for(known, customer.phone_numbers)
        observed = observed.without(lambda subject: isinstance(subject, AvailableNumbers))
    return replace(
        known,
        customer=customer,
        observed=observed,
        attempts_before_run=len(known.attempts),
        number_ordinals=numbers,
        due_at=now,
    )


def _again(record: Onboarding) -> Onboarding:
    """Raise the round, which agrees to the mail whose task is shown as well.

    What was there twice is looked for again: a person may have removed it.
    """
    doubled = (one.step for one in record.surplus)
    return replace(
        record,
        retry_round=record.retry_round + 1,
        mail_agreed=brand_authentication.agreed_by_retry(record),
        observed=record.observed.stale(moves),
        unconfirmed=tuple(dict.fromkeys((*record.unconfirmed, *doubled))),
        surplus=(),
    )


def _may_change(known: Onboarding, customer: Customer) -> None:
    """Refuse changes that could not reach Twilio any more, before anything else happens."""
    fixed = [*_fixed_fields(known, customer)]
    if fixed:
        raise NotAllowed(
            f"{', '.join(fixed)} can no longer be changed for {known.key}.",
            field=fixed[0],
            advice=Advice.PUT_BACK_VALUE,
        )


def _fixed_fields(known: Onboarding, customer: Customer) -> Iterator[str]:
    yield from _fixed_with_the_profile(known, customer)
    if known.last_attempt(Step(StepName.BRAND_REGISTRATION)):
        yield from _fixed("brand", known.customer.brand, customer.brand)
    for place in phone_numbers.in_doubt(known, customer.phone_numbers):
        yield f"phone_numbers[{place}]"


def _fixed_with_the_profile(known: Onboarding, customer: Customer) -> Iterator[str]:
    old = known.customer
    made = known.last_attempt(Step(StepName.CUSTOMER_PROFILE))
    used = known.last_attempt(Step(StepName.CUSTOMER_PROFILE_ASSIGNMENT))
    if (made or used) and old.customer_profile_sid != customer.customer_profile_sid:
        yield "customer_profile_sid"
    if not made:
        return
    if len(customer.authorized_representatives) < len(old.authorized_representatives):
        yield "authorized_representatives"
    yield from _fixed("address", old.address, customer.address)


def _fixed(path: str, old: Section, new: Section) -> Iterator[str]:
    """Name the changed fields of a section that Twilio takes once only."""
    for name in fixed(type(old)):
        if getattr(old, name) != getattr(new, name):
            yield f"{path}.{name}"
