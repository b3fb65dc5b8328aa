"""Plays whole customers into a ledger file, in whichever build it is run with; prints JSON.

It speaks to what both builds have: the life of the property tests, and a store in a file. Counted
is what goes to the database; measured is the CPU of this process.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.event import listen
from tests import cast
from tests.property.test_plan_ends import Life

from tendlc.adapters.sql.sqlite import open_ledger
from tendlc.adapters.sql.store import SqlStore
from tendlc.adapters.vault import FernetVault
from tendlc.engine import commands

_WARM = 3
_LIVES = 25


def main() -> None:
    folder = Path(sys.argv[1])
    vault = FernetVault.open(folder)
    try:
        engine = open_ledger(folder / "ledger.db", vault)
    except TypeError:  # the build before knows no vault yet when it opens
        engine = open_ledger(folder / "ledger.db")  # type: ignore[call-arg]
    store = SqlStore(engine, vault)
    counted: Counter[str] = Counter()
    listen(Engine, "before_cursor_execute", _counter(counted))
    for number in range(_WARM):
        enrolled(store, number).play()
    counted.clear()
    began = time.process_time()
    for number in range(_WARM, _WARM + _LIVES):
        enrolled(store, number).play()
    spent = (time.process_time() - began) / _LIVES * 1_000
    told = {name: count / _LIVES for name, count in counted.items()}
    print(json.dumps({"cpu": spent, "commits": 0, **told}))


def _counter(counted: Counter[str]) -> Any:
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        writes = statement.startswith("BEGIN IMMEDIATE")
        begins = statement.startswith("BEGIN")
        counted["commits"] += writes
        counted["statements"] += not begins

    return count


def enrolled(store: SqlStore, number: int) -> Life:
    """Enroll one customer in a ledger; its `play` carries it to registered."""
    document = cast.acme()
    business = document.business_information.model_copy(
        update={
            "business_name": f"Business {number}",
            "business_registration_number": f"{number + 10:02}-{number + 1234567}",
        }
    )
    customer = document.model_copy(
        update={"customer": f"c{number}", "business_information": business}
    )
    life = Life(customer, [], [], wait_for_approval=False)
    life.engine = replace(life.engine, store=store)
    commands.enrol(life.engine, customer)
    return life


if __name__ == "__main__":
    main()
