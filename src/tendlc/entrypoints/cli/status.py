"""`tendlc status`: what the ledger knows, without asking anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.errors import UnknownOnboarding

if TYPE_CHECKING:
    from rich.console import Console

    from tendlc.domain.events import Event
    from tendlc.domain.onboarding import Onboarding
    from tendlc.ports import Store


def status(customer: str | None, *, as_json: bool, data: Path | None) -> None:
    """Show all customers, or one with its steps, tasks and history.

    Raises:
        UnknownOnboarding: the ledger knows no such customer.
    """
    from tendlc.bootstrap import open_store
    from tendlc.settings import load_settings

    settings = load_settings()
    with open_store(settings, data or settings.data_folder) as store:
        known = store.all()
        if customer is not None:
            known = [onboarding for onboarding in known if onboarding.key == customer]
            if not known:
                raise UnknownOnboarding(f"The ledger knows no customer {customer}.")
        if as_json:
            _print_json(known)
        elif customer is None:
            _print_all(known)
        else:
            for onboarding in known:
                _print_one(store, onboarding)


def _print_json(known: Sequence[Onboarding]) -> None:
    from tendlc.entrypoints.cli.record import as_data

    print(json.dumps([as_data(onboarding) for onboarding in known], indent=2))


def _print_all(known: Sequence[Onboarding]) -> None:
    from rich.table import Table

    from tendlc.entrypoints.cli.lines import new_console

    if not known:
        print("No customers yet. Next: run `tendlc onboard FILE`.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("customer", "stage", "must act", "next look", "target", "account"):
        table.add_column(heading, no_wrap=True)
    for onboarding in known:
        table.add_row(*_row(onboarding))
    new_console().print(table, soft_wrap=True)


def _row(onboarding: Onboarding) -> tuple[str, ...]:
    due = f"{onboarding.due_at.astimezone():%Y-%m-%d %H:%M}" if onboarding.due_at else ""
    owners = sorted({str(task.owner).replace("_", " ") for task in onboarding.tasks})
    target = onboarding.target
    stage, kind = str(onboarding.stage), str(target.kind)
    return (onboarding.key, stage, ", ".join(owners), due, kind, target.account_sid)


def _print_one(store: Store, onboarding: Onboarding) -> None:
    from rich.text import Text

    from tendlc.engine.queries import customer
    from tendlc.entrypoints.cli.lines import new_console, print_step
    from tendlc.entrypoints.cli.output import print_tasks, result_lines

    view = customer(store, onboarding.target, onboarding.key)
    console, target = new_console(), onboarding.target
    console.print(Text(f"{onboarding.key}: {onboarding.stage}", style="bold"))
    console.print(f"Target: {target.kind}, account {target.account_sid}\n", soft_wrap=True)
    for line in view.steps:
        print_step(console, line)
    console.print()
    for result in result_lines(onboarding):
        console.print(result, soft_wrap=True)
    print_tasks(console, onboarding)
    console.print(Text("\nHistory", style="bold"))
    for event in view.history:
        _print_event(console, event)


def _print_event(console: Console, event: Event) -> None:
    from rich.text import Text

    text = Text(f"  {event.at.astimezone():%Y-%m-%d %H:%M:%S}  ", style="dim")
    text.append(f"{event.name.replace('_', ' '):<18}", style="default")
    text.append("  ".join(filter(None, (event.step, event.sid, event.text))), style="default")
    console.print(text, soft_wrap=True)
