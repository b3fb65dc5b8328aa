"""What a person answers where only a person can tell: is the object of a lost request there?

An answer is checked before it is believed: by the kind of its SID, by a look at the target, and
against the other customers. It can be corrected until something was built on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from tendlc.catalog.sids import PREFIXES, is_sid
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import Seen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import GONE
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.subjects import (
    Brand,
    Bundle,
    BundleKind,
    CampaignOfService,
    Observations,
    OwnedNumber,
    Subject,
    UseCases,
    of_bundle,
)
from tendlc.engine.engine import Engine
from tendlc.errors import Advice, NotAllowed, Refused

_PREFIX: Final[Mapping[StepName, str]] = {
    StepName.CUSTOMER_PROFILE: "BU",
    StepName.TRUST_PRODUCT: "BU",
    StepName.BRAND_REGISTRATION: "BN",
    StepName.CAMPAIGN: "QE",
    StepName.PHONE_NUMBER: "PN",
}
"""The steps that a person can answer for; everything else is found again without one."""


def answer(engine: Engine, key: str, step_name: str, sid: str | None) -> Onboarding:
    """Settle a doubt that only a person could: the object has this SID, or (None) is not there.

    A SID is looked at first, which is one request to the target.

    Raises:
        NotAllowed: there is no such doubt, or the target has no such object of this customer.
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    known = engine.store.load(engine.target, key)
    step = _question(engine, known, step_name).step
    subject = _subject(known, step, sid) if sid else None
    seen = _look(engine, known, subject, sid) if subject and sid else None
    now = engine.clock.now()

    def settled(fresh: Onboarding) -> Onboarding:
        attempt = _question(engine, fresh, step_name)
        result = Result.ADOPTED if sid else Result.NOT_PROCESSED
        done = fresh.with_attempt(replace(attempt, result=result, result_at=now, sid=sid))
        observed = _unseen(fresh.observed, step.name)
        if subject and seen:
            observed = observed.put(subject, seen)
        return replace(done, observed=observed, due_at=now)

    event = Event(at=now, name=EventName.ANSWERED, step=step_name, sid=sid)
    return engine.record(known, settled, event)


def _question(engine: Engine, record: Onboarding, step_name: str) -> Attempt:
    """Return the attempt that is in doubt, or that an answer settled on which nothing was built."""
    step = next((a.step for a in record.attempts if str(a.step) == step_name), None)
    last = record.last_attempt(step) if step and step.name in _PREFIX else None
    if last is not None and _is_open(last):
        return last
    if last is not None and _was_answered(engine, record, last):
        _nothing_built(record, last)
        return last
    there = ", ".join(_open_steps(record))
    raise NotAllowed(
        f"There is no open question about the step {step_name} of {record.key}.",
        advice=Advice.ANSWER_OPEN_STEP if there else Advice.SEE_OPEN_QUESTIONS,
        customer=record.key,
        open=there,
    )


def _open_steps(record: Onboarding) -> Iterator[str]:
    """Name the steps that wait for an answer, in their order."""
    for step in dict.fromkeys(attempt.step for attempt in record.attempts):
        last = record.last_attempt(step)
        if step.name in _PREFIX and last is not None and _is_open(last):
            yield str(step)


def _is_open(last: Attempt) -> bool:
    return last.in_doubt or last.result is Result.ABSENT


def _was_answered(engine: Engine, record: Onboarding, attempt: Attempt) -> bool:
    history = engine.store.history(record.target, record.key)
    told = [event for event in history if event.step == str(attempt.step)]
    return bool(told) and (told[-1].name, told[-1].at) == (EventName.ANSWERED, attempt.result_at)


def _nothing_built(record: Onboarding, answered: Attempt) -> None:
    names = list(StepName)
    later = [name for name in names[names.index(answered.step.name) + 1 :]]
    for attempt in record.attempts:
        independent = attempt.step.name is StepName.MESSAGING_SERVICE
        if independent or attempt.step.name not in later:
            continue
        if record.noted_after(attempt, answered):
            raise NotAllowed(
                f"The answer about {answered.step} of {record.key} can no longer be changed: "
                f"the step {attempt.step} was built on it.",
                advice=Advice.SEE_STATUS,
                customer=record.key,
            )


def _subject(record: Onboarding, step: Step, sid: str) -> Subject:
    """Say what to look at for a SID, once it is of the right kind."""
    prefix = _PREFIX[step.name]
    if not is_sid(sid, prefix):
        raise NotAllowed(
            f"{sid} is not the SID of a {PREFIXES[prefix]}: that begins with {prefix}.",
            field="sid",
            advice=Advice.COPY_SID,
        )
    match step.name:
        case StepName.BRAND_REGISTRATION:
            return Brand(sid=sid)
        case StepName.CAMPAIGN:
            service = record.known_sid(StepName.MESSAGING_SERVICE)
            return CampaignOfService(messaging_service_sid=service)
        case StepName.PHONE_NUMBER:
            return OwnedNumber(ordinal=step.ordinal, sid=sid, phone_number=None)
        case StepName.CUSTOMER_PROFILE:
            return Bundle(bundle=BundleKind.CUSTOMER_PROFILE, sid=sid)
        case _:
            return Bundle(bundle=BundleKind.TRUST_PRODUCT, sid=sid)


def _look(engine: Engine, record: Onboarding, subject: Subject, sid: str) -> Seen:
    """Fetch the object; raises NotAllowed where it is not there, or is another customer's."""
    for other in engine.store.find_by_sid(engine.target, sid):
        if other != record.key:
            raise NotAllowed(
                f"{sid} belongs to another customer, {other}.",
                field="sid",
                advice=Advice.LOOK_FOR_THIS_CUSTOMER,
            )
    try:
        seen = engine.gateway.look(subject)
    except Refused as error:
        raise _not_there(engine, sid) from error
    if getattr(seen, "sid", None) != sid or getattr(seen, "status", None) == GONE:
        raise _not_there(engine, sid)
    return seen


def _not_there(engine: Engine, sid: str) -> NotAllowed:
    place = "Twilio" if engine.target.world_id is None else "The sandbox"
    return NotAllowed(
        f"{place} knows no {sid} in the account {engine.target.account_sid}.",
        field="sid",
        advice=Advice.COPY_SID_OR_ABSENT,
    )


def _unseen(observed: Observations, name: StepName) -> Observations:
    """Drop what was seen of an object that is perhaps another one now."""
    match name:
        case StepName.BRAND_REGISTRATION:
            return observed.without(lambda subject: isinstance(subject, Brand | UseCases))
        case StepName.CAMPAIGN:
            return observed.without(lambda subject: isinstance(subject, CampaignOfService))
        case StepName.PHONE_NUMBER:
            return observed
        case StepName.CUSTOMER_PROFILE:
            return observed.without(of_bundle(BundleKind.CUSTOMER_PROFILE))
        case _:
            return observed.without(of_bundle(BundleKind.TRUST_PRODUCT))
