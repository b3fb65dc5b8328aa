"""Onboardings as the suite stores them: one new, one that has seen everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tendlc.domain.approval import Approval, Price, QuoteLine
from tendlc.domain.events import Event, EventName
from tendlc.domain.observed import (
    AvailableNumbersSeen,
    BrandSeen,
    BundleSeen,
    CampaignSeen,
    EvaluationSeen,
    PhoneNumberSeen,
    PrimaryProfileSeen,
    Problem,
    UseCasesSeen,
)
from tendlc.domain.onboarding import Onboarding, Stage, Surplus, Target, TargetKind
from tendlc.domain.steps import Attempt, Result, Step, StepName
from tendlc.domain.subjects import Observations
from tendlc.domain.tasks import Command, Owner, Task, TaskWords
from tests import cast
from tests.fakes import START
from tests.records import last_seen

SANDBOX = Target(kind=TargetKind.SANDBOX, account_sid="AC" + "1" * 32, world_id="w1.1")
LIVE = Target(kind=TargetKind.LIVE, account_sid="AC" + "1" * 32)

PROBLEM = Problem(
    code=30795, text="no such tax id", fields=("business_name",), url="https://x.test"
)


def onboarding(key: str = "acme", target: Target = SANDBOX) -> Onboarding:
    return Onboarding(key=key, target=target, customer=cast.acme(), enrolled_at=START)


def attempt(step: StepName = StepName.CUSTOMER_PROFILE, number: int = 1, at: int = 0) -> Attempt:
    noted_at = START + timedelta(seconds=at)
    return Attempt(
        step=Step(step),
        number=number,
        action="CreateCustomerProfile",
        digest="d" * 32,
        retry_round=0,
        noted_at=noted_at,
        send_by=noted_at + timedelta(seconds=5),
    )


def event(
    name: EventName = EventName.ENROLLED, at: int = 0, text: str = "", task: Task | None = None
) -> Event:
    return Event(at=START + timedelta(seconds=at), name=name, text=text, task=task)


def full() -> Onboarding:
    """Every field filled, with times that have microseconds."""
    tried = replace(
        attempt(),
        result=Result.REFUSED,
        result_at=START + timedelta(microseconds=1),
        sid="BU" + "2" * 32,
        twilio_code=20001,
        http_status=400,
        message="Email jane@acme.test is not valid — sorry",
        absences=(START, START + timedelta(minutes=1)),
        page_token="Page=1&PageToken=PT7",
    )
    second = replace(
        attempt(StepName.AUTHORIZED_REPRESENTATIVE, at=1),
        step=Step(StepName.AUTHORIZED_REPRESENTATIVE, 2),
        result=Result.MADE,
    )
    return replace(
        onboarding(),
        attempts=(tried, second),
        attempts_before_run=1,
        missed_looks=2,
        observed=everything_seen(),
        stage=Stage.NEEDS_ACTION,
        due_at=START + timedelta(microseconds=7),
        tasks=(task(),),
        retry_round=2,
        place="http://127.0.0.1:4010",
        approvals=(approval(), approval(used=1)),
        another_of=("grace",),
        same_business=("grace-2", "grace-3"),
        registered_at=START + timedelta(microseconds=3),
        unconfirmed=(Step(StepName.MESSAGING_SERVICE), Step(StepName.PHONE_NUMBER, 2)),
        surplus=(Surplus(step=Step(StepName.PHONE_NUMBER), sid="PN2", kept="PN1"),),
        lists_lag=True,
        stage_since=START - timedelta(days=3, microseconds=1),
        mark=41,
        hold="paused by jane",
        account_sid="AC" + "3" * 32,
    )


def approval(used: int = 0) -> Approval:
    """A price that is known, one that is a range, and one that is not known."""
    once = Price(usd=Decimal("46.00"), date="2026-10")
    range_ = Price(usd=Decimal("1.50"), usd_max=Decimal("10.00"), per="month", date="2023")
    lines = (
        QuoteLine(what="brand registration", count=1, price=once, used=used),
        QuoteLine(what="campaign", count=1, price=range_),
        QuoteLine(what="phone number", count=5, price=None),
    )
    return Approval(at=START + timedelta(microseconds=9), actor="jane", lines=lines)


def task() -> Task:
    return Task(
        code="brand_failed",
        owner=Owner.BUSINESS,
        step="brand_registration",
        fields=("business_information.business_registration_number",),
        problems=(PROBLEM,),
        tries_left=2,
        deadline=START + timedelta(days=7),
        command=Command.RETRY,
        way="edit",
        sid="BN1",
        data={"mailbox": "jane@acme.example", "open": ("MIXED", "2FA"), "verified": True},
        stored=TaskWords(reason="It is not this company's.", next_step="Correct it."),
        quote=approval().lines,
    )


def everything_seen() -> Observations:
    bundle = BundleSeen(
        seen_at=START, sid="BU1", status="in-review", updated_at="x", problems=(PROBLEM,)
    )
    evaluation = EvaluationSeen(
        seen_at=START, sid="EL1", status="noncompliant", problems=(PROBLEM,)
    )
    return last_seen(
        primary=PrimaryProfileSeen(seen_at=START, sid=None),
        customer_profile=bundle,
        customer_profile_evaluation=evaluation,
        trust_product=replace(bundle, stale=True),
        trust_product_evaluation=evaluation,
        brand=BrandSeen(
            seen_at=START, sid="BN1", status="PENDING", updated_at=None, brand_score=42
        ),
        use_cases=UseCasesSeen(seen_at=START, codes=("MIXED", "2FA")),
        campaign=CampaignSeen(
            seen_at=START,
            sid="QE1",
            status="VERIFIED",
            updated_at="y",
            att_messages_per_second=3.75,
            problems=(PROBLEM,),
        ),
        available_numbers=(
            AvailableNumbersSeen(seen_at=START, ordinal=1, phone_numbers=("+13035550100",)),
        ),
        phone_numbers=(PhoneNumberSeen(seen_at=START, sid="PN1", phone_number="+13035550100"),),
    )
