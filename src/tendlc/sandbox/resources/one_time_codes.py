"""One-time codes: the proof by text message that a sole proprietor has the phone that he named.

The first one goes out with the approval of the brand, others by SmsOtp. Unless a magic value says
otherwise the owner answers by himself after some seconds; a code that nobody answers is worth
nothing after a day, and the brand stays APPROVED and UNVERIFIED.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.review import OtpOutcome, review_error
from tendlc.sandbox.resources.brand_moves import (
    KIND,
    SOLE_PROPRIETOR,
    hide_errors,
    move,
    show_errors,
    table,
)
from tendlc.sandbox.world.session import Record, Session

_INVALID: Final = 30752
_ANSWER: Final = f"{KIND}.answer_otp"
_EXPIRY: Final = f"{KIND}.expire_otp"


def send(session: Session, record: Record, outcome: OtpOutcome = "answered") -> None:
    """Send a one-time code to a sole proprietor; only an approved brand awaits its answer.

    `outcome` tells what the owner does with this one (domain: resources, section 12).
    """
    session.remember(record, "otp-sent")
    if not is_awaited(record):
        return
    for step in (_ANSWER, _EXPIRY):
        session.cancel(record.key, step)
    hide_errors(record, (_INVALID,))
    record.data["otp"] = outcome
    session.save_quietly(record)
    if outcome != "ignored":
        session.schedule("timing-brand-to-identity", _ANSWER, record.key)
    session.schedule(table(record)["expire-otp"].timing, _EXPIRY, record.key)


def answer(session: Session, record: Record) -> None:
    """Answer the open code as the owner would; do nothing where none is open."""
    if is_awaited(record):
        session.cancel(record.key, _ANSWER)
        session.cancel(record.key, _EXPIRY)
        hide_errors(record, (_INVALID,))
        move(session, record, table(record)["answer-otp"])


def _answer(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record is None or not is_awaited(record):
        return
    if record.data["otp"] == "answered":
        answer(session, record)
    else:
        _fail(session, record, "refuse-otp")


def _expire(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record and is_awaited(record):
        _fail(session, record, "expire-otp")


def _fail(session: Session, record: Record, name: str) -> None:
    session.cancel(record.key, _EXPIRY)
    show_errors(record, [review_error(_INVALID).as_json()])
    move(session, record, table(record)[name])


def is_awaited(record: Record) -> bool:
    """Say whether a brand is one whose owner has still to answer a code."""
    data = record.data
    approved = data["brand_type"] == SOLE_PROPRIETOR and data["status"] == "APPROVED"
    return bool(approved and data["identity_status"] != "VERIFIED")


STEPS: Final = {_ANSWER: _answer, _EXPIRY: _expire}
