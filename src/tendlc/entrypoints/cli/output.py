"""What the commands print: results, tasks, quotes, and the same as JSON.

Words for people stand here; what is true stands in the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from tendlc.domain.customer import Customer
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.tasks import Task
from tendlc.rules.quotes import quote
from tendlc.rules.stages import report

OWNERS = {
    "business": "the customer",
    "isv": "you, the ISV",
    "twilio_support": "Twilio Support",
}


def as_json(onboarding: Onboarding, since: datetime | None = None) -> str:
    """Give one customer as one JSON object; the keys are stable."""
    return json.dumps(as_data(onboarding, since), indent=2)


def as_data(onboarding: Onboarding, since: datetime | None = None) -> dict[str, Any]:
    """Give one customer as plain data for JSON."""
    target = onboarding.target
    return {
        "customer": onboarding.key,
        "stage": str(onboarding.stage),
        "target": {
            "kind": str(target.kind),
            "account_sid": target.account_sid,
            "world_id": target.world_id,
        },
        "steps": [
            {
                "number": line.number,
                "name": line.name,
                "outcome": str(line.outcome),
                "sid": line.sid,
                "at": line.at.isoformat() if line.at else None,
            }
            for line in report(onboarding, since)
        ],
        "brand": _brand(onboarding),
        "campaign": _campaign(onboarding),
        "numbers": [
            {"sid": number.sid, "phone_number": number.phone_number}
            for number in onboarding.observed.phone_numbers
        ],
        "tasks": [_task(task) for task in onboarding.tasks],
        "due_at": onboarding.due_at.isoformat() if onboarding.due_at else None,
    }


def print_result(onboarding: Onboarding) -> None:
    """Print what the customer has, or what is missing and who must do it."""
    console = Console(highlight=False, soft_wrap=True)
    console.print()
    if onboarding.stage is Stage.READY:
        console.print(Text(f"{onboarding.key} is ready.", style="bold green"))
    for line in result_lines(onboarding):
        console.print(line)
    if onboarding.stage is Stage.READY:
        return
    if onboarding.tasks:
        console.print(Text(f"{onboarding.key} needs a person.", style="bold yellow"))
        for task in onboarding.tasks:
            print_task(console, task)
        return
    at = onboarding.due_at
    due = f" The next look is due at {at.astimezone():%Y-%m-%d %H:%M:%S}." if at else ""
    console.print(Text(f"{onboarding.key} is waiting: {onboarding.stage}.{due}", style="bold"))
    console.print("Run the same command again to go on.")


def result_lines(onboarding: Onboarding) -> Iterator[str]:
    """Name brand, campaign and numbers with what they are good for."""
    brand, campaign = onboarding.observed.brand, onboarding.observed.campaign
    if brand:
        score = f"score {brand.brand_score}" if brand.brand_score is not None else "no score"
        identity = f", {brand.identity_status}" if brand.identity_status else ""
        yield f"  Brand     {brand.sid}  {brand.status}{identity}, {score}, TCR {brand.tcr_id}"
    if campaign:
        yield f"  Campaign  {campaign.campaign_id or campaign.sid}  {campaign.status}, " + (
            f"use case {campaign.use_case}{_limits(onboarding)}"
        )
    for number in onboarding.observed.phone_numbers:
        yield f"  Number    {number.phone_number}  {number.sid}"


def print_task(console: Console, task: Task) -> None:
    """Print one task: who, why, what to change, what it costs."""
    console.print(Text(f"  For {OWNERS[task.owner]}: {task.reason}"))
    if task.fields:
        console.print(f"    Fields: {', '.join(task.fields)}")
    if task.tries_left is not None:
        console.print(f"    Tries left: {task.tries_left}")
    if task.cost:
        console.print(f"    Costs: {task.cost}")
    console.print(f"    Next: {task.next_step}")
    if task.support_text:
        console.print(f"    Text for Support: {task.support_text}")


def quote_lines(customer: Customer) -> Iterator[str]:
    """List what the registration costs, with the date of each price."""
    yield "This registration costs money at Twilio:"
    for line in quote(customer):
        if line.fee is None:
            yield f"  {line.what:<44} price not known here"
            continue
        most = f" to {line.fee.usd_max}" if line.fee.usd_max else ""
        per = " a month" if line.fee.per == "month" else ""
        count = f"{line.count} x " if line.count > 1 else ""
        yield f"  {line.what:<44} {count}${line.fee.usd}{most}{per}  (as of {line.fee.date})"


def _limits(onboarding: Onboarding) -> str:
    campaign = onboarding.observed.campaign
    if campaign is None or campaign.att_messages_per_second is None:
        return ""
    att = f"AT&T {campaign.att_messages_per_second:g} messages a second"
    if campaign.att_message_class:
        att += f" (class {campaign.att_message_class})"
    return f", {att}, T-Mobile tier {campaign.t_mobile_brand_tier}"


def _brand(onboarding: Onboarding) -> dict[str, Any] | None:
    brand = onboarding.observed.brand
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
    campaign = onboarding.observed.campaign
    if campaign is None:
        return None
    return {
        "campaign_id": campaign.campaign_id,
        "status": campaign.status,
        "use_case": campaign.use_case,
        "att_messages_per_second": campaign.att_messages_per_second,
        "att_message_class": campaign.att_message_class,
        "t_mobile_brand_tier": campaign.t_mobile_brand_tier,
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "code": task.code,
        "owner": str(task.owner),
        "reason": task.reason,
        "next_step": task.next_step,
        "fields": list(task.fields),
        "twilio_codes": [problem.code for problem in task.problems],
        "tries_left": task.tries_left,
        "cost": task.cost,
    }
