"""Ledgers of older versions: what they held, in the clear, and how it is put into a file again.

`version_0_1.json` was written by version 0.1 itself: one customer with every field filled, one that
is registered, two with a request in doubt, two that had just begun, one at Twilio. Nothing here
knows today's tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, text

from tendlc.adapters.sql.migrations.upgrade import upgrade
from tendlc.ports import Vault

Rows = list[dict[str, Any]]

_SEALED: Final = {
    "onboardings": ("document", "state"),
    "attempts": ("message",),
    "history": ("text",),
}


def held_by_version_0_1(copies: int = 1) -> dict[str, Rows]:
    """Return the rows of each table in the clear; every further copy has keys of its own."""
    held: dict[str, Rows] = json.loads(Path(__file__).with_name("version_0_1.json").read_text())
    customers, last = held["onboardings"], held["onboardings"][-1]["id"]
    copied: dict[str, Rows] = {"targets": held["targets"]}
    for table in ("onboardings", "attempts", "history"):
        copied[table] = [*_copied(table, held[table], copies, last)]
    assert len(copied["onboardings"]) == copies * len(customers)
    return copied


def write_version_0_1(path: Path, vault: Vault, held: dict[str, Rows]) -> None:
    """Make the ledger file that version 0.1 would have left, sealed by `vault`."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        for table, rows in held.items():
            _insert(connection, table, [_sealed(table, row, vault) for row in rows])
    engine.dispose()
    path.chmod(0o600)


def _copied(table: str, rows: Rows, copies: int, last: int) -> Iterator[dict[str, Any]]:
    owner = "id" if table == "onboardings" else "onboarding_id"
    for number in range(copies):
        for row in rows:
            copy = row | {owner: row[owner] + number * last}
            if table != "onboardings":
                copy["id"] = row["id"] + number * rows[-1]["id"]
            elif number:
                copy["key"] = f"{row['key']}-{number}"
                copy["document"] = row["document"] | {"customer": copy["key"]}
            yield copy


def _sealed(table: str, row: dict[str, Any], vault: Vault) -> dict[str, Any]:
    sealed = dict(row)
    for name in _SEALED.get(table, ()):
        value = row[name]
        if value is not None:
            plain = value if isinstance(value, str) else json.dumps(value)
            sealed[name] = vault.seal(plain.encode())
    return sealed


def _insert(connection: Connection, table: str, rows: Rows) -> None:
    names = ", ".join(rows[0])
    places = ", ".join(f":{name}" for name in rows[0])
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), rows)
