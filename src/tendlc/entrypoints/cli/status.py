"""`tendlc status`: what the ledger knows, without asking anybody.

It reads beside a running `onboard`, for looking takes no lock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tendlc.entrypoints.cli.place import DataOption, JsonOption, Place
from tendlc.errors import UnknownOnboarding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from tendlc.app import Reader
    from tendlc.domain.events import Event
    from tendlc.domain.onboarding import Onboarding, Target, Unreadable
    from tendlc.entrypoints.cli.tasks import Door

CustomerArgument = Annotated[str | None, typer.Argument(help="Key of one customer.")]

_REGISTERED = """
registered: every step that Twilio shows is done. Carriers activate numbers in minutes to two
weeks, in some use cases later; Twilio's API does not show when. Send a test message first."""


def status(
    customer: CustomerArgument = None, as_json: JsonOption = False, data: DataOption = None
) -> None:
    """Show all customers and their stages, or CUSTOMER with its steps, tasks and history."""
    from tendlc.entrypoints.cli.tasks import Door

    with Place(data=data).reader() as reader:
        known = reader.records(customer)
        if customer is not None and not known:
            raise UnknownOnboarding(f"The ledger knows no customer {customer}.")
        if as_json:
            _print_json(reader, known, Door(data=data), with_history=customer is not None)
        elif customer is None:
            _print_all(known)
        else:
            for record in known:
                _print_one(reader, record, Door(data=data))


def _print_json(
    reader: Reader, known: Sequence[Onboarding | Unreadable], door: Door, *, with_history: bool
) -> None:
    told = [_data(reader, record, door, with_history=with_history) for record in known]
    print(json.dumps(told, indent=2))


def _data(
    reader: Reader, record: Onboarding | Unreadable, door: Door, *, with_history: bool
) -> dict[str, Any]:
    from tendlc.domain.onboarding import Unreadable
    from tendlc.entrypoints.cli.record import as_data, history_data, unreadable_data

    if isinstance(record, Unreadable):
        return unreadable_data(record, door) | ({"history": []} if with_history else {})
    if not with_history:
        return as_data(record, door)
    history = reader.view(record).history
    return as_data(record, door) | {"history": history_data(history)}


def _print_all(known: Sequence[Onboarding | Unreadable]) -> None:
    from tendlc.domain.onboarding import Onboarding, Stage
    from tendlc.entrypoints.cli.terminal import new_console

    if not known:
        print("No customers yet. Next: run `tendlc onboard FILE`.")
        return
    console = new_console()
    for target in dict.fromkeys(record.target for record in known):
        console.print(_place(target), style="bold", soft_wrap=True)
        console.print(_table([one for one in known if one.target == target]), soft_wrap=True)
    if any(record.stage is Stage.REGISTERED for record in known if isinstance(record, Onboarding)):
        console.print(_REGISTERED, soft_wrap=True)


def _place(target: Target | None) -> str:
    """Name a target; two worlds of one account are told apart by the start of their ids."""
    if target is None:
        return "A target that this version does not know"
    if target.world_id is None:
        return f"Twilio, account {target.account_sid}"
    world, _, generation = target.world_id.partition(".")
    return f"Sandbox, account {target.account_sid}, world {world[:8]}.{generation}"


def _table(known: Sequence[Onboarding | Unreadable]) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1, 0, 2), pad_edge=True, header_style="dim")
    for heading in ("customer", "stage", "next look", "must act"):
        table.add_column(heading, no_wrap=True)
    for record in known:
        table.add_row(record.key, *_row(record))
    return table


def _row(record: Onboarding | Unreadable) -> tuple[str, str, str]:
    from tendlc.domain.onboarding import Stage, Unreadable
    from tendlc.domain.tasks import Owner

    if isinstance(record, Unreadable):
        return str(Stage.NEEDS_ACTION), "", str(Owner.ISV)
    due = f"{record.due_at.astimezone():%Y-%m-%d %H:%M}" if record.due_at else ""
    owners = sorted({str(task.owner).replace("_", " ") for task in record.tasks})
    stage = f"{record.stage}, requests fail" if record.trouble else str(record.stage)
    return stage, due, ", ".join(owners)


def _print_unreadable(record: Unreadable, door: Door) -> None:
    from rich.text import Text

    from tendlc.domain.onboarding import Stage
    from tendlc.entrypoints.cli.tasks import print_tasks
    from tendlc.entrypoints.cli.terminal import new_console

    console = new_console()
    console.print(Text(f"{record.key}: {Stage.NEEDS_ACTION}", style="bold"))
    console.print(f"{_place(record.target)}\n", soft_wrap=True)
    print_tasks(console, record, door)


def _print_one(reader: Reader, onboarding: Onboarding | Unreadable, door: Door) -> None:
    from rich.text import Text

    from tendlc.domain.onboarding import Stage, Unreadable
    from tendlc.entrypoints.cli.output import carriers, print_trouble, result_lines
    from tendlc.entrypoints.cli.tasks import print_tasks
    from tendlc.entrypoints.cli.terminal import new_console, print_step

    if isinstance(onboarding, Unreadable):
        _print_unreadable(onboarding, door)
        return
    view = reader.view(onboarding)
    console = new_console()
    console.print(Text(f"{onboarding.key}: {onboarding.stage}", style="bold"))
    console.print(f"{_place(onboarding.target)}\n", soft_wrap=True)
    for line in view.steps:
        print_step(console, line)
    console.print()
    for result in result_lines(onboarding):
        console.print(result, soft_wrap=True)
    if onboarding.stage is Stage.REGISTERED:
        console.print(carriers(onboarding), soft_wrap=True)
    print_tasks(console, onboarding, door)
    print_trouble(console, onboarding)
    console.print(Text("\nHistory", style="bold"))
    _print_history(console, view.history)


def _print_history(console: Console, history: Sequence[Event]) -> None:
    """Print the entries under the day on which they happened."""
    from rich.text import Text

    from tendlc.entrypoints.words.events import text_of

    day = None
    for event in history:
        at = event.at.astimezone()
        if at.date() != day:
            day = at.date()
            console.print(Text(f"  {day}"))
        text = Text(f"  {at:%H:%M:%S}  ", style="dim")
        words = (event.name.replace("_", " "), event.step, event.sid, text_of(event))
        text.append("  ".join(filter(None, words)), style="not dim")
        console.print(text, soft_wrap=True)
