"""Authentication+: without it every campaign of a public company fails, so none is paid before.

The approval of the brand sends the mail. After it has failed or run out of time it goes again when
a person agrees: each mail is paid, so each agreement is to one. A corrected address goes first.
A campaign that failed for want of it waits for it as well.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tendlc.domain import subjects
from tendlc.domain.actions import ResendBrandAuthenticationMail, UpdateEndUser
from tendlc.domain.approval import QuoteLine
from tendlc.domain.observed import VettingSeen
from tendlc.domain.onboarding import Onboarding
from tendlc.domain.status import Standing
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.tasks import Command, Owner, Task, TaskCode
from tendlc.domain.terms import Terms
from tendlc.rules import authentication, deadlines, quotes, remedies
from tendlc.rules.authentication import CONTACT
from tendlc.rules.planning.attempts import keep_current, pursue
from tendlc.rules.planning.decision import AskHuman, Decision, Look
from tendlc.rules.unsent import of_sections, unsent

FAILED = TaskCode.AUTHENTICATION_FAILED
PROFILE = Step(StepName.MESSAGING_PROFILE)


def decide(
    onboarding: Onboarding,
    terms: Terms,
    now: datetime,
    *,
    brand_sid: str,
    contact: UpdateEndUser | None,
    trust_product_sid: str,
) -> Decision | None:
    """Say what Authentication+ needs next; None where it is done or not needed.

    Args:
        onboarding: the record.
        terms: the ISV's terms.
        now: the time of the plan.
        brand_sid: the brand, which is approved.
        contact: the write that takes the messaging profile, with the address, to Twilio; None
            where the ledger does not know that profile.
        trust_product_sid: the bundle that holds the messaging profile.
    """
    if not authentication.is_asked(onboarding):
        return None
    step, mail = authentication.next_mail(onboarding), _mail(onboarding, brand_sid)
    last = onboarding.last_attempt(step)
    if last is not None and last.in_doubt:
        return pursue(onboarding, step, mail, terms, now)
    seen = onboarding.observed.last(VettingSeen)
    if seen is None or seen.stale:
        return Look(subject=subjects.BrandVettings(brand_sid=brand_sid))
    match authentication.outcome(onboarding):
        case Standing.GOOD:
            return None
        case Standing.BAD if not _is_agreed(onboarding, step, mail):
            return AskHuman(tasks=(_mail_failed(onboarding, mail),))
        case Standing.BAD:
            return _correct(onboarding, contact, trust_product_sid, mail, terms, now) or pursue(
                onboarding, step, mail, terms, now
            )
    if seen.authentication_status is None and _goes_on_unseen(onboarding):
        return None
    return _await(onboarding, brand_sid, seen.seen_at, terms, now)


def agreed_by_retry(onboarding: Onboarding) -> int:
    """Return the number of the mail that a retry agrees to: the one whose task is shown, if any."""
    shown = any(task.code == FAILED for task in onboarding.tasks)
    return authentication.next_mail(onboarding).ordinal if shown else onboarding.mail_agreed


def cost_of_retry(onboarding: Onboarding) -> tuple[QuoteLine, ...]:
    """List what a retry buys: the mail whose task is shown."""
    if not any(task.code == FAILED for task in onboarding.tasks):
        return ()
    brand = onboarding.known_sid(StepName.BRAND_REGISTRATION)
    return quotes.taken_by(_mail(onboarding, brand), onboarding)


def _mail(onboarding: Onboarding, brand_sid: str) -> ResendBrandAuthenticationMail:
    seen = onboarding.observed.last(VettingSeen)
    return ResendBrandAuthenticationMail(
        sid=brand_sid, failed_sid=seen.authentication_sid if seen else None
    )


def _is_agreed(onboarding: Onboarding, step: Step, mail: ResendBrandAuthenticationMail) -> bool:
    """Say whether a person agreed to this mail, and it has surely not been sent since.

    A mail whose answer was lost, and that was not found, may have failed just like the one before:
    only the list of vettings tells the two apart.
    """
    if onboarding.mail_agreed != step.ordinal:
        return False
    last = onboarding.last_attempt(step)
    if last is None or last.result is not Result.ABSENT:
        return True
    listed = mail.failed_sid is not None and not onboarding.lists_lag
    told_apart = listed and last.digest == mail.digest()
    return told_apart or onboarding.retry_round > last.retry_round


def _correct(
    onboarding: Onboarding,
    contact: UpdateEndUser | None,
    product: str,
    mail: ResendBrandAuthenticationMail,
    terms: Terms,
    now: datetime,
) -> Decision | None:
    """Send a corrected address before the mail; None where Twilio has it.

    Twilio's page of 2fa has the end user updated though its bundle is approved (lifecycle section
    4). That is for the address alone: with other edits of the messaging profile nothing is sent.
    """
    known = onboarding.last_success(PROFILE)
    edited = of_sections(unsent(onboarding), "messaging_profile")
    if [path for path in edited if path != CONTACT]:
        return AskHuman(tasks=(_mail_failed(onboarding, mail),))
    if contact is None or (not edited and not (known is not None and known.blind)):
        return None
    decision = keep_current(onboarding, PROFILE, contact, terms, now)
    last = onboarding.last_attempt(PROFILE)
    if isinstance(decision, AskHuman) and last is not None and last.result is Result.REFUSED:
        locked = remedies.locked_bundle("trust_product", product, (CONTACT,))
        return AskHuman(tasks=(replace(locked, command=Command.RETRY),))
    return decision


def _goes_on_unseen(onboarding: Onboarding) -> bool:
    """Where Twilio lists no mail, a person says that it was answered, or the campaign shows it."""
    mail = _last_mail(onboarding)
    told = mail is not None and onboarding.retry_round > mail.retry_round
    return told or onboarding.sid_of(StepName.CAMPAIGN) is not None


def _last_mail(onboarding: Onboarding) -> Attempt | None:
    """Return what sent the mail that is out: the brand's registration, or a request for another."""
    number = authentication.next_mail(onboarding).ordinal - 1
    again = onboarding.last_success(Step(StepName.BRAND_AUTHENTICATION_MAIL, number))
    return again or onboarding.last_success(Step(StepName.BRAND_REGISTRATION))


def _await(
    onboarding: Onboarding, brand_sid: str, seen_at: datetime, terms: Terms, now: datetime
) -> Decision:
    mail = _last_mail(onboarding)
    since = mail.noted_at if mail else onboarding.enrolled_at
    at = deadlines.next_look(since, seen_at, terms.patience)
    if now >= at:
        return Look(subject=subjects.BrandVettings(brand_sid=brand_sid))
    days: timedelta = terms.patience.authentication
    return AskHuman(tasks=(_mail_awaited(onboarding, since + days),), until=at)


def _mail_awaited(onboarding: Onboarding, deadline: datetime) -> Task:
    return Task(
        code=TaskCode.AUTHENTICATION_AWAITED,
        owner=Owner.BUSINESS,
        step=StepName.BRAND_REGISTRATION,
        command=Command.RETRY,
        way="authentication",
        fields=(CONTACT,),
        deadline=deadline,
        data={
            "mailbox": authentication.mailbox(onboarding),
            "campaign_there": onboarding.sid_of(StepName.CAMPAIGN) is not None,
            "corrected": authentication.is_corrected(onboarding),
        },
    )


def _mail_failed(onboarding: Onboarding, mail: ResendBrandAuthenticationMail) -> Task:
    return remedies.authentication_failed(
        authentication.failures(onboarding),
        mailbox=authentication.mailbox(onboarding),
        lines=quotes.taken_by(mail, onboarding),
    )
