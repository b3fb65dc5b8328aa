"""The ledger's tables, once for every database.

Everything that a person may have typed, or that Twilio may have echoed, is sealed by the vault
before it comes here; what stands open is what queries need. The migrations, applied one after the
other, must give exactly these tables: a test compares them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0002"
"""The revision that these tables stand for; equal to the newest one in migrations/versions."""


class UtcTime(TypeDecorator[datetime]):
    """A moment as ISO text in UTC with microseconds, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

targets = Table(
    "targets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_sid", Text, nullable=False),
    Column("world_id", Text, nullable=False, comment="empty where the target has no worlds"),
    Column("place", Text, comment="where a sandbox was found last"),
    UniqueConstraint("kind", "account_sid", "world_id"),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", ForeignKey("targets.id"), nullable=False),
    Column("account_sid", Text, comment="the customer's own account; NULL: that of the target"),
    Column("key", Text, nullable=False),
    Column("name", LargeBinary, comment="sealed: the name of the business"),
    Column("stage", Text, nullable=False),
    Column("stage_since", UtcTime),
    Column("attention_at", UtcTime, comment="when the stage becomes late"),
    Column("owner", Text, comment="of the first task"),
    Column("code", Text, comment="of the first task"),
    Column("twilio_code", Integer, comment="the first that the first task is about"),
    Column("tasks", Integer, nullable=False, comment="how many there are"),
    Column("trouble", Text, comment="the code of the error while requests fail"),
    Column("due_at", UtcTime),
    Column("hold", Text),
    Column("passes", Integer, nullable=False),
    Column("mark", Integer, nullable=False, comment="id of the last person_requests row applied"),
    Column("retry_round", Integer, nullable=False),
    Column("revision", Integer, nullable=False, comment="of the document that holds"),
    Column("enrolled_at", UtcTime, nullable=False),
    UniqueConstraint("target_id", "key"),
    Index(None, "target_id", "due_at"),
    Index(None, "stage", "target_id", "key", "stage_since"),
    Index(None, "owner", "code", "target_id", "key", "stage"),
    Index(None, "code", "target_id", "key", "stage"),
    Index(None, "twilio_code", "target_id", "key", "stage"),
    Index(None, "account_sid", "target_id", "key", "stage"),
    Index(None, "key"),
    sqlite_autoincrement=True,
)


def _of_customer() -> Column[int]:
    """Return the column that names the customer whom a row belongs to, and goes with."""
    return Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False)


documents = Table(
    "documents",
    metadata,
    _of_customer(),
    Column("revision", Integer, nullable=False),
    Column("schema_version", Integer, nullable=False, comment="of the customer document"),
    Column("sealed", LargeBinary, nullable=False, comment="sealed: the customer document"),
    Column("actor", LargeBinary, comment="sealed: who gave it; NULL: the engine"),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("customer_id", "revision"),
)

states = Table(
    "states",
    metadata,
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False, comment="sealed: what was last seen, and tasks"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_customer(),
    Column("step", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("retry_round", Integer, nullable=False),
    Column("noted_at", UtcTime, nullable=False),
    Column("send_by", UtcTime, nullable=False),
    Column("result", Text),
    Column("result_at", UtcTime),
    Column("sid", Text),
    Column("twilio_code", Integer),
    Column("http_status", Integer),
    Column("message", LargeBinary, comment="sealed: Twilio's words, which may echo what was sent"),
    Column("absences", Text, nullable=False, comment="JSON list of times"),
    Column("page_token", Text),
    UniqueConstraint("customer_id", "step", "ordinal", "number"),
    Index(None, "sid"),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_customer(),
    Column("at", UtcTime, nullable=False),
    Column("name", Text, nullable=False),
    Column("step", Text),
    Column("sid", Text),
    Column("actor", LargeBinary, comment="sealed: who did it; NULL: the engine"),
    Column("text", LargeBinary, comment="sealed: plain words"),
    Index(None, "customer_id"),
    sqlite_autoincrement=True,
)

requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_customer(),
    Column("at", UtcTime, nullable=False),
    Column("method", Text, nullable=False),
    Column("path", Text, nullable=False, comment="without a query"),
    Column("status", Integer),
    Column("duration_ms", Integer, nullable=False),
    Column("twilio_request_id", Text),
    Column("bodies", LargeBinary, comment="sealed: what was sent and answered, without secrets"),
    Index(None, "customer_id"),
    Index(None, "at"),
)

charges = Table(
    "charges",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_customer(),
    Column("step", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("usd", Text, comment="a decimal number; NULL: the price is not known"),
    Column("fees_of", Text, comment="the date of the price"),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("customer_id", "step", "ordinal", "number", "what"),
)

words = Table(
    "words",
    metadata,
    Column("word", LargeBinary(8), nullable=False, comment="HMAC of a word or its beginning"),
    _of_customer(),
    PrimaryKeyConstraint("word", "customer_id"),
    sqlite_with_rowid=False,
)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("fingerprint", LargeBinary(16), nullable=False, comment="HMAC of a kind and a value"),
    _of_customer(),
    PrimaryKeyConstraint("fingerprint", "customer_id"),
    Index(None, "customer_id"),
    sqlite_with_rowid=False,
)

person_requests = Table(
    "person_requests",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_customer(),
    Column("at", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", LargeBinary, nullable=False, comment="sealed: who asked"),
    Column("sealed", LargeBinary, nullable=False, comment="sealed: what was asked"),
    Index(None, "customer_id", "id"),
    sqlite_autoincrement=True,
)

pacing = Table(
    "pacing",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("next_at", Float, nullable=False, comment="the next free slot, seconds since 1970"),
)

canary = Table(
    "canary",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False, comment="sealed: proves the key"),
)

ledger_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
