"""Authentication+: the mail by which the contact of a public company proves who he is.

It goes out with the approval of the brand and once more on request. Unless a magic value or the
data say otherwise the contact opens it after some seconds, follows the link and is done; a mail
that nobody opens is worth nothing after seven days. The brand shows only the errors of a failure.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.lifecycles import AUTHENTICATION, Transition
from tendlc.sandbox.behaviour.review import AUTHENTICATION_CODES, review_error
from tendlc.sandbox.resources.brand_moves import KIND, hide_errors, show_errors
from tendlc.sandbox.resources.brand_vettings import order_authentication, settle_authentication
from tendlc.sandbox.world.session import Record, Session

_FAILURES: Final = {"refuse-address": 21738, "fail": 21739, "time-out": 21737}
"""What the brand shows of a failure where its verdict named none."""
_WAITING: Final = ("sent", "opened", "clicked")
_NEXT: Final = f"{KIND}.authenticate"
_TIME_OUT: Final = f"{KIND}.time_out"


def begin(session: Session, record: Record) -> None:
    """Send the mail, where the verdict on the brand asks for it."""
    if record.data["verdict"]["authentication"] != "none":
        send_mail(session, record)


def send_mail(session: Session, record: Record) -> None:
    """Send the mail to the contact address; what the contact does is in the brand's verdict."""
    for step in (_NEXT, _TIME_OUT):
        session.cancel(record.key, step)
    data = record.data
    data["authentication_ahead"] = data["verdict"]["authentication_path"]
    hide_errors(record, AUTHENTICATION_CODES)
    _move(session, record, AUTHENTICATION["send-mail"])
    session.charge("authentication_plus", record.key)
    session.schedule(AUTHENTICATION["time-out"].timing, _TIME_OUT, record.key)
    _schedule_next(session, record)


def is_awaited(record: Record) -> bool:
    """Say whether the contact has the mail and has neither completed nor failed with it."""
    return record.data["authentication"] in _WAITING


def act(session: Session, record: Record, name: str) -> bool:
    """Do by hand what the contact may do with the mail; say whether its state allowed it."""
    transition = AUTHENTICATION[name]
    allowed = is_awaited(record) and transition.starts_from(record.data["authentication"])
    if allowed:
        session.cancel(record.key, _NEXT)
        record.data["authentication_ahead"] = []
        _move(session, record, transition)
    return allowed


def _go_on(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record and record.data["authentication_ahead"]:
        name, *ahead = record.data["authentication_ahead"]
        record.data["authentication_ahead"] = ahead
        if AUTHENTICATION[name].starts_from(record.data["authentication"]):
            _move(session, record, AUTHENTICATION[name])
            _schedule_next(session, record)


def _time_out(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record and is_awaited(record):
        _move(session, record, AUTHENTICATION["time-out"])


def _schedule_next(session: Session, record: Record) -> None:
    ahead = record.data["authentication_ahead"]
    if not ahead:
        return
    if AUTHENTICATION[ahead[0]].source == "sent" or ahead[0] == "time-out":
        session.schedule("timing-authentication-plus-completion", _NEXT, record.key)
    else:
        session.schedule_in(0, _NEXT, record.key)


def _move(session: Session, record: Record, transition: Transition) -> None:
    """Take a transition of Authentication+: the one place where its state changes."""
    data = record.data
    data["authentication"] = transition.target
    if transition.target == "sent":
        settle_authentication(session, record.key, succeeded=False)
        order_authentication(session, record.key)
    if transition.target in ("completed", "failed"):
        settle_authentication(session, record.key, succeeded=transition.target == "completed")
    if transition.target == "failed":
        found = [review_error(_FAILURES[transition.name]).as_json()]
        show_errors(record, data["verdict"]["authentication_errors"] or found)
    if transition.target in ("completed", "failed"):
        session.cancel(record.key, _TIME_OUT)
    session.save(record, f"authentication-{transition.name}", event_type=transition.event)


STEPS: Final = {_NEXT: _go_on, _TIME_OUT: _time_out}
