"""`tendlc status`: what the ledger knows, without asking anybody.

It reads beside a running `onboard`, for looking takes no lock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.errors import UnknownOnboarding

if TYPE_CHECKING:
    from tendlc.domain.onboarding import Onboarding
    from tendlc.ports import Store


def status(customer: str | None, *, as_json: bool, data: Path | None) -> None:
    """Show all customers, or one with its steps, tasks and history."""
    from tendlc.bootstrap import open_store
    from tendlc.settings import load_settings

    settings = load_settings()
    with open_store(settings, data or settings.data_folder) as store:
        known = store.all()
        if customer is None:
            _show_all(known, as_json=as_json)
            return
        chosen = [onboarding for onboarding in known if onboarding.key == customer]
        if not chosen:
            raise UnknownOnboarding(f"The ledger knows no customer {customer}.")
        if as_json:
            _show_json(chosen)
        else:
            for onboarding in chosen:
                _show_one(store, onboarding)


def _show_json(known: Sequence[Onboarding]) -> None:
    from tendlc.entrypoints.cli.output import as_data

    print(json.dumps([as_data(onboarding) for onboarding in known], indent=2))


def _show_all(known: Sequence[Onboarding], *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_json:
        _show_json(known)
        return
    if not known:
        print("No customers yet. Next: run `tendlc onboard FILE`.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("customer", "stage", "target", "account", "next look", "must act"):
        table.add_column(heading, no_wrap=True)
    for onboarding in known:
        due = f"{onboarding.due_at.astimezone():%Y-%m-%d %H:%M}" if onboarding.due_at else ""
        owners = ", ".join(sorted({str(task.owner) for task in onboarding.tasks}))
        target = onboarding.target
        row = (onboarding.key, onboarding.stage, target.kind, target.account_sid, due, owners)
        table.add_row(*row)
    Console(highlight=False).print(table, soft_wrap=True)


def _show_one(store: Store, onboarding: Onboarding) -> None:
    from rich.console import Console
    from rich.text import Text

    from tendlc.engine.queries import customer
    from tendlc.entrypoints.cli.output import print_task, result_lines
    from tendlc.entrypoints.cli.progress import step_line

    view = customer(store, onboarding.target, onboarding.key)
    console = Console(highlight=False, soft_wrap=True)
    target = onboarding.target
    console.print(Text(f"{onboarding.key}: {onboarding.stage}", style="bold"))
    console.print(f"Target: {target.kind}, account {target.account_sid}\n")
    for line in view.steps:
        console.print(step_line(line))
    console.print()
    for result in result_lines(onboarding):
        console.print(result)
    for task in onboarding.tasks:
        print_task(console, task)
    console.print(Text("\nHistory", style="bold"))
    for event in view.history:
        what = " ".join(filter(None, (event.name.replace("_", " "), event.step, event.sid)))
        console.print(f"  {event.at.astimezone():%Y-%m-%d %H:%M:%S}  {what}  {event.text}".rstrip())
