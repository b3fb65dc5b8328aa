"""What people ask of the engine: enrol, amend, agree to pay, retry, begin anew.

Each command changes the record and nothing else; the next pass does the work. Enrolling is in two
steps, so that a person can be asked in between: nobody who says no finds anything stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tendlc.domain.approval import Approval, QuoteLine
from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.field_types import Section, fixed
from tendlc.domain.onboarding import Onboarding, Stage, Target
from tendlc.domain.steps import Step, StepName
from tendlc.domain.subjects import AvailableNumbers, BundleKind, moves, of_bundle
from tendlc.domain.tasks import TaskCode
from tendlc.engine.engine import Engine
from tendlc.errors import (
    Advice,
    ConfigurationError,
    NotAllowed,
    SameBusiness,
    UnknownOnboarding,
    UnreadableRecord,
    WorldGone,
)
from tendlc.rules import quotes, recreation, same_business
from tendlc.rules.planning import brand_authentication, phone_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A document on its way into the ledger; nothing of it is stored yet.

    `known` is the record as it stands, None for a new customer. `agreed` and `same_business` name
    other customers that are the same business, agreed to now or by nobody. `due` lists what a
    person must agree to pay first; empty where the last approval reaches that far.
    `recreation_of` is the number of the campaign to delete and create again, 0 for none.
    """

    customer: Customer
    known: Onboarding | None
    retry: bool
    recreation_of: int
    agreed: tuple[str, ...]
    same_business: tuple[str, ...]
    due: tuple[QuoteLine, ...]


def enrol(
    engine: Engine, customer: Customer, *, another: bool = False, retry: bool = False
) -> Onboarding:
    """Put a customer into the ledger, or bring the record in line with a changed document.

    Args:
        engine: the engine, aimed at the customer's target.
        customer: the document.
        another: go on although another customer of the target is the same business.
        retry: try again what was refused or rejected although the document did not change.

    Raises:
        as `prepare`.
    """
    return commit(engine, prepare(engine, customer, another=another, retry=retry))


def prepare(
    engine: Engine,
    customer: Customer,
    *,
    another: bool = False,
    retry: bool = False,
    recreate_campaign: bool = False,
) -> Enrolment:
    """Check a document against the ledger and say what must be agreed to; nothing is stored.

    Args:
        engine: the engine, aimed at the customer's target.
        customer: the document.
        another: as in `enrol`.
        retry: as in `enrol`.
        recreate_campaign: delete the campaign and create it again, where that changes anything.

    Raises:
        NotAllowed: the document changes what can no longer change, or there is no campaign that
            could be created again.
        SameBusiness: a new customer is the same business as another one of the target.
        WorldGone: the customer was registered in a sandbox world that is no more.
        ConfigurationError: the status mailbox is the customer's own.
    """
    _mailbox_is_ours(engine, customer)
    now = engine.clock.now()
    known = _known(engine, customer.customer)
    if known is None:
        _world_is_still_there(engine, customer.customer)
    record = _in_line(known, customer, now) if known else _new(engine, customer, now)
    number = _to_recreate(record) if recreate_campaign else 0
    record = replace(record, recreation_of=number or record.recreation_of)
    twins = _twins(engine, known, record)
    if known is None and twins and not another:
        raise SameBusiness(field="customer", others=twins)
    unchanged = known is not None and known.customer == customer
    asked = [*_asked(record)] if unchanged else []
    if retry:
        asked += brand_authentication.cost_of_retry(record)
    return Enrolment(
        customer=customer,
        known=known,
        retry=retry,
        recreation_of=number,
        agreed=twins if another else (),
        same_business=() if another else twins,
        due=quotes.unapproved(record, asked),
    )


def commit(engine: Engine, enrolment: Enrolment, approval: Approval | None = None) -> Onboarding:
    """Store what was prepared, together with what a person agreed to pay.

    Somebody who runs a customer with open tasks again has done something about them, so what
    moves at Twilio is looked at again. Who runs a registered one again wants to know whether it
    still is, so brand, campaign and numbers are looked at.
    """
    now = engine.clock.now()
    events = [*_events(enrolment, approval, now)]

    def change(record: Onboarding) -> Onboarding:
        changed = replace(
            _in_line(record, enrolment.customer, now),
            place=engine.place,
            another_of=(*record.another_of, *enrolment.agreed),
            same_business=enrolment.same_business,
            approvals=(*record.approvals, approval) if approval else record.approvals,
            recreation_of=enrolment.recreation_of or record.recreation_of,
        )
        return _again(changed) if enrolment.retry else changed

    if enrolment.known is None:
        return engine.store.add(change(_new(engine, enrolment.customer, now)), events)
    return engine.record(enrolment.known, change, *events)


def _known(engine: Engine, key: str) -> Onboarding | None:
    try:
        return engine.store.load(engine.target, key)
    except UnknownOnboarding:
        return None


def _new(engine: Engine, customer: Customer, now: datetime) -> Onboarding:
    return Onboarding(
        key=customer.customer,
        target=engine.target,
        customer=customer,
        enrolled_at=now,
        stage_since=now,
        due_at=now,
    )


def _asked(record: Onboarding) -> Iterator[QuoteLine]:
    """Give the lines that a task has asked somebody to agree to."""
    for task in record.tasks:
        if task.code == TaskCode.APPROVAL_MISSING:
            yield from task.quote


def _events(enrolment: Enrolment, approval: Approval | None, now: datetime) -> Iterator[Event]:
    if enrolment.known is None:
        yield Event(at=now, name=EventName.ENROLLED)
    elif enrolment.known.customer != enrolment.customer:
        yield Event(at=now, name=EventName.AMENDED)
    if enrolment.agreed:
        yield Event(at=now, name=EventName.SAME_BUSINESS_AGREED, others=enrolment.agreed)
    if approval:
        yield Event(at=now, name=EventName.SPENDING_APPROVED, approval=approval)
    if enrolment.retry:
        yield Event(at=now, name=EventName.RETRY_ASKED)
    if enrolment.recreation_of:
        yield Event(at=now, name=EventName.RECREATION_ASKED)


def _twins(engine: Engine, known: Onboarding | None, record: Onboarding) -> tuple[str, ...]:
    """Name the customers that are the same business, while there is something to be stopped."""
    unchanged = known is not None and known.customer == record.customer
    registered = record.sid_of(StepName.BRAND_REGISTRATION) is not None
    if unchanged and registered and not record.same_business:
        return ()
    marks = same_business.fingerprints(record.customer)
    others: list[Onboarding] = []
    unreadable: list[str] = []
    for key in engine.store.same_business(engine.target, marks):
        try:
            others.append(engine.store.load(engine.target, key))
        except UnreadableRecord:
            unreadable += [key] if key not in record.another_of else []
    return (*same_business.twins(record, others), *unreadable)


def _in_line(known: Onboarding, customer: Customer, now: datetime) -> Onboarding:
    """Bring a record in line with a document; raises NotAllowed where that cannot be."""
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


def retry(engine: Engine, key: str) -> Onboarding:
    """Try again what was refused or rejected although the document did not change."""
    now = engine.clock.now()
    known = engine.store.load(engine.target, key)
    return engine.record(
        known,
        lambda fresh: replace(_again(fresh), due_at=now),
        Event(at=now, name=EventName.RETRY_ASKED),
    )


def look_again(engine: Engine, key: str) -> Onboarding:
    """Have the next pass look at all of a customer; its document stays as the ledger has it.

    Raises:
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    now = engine.clock.now()
    return engine.record(
        engine.store.load(engine.target, key),
        lambda fresh: replace(
            fresh,
            observed=fresh.observed.stale(moves),
            attempts_before_run=len(fresh.attempts),
            due_at=now,
        ),
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


def _to_recreate(record: Onboarding) -> int:
    """Number the campaign that is to be created again; 0 where that changes nothing."""
    if record.last_attempt(Step(StepName.CAMPAIGN)) is None:
        raise NotAllowed(
            f"{record.key} has no campaign yet that could be deleted and created again.",
            field="recreate_campaign",
            advice=Advice.WITHOUT_RECREATION,
        )
    return record.campaign_number if recreation.may_be_recreated(record) else 0


def begin_anew(engine: Engine, key: str) -> None:
    """Forget what a sandbox world that is gone knew of a customer.

    Raises:
        NotAllowed: the customer's record is at Twilio.
    """
    for target in _gone_worlds(engine, key):
        engine.store.forget(target, key)


def _mailbox_is_ours(engine: Engine, customer: Customer) -> None:
    mailbox = engine.terms.isv.status_email.lower()
    theirs = [person.email for person in customer.authorized_representatives]
    contact = customer.messaging_profile.brand_contact_email
    if mailbox in [mail.lower() for mail in (*theirs, contact) if mail]:
        raise ConfigurationError(
            "The mailbox for Twilio's status mails is the customer's own.",
            field="TENDLC_STATUS_EMAIL",
            advice=Advice.SET_STATUS_EMAIL,
        )


def _world_is_still_there(engine: Engine, key: str) -> None:
    """Refuse to begin a customer silently in a new sandbox world."""
    if any(_gone_worlds(engine, key)):
        raise WorldGone(
            f"{key} was registered in this sandbox, but that world of the sandbox is gone.",
            advice=Advice.REGISTER_AGAIN,
        )


def _gone_worlds(engine: Engine, key: str) -> Iterator[Target]:
    """Find the worlds that this sandbox held before and that have a record of a customer.

    A sandbox at another place is another sandbox: its world may well be there still.
    """
    here = replace(engine.target, world_id=None)
    for known in engine.store.targets_of(key) if engine.place else ():
        same_sandbox = replace(known.target, world_id=None) == here and known.place == engine.place
        if same_sandbox and known.target != engine.target:
            yield known.target


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
