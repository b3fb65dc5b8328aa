"""Keys: API keys, which stand in for an account's token.

The secret is shown once, when the key is made. A key opens all products for its own account, but
neither keys nor accounts themselves, and none of the resources of a subaccount.
"""

from __future__ import annotations

from typing import Final

from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.operations import Answer, Call, Listing, Operation, Shape
from tendlc.sandbox.resources import parts
from tendlc.sandbox.world.session import Record

_KIND: Final = "Key"
_PATH: Final = "/2010-04-01/Accounts/{account_sid}/Keys"


def _create(call: Call) -> Answer:
    session = call.session
    name = _name(call) or ""
    record = session.add(_KIND, session.new_sid("SK"), {"friendly_name": name})
    secret = session.new_secret("key")
    session.add_key(record.key, secret)
    return Answer(201, {**_shape(call, record), "secret": secret})


def _index(call: Call) -> Listing:
    return parts.listing(call, "keys", _KIND, _shape)


def _fetch(call: Call) -> Answer:
    return Answer(200, _shape(call, parts.stored(call, _KIND, "sid")))


def _update(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    name = _name(call)
    if name is not None:
        parts.change(call.session, record, {"friendly_name": name})
    return Answer(200, _shape(call, record))


def _delete(call: Call) -> Answer:
    record = parts.stored(call, _KIND, "sid")
    call.session.remove(record)
    call.session.remove_key(record.key)
    return Answer(204)


def _name(call: Call) -> str | None:
    return parts.limited(call.form, "FriendlyName", LIMITS.account_name_max, 20002)


def _shape(call: Call, record: Record) -> Shape:
    return {
        "sid": record.key,
        "friendly_name": record.data["friendly_name"],
        **parts.dates_2010(record),
    }


OPERATIONS: Final = (
    Operation("POST", "api", f"{_PATH}.json", _create),
    Operation("GET", "api", f"{_PATH}.json", _index),
    Operation("GET", "api", f"{_PATH}/{{sid}}.json", _fetch),
    Operation("POST", "api", f"{_PATH}/{{sid}}.json", _update),
    Operation("DELETE", "api", f"{_PATH}/{{sid}}.json", _delete),
)
