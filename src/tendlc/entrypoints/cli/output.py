"""What the commands tell people in words: results, tasks, quotes.

Words for people stand here; what is true stands in the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tendlc.app import CustomerView
from tendlc.catalog.throughput import throughput_of
from tendlc.domain.approval import QuoteLine
from tendlc.domain.observed import BrandSeen, CampaignSeen, PhoneNumberSeen
from tendlc.domain.onboarding import Onboarding, Stage
from tendlc.domain.status import GONE
from tendlc.domain.steps import StepName
from tendlc.entrypoints.cli.tasks import Door, print_tasks
from tendlc.entrypoints.words.errors import advice_words
from tendlc.entrypoints.words.prices import price_words, total

if TYPE_CHECKING:
    from rich.console import Console

_SENDS = "  send with this messaging service SID"


def print_result(onboarding: Onboarding, door: Door) -> None:
    """Print what the customer has, or what is missing and who must do it."""
    from rich.text import Text

    from tendlc.entrypoints.cli.terminal import new_console

    console = new_console()
    console.print()
    if onboarding.seen_registered:
        console.print(Text(f"{onboarding.key} is registered.", style="bold green"))
    for line in result_lines(onboarding):
        console.print(line, soft_wrap=True)
    if onboarding.seen_registered:
        console.print(carriers(onboarding), soft_wrap=True)
        return
    if onboarding.tasks:
        console.print(Text(f"{onboarding.key}: {onboarding.stage}", style="bold yellow"))
        print_tasks(console, onboarding, door)
        print_trouble(console, onboarding)
        return
    console.print(Text(_unfinished(onboarding), style="bold"), soft_wrap=True)
    print_trouble(console, onboarding)
    console.print("Run the same command again to go on.")


def _unfinished(onboarding: Onboarding) -> str:
    """Say what a run that neither finished nor needs a person came to."""
    at = onboarding.due_at
    due = f" The next look is due at {at.astimezone():%Y-%m-%d %H:%M:%S}." if at else ""
    if onboarding.stage is Stage.REGISTERED:
        return f"{onboarding.key} was registered before; this run could not check it.{due}"
    return f"{onboarding.key} is not ready yet: {onboarding.stage}.{due}"


def carriers(onboarding: Onboarding) -> str:
    """Say what is not known of a registered customer: whether the carriers take its messages."""
    if onboarding.customer.brand.mock:
        return "Its brand is a mock, for tests: its numbers cannot send messages."
    view = CustomerView(onboarding=onboarding)
    numbers = (number.sid for number in onboarding.observed.each(PhoneNumberSeen))
    ends = [end for sid in numbers if (end := view.expected_by(sid))]
    by = f" (expected by {max(ends).astimezone():%Y-%m-%d})" if ends else ""
    length = "minutes to two weeks"
    if view.carriers_approve:
        length = "weeks, because they approve this use case themselves first"
    # fact: error-30034
    return (
        f"Carriers activate its numbers in {length}{by}; Twilio's API does not show when. "
        "Send a test message before you rely on it: error 30034 means that it is not active yet."
    )


def print_trouble(console: Console, onboarding: Onboarding) -> None:
    """Print why nothing moves: the last failed request, where none has succeeded since."""
    from rich.text import Text

    trouble = onboarding.trouble
    if trouble is None:
        return
    since = f"{trouble.since.astimezone():%Y-%m-%d %H:%M:%S}"
    code = f" (Twilio's error {trouble.twilio_code})" if trouble.twilio_code else ""
    said = f"Requests have failed since {since}. The last one: {trouble.message}{code}"
    console.print(Text(said, style="bold red"), soft_wrap=True)
    if trouble.advice:
        console.print(Text(f"Next: {advice_words(trouble.advice)}"), soft_wrap=True)


def result_lines(onboarding: Onboarding) -> Iterator[str]:
    """Name brand, campaign, carrier limits, service and numbers, each with its SID or TCR id."""
    brand, campaign = onboarding.observed.last(BrandSeen), onboarding.observed.last(CampaignSeen)
    if brand:
        yield f"  Brand     {brand.sid}  TCR {brand.tcr_id or 'id not given yet'}"
        yield f"            {', '.join(_brand_words(brand))}"
    if campaign and onboarding.sid_of(StepName.CAMPAIGN):
        place = campaign.campaign_id or "id not given yet"
        yield f"  Campaign  {campaign.use_case}  TCR {place}"
        yield f"            {campaign.status}{_limits(brand, campaign)}"
    service = onboarding.sid_of(StepName.MESSAGING_SERVICE)
    if service:
        ready = onboarding.stage is Stage.REGISTERED
        yield f"  Service   {service}{_SENDS if ready else ''}"
    for number in onboarding.observed.each(PhoneNumberSeen):
        gone = "  no longer in the service" if number.status == GONE else ""
        yield f"  Number    {number.sid}  {number.phone_number}{gone}"
    view = CustomerView(onboarding=onboarding)
    for sid in view.removed_numbers:
        yield f"  Removed   {sid}  still yours and billed: release it if nobody needs it"
    if view.not_sent:
        yield f"  Not sent  {', '.join(view.not_sent)}"


def quote_lines(due: Sequence[QuoteLine]) -> Iterator[str]:
    """List what is still to be paid, with the date of each price, and the sum."""
    yield "This costs money at Twilio:"
    for line in due:
        date = f"  (as of {line.price.date})" if line.price else ""
        yield f"  {line.what:<44} {price_words(line)}{date}"
    yield f"  {'in all':<44} {total(due)}"


def _brand_words(brand: BrandSeen) -> Iterator[str]:
    yield brand.status
    if brand.identity_status:
        yield brand.identity_status
    yield f"score {brand.brand_score}" if brand.brand_score is not None else "no score"


def _limits(brand: BrandSeen | None, campaign: CampaignSeen) -> str:
    """Say what the carriers allow: AT&T a second, T-Mobile a day."""
    if campaign.att_messages_per_second is None:
        return ""
    att = f"AT&T {campaign.att_messages_per_second:g} a second"
    if campaign.att_message_class:
        att += f" (class {campaign.att_message_class})"
    tier = campaign.t_mobile_brand_tier
    if tier is None:
        return f", {att}"
    row = throughput_of(campaign.use_case or "", brand.brand_score if brand else None)
    a_day = f"{row.tmobile_messages_per_day:,} a day " if row.tmobile_brand_tier == tier else ""
    return f", {att}, T-Mobile {a_day}({tier})"
