"""What people ask of the engine: enrol, amend, agree to pay, retry, begin anew.

A command checks what is asked, so that a person hears at once what is not possible, and appends
it; the next job takes it up. Enrolling is in two steps, so that a person can be asked in between:
nobody who says no finds anything stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tendlc.domain.approval import Approval, QuoteLine
from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, Target
from tendlc.domain.person_requests import (
    Asked,
    LookAgain,
    NewDocument,
    PersonRequest,
    Retry,
    StepAnswer,
)
from tendlc.domain.steps import Step, StepName
from tendlc.domain.tasks import TaskCode
from tendlc.engine import inbox, person_requests
from tendlc.engine.engine import Engine
from tendlc.errors import (
    Advice,
    ConfigurationError,
    NotAllowed,
    SameBusiness,
    TendlcError,
    UnknownOnboarding,
    UnreadableRecord,
    WorldGone,
)
from tendlc.ports import KnownTarget
from tendlc.rules import quotes, recreation, same_business
from tendlc.rules.planning import brand_authentication


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
    record = person_requests.in_line(known, customer, now) if known else _new(engine, customer, now)
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

    A new customer is stored as it is. For one that the ledger has, the document is appended as a
    request, which the next job takes up.

    Returns:
        The record as the next job will find it.
    """
    now = engine.clock.now()
    document = _document(engine, enrolment, approval)
    if enrolment.known is None:
        actor = approval.actor if approval else engine.operator
        record, told = person_requests.begun(_new(engine, enrolment.customer, now), document, now)
        enrolled = Event(at=now, name=EventName.ENROLLED)
        events = [replace(event, actor=actor) for event in (enrolled, *told)]
        return _marked_as_twin(engine, engine.store.add(record, events))
    return ask(engine, enrolment.customer.customer, document)


def _marked_as_twin(engine: Engine, added: Onboarding) -> Onboarding:
    """Stop a new customer whose business somebody else added since it was prepared."""
    twins = _twins(engine, None, added)
    if not twins:
        return added
    return engine.record(added, lambda fresh: replace(fresh, same_business=twins))


def ask(engine: Engine, key: str, asked: Asked) -> Onboarding:
    """Append a request of a person for a customer, and return the record as a job will find it.

    Raises:
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    if not isinstance(asked, StepAnswer):  # that one was looked up just now
        engine.gateway.sent().clear()  # what another customer's job has left
    approval = asked.approval if isinstance(asked, NewDocument) else None
    actor = approval.actor if approval else engine.operator
    request = PersonRequest(at=engine.clock.now(), actor=actor, asked=asked)
    engine.store.put(engine.target, key, request)
    record, _ = inbox.foreseen(engine, key)
    return record


def retry(engine: Engine, key: str) -> Onboarding:
    """Try again what was refused or rejected although the document did not change.

    Raises:
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    return ask(engine, key, Retry())


def look_again(engine: Engine, key: str) -> Onboarding:
    """Have the next job look at all of a customer; its document stays as the ledger has it.

    Raises:
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    return ask(engine, key, LookAgain())


def _document(engine: Engine, enrolment: Enrolment, approval: Approval | None) -> NewDocument:
    return NewDocument(
        customer=enrolment.customer,
        retry=enrolment.retry,
        recreation_of=enrolment.recreation_of,
        agreed=enrolment.agreed,
        same_business=enrolment.same_business,
        approval=approval,
        place=engine.place,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of many documents: `known` were there already, `refused` cannot be added.

    All others were added. `refused` gives the reason for each key.
    """

    known: Sequence[str]
    refused: Mapping[str, TendlcError]


def add_many(engine: Engine, customers: Sequence[Customer]) -> Added:
    """Put many new customers into the ledger in one commit; what is there stays as it is.

    One that is the same business as a customer of the target, or of these, is marked so: people
    are asked before anything is paid for it.
    """
    now = engine.clock.now()
    refused: dict[str, TendlcError] = {}
    worlds_gone = any(_is_gone(engine, known) for known in engine.store.targets())
    for customer in customers:
        try:
            _mailbox_is_ours(engine, customer)
            if worlds_gone:
                _world_is_still_there(engine, customer.customer)
        except TendlcError as error:
            refused[customer.customer] = error
    fit = [customer for customer in customers if customer.customer not in refused]
    twins = _twins_of_many(engine, fit)
    new = [
        replace(_new(engine, one, now), place=engine.place, same_business=twins[one.customer])
        for one in fit
    ]
    event = Event(at=now, name=EventName.ENROLLED)
    return Added(known=engine.store.add_many(new, [event]), refused=refused)


def _twins_of_many(engine: Engine, customers: Sequence[Customer]) -> dict[str, tuple[str, ...]]:
    """Find the same business among these customers and those of the target, for each key.

    The target is asked once for all of them, and again for those that are new where somebody is
    found: what the ledger has under a key may be another business than this document of that key.
    """
    marks = {one.customer: {*same_business.fingerprints(one).items()} for one in customers}
    found = {*engine.store.same_business(engine.target, set().union(*marks.values()))}
    owners: dict[tuple[str, str], set[str]] = {}
    for key, its in marks.items():
        for mark in its:
            owners.setdefault(mark, set()).add(key)
    twins = {}
    for key, its in marks.items():
        others = {other for mark in its for other in owners[mark]}
        if found and key not in found:
            others |= {*engine.store.same_business(engine.target, its)}
        twins[key] = tuple(sorted(others - {key}))
    return twins


def _known(engine: Engine, key: str) -> Onboarding | None:
    try:
        record, _ = inbox.foreseen(engine, key)
    except UnknownOnboarding:
        return None
    return record


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


def _twins(engine: Engine, known: Onboarding | None, record: Onboarding) -> tuple[str, ...]:
    """Name the customers that are the same business, while there is something to be stopped."""
    unchanged = known is not None and known.customer == record.customer
    registered = record.sid_of(StepName.BRAND_REGISTRATION) is not None
    if unchanged and registered and not record.same_business:
        return ()
    marks = same_business.fingerprints(record.customer)
    others: list[Onboarding] = []
    unreadable: list[str] = []
    for key in engine.store.same_business(engine.target, marks.items()):
        try:
            others.append(engine.store.load(engine.target, key))
        except UnreadableRecord:
            unreadable += [key] if key not in record.another_of else []
    return (*same_business.twins(record, others), *unreadable)


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
    """Find the worlds that this sandbox held before and that have a record of a customer."""
    known = engine.store.targets_of(key) if engine.place else ()
    return (one.target for one in known if _is_gone(engine, one))


def _is_gone(engine: Engine, known: KnownTarget) -> bool:
    """Say whether a target is a world that this sandbox held before.

    A sandbox at another place is another sandbox: its world may well be there still.
    """
    same_account = replace(known.target, world_id=None) == replace(engine.target, world_id=None)
    elsewhere = engine.place is None or known.place != engine.place
    return same_account and not elsewhere and known.target != engine.target
