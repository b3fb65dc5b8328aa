"""The one place where a brand changes its state, and what its other modules share.

Which transitions there are the behaviour's tables say; when one is taken, the review, the registry,
the owner or the Console decide, each in a module of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from tendlc.sandbox.behaviour.lifecycles import GONE, Transition, brand_lifecycle
from tendlc.sandbox.operations import Shape
from tendlc.sandbox.world.session import Record, Session

KIND: Final = "BrandRegistration"
SOLE_PROPRIETOR: Final = "SOLE_PROPRIETOR"


def move(session: Session, record: Record, transition: Transition, **details: Any) -> None:
    """Take a transition of a brand: status, identity status and history; a last one removes it."""
    data = record.data
    data["identity_status"] = transition.identity_status or data["identity_status"]
    if transition.target == GONE:
        session.remember(record, transition.name, event_type=transition.event, **details)
        session.remove(record)
        return
    data["status"] = transition.target
    session.save(
        record, transition.name, event_type=transition.event, status=data["status"], **details
    )


def table(record: Record) -> Mapping[str, Transition]:
    """Return the transitions of a brand of its type."""
    data = record.data
    return brand_lifecycle(data["brand_type"], secondary_vetting=is_vetted(data))


def show_errors(record: Record, errors: Sequence[Shape]) -> None:
    """Show errors on a brand beside those that it shows already; an approved one has some too."""
    hide_errors(record, {error["error_code"] for error in errors})
    record.data["errors"] = [*record.data["errors"], *errors]


def hide_errors(record: Record, codes: Collection[int]) -> None:
    """Take errors off a brand, because what they say is over."""
    kept = [error for error in record.data["errors"] if error["error_code"] not in codes]
    record.data["errors"] = kept


def is_vetted(data: Shape) -> bool:
    """Say whether Twilio orders secondary vetting for a brand."""
    skipped = data["skip_automatic_sec_vet"] or data["mock"]
    return data["brand_type"] != SOLE_PROPRIETOR and not skipped
