"""Acts: what people do outside the API, which moves a resource all the same.

The Console deletes, Support solves and opens again, a violation suspends, an owner answers his
code, a contact opens his mail. Each act says whether the state of the resource allowed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from tendlc.sandbox.behaviour.lifecycles import BUNDLE, CAMPAIGN
from tendlc.sandbox.resources import (
    brand_authentication,
    brand_progress,
    bundles,
    campaign_progress,
    one_time_codes,
)
from tendlc.sandbox.resources.brand_moves import table
from tendlc.sandbox.world.session import Record, Session

Act = Callable[[Session, Record], bool]


def _reopen(session: Session, record: Record) -> bool:
    allowed = BUNDLE["reopen-approved"].starts_from(record.data["status"])
    if allowed:
        bundles.refuse_primary(record)
        bundles.reopen(session, record)
    return allowed


def _on_brand(
    name: str, work: Callable[[Session, Record], None], session: Session, record: Record
) -> bool:
    allowed = table(record)[name].starts_from(record.data["status"])
    if allowed:
        work(session, record)
    return allowed


def _delete_brand(session: Session, record: Record) -> bool:
    # Mock brands vanish in their time and cannot be deleted by hand.
    return not record.data["mock"] and _on_brand("delete", brand_progress.delete, session, record)


def _answer_otp(session: Session, record: Record) -> bool:
    allowed = one_time_codes.is_awaited(record)
    if allowed:
        one_time_codes.answer(session, record)
    return allowed


def _in_mail(name: str, session: Session, record: Record) -> bool:
    return brand_authentication.act(session, record, name)


def _on_campaign(
    name: str, work: Callable[[Session, Record], None], session: Session, record: Record
) -> bool:
    allowed = CAMPAIGN[name].starts_from(record.data["campaign_status"])
    if allowed:
        work(session, record)
    return allowed


_BUNDLE: Final[Mapping[str, Act]] = {"reopen": _reopen}
ACTS: Final[Mapping[str, Mapping[str, Act]]] = {
    "CustomerProfile": _BUNDLE,
    "TrustProduct": _BUNDLE,
    "BrandRegistration": {
        "suspend": partial(_on_brand, "suspend", brand_progress.suspend),
        "lift-suspension": partial(_on_brand, "lift-suspension", brand_progress.lift),
        "delete": _delete_brand,
        "answer-otp": _answer_otp,
        **{
            name: partial(_in_mail, name)
            for name in ("refuse-address", "open-mail", "click-link", "complete", "time-out")
        },
    },
    "Usa2p": {
        "suspend": partial(_on_campaign, "suspend", campaign_progress.suspend_campaign),
        "lift-suspension": partial(
            _on_campaign, "lift-suspension", campaign_progress.lift_suspension
        ),
        "delete": partial(_on_campaign, "delete", campaign_progress.remove_campaign),
    },
}
"""Every act, by the kind of resource that it is done to."""
