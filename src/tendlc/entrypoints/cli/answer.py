"""`tendlc answer`: a person says whether the object of a lost answer is there.

It finds the one record that is meant and goes to that record's target, where the answer is checked
before it is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tendlc.entrypoints.cli.place import DataOption, JsonOption, Place
from tendlc.errors import NotAllowed, UnknownOnboarding

if TYPE_CHECKING:
    from tendlc.domain.onboarding import Onboarding

CustomerArgument = Annotated[str, typer.Argument(help="Key of the customer.")]
StepArgument = Annotated[
    str, typer.Argument(help="The step in doubt, as `tendlc status` names it.")
]
SidOption = Annotated[str | None, typer.Option(help="SID of the object, if it is there.")]
AbsentOption = Annotated[bool, typer.Option("--absent", help="The object is not there.")]
LiveOption = Annotated[
    bool, typer.Option("--live", help="The answer is about the record at Twilio.")
]
TargetOption = Annotated[
    str | None,
    typer.Option("--target", help="The answer is about this sandbox: its URL, or built-in."),
]


def answer(
    customer: CustomerArgument,
    step: StepArgument,
    sid: SidOption = None,
    absent: AbsentOption = False,
    live: LiveOption = False,
    target: TargetOption = None,
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Say what the Twilio Console shows for a step whose answer was lost.

    The SID is looked at before it is believed. Answer again to correct an answer, as long as no
    later step was built on it.
    """
    _clear(sid, absent=absent)
    asked = Place(live=live, target=target, data=data)
    place = _place_of(_record(asked, customer), asked)
    with place.app() as app:
        answered = app.answer(customer, step, sid)
    if as_json:
        from tendlc.entrypoints.cli.record import as_json as written
        from tendlc.entrypoints.cli.tasks import Door

        print(written(answered, Door(target=place.target, data=data)))
        return
    print("Noted. Next: run `tendlc onboard` on the customer's file again.")


def _clear(sid: str | None, *, absent: bool) -> None:
    from tendlc.catalog.sids import is_sid

    if (sid is None) != absent:
        raise NotAllowed(
            "Give --sid SID or --absent.",
            field="--sid",
            next_step="Look in the Console whether the object is there, then say so.",
        )
    if sid is not None and not is_sid(sid):
        raise NotAllowed(
            f"{sid} is not a SID.",
            field="--sid",
            next_step="Copy it from the Console: two letters and 32 hexadecimal digits.",
        )


def _record(asked: Place, customer: str) -> Onboarding:
    """Return the one record that is meant."""
    from tendlc.domain.onboarding import Onboarding, TargetKind

    if asked.live and asked.target:
        raise NotAllowed(
            "--live and --target cannot be used together.",
            field="--target",
            next_step="Give --live for the record at Twilio, or --target for one in a sandbox.",
        )
    with asked.reader() as reader:
        known = [one for one in reader.records(customer) if isinstance(one, Onboarding)]
    if asked.live:
        known = [one for one in known if one.target.kind is TargetKind.LIVE]
    if asked.target:
        url = asked.target.rstrip("/").lower()
        known = [one for one in known if one.place in (url, None)]
        known = [one for one in known if one.target.kind is TargetKind.SANDBOX]
    if not known:
        raise UnknownOnboarding(f"The ledger knows no customer {customer}{_where(asked)}.")
    if len(known) > 1:
        raise NotAllowed(
            f"{customer} has {len(known)} records: {_named(known)}.",
            field="--target",
            next_step="Say which one you mean with --live, --target URL or --target built-in.",
        )
    return known[0]


def _where(asked: Place) -> str:
    if asked.live:
        return " at Twilio"
    return " in that sandbox" if asked.target else ""


def _named(known: Sequence[Onboarding]) -> str:
    return ", ".join(
        "Twilio" if one.target.world_id is None else f"sandbox {one.place or one.target.world_id}"
        for one in known
    )


def _place_of(record: Onboarding, asked: Place) -> Place:
    """Say how to reach the record's target.

    A record from before places were noted is that of the built-in sandbox, or is named by --target.
    """
    from tendlc.domain.onboarding import BUILT_IN, TargetKind

    if record.target.kind is TargetKind.LIVE:
        return Place(live=True, data=asked.data)
    url = record.place or asked.target or BUILT_IN
    return Place(target=None if url == BUILT_IN else url, data=asked.data)
