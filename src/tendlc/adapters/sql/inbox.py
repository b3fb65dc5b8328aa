"""The Inbox port in SQL: what people ask for, appended beside the records.

Appending takes no part in the compare-and-set of a record, so it never makes a job's work stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from tendlc.adapters.sql import codec
from tendlc.adapters.sql.database import UNREADABLE, Database, unreadable
from tendlc.adapters.sql.tables import customers, person_requests
from tendlc.domain.onboarding import Target
from tendlc.domain.person_requests import PersonRequest

_PUT: Final = insert(person_requests).returning(person_requests.c.id)
_AFTER: Final = (
    select(person_requests)
    .join(customers, customers.c.id == person_requests.c.customer_id)
    .where(
        customers.c.target_id == bindparam("its_target"), customers.c.key == bindparam("its_key")
    )
    .where(person_requests.c.id > bindparam("mark"))
    .order_by(person_requests.c.id)
)


class SqlInbox(Database):
    """What people ask for; see the port."""

    def put(self, target: Target, key: str, request: PersonRequest) -> int:
        with self._writing() as connection:
            its = {"customer_id": self._customer_id(connection, target, key)}
            values = its | codec.person_request_values(request, self._vault)
            return int(connection.execute(_PUT, values).scalar_one())

    def after(self, target: Target, key: str, mark: int) -> Sequence[PersonRequest]:
        with self._reading() as connection:
            its_target = self._known_target(connection, target)
            where = {"its_target": its_target, "its_key": key, "mark": mark}
            try:
                rows = connection.execute(_AFTER, where).all()
                if not rows:
                    self._customer_id(connection, target, key)  # raises where there is none
                return [codec.person_request_of(row, self._vault) for row in rows]
            except UNREADABLE as error:
                raise unreadable(key, "what was asked for it") from error
