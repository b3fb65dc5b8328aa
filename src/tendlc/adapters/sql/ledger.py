"""The Ledger port in SQL: each method is one transaction, each statement is built once.

A write of a changed record is a compare-and-set on the pass count; whoever comes second writes
nothing. Only what differs from the record before is sealed and written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    BindParameter,
    Boolean,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.database import (
    SET_STATE,
    UNREADABLE,
    Database,
    targets_in,
    unknown,
    unreadable,
)
from tendlc.adapters.sql.reindex import write_index
from tendlc.adapters.sql.tables import (
    attempts,
    charges,
    customers,
    documents,
    fingerprints,
    history,
    person_requests,
    requests,
    states,
    targets,
    words,
)
from tendlc.domain.customer import Customer
from tendlc.domain.events import Event
from tendlc.domain.onboarding import Onboarding, Target, TargetKind
from tendlc.domain.sent_requests import Charge, SentRequest
from tendlc.domain.steps import Attempt
from tendlc.errors import NotAllowed, StaleWrite, TendlcError, Unheard
from tendlc.ports import KnownTarget

Value = TypeVar("Value")
Values = dict[str, Any]

_KEYS_A_QUERY: Final = 500
"""Well under the number of parameters that every SQLite allows in one statement."""

_HERE: Final = (
    customers.c.target_id == bindparam("its_target"),
    customers.c.key == bindparam("its_key"),
)
_RECORD: Final = (
    select(
        customers,
        targets.c.place,
        documents.c.schema_version,
        documents.c.sealed.label("document"),
        states.c.sealed.label("state"),
        select(func.max(person_requests.c.id))
        .where(person_requests.c.customer_id == customers.c.id)
        .scalar_subquery()
        .label("newest_request"),
    )
    .join(targets, targets.c.id == customers.c.target_id)
    .join(
        documents,
        (documents.c.customer_id == customers.c.id)
        & (documents.c.revision == customers.c.revision),
    )
    .join(states, states.c.customer_id == customers.c.id)
    .where(*_HERE)
)
_ITS: Final[BindParameter[int]] = bindparam("its_id")
_ATTEMPTS: Final = select(attempts).where(attempts.c.customer_id == _ITS).order_by(attempts.c.id)
_HISTORY: Final = select(history).where(history.c.customer_id == _ITS).order_by(history.c.id)
_CHARGES: Final = select(charges).where(charges.c.customer_id == _ITS).order_by(charges.c.id)
_REQUESTS: Final = select(requests).where(requests.c.customer_id == _ITS).order_by(requests.c.id)
_COMPARE_AND_SET: Final = (
    update(customers)
    .where(*_HERE, customers.c.passes == bindparam("its_passes"))
    .returning(customers.c.id, customers.c.revision)
)
_COMPARE_AND_SET_ALL: Final = _COMPARE_AND_SET.values(revision=customers.c.revision + 1)
"""The same where the document changed too."""
_ALL_HEARD: Final = ~exists().where(
    person_requests.c.customer_id == customers.c.id,
    person_requests.c.id > bindparam("its_mark"),
)
_UNLESS_ASKED: Final = _COMPARE_AND_SET.where(_ALL_HEARD)
_UNLESS_ASKED_ALL: Final = _COMPARE_AND_SET_ALL.where(_ALL_HEARD)
_PASSES: Final = select(customers.c.passes).where(*_HERE)
_ONE_ATTEMPT: Final = ("customer_id", "step", "ordinal", "number")
_NEW_ATTEMPT: Final = sqlite.insert(attempts)
_ATTEMPT: Final = _NEW_ATTEMPT.on_conflict_do_update(
    index_elements=_ONE_ATTEMPT,
    set_={
        column.name: _NEW_ATTEMPT.excluded[column.name]
        for column in attempts.c
        if column.name not in ("id", *_ONE_ATTEMPT)
    },
    where=bindparam("is_known", type_=Boolean()),
).execution_options(preserve_rowcount=True)
"""Insert an attempt, or update one that the writer knows; another's is left as it is."""
_WORD: Final = delete(words).where(
    words.c.word == bindparam("its_word"), words.c.customer_id == _ITS
)
_FINGERPRINTS: Final = delete(fingerprints).where(fingerprints.c.customer_id == _ITS)
_WITH_SID: Final = (
    select(customers.c.key)
    .distinct()
    .join(attempts, attempts.c.customer_id == customers.c.id)
    .where(customers.c.target_id == bindparam("its_target"), attempts.c.sid == bindparam("its_sid"))
    .order_by(customers.c.key)
)
_WITH_FINGERPRINT: Final = (
    select(customers.c.key)
    .distinct()
    .join(fingerprints, fingerprints.c.customer_id == customers.c.id)
    .where(customers.c.target_id == bindparam("its_target"))
    .where(fingerprints.c.fingerprint.in_(bindparam("prints", expanding=True)))
    .order_by(customers.c.key)
)
_CHARGE: Final = insert(charges).prefix_with("OR IGNORE")
"""An attempt is paid once, however often it comes out that its object is there."""
_TARGETS_OF: Final = (
    select(targets)
    .join(customers, customers.c.target_id == targets.c.id)
    .where(customers.c.key == bindparam("its_key"))
    .order_by(targets.c.id)
)
_KEYS_THERE: Final = select(customers.c.key).where(
    customers.c.target_id == bindparam("its_target"),
    customers.c.key.in_(bindparam("keys", expanding=True)),
)


class SqlLedger(Database):
    """The records of the customers; see the port."""

    def load(self, target: Target, key: str) -> Onboarding:
        with self._reading() as connection:
            target_id = self._known_target(connection, target)
            if target_id is None:
                raise unknown(key)
            try:
                where = {"its_target": target_id, "its_key": key}
                row = connection.execute(_RECORD, where).first()
                if row is None:
                    raise unknown(key)
                tries = [
                    codec.attempt_of(tried, self._vault)
                    for tried in connection.execute(_ATTEMPTS, {"its_id": row.id})
                ]
                return codec.onboarding_of(row, target, tries, self._vault)
            except UNREADABLE as error:
                raise unreadable(key, codec.what_is_wrong(error)) from error

    def add(self, onboarding: Onboarding, events: Sequence[Event] = ()) -> Onboarding:
        first = replace(onboarding, passes=0)
        with self._writing() as connection:
            try:
                self._insert(connection, [first], events)
            except IntegrityError as error:
                raise NotAllowed(
                    f"The ledger already has the customer {onboarding.key}."
                ) from error
        return first

    def add_many(
        self, onboardings: Sequence[Onboarding], events: Sequence[Event] = ()
    ) -> Sequence[str]:
        there: list[str] = []
        by_target: dict[Target, dict[str, Onboarding]] = {}
        for one in onboardings:
            named = by_target.setdefault(one.target, {})
            if one.key in named:
                there.append(one.key)
            named.setdefault(one.key, replace(one, passes=0))
        with self._writing() as connection:
            for target, named in by_target.items():
                known = self._keys_there(connection, target, [*named])
                new = [one for key, one in named.items() if key not in known]
                for some in _in_pieces(new):
                    self._insert(connection, some, events)
                there += sorted(known)
        return there

    def save(
        self,
        before: Onboarding,
        after: Onboarding,
        events: Sequence[Event] = (),
        requests: Sequence[SentRequest] = (),
        charges: Sequence[Charge] = (),
        *,
        unless_asked: bool = False,
    ) -> Onboarding:
        with self._writing() as connection:
            customer_id, revision = self._win(connection, before, after, unless_asked)
            self._write_difference(connection, customer_id, revision, before, after, events)
            self._append(connection, [customer_id], events)
            self._append_sent(connection, customer_id, requests, charges)
        return replace(after, passes=before.passes + 1)

    def history(self, target: Target, key: str) -> Sequence[Event]:
        with self._reading() as connection:
            where = {"its_id": self._customer_id(connection, target, key)}
            try:
                rows = connection.execute(_HISTORY, where)
                return [codec.event_of(row, self._vault) for row in rows]
            except UNREADABLE as error:
                raise unreadable(key, "its history") from error

    def charges(self, target: Target, key: str) -> Sequence[Charge]:
        with self._reading() as connection:
            where = {"its_id": self._customer_id(connection, target, key)}
            try:
                return [codec.charge_of(row) for row in connection.execute(_CHARGES, where)]
            except UNREADABLE as error:
                raise unreadable(key, "its charges") from error

    def requests(self, target: Target, key: str) -> Sequence[SentRequest]:
        with self._reading() as connection:
            where = {"its_id": self._customer_id(connection, target, key)}
            try:
                rows = connection.execute(_REQUESTS, where)
                return [codec.request_of(row, self._vault) for row in rows]
            except UNREADABLE as error:
                raise unreadable(key, "its requests") from error

    def drop_requests(self, before: datetime) -> None:
        with self._writing() as connection:
            connection.execute(delete(requests).where(requests.c.at < before))

    def find_by_sid(self, target: Target, sid: str) -> Sequence[str]:
        with self._reading() as connection:
            where = {"its_target": self._known_target(connection, target), "its_sid": sid}
            return list(connection.scalars(_WITH_SID, where))

    def same_business(
        self, target: Target, fingerprints: Collection[tuple[str, str]]
    ) -> Sequence[str]:
        prints = [*self._words.fingerprints(fingerprints)]
        found: set[str] = set()
        with self._reading() as connection:
            target_id = self._known_target(connection, target)
            if target_id is None:
                return []
            for some in _in_pieces(prints):
                where = {"its_target": target_id, "prints": some}
                found |= {*connection.scalars(_WITH_FINGERPRINT, where)}
        return sorted(found)

    def targets_of(self, key: str) -> Sequence[KnownTarget]:
        with self._reading() as connection:
            return targets_in(connection.execute(_TARGETS_OF, {"its_key": key}).all())

    def forget(self, target: Target, key: str) -> None:
        if target.kind is TargetKind.LIVE:
            raise NotAllowed("A registration at Twilio cannot be forgotten.")
        with self._writing() as connection:
            customer_id = self._customer_id(connection, target, key)
            connection.execute(delete(customers).where(customers.c.id == customer_id))

    def _keys_there(self, connection: Connection, target: Target, keys: Sequence[str]) -> set[str]:
        target_id = self._known_target(connection, target)
        there: set[str] = set()
        if target_id is None:
            return there
        for some in _in_pieces(keys):
            where = {"its_target": target_id, "keys": some}
            there |= {*connection.scalars(_KEYS_THERE, where)}
        return there

    def _insert(
        self, connection: Connection, new: Sequence[Onboarding], events: Sequence[Event]
    ) -> None:
        """Store new records of one target, some hundred at most."""
        target_id = self._target_id(connection, new[0].target, new[0].place)
        row = insert(customers).returning(customers.c.id, sort_by_parameter_order=True)
        values = [
            codec.customer_values(one)
            | {
                "target_id": target_id,
                "key": one.key,
                "name": self._vault.seal(codec.name_of(one.customer).encode()),
                "passes": 0,
                "revision": 1,
            }
            for one in new
        ]
        ids = [int(each) for each in connection.scalars(row, values)]
        of_each = [*zip(ids, new, strict=True)]
        connection.execute(
            insert(states),
            [
                {"customer_id": its, "sealed": self._sealed_state(codec.state_of(one))}
                for its, one in of_each
            ],
        )
        connection.execute(
            insert(documents), [self._document(its, 1, one, events) for its, one in of_each]
        )
        write_index(connection, {its: one.customer for its, one in of_each}, self._words)
        tries = [self._attempt(its, tried) for its, one in of_each for tried in one.attempts]
        if tries:
            connection.execute(insert(attempts), tries)
        self._append(connection, ids, events)

    def _win(
        self, connection: Connection, before: Onboarding, after: Onboarding, unless_asked: bool
    ) -> tuple[int, int]:
        """Write the open columns, and raise StaleWrite where somebody else was first."""
        target_id = self._known_target(connection, before.target)
        if target_id is None:
            raise unknown(before.key)
        values = codec.customer_values(after) | {
            "its_target": target_id,
            "its_key": before.key,
            "its_passes": before.passes,
            "passes": before.passes + 1,
        }
        statement = _UNLESS_ASKED if unless_asked else _COMPARE_AND_SET
        if _amended(before, after):
            values["name"] = self._vault.seal(codec.name_of(after.customer).encode())
            statement = _UNLESS_ASKED_ALL if unless_asked else _COMPARE_AND_SET_ALL
        if unless_asked:
            values["its_mark"] = after.mark
        won = connection.execute(statement, values).first()
        if won is None:
            raise _lost(connection.scalar(_PASSES, values), before)
        if after.place not in (None, before.place):
            self._note_place(connection, target_id, after.place)
        return int(won.id), int(won.revision)

    def _write_difference(
        self,
        connection: Connection,
        customer_id: int,
        revision: int,
        before: Onboarding,
        after: Onboarding,
        events: Sequence[Event],
    ) -> None:
        state = codec.state_of(after)
        if state != codec.state_of(before):
            where = {"its_id": customer_id, "sealed_state": self._sealed_state(state)}
            connection.execute(SET_STATE, where)
        if _amended(before, after):
            document = self._document(customer_id, revision, after, events)
            connection.execute(insert(documents), document)
            self._unindex(connection, customer_id, before.customer)
            write_index(connection, {customer_id: after.customer}, self._words)
        self._write_attempts(connection, customer_id, before.attempts, after.attempts)

    def _write_attempts(
        self,
        connection: Connection,
        customer_id: int,
        before: Sequence[Attempt],
        after: Sequence[Attempt],
    ) -> None:
        """Insert the attempts that are new and update those that changed; none is ever removed."""
        known = {(tried.step, tried.number): tried for tried in before}
        olds = ((known.get((tried.step, tried.number)), tried) for tried in after)
        rows = [
            self._attempt(customer_id, tried) | {"is_known": old is not None}
            for old, tried in olds
            if old is not tried and old != tried
        ]
        if rows and connection.execute(_ATTEMPT, rows).rowcount != len(rows):
            raise StaleWrite

    def _append(self, connection: Connection, ids: Sequence[int], events: Sequence[Event]) -> None:
        if events:
            told = [codec.event_values(event, self._vault) for event in events]
            rows = [{"customer_id": its} | values for its in ids for values in told]
            connection.execute(insert(history), rows)

    def _append_sent(
        self,
        connection: Connection,
        customer_id: int,
        sent: Sequence[SentRequest],
        paid: Sequence[Charge],
    ) -> None:
        its = {"customer_id": customer_id}
        if sent:
            rows = [its | codec.request_values(one, self._vault) for one in sent]
            connection.execute(insert(requests), rows)
        if paid:
            rows = [its | codec.charge_values(one) for one in paid]
            connection.execute(_CHARGE, rows)

    def _unindex(self, connection: Connection, customer_id: int, customer: Customer) -> None:
        """Remove what `write_index` wrote; by the words, since there is no index by customer."""
        found = [{"its_id": customer_id, "its_word": w} for w in self._words.of_customer(customer)]
        connection.execute(_WORD, found)
        connection.execute(_FINGERPRINTS, {"its_id": customer_id})

    def _attempt(self, customer_id: int, tried: Attempt) -> Values:
        return codec.attempt_values(tried, self._vault) | {"customer_id": customer_id}

    def _sealed_state(self, state: codec.State) -> bytes:
        return codec.sealed_state(state, self._vault)

    def _document(
        self, customer_id: int, revision: int, record: Onboarding, events: Sequence[Event]
    ) -> Values:
        values = codec.document_values(record, events, self._vault)
        return values | {"customer_id": customer_id, "revision": revision}


def _in_pieces(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Give values some hundreds at a time, as many as one statement takes."""
    for start in range(0, len(values), _KEYS_A_QUERY):
        yield values[start : start + _KEYS_A_QUERY]


def _lost(passes: int | None, before: Onboarding) -> TendlcError:
    """Say why a compare-and-set wrote nothing, by the passes that the ledger has."""
    if passes is None:
        return unknown(before.key)
    return Unheard() if passes == before.passes else StaleWrite()


def _amended(before: Onboarding, after: Onboarding) -> bool:
    return before.customer is not after.customer and before.customer != after.customer
