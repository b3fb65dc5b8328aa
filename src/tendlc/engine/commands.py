"""What people ask of the engine: enrol, amend, approve spending, retry, answer, begin anew.

Each command changes the record and nothing else; the next pass does the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tendlc.domain.customer import Customer
from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding, TargetKind
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.engine.engine import Engine
from tendlc.engine.observe import all_stale
from tendlc.errors import ConfigurationError, NotAllowed, UnknownOnboarding, WorldGone
from tendlc.ports import Store

_FIXED_WITH_THE_BRAND = ("brand_type", "skip_automatic_sec_vet", "mock")
_FIXED_WITH_THE_CAMPAIGN = (
    "us_app_to_person_usecase",
    "opt_in_message",
    "opt_out_message",
    "help_message",
    "opt_in_keywords",
    "opt_out_keywords",
    "help_keywords",
    "subscriber_opt_in",
)


def enrol(engine: Engine, customer: Customer) -> Onboarding:
    """Put a customer into the ledger, or bring the record in line with a changed document.

    Somebody who runs a customer with open tasks again has done something about them, so what
    moves at Twilio is looked at anew.

    Raises:
        NotAllowed: the document changes what can no longer change.
        WorldGone: the customer was registered in a sandbox world that is no more.
        ConfigurationError: the status mailbox is the customer's own.
    """
    _mailbox_is_ours(engine, customer)
    now = engine.clock.now()
    try:
        known = engine.store.load(engine.target, customer.customer)
    except UnknownOnboarding:
        _world_is_still_there(engine, customer.customer)
        fresh = Onboarding(
            key=customer.customer,
            target=engine.target,
            customer=customer,
            enrolled_at=now,
            due_at=now,
        )
        return engine.store.add(fresh, (Event(at=now, name=EventName.ENROLLED),))
    amended = [Event(at=now, name=EventName.AMENDED)] if known.customer != customer else []
    return engine.record(known, lambda fresh: _in_line(fresh, customer, now), *amended)


def _in_line(known: Onboarding, customer: Customer, now: datetime) -> Onboarding:
    """Bring a record in line with a document; raises NotAllowed where that cannot be."""
    if known.customer != customer:
        _may_change(known, customer)
    observed = all_stale(known.observed) if known.tasks else known.observed
    if known.customer.customer_profile_sid != customer.customer_profile_sid:
        observed = replace(observed, customer_profile=None, customer_profile_evaluation=None)
    return replace(
        known,
        customer=customer,
        observed=observed,
        attempts_before_run=len(known.attempts),
        due_at=now,
    )


def approve_spending(engine: Engine, key: str) -> Onboarding:
    """Record that a person agreed to what this customer's registration costs."""
    now = engine.clock.now()
    known = engine.store.load(engine.target, key)
    event = Event(at=now, name=EventName.SPENDING_APPROVED)
    return engine.record(
        known, lambda one: replace(one, spending_approved_at=now, due_at=now), event
    )


def retry(engine: Engine, key: str) -> Onboarding:
    """Try again what was refused or rejected although the document did not change."""
    now = engine.clock.now()
    known = engine.store.load(engine.target, key)

    def again(fresh: Onboarding) -> Onboarding:
        stale = all_stale(fresh.observed)
        return replace(fresh, retry_round=fresh.retry_round + 1, observed=stale, due_at=now)

    return engine.record(known, again, Event(at=now, name=EventName.RETRY_ASKED))


def answer(
    store: Store, known: Onboarding, step_name: str, sid: str | None, now: datetime
) -> Onboarding:
    """Settle a doubt that only a person could: the object has this SID, or (None) is not there.

    Raises:
        NotAllowed: there is no such doubt.
    """
    attempt = _doubt(known, step_name)
    if sid is None:
        settled = replace(attempt, result=Result.NOT_PROCESSED, result_at=now)
    else:
        settled = replace(attempt, result=Result.ADOPTED, result_at=now, sid=sid)
    event = Event(at=now, name=EventName.ANSWERED, step=step_name, sid=sid)
    return store.save(replace(known.with_attempt(settled), due_at=now), (event,))


def begin_anew(engine: Engine, key: str) -> None:
    """Forget what a sandbox world that is gone knew of a customer.

    Raises:
        NotAllowed: the customer's record is at Twilio.
    """
    for onboarding in engine.store.all():
        same_account = onboarding.target.account_sid == engine.target.account_sid
        if onboarding.key == key and same_account and _of_another_world(engine, onboarding):
            engine.store.forget(onboarding.target, key)


def _doubt(onboarding: Onboarding, step_name: str) -> Attempt:
    for attempt in reversed(onboarding.attempts):
        if str(attempt.step) != step_name:
            continue
        if attempt.result in (None, Result.UNKNOWN, Result.ABSENT):
            return attempt
        break
    raise NotAllowed(
        f"There is no open question about the step {step_name} of {onboarding.key}.",
        next_step=f"Run `tendlc status {onboarding.key}` to see what is open.",
    )


def _mailbox_is_ours(engine: Engine, customer: Customer) -> None:
    mailbox = engine.terms.isv.status_email.lower()
    theirs = [person.email for person in customer.authorized_representatives]
    contact = customer.messaging_profile.brand_contact_email
    if mailbox in [mail.lower() for mail in (*theirs, contact) if mail]:
        raise ConfigurationError(
            "The mailbox for Twilio's status mails is the customer's own.",
            field="TENDLC_STATUS_EMAIL",
            next_step="Set TENDLC_STATUS_EMAIL to a mailbox that you, the ISV, watch.",
        )


def _world_is_still_there(engine: Engine, key: str) -> None:
    """Refuse to begin a customer silently in a new sandbox world."""
    for onboarding in engine.store.all():
        same_account = onboarding.target.account_sid == engine.target.account_sid
        if onboarding.key == key and same_account and _of_another_world(engine, onboarding):
            raise WorldGone(
                f"{key} was registered in a sandbox world that is gone; this sandbox is another.",
                next_step="Run the command with --fresh to register it anew in this sandbox.",
            )


def _of_another_world(engine: Engine, onboarding: Onboarding) -> bool:
    kinds = {onboarding.target.kind, engine.target.kind}
    return kinds == {TargetKind.SANDBOX} and onboarding.target != engine.target


def _may_change(known: Onboarding, customer: Customer) -> None:
    """Refuse changes that could not reach Twilio any more, before anything else happens."""
    fixed = [*_fixed_fields(known, customer)]
    if fixed:
        raise NotAllowed(
            f"{', '.join(fixed)} can no longer be changed for {known.key}.",
            field=fixed[0],
            next_step="Put the old value back, or register the customer under another key.",
        )


def _fixed_fields(known: Onboarding, customer: Customer) -> Iterator[str]:
    yield from _fixed_with_the_profile(known, customer)
    if known.last_attempt(Step(StepName.BRAND_REGISTRATION)):
        for name in _FIXED_WITH_THE_BRAND:
            if getattr(known.customer.brand, name) != getattr(customer.brand, name):
                yield f"brand.{name}"
    if known.last_attempt(Step(StepName.CAMPAIGN)):
        for name in _FIXED_WITH_THE_CAMPAIGN:
            if getattr(known.customer.campaign, name) != getattr(customer.campaign, name):
                yield f"campaign.{name}"
    yield from _fixed_numbers(known, customer)


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
    if old.address.iso_country != customer.address.iso_country:
        yield "address.iso_country"


def _fixed_numbers(known: Onboarding, customer: Customer) -> Iterator[str]:
    for ordinal, wish in enumerate(known.customer.phone_numbers, 1):
        steps = (StepName.PHONE_NUMBER, StepName.PHONE_NUMBER_ADDITION)
        begun = any(known.last_attempt(Step(name, ordinal)) for name in steps)
        if begun and customer.phone_numbers[ordinal - 1 : ordinal] != (wish,):
            yield f"phone_numbers[{ordinal - 1}]"
