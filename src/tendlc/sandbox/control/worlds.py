"""Worlds by control: who they are, their settings, what is stored in them, and starting anew.

Looking never makes a world; only changing one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from tendlc.sandbox.control.requests import Pieces, Request, world_shape
from tendlc.sandbox.refusal import Refusal
from tendlc.sandbox.world.account_status import set_status
from tendlc.sandbox.world.clock import machine_time
from tendlc.sandbox.world.session import MOST_BYTES_OF_A_PAGE, Session

SWITCHES = {
    "pace": "refuse more than one brand or campaign request a second, and ten for one-time codes",
    "approved_reopens": "let clients reopen approved bundles, which at Twilio takes Support",
    "strict_accounts": "refuse the parent's primary profile in a subaccount",
    "primary_is_direct_customer": "refuse profiles, as for a primary profile that is not an ISV's",
    "brand_list_leaves_out_vetted": "leave vetted brands out of the list, as reported",
    "own_replies_are_hidden": "show Twilio's replies to STOP and HELP, whatever a campaign sent",
    "list_lag_seconds": "lists do not show what was made in the last so many seconds; 0 for none",
}
_NUMBERS = frozenset({"list_lag_seconds", "balance"})
_MOST = 1000
_LOOKED_AT = 2000
"""How many entries of the history of all worlds are looked at before others are served."""
_HISTORY = (
    "SELECT accounts.sid, kind, key, at, event, history.data"
    " FROM history JOIN accounts ON accounts.id = history.account"
)


def show(request: Request) -> dict[str, Any]:
    """Show what identifies a world; never makes one."""
    return world_shape(request.world())


def reset(request: Request) -> dict[str, Any]:
    """Empty a world; its generation goes up. With a `seed` it draws the same SIDs each time."""
    world = request.world_made()
    seed = request.body.get("seed")
    request.rooms.worlds.reset(world, None if seed is None else str(seed))
    return world_shape(world)


def show_settings(request: Request) -> dict[str, Any]:
    """Show the switches of a world: whether each is on, its number where it takes one, and what
    it does.
    """
    settings = request.world().settings
    return {
        "switches": [
            {
                "name": name,
                "on": bool(settings.get(name)),
                "number": settings.get(name, 0) if name in _NUMBERS else None,
                "does": does,
            }
            for name, does in SWITCHES.items()
        ]
    }


def change_settings(request: Request) -> dict[str, Any]:
    """Turn switches of a world on or off, with true and false; others take a number:
    `balance` is what it began with, in US dollars.
    """
    world = request.world_made()
    world.settings = with_switches(world.settings, request)
    world.change()
    return world_shape(world)


def with_switches(settings: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Return settings as they are after what a request says of switches.

    Raises:
        Refusal: 20001, a name is none of a switch, or its value does not fit.
    """
    changed = dict(settings)
    for name, value in request.body.items():
        if name in _NUMBERS:
            changed[name] = request.number(name, 0)
        elif name in SWITCHES and isinstance(value, bool):
            changed[name] = value
        else:
            raise Refusal(20001, f"{name} is not a switch; these are: {', '.join(SWITCHES)}")
    return changed


def show_accounts(request: Request) -> dict[str, Any]:
    """Show the accounts of a world, the newest first, without their tokens."""
    accounts = request.rooms.worlds.family(request.world())
    return {
        "accounts": [
            {
                "sid": account.sid,
                "friendly_name": account.data["friendly_name"],
                "status": account.status,
                "is_subaccount": account.parent is not None,
            }
            for account in accounts
        ]
    }


def change_account(request: Request) -> dict[str, Any]:
    """Give an account of a world a status, as Twilio's own people can: `account` and `status`
    (active or suspended). Only they lift what they have suspended.
    """
    world = request.world_made()
    account = request.rooms.worlds.account(request.text("account", world.account_sid))
    status = request.text("status")
    if account is None or account.world is not world:
        raise Refusal(20404, path=request.text("account"))
    if status not in ("active", "suspended") or account.status == "closed":
        raise Refusal(20001, "status must be active or suspended, and the account not closed")
    now = world.clock.at(machine_time())
    session = Session(request.rooms.store, request.rooms.worlds, account, now)
    set_status(session, account, status, by="twilio")
    return show_accounts(request)


def journal(request: Request) -> dict[str, Any]:
    """Show the last requests of an account, newest first, with bodies and reasons."""
    return _journal(request, request.path["account_sid"])


def whole_journal(request: Request) -> dict[str, Any]:
    """Show the last requests of all accounts, and what control was asked of no account."""
    return _journal(request, "")


def _journal(request: Request, sid: str) -> dict[str, Any]:
    entries = request.rooms.journal.entries(sid, request.limit(100, _MOST))
    for entry in entries:
        for name in ("request", "answer"):
            entry[name] = entry[name].decode("utf-8", "replace")
    return {"entries": entries}


def resources(request: Request) -> dict[str, Any]:
    """Show what is stored in a world, oldest first: of one kind where the query names it."""
    world = request.world()
    request.rooms.schedule.catch_up(world, world.clock.at(machine_time()))
    sql = (
        "SELECT accounts.sid, kind, key, resources.created_at, resources.updated_at,"
        " resources.data FROM resources"
        " JOIN accounts ON accounts.id = resources.account WHERE accounts.world = ?"
    )
    values: list[Any] = [world.id]
    if kind := request.query.get("kind", ""):
        sql += " AND kind = ?"
        values.append(kind)
    sql = f"{sql} ORDER BY resources.id LIMIT {_MOST}"
    rows, _ = request.rooms.store.read_some(sql, values, MOST_BYTES_OF_A_PAGE)
    names = ("account_sid", "kind", "key", "created_at", "updated_at")
    return {
        "resources": [
            {**dict(zip(names, row[:5], strict=True)), "data": orjson.loads(row[5])} for row in rows
        ]
    }


def history(request: Request) -> Pieces:
    """Show what happened in a world, oldest first: to one key where the query names it."""
    world = request.world()
    store = request.rooms.store
    if key := request.query.get("key", ""):
        rows = store.read(
            f"{_HISTORY} WHERE accounts.world = ? AND key = ? ORDER BY history.id DESC"
            f" LIMIT {_MOST}",
            (world.id, key),
        )
    else:
        (last,) = store.read_one("SELECT coalesce(max(id), 0) FROM history") or (0,)
        rows = []
        while last > 0 and len(rows) < _MOST:
            rows += store.read(
                f"{_HISTORY} WHERE history.id BETWEEN ? AND ? AND +accounts.world = ?"
                " ORDER BY history.id DESC",
                (last - _LOOKED_AT + 1, last, world.id),
            )
            last -= _LOOKED_AT
            yield
    names = ("account_sid", "kind", "key", "at", "event")
    entries = [
        {**dict(zip(names, row[:5], strict=True)), "data": orjson.loads(row[5])}
        for row in rows[:_MOST]
    ]
    return {"history": entries[::-1]}


def schedule(request: Request) -> dict[str, Any]:
    """Show what is still to happen in a world by itself.

    `at` is null for what waits by hand, or for as many reads as `reads` says.
    """
    world = request.world()
    rows = request.rooms.store.read(
        f"SELECT at, step, key, reads FROM schedule WHERE world = ? ORDER BY at, id LIMIT {_MOST}",
        (world.id,),
    )
    return {
        "steps": [
            {"at": at if at < 1e11 else None, "step": step, "key": key, "reads": reads}
            for at, step, key, reads in rows
        ]
    }
