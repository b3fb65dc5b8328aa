"""`tendlc answer`: a person says whether the object of a lost answer is there.

It finds the one record that is meant and goes to that record's target, where the answer is checked
before it is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tendlc.errors import NotAllowed, UnknownOnboarding

if TYPE_CHECKING:
    from tendlc.domain.onboarding import Onboarding
    from tendlc.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """What the command line was told."""

    customer: str
    step: str
    sid: str | None
    absent: bool
    live: bool
    target: str | None
    as_json: bool
    data: Path | None


def answer(options: AnswerOptions) -> None:
    """Settle one doubt; raises NotAllowed where there is none or the answer is not so."""
    from tendlc.bootstrap import open_app
    from tendlc.entrypoints.cli.place import reach
    from tendlc.entrypoints.cli.tasks import Door
    from tendlc.settings import load_settings

    _clear(options)
    settings = load_settings()
    data = options.data or settings.data_folder
    live, target = _where(options, _record(settings, data, options))
    with open_app(settings, reach(settings, data, live=live, target=target), data) as app:
        answered = app.answer(options.customer, options.step, options.sid)
    if options.as_json:
        from tendlc.entrypoints.cli.record import as_json

        print(as_json(answered, Door(target=target, data=options.data)))
        return
    print("Noted. Next: run `tendlc onboard` on the customer's file again.")


def _clear(options: AnswerOptions) -> None:
    from tendlc.catalog.sids import is_sid

    if options.live and options.target:
        raise NotAllowed(
            "--live and --target cannot be used together.",
            field="--target",
            next_step="Give --live for the record at Twilio, or --target for one in a sandbox.",
        )
    if (options.sid is None) != options.absent:
        raise NotAllowed(
            "Give --sid SID or --absent.",
            field="--sid",
            next_step="Look in the Console whether the object is there, then say so.",
        )
    if options.sid is not None and not is_sid(options.sid):
        raise NotAllowed(
            f"{options.sid} is not a SID.",
            field="--sid",
            next_step="Copy it from the Console: two letters and 32 hexadecimal digits.",
        )


def _record(settings: Settings, data: Path, options: AnswerOptions) -> Onboarding:
    """Return the one record that is meant."""
    from tendlc.bootstrap import open_store
    from tendlc.domain.onboarding import TargetKind

    with open_store(settings, data) as store:
        known = [one for one in store.all() if one.key == options.customer]
    if options.live:
        known = [one for one in known if one.target.kind is TargetKind.LIVE]
    if options.target:
        place = options.target.rstrip("/").lower()
        known = [one for one in known if one.place in (place, None)]
        known = [one for one in known if one.target.kind is TargetKind.SANDBOX]
    if not known:
        raise UnknownOnboarding(
            f"The ledger knows no customer {options.customer}{_asked(options)}."
        )
    if len(known) > 1:
        raise NotAllowed(
            f"{options.customer} has {len(known)} records: {_named(known)}.",
            field="--target",
            next_step="Say which one you mean with --live, --target URL or --target built-in.",
        )
    return known[0]


def _asked(options: AnswerOptions) -> str:
    if options.live:
        return " at Twilio"
    return " in that sandbox" if options.target else ""


def _named(known: Sequence[Onboarding]) -> str:
    return ", ".join(
        "Twilio" if one.target.world_id is None else f"sandbox {one.place or one.target.world_id}"
        for one in known
    )


def _where(options: AnswerOptions, record: Onboarding) -> tuple[bool, str | None]:
    """Say how to reach the record's target: is it Twilio, else the URL of a sandbox, if it has one.

    A record from before places were noted is that of the built-in sandbox, or is named by --target.
    """
    from tendlc.domain.onboarding import BUILT_IN, TargetKind

    if record.target.kind is TargetKind.LIVE:
        return True, None
    place = record.place or options.target or BUILT_IN
    return False, None if place == BUILT_IN else place
