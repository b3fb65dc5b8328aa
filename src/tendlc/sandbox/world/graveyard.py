"""The graveyard: what resets, restores and closed accounts leave behind, removed bit by bit.

Its rows are unreachable already, since nobody has their account's number any more; removing all of
them at once would hold up every world.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.world.store import Store

_PIECE: Final = 200


def bury(store: Store) -> bool:
    """Remove a small piece of what resets left behind; say whether more is left."""
    row = store.read_one("SELECT account FROM graveyard LIMIT 1")
    if row is None:
        return False
    for table in ("resources", "history", "deliveries", "charges", "schedule"):
        ids = store.read(
            f"SELECT id FROM {table} WHERE account = ? LIMIT {_PIECE}",
            row,
        )
        if ids:
            store.write_many(f"DELETE FROM {table} WHERE id = ?", ids)
            return True
    links = store.read(
        f"SELECT account, target, kind, holder FROM links WHERE account = ? LIMIT {_PIECE}", row
    )
    if links:
        store.write_many(
            "DELETE FROM links WHERE account=? AND target=? AND kind=? AND holder=?", links
        )
        return True
    store.write("DELETE FROM sink_destinations WHERE account = ?", row)
    store.write("DELETE FROM graveyard WHERE account = ?", row)
    return True
