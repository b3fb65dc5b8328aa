"""What stands open beside the sealed parts, made again from them: after a change of form or key.

Lists and search see only this. A record that cannot be read is kept as it is, and its row says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.database import SET_PLACE, SET_STATE, UNREADABLE
from tendlc.adapters.sql.search_words import SearchWords, marks_of
from tendlc.adapters.sql.stored_document import read_stored_customer
from tendlc.adapters.sql.tables import (
    attempts,
    customers,
    documents,
    fingerprints,
    states,
    words,
)
from tendlc.domain.customer import Customer
from tendlc.domain.onboarding import Stage
from tendlc.domain.steps import Result
from tendlc.domain.tasks import Owner
from tendlc.errors import SealBroken
from tendlc.ports import Vault
from tendlc.rules.stages import late_at

_BATCH: Final = 500
_SERVICE: Final = (
    select(attempts.c.sid)
    .where(
        attempts.c.customer_id == customers.c.id,
        attempts.c.step == codec.SERVICE,
        attempts.c.result.in_((Result.MADE, Result.ADOPTED)),
    )
    .order_by(attempts.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_SEALED: Final = (
    select(
        customers.c.id,
        customers.c.target_id,
        customers.c.stage,
        customers.c.stage_since,
        documents.c.sealed.label("document"),
        documents.c.schema_version,
        states.c.sealed.label("state"),
        _SERVICE.label("service"),
    )
    .join(
        documents,
        (documents.c.customer_id == customers.c.id)
        & (documents.c.revision == customers.c.revision),
    )
    .join(states, states.c.customer_id == customers.c.id)
    .where(customers.c.id > bindparam("after"))
    .order_by(customers.c.id)
    .limit(_BATCH)
)
_OPEN: Final = update(customers).where(customers.c.id == bindparam("its_id"))
_UNREADABLE_ROW: Final = {
    "stage": Stage.NEEDS_ACTION.value,
    "owner": Owner.ISV.value,
    "code": "unreadable_record",
    "twilio_code": None,
    "tasks": 1,
}


def reindex(connection: Connection, vault: Vault) -> None:
    """Make names, tasks, words and fingerprints of every customer again.

    Raises:
        SealBroken: the key opens no customer of the ledger.
    """
    connection.execute(delete(words))
    connection.execute(delete(fingerprints))
    index, read, broken = SearchWords(vault), 0, None
    for rows in _batches(connection):
        opened: list[_Opened] = []
        for row in rows:
            try:
                opened.append(_opened(row, vault))
            except UNREADABLE as error:
                broken = broken or error
                connection.execute(_OPEN, {"its_id": row.id, **_UNREADABLE_ROW})
        if opened:
            _write(connection, opened, index)
        read += len(opened)
    if isinstance(broken, SealBroken) and not read:
        raise broken


def _batches(connection: Connection) -> Iterator[Any]:
    last = 0
    while rows := connection.execute(_SEALED, {"after": last}).all():
        yield rows
        last = rows[-1].id


@dataclass(frozen=True, slots=True)
class _Opened:
    """What one customer's sealed parts give."""

    customer: Customer
    values: dict[str, Any]
    state: dict[str, Any]
    place: dict[str, Any] | None


def _opened(row: Any, vault: Vault) -> _Opened:
    customer = read_stored_customer(vault.unseal(row.document), row.schema_version)
    plain = vault.unseal(row.state)
    state = codec.read_state(plain, service=row.service)
    values = {
        "its_id": row.id,
        "name": vault.seal(codec.name_of(customer).encode()),
        "attention_at": late_at(Stage(row.stage), row.stage_since),
        **codec.columns_of_state(state),
    }
    found = json.loads(plain).get("place")
    return _Opened(
        customer,
        values,
        {"its_id": row.id, "sealed_state": codec.sealed_state(state, vault)},
        {"its_id": row.target_id, "found": found} if found else None,
    )


def _write(connection: Connection, opened: Sequence[_Opened], index: SearchWords) -> None:
    connection.execute(_OPEN, [one.values for one in opened])
    connection.execute(SET_STATE, [one.state for one in opened])
    places = [one.place for one in opened if one.place]
    if places:
        connection.execute(SET_PLACE, places)
    write_index(connection, {one.values["its_id"]: one.customer for one in opened}, index)


def write_index(connection: Connection, of: Mapping[int, Customer], index: SearchWords) -> None:
    """Write the words and fingerprints by which some customers are found, by their ids."""
    found = [
        {"customer_id": its, "word": word}
        for its, customer in of.items()
        for word in index.of_customer(customer)
    ]
    prints = [
        {"customer_id": its, "fingerprint": mark}
        for its, customer in of.items()
        for mark in index.fingerprints(marks_of(customer))
    ]
    connection.execute(insert(words), found)
    connection.execute(insert(fingerprints), prints)
