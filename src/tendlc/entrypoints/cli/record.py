"""One customer's record as plain data for programs; the keys are stable.

Words for people stand in output.py; here is what programs read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tendlc.app import CustomerView, tasks_of
from tendlc.domain.approval import QuoteLine
from tendlc.domain.events import Event
from tendlc.domain.observed import BrandSeen, CampaignSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding, Stage, Target, Unreadable
from tendlc.domain.status import GONE
from tendlc.domain.steps import StepName
from tendlc.domain.tasks import Task
from tendlc.domain.trouble import Trouble
from tendlc.entrypoints.cli.tasks import Door, command_line
from tendlc.entrypoints.words.errors import advice_words
from tendlc.entrypoints.words.events import text_of
from tendlc.entrypoints.words.tasks import words_of


def as_json(onboarding: Onboarding, door: Door, since: datetime | None = None) -> str:
    """Give one customer as one JSON object; see as_data."""
    return json.dumps(as_data(onboarding, door, since), indent=2)


def as_data(onboarding: Onboarding, door: Door, since: datetime | None = None) -> dict[str, Any]:
    """Give one customer as plain data; steps from before `since` are `done`."""
    service = onboarding.sid_of(StepName.MESSAGING_SERVICE)
    view = CustomerView(onboarding=onboarding, since=since)
    return {
        "customer": onboarding.key,
        "stage": str(onboarding.stage),
        "target": _target(onboarding.target),
        "steps": [
            {
                "number": line.number,
                "name": line.name,
                "outcome": str(line.outcome),
                "sid": line.sid,
                "at": _time(line.at),
            }
            for line in view.steps
        ],
        "brand": _brand(onboarding),
        "campaign": _campaign(onboarding),
        "messaging_service": {"sid": service} if service else None,
        "numbers": [_number(view, number) for number in onboarding.observed.each(PhoneNumberSeen)],
        "approval": _approval(onboarding),
        "not_sent": list(view.not_sent),
        "removed_numbers": [{"sid": sid} for sid in view.removed_numbers],
        "tasks": [_task(task, onboarding, door) for task in onboarding.tasks],
        "due_at": _time(onboarding.due_at),
        "trouble": _trouble(onboarding.trouble),
    }


def unreadable_data(record: Unreadable, door: Door) -> dict[str, Any]:
    """Give a record that cannot be read in the shape of as_data, with the task that it is."""
    target = record.target
    return {
        "customer": record.key,
        "stage": str(Stage.NEEDS_ACTION),
        "target": _target(target) if target else None,
        "steps": [],
        "brand": None,
        "campaign": None,
        "messaging_service": None,
        "numbers": [],
        "approval": None,
        "not_sent": [],
        "removed_numbers": [],
        "tasks": [_task(task, record, door) for task in tasks_of(record)],
        "due_at": None,
        "trouble": None,
    }


def history_data(history: Sequence[Event]) -> list[dict[str, Any]]:
    """Give what happened to one customer, oldest first."""
    return [
        {
            "at": _time(event.at),
            "name": str(event.name),
            "step": event.step,
            "sid": event.sid,
            "text": text_of(event),
        }
        for event in history
    ]


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": str(target.kind),
        "account_sid": target.account_sid,
        "world_id": target.world_id,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _trouble(trouble: Trouble | None) -> dict[str, Any] | None:
    """Why nothing moves; None where the last request succeeded."""
    if trouble is None:
        return None
    return {
        "code": trouble.code,
        "message": trouble.message,
        "next_step": advice_words(trouble.advice),
        "since": _time(trouble.since),
        "last_at": _time(trouble.last_at),
        "not_before": _time(trouble.not_before),
        "twilio_code": trouble.twilio_code,
        "http_status": trouble.http_status,
    }


def _brand(onboarding: Onboarding) -> dict[str, Any] | None:
    brand = onboarding.observed.last(BrandSeen)
    if brand is None:
        return None
    return {
        "sid": brand.sid,
        "status": brand.status,
        "identity_status": brand.identity_status,
        "score": brand.brand_score,
        "tcr_id": brand.tcr_id,
    }


def _campaign(onboarding: Onboarding) -> dict[str, Any] | None:
    campaign = onboarding.observed.last(CampaignSeen)
    if campaign is None or onboarding.sid_of(StepName.CAMPAIGN) is None:
        return None
    return {
        "campaign_id": campaign.campaign_id,
        "status": campaign.status,
        "use_case": campaign.use_case,
        "att_messages_per_second": campaign.att_messages_per_second,
        "att_message_class": campaign.att_message_class,
        "t_mobile_brand_tier": campaign.t_mobile_brand_tier,
    }


def _number(view: CustomerView, number: PhoneNumberSeen) -> dict[str, Any]:
    """Twilio's REST API does not show the registration of a number; its events do."""
    return {
        "sid": number.sid,
        "phone_number": number.phone_number,
        "in_service": number.status != GONE,
        "registration": "unknown",
        "registration_expected_by": _time(view.expected_by(number.sid)),
    }


def _approval(onboarding: Onboarding) -> dict[str, Any] | None:
    if not onboarding.approvals:
        return None
    last = onboarding.approvals[-1]
    return {
        "at": _time(last.at),
        "actor": last.actor,
        "amount": str(last.amount),
        "lines": quote_data(last.lines),
    }


def quote_data(lines: Sequence[QuoteLine]) -> list[dict[str, Any]]:
    """Give the lines of a quote: what, how many, and the price of one in US dollars."""
    return [_line(line) for line in lines]


def _line(line: QuoteLine) -> dict[str, Any]:
    price = line.price
    return {
        "what": line.what,
        "count": line.count,
        "usd": str(price.usd) if price else None,
        "usd_max": str(price.usd_max) if price and price.usd_max is not None else None,
        "per": price.per if price else None,
    }


def _task(task: Task, record: Onboarding | Unreadable, door: Door) -> dict[str, Any]:
    words = words_of(task)
    return {
        "code": task.code,
        "owner": str(task.owner),
        "reason": words.reason,
        "next_step": words.next_step,
        "command": command_line(task, record, door),
        "fields": list(task.fields),
        "twilio_codes": [problem.code for problem in task.problems],
        "tries_left": task.tries_left,
        "cost": words.cost,
        "support_text": words.support_text,
    }
