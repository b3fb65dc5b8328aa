"""What a person's answer about a step makes of a record: pure, without a look at the target.

A doubt can be answered, and an answer corrected until something was built on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from tendlc.domain.events import Event, EventName
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.person_requests import StepAnswer
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
from tendlc.errors import Advice, NotAllowed

PREFIX_OF_STEP: Final[Mapping[StepName, str]] = {
    StepName.CUSTOMER_PROFILE: "BU",
    StepName.TRUST_PRODUCT: "BU",
    StepName.BRAND_REGISTRATION: "BN",
    StepName.CAMPAIGN: "QE",
    StepName.PHONE_NUMBER: "PN",
}
"""The steps that a person can answer for; everything else is found again without one."""


def question(
    record: Onboarding, step_name: str, was_answered: Callable[[Attempt], bool]
) -> Attempt:
    """Return the attempt that is in doubt, or that an answer settled on which nothing was built.

    Raises:
        NotAllowed: there is none.
    """
    step = next((a.step for a in record.attempts if str(a.step) == step_name), None)
    last = record.last_attempt(step) if step and step.name in PREFIX_OF_STEP else None
    if last is not None and _is_open(last):
        return last
    if last is not None and was_answered(last):
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
        if step.name in PREFIX_OF_STEP and last is not None and _is_open(last):
            yield str(step)


def _is_open(last: Attempt) -> bool:
    return last.in_doubt or last.result is Result.ABSENT


def settled(
    record: Onboarding, answer: StepAnswer, answered_at: datetime, now: datetime
) -> tuple[Onboarding, tuple[Event, ...]]:
    """Settle a doubt by an answer that was checked at the door.

    Raises:
        NotAllowed: the record has moved on since, and there is no such doubt any more.
    """

    def was_answered(last: Attempt) -> bool:
        return answer.corrects is not None and last.result_at == answer.corrects

    attempt = question(record, answer.step, was_answered)
    if attempt.number != answer.number:
        raise NotAllowed(
            f"The step {answer.step} of {record.key} was sent again since it was answered for.",
            advice=Advice.SEE_STATUS,
            customer=record.key,
        )
    result = Result.ADOPTED if answer.sid else Result.NOT_PROCESSED
    done = record.with_attempt(
        replace(attempt, result=result, result_at=answered_at, sid=answer.sid)
    )
    observed = _unseen(record.observed, attempt.step.name)
    if answer.seen is not None:
        observed = observed.put(subject_of(record, attempt.step, answer.sid or ""), answer.seen)
    event = Event(at=answered_at, name=EventName.ANSWERED, step=answer.step, sid=answer.sid)
    return replace(done, observed=observed, due_at=now), (event,)


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


def subject_of(record: Onboarding, step: Step, sid: str) -> Subject:
    """Say what to look at for the object of a step."""
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
