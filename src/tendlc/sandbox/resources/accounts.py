"""Accounts: the top-level account of a world and its subaccounts.

A subaccount has a token of its own, which is only shown here. Closing one is final; it is gone
thirty days later. Suspending the parent suspends its subaccounts with it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal, not_found
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.account_status import PURGE_STEP, set_status
from tendlc.sandbox.world.accounts import Account
from tendlc.sandbox.world.session import Session

_PATH: Final = "/2010-04-01/Accounts"
_STATUSES: Final = ("active", "suspended", "closed")
_SUBRESOURCES: Final = {
    "addresses": "Addresses",
    "available_phone_numbers": "AvailablePhoneNumbers",
    "balance": "Balance",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "keys": "Keys",
    "usage": "Usage",
}


def _create(call: Call) -> Answer:
    session = call.session
    if session.account.parent is not None:
        raise Refusal(20003, "Authenticate", because="a subaccount has no subaccounts")
    open_ones = [each for each in session.family() if each.parent and each.status != "closed"]
    if len(open_ones) >= LIMITS.subaccounts_per_account:  # fact: subaccounts-per-account
        raise Refusal(21480)
    name = _name(call) or f"SubAccount Created at {_moment(session.now)}"
    account = session.open_subaccount(name)
    return Answer(201, _shape(account))


def _index(call: Call) -> Listing:
    status = parts.one_of(call.query, "Status", _STATUSES)
    name = parts.text(call.query, "FriendlyName")
    found = [
        account
        for account in _reach(call.session)
        if call.session.is_listed(account.created_at)
        and status in (None, account.status)
        and name in (None, "", account.data["friendly_name"])
    ]
    named = [{"sid": each.sid, "account": each} for each in found]
    listing = parts.sid_listing(call, "accounts", named)
    listing.items = [_shape(item["account"]) for item in listing.items]
    return listing


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(_named(call)))


def _update(call: Call) -> Answer:
    account = _named(call)
    name = _name(call)
    status = parts.text(call.form, "Status")
    if status and status not in _STATUSES:
        raise Refusal(21475)
    if status and status != account.status:
        _move(call.session, account, status)
    if name:
        account.data["friendly_name"] = name
    call.session.save_account(account)
    return Answer(200, _shape(account))


def _move(session: Session, account: Account, status: str) -> None:
    if account.parent is None:
        raise Refusal(21477)
    if account.status == "closed":
        raise Refusal(21479)
    if account.data.get("suspended_by") == "twilio":
        raise Refusal(21478)
    set_status(session, account, status)


def _purge(session: Session, sid: str) -> None:
    account = session.relative(sid)
    if account and account.status == "closed":
        for number in session.of_account(account).all("IncomingPhoneNumber"):
            session.of_world().unlink(number, number.data["phone_number"])
        session.purge(account)


def _reach(session: Session) -> list[Account]:
    if session.account.parent is None:
        return session.family()
    return [session.account]


def _named(call: Call) -> Account:
    account = call.session.relative(call.path["sid"])
    if account is None:
        raise not_found(call.target)
    if account not in _reach(call.session):
        raise Refusal(20003, "Authenticate", because="these credentials do not reach that account")
    return account


def _name(call: Call) -> str | None:
    return parts.limited(call.form, "FriendlyName", LIMITS.account_name_max, 20002)


def _moment(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %I:%M %p")


def _shape(account: Account) -> Shape:
    path = f"{_PATH}/{account.sid}"
    owner = account.world.account_sid if account.parent else account.sid
    return {
        "sid": account.sid,
        "auth_token": account.token,
        "friendly_name": account.data["friendly_name"],
        "owner_account_sid": owner,
        "status": account.status,
        "type": "Full",
        "subresource_uris": {name: f"{path}/{last}.json" for name, last in _SUBRESOURCES.items()},
        "date_created": parts.rfc2822_date(int(account.created_at)),
        "date_updated": parts.rfc2822_date(int(account.updated_at)),
        "uri": f"{path}.json",
    }


OPERATIONS: Final = (
    Operation("POST", "api", f"{_PATH}.json", _create),
    Operation("GET", "api", f"{_PATH}.json", _index),
    Operation("GET", "api", f"{_PATH}/{{sid}}.json", _fetch),
    Operation("POST", "api", f"{_PATH}/{{sid}}.json", _update),
)
STEPS: Final = {PURGE_STEP: _purge}
