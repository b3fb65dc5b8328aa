"""What a person answers where only a person can tell: is the object of a lost request there?

An answer is checked before it is believed: by the kind of its SID, by a look at the target, and
against the other customers. It can be corrected until something was built on it.
"""

from __future__ import annotations

from tendlc.catalog.sids import PREFIXES, is_sid
from tendlc.domain.events import EventName
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.person_requests import ObjectSeen, StepAnswer
from tendlc.domain.status import GONE
from tendlc.domain.steps import Attempt, Step
from tendlc.domain.subjects import Subject
from tendlc.engine import inbox, step_answers
from tendlc.engine.commands import ask
from tendlc.engine.engine import Engine
from tendlc.engine.step_answers import PREFIX_OF_STEP
from tendlc.errors import Advice, NotAllowed, Refused


def answer(engine: Engine, key: str, step_name: str, sid: str | None) -> Onboarding:
    """Append that the object of a doubt has this SID, or (None) is not there.

    A SID is looked at first, which is one request to the target.

    Returns:
        The record as the next job will find it.

    Raises:
        NotAllowed: there is no such doubt, the request may still be under way, or the target has
            no such object of this customer.
        UnknownOnboarding: the ledger does not know the customer at this target.
    """
    known, coming = inbox.foreseen(engine, key)
    told = [*engine.store.history(known.target, key), *coming]

    def was_answered(attempt: Attempt) -> bool:
        of_step = [event for event in told if event.step == step_name]
        last = (of_step[-1].name, of_step[-1].at) if of_step else None
        return last == (EventName.ANSWERED, attempt.result_at)

    attempt = step_answers.question(known, step_name, was_answered)
    _has_ended(engine, known, attempt)
    engine.gateway.sent().clear()  # what another customer's job has left
    seen = _look(engine, known, attempt.step, sid) if sid else None
    corrects = attempt.result_at if was_answered(attempt) else None
    said = StepAnswer(step=step_name, number=attempt.number, sid=sid, corrects=corrects, seen=seen)
    return ask(engine, key, said)


def _has_ended(engine: Engine, record: Onboarding, attempt: Attempt) -> None:
    """Refuse an answer about a request that may still be under way: nobody can tell yet."""
    ends = attempt.send_by + engine.terms.patience.client_timeout
    if attempt.result is None and engine.clock.now() < ends:
        raise NotAllowed(
            f"The request of the step {attempt.step} of {record.key} may still be under way.",
            advice=Advice.SEE_STATUS,
            customer=record.key,
        )


def _look(engine: Engine, record: Onboarding, step: Step, sid: str) -> ObjectSeen:
    """Fetch the object; raises NotAllowed where it is not there, or is another customer's."""
    subject = _subject(record, step, sid)
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
    if not isinstance(seen, ObjectSeen) or seen.sid != sid or getattr(seen, "status", "") == GONE:
        raise _not_there(engine, sid)
    return seen


def _subject(record: Onboarding, step: Step, sid: str) -> Subject:
    """Say what to look at for a SID, once it is of the right kind."""
    prefix = PREFIX_OF_STEP[step.name]
    if not is_sid(sid, prefix):
        raise NotAllowed(
            f"{sid} is not the SID of a {PREFIXES[prefix]}: that begins with {prefix}.",
            field="sid",
            advice=Advice.COPY_SID,
        )
    return step_answers.subject_of(record, step, sid)


def _not_there(engine: Engine, sid: str) -> NotAllowed:
    place = "Twilio" if engine.target.world_id is None else "The sandbox"
    return NotAllowed(
        f"{place} knows no {sid} in the account {engine.target.account_sid}.",
        field="sid",
        advice=Advice.COPY_SID_OR_ABSENT,
    )
