"""The status of an account, and what follows from it for its subaccounts.

Apart from the resources because control gives statuses too, as Twilio's own people do. Whether
somebody may change a status is not asked here.
"""

from __future__ import annotations

from typing import Final, Literal

from tendlc.sandbox.world.accounts import Account
from tendlc.sandbox.world.session import Session

PURGE_STEP: Final = "purge-account"
_CLOSED_KEPT_SECONDS: Final = 30 * 86_400
_By = Literal["owner", "parent", "twilio"]


def set_status(session: Session, account: Account, status: str, by: _By = "owner") -> None:
    """Give an account a status, and its subaccounts what follows from it.

    `by` is owner, parent (who was suspended itself) or twilio.
    """
    account.data["status"] = status
    account.data["suspended_by"] = by if status == "suspended" else ""
    session.save_account(account)
    if status == "closed":
        top = session.of_world()
        top.schedule_in(_CLOSED_KEPT_SECONDS, PURGE_STEP, account.sid)
    if account.parent is None:
        for child in session.family():
            if child.parent == account.id:
                _follow(session, child, status)


def _follow(session: Session, child: Account, status: str) -> None:
    if status == "active" and child.data.get("suspended_by") == "parent":
        set_status(session, child, "active")
    elif status != "active" and child.status == "active":
        set_status(session, child, "suspended", by="parent")
