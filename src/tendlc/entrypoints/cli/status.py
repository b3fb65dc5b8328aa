"""`tendlc status`: what the ledger knows, without asking anybody.

It reads beside a running `onboard`, for looking takes no lock.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tendlc.entrypoints.cli.place import DataOption, JsonOption, Place
from tendlc.errors import BadFilter, UnknownOnboarding

if TYPE_CHECKING:
    from rich.console import Console

    from tendlc.app import Reader
    from tendlc.domain.events import Event
    from tendlc.domain.onboarding import Onboarding, Unreadable
    from tendlc.entrypoints.cli.tasks import Door

CustomerArgument = Annotated[str | None, typer.Argument(help="Key of one customer.")]

StageOption = Annotated[
    str | None, typer.Option("--stage", help="Only those at this stage, such as 'needs action'.")
]
OwnerOption = Annotated[
    str | None,
    typer.Option("--owner", help="Only those where this one acts: business, isv, twilio_support."),
]
CodeOption = Annotated[
    str | None, typer.Option("--code", help="Only those with this task, or Twilio's error code.")
]
OlderOption = Annotated[
    str | None, typer.Option("--older", help="Only those at their stage for longer, such as 7d.")
]
SearchOption = Annotated[
    str | None, typer.Option("--search", help="Beginnings of words of the business's name.")
]
PageOption = Annotated[
    str | None, typer.Option("--page", help="Go on where the page before ended: its token.")
]


def status(
    customer: CustomerArgument = None,
    stage: StageOption = None,
    owner: OwnerOption = None,
    code: CodeOption = None,
    older: OlderOption = None,
    search: SearchOption = None,
    page: PageOption = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Show how many customers stand where, and list them; or CUSTOMER with steps and history.

    Exit code: 0 it was shown, 1 an error, 2 a filter or page token cannot be used, 3 the record of
    CUSTOMER cannot be read.
    """
    from tendlc.entrypoints.cli.board import Question, print_board
    from tendlc.entrypoints.cli.tasks import Door

    asked = Question(stage=stage, owner=owner, code=code, older=older, search=search, page=page)
    with Place(data=data).reader() as reader:
        if customer is None:
            folder = f" --data {shlex.quote(str(data))}" if data else ""
            print_board(reader, asked, folder, as_json=as_json)
        elif asked != Question():
            raise BadFilter(
                f"{customer} is one customer, and the filters are for the list.",
                next_step="Leave the filters out, or the customer.",
            )
        else:
            _print_records(reader, customer, Door(data=data), as_json=as_json)


def _print_records(reader: Reader, customer: str, door: Door, *, as_json: bool) -> None:
    known = [*reader.records(customer)]
    if not known:
        raise UnknownOnboarding(f"The ledger knows no customer {customer}.")
    if as_json:
        print(json.dumps([_data(reader, record, door) for record in known], indent=2))
        return
    for record in known:
        _print_one(reader, record, door)


def _data(reader: Reader, record: Onboarding | Unreadable, door: Door) -> dict[str, Any]:
    from tendlc.domain.onboarding import Unreadable
    from tendlc.entrypoints.cli.record import as_data, history_data, unreadable_data

    if isinstance(record, Unreadable):
        return unreadable_data(record, door) | {"history": []}
    history = reader.view(record).history
    return as_data(record, door) | {"history": history_data(history)}


def _print_unreadable(record: Unreadable, door: Door) -> None:
    from rich.text import Text

    from tendlc.domain.onboarding import Stage
    from tendlc.entrypoints.cli.board import name_of
    from tendlc.entrypoints.cli.tasks import print_tasks
    from tendlc.entrypoints.cli.terminal import new_console

    console = new_console()
    console.print(Text(f"{record.key}: {Stage.NEEDS_ACTION}", style="bold"))
    console.print(f"{name_of(record.target)}\n", soft_wrap=True)
    print_tasks(console, record, door)


def _print_one(reader: Reader, onboarding: Onboarding | Unreadable, door: Door) -> None:
    from rich.text import Text

    from tendlc.domain.onboarding import Stage, Unreadable
    from tendlc.entrypoints.cli.board import name_of
    from tendlc.entrypoints.cli.output import carriers, print_trouble, result_lines
    from tendlc.entrypoints.cli.tasks import print_tasks
    from tendlc.entrypoints.cli.terminal import new_console, print_step

    if isinstance(onboarding, Unreadable):
        _print_unreadable(onboarding, door)
        return
    view = reader.view(onboarding)
    console = new_console()
    console.print(Text(f"{onboarding.key}: {onboarding.stage}", style="bold"))
    console.print(f"{name_of(onboarding.target)}\n", soft_wrap=True)
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
