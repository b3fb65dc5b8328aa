"""The Store port in SQL: ledger, board and inbox over one database.

Each of the three has a file of its own; this is what one installation opens.
"""

from __future__ import annotations

from tendlc.adapters.sql.board import SqlBoard
from tendlc.adapters.sql.inbox import SqlInbox
from tendlc.adapters.sql.ledger import SqlLedger


class SqlStore(SqlLedger, SqlBoard, SqlInbox):
    """The ledger behind an SQLAlchemy engine; personal data passes through a vault."""
