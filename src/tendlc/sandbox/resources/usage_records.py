"""Usage records and balance: what the registrations would have cost.

Only the category of A2P fees and the total are known; nothing else in the sandbox costs money. One
balance serves all accounts of a world; it begins with a setting of the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.accounts import Account
from tendlc.sandbox.world.charges import Charged

_PATH: Final = "/2010-04-01/Accounts/{account_sid}"
_CATEGORIES: Final = {
    "a2p-registration-fee": "A2P 10DLC Registration Fees",
    "totalprice": "Total Price",
}
_FIRST_DAY: Final = date(2010, 1, 1)
_VIEWS: Final = (
    "all_time AllTime",
    "daily Daily",
    "last_month LastMonth",
    "monthly Monthly",
    "this_month ThisMonth",
    "today Today",
    "yearly Yearly",
    "yesterday Yesterday",
)
FIRST_BALANCE: Final = 1000.0
"""US dollars that a world begins with."""


def _index(call: Call) -> Listing:
    now = call.session.now
    today = datetime.fromtimestamp(now, UTC).date()
    start = _day(call, "StartDate", today, _FIRST_DAY)
    end = _day(call, "EndDate", today, today)
    charged = call.session.charged(_accounts(call), _midnight(start), min(_after(end), now + 1))
    wanted = parts.text(call.query, "Category")
    items = [
        _record(call, category, charged, start, end)
        for category in _CATEGORIES
        if wanted in (None, "", category)
    ]
    return parts.static_listing(call, "usage_records", items)


def _balance(call: Call) -> Answer:
    session = call.session
    charged = session.charged(session.family(), 0, session.now + 1)
    spent = sum(each.cents for each in charged) / 100
    left = float(session.setting("balance", FIRST_BALANCE)) - spent
    body = {"account_sid": call.account_sid, "balance": f"{left:.2f}", "currency": "USD"}
    return Answer(200, body)


def _accounts(call: Call) -> list[Account]:
    session = call.session
    if not parts.boolean(call.query, "IncludeSubaccounts", default=True):
        return [session.account]
    return [session.account, *(a for a in session.family() if a.parent == session.account.id)]


def _record(call: Call, category: str, charged: Sequence[Charged], start: date, end: date) -> Shape:
    path = f"{_PATH.format(account_sid=call.account_sid)}/Usage/Records"
    count = sum(each.count for each in charged)
    price = f"{sum(each.cents for each in charged) / 100:.2f}"
    is_fee = category == "a2p-registration-fee"
    span = f"StartDate={start}&EndDate={end}"
    return {
        "account_sid": call.account_sid,
        "api_version": "2010-04-01",
        "as_of": datetime.fromtimestamp(int(call.session.now), UTC).isoformat(),
        "category": category,
        "count": str(count) if is_fee else None,
        "count_unit": "registrations" if is_fee else "",
        "description": _CATEGORIES[category],
        "start_date": start.isoformat(),
        "end_date": end.isoformat(),
        "price": price,
        "price_unit": "usd",
        "usage": str(count) if is_fee else price,
        "usage_unit": "registrations" if is_fee else "usd",
        "subresource_uris": {
            name: f"{path}/{last}.json?Category={category}"
            for name, last in (view.split() for view in _VIEWS)
        },
        "uri": f"{path}.json?Category={category}&{span}",
    }


def _day(call: Call, name: str, today: date, default: date) -> date:
    """Return a day: a date, or an offset in days such as `-30days`."""
    text = parts.text(call.query, name)
    if not text:
        return default
    try:
        if text.endswith("days"):
            return today + timedelta(days=int(text.removesuffix("days").strip()))
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Refusal(20001, f"{name} is not a date") from None


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()


def _after(day: date) -> float:
    return _midnight(day) + 86_400


OPERATIONS: Final = (
    Operation("GET", "api", f"{_PATH}/Usage/Records.json", _index),
    Operation("GET", "api", f"{_PATH}/Balance.json", _balance),
)
