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

HEAD = "0001"
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
    UniqueConstraint("kind", "account_sid", "world_id"),
)

onboardings = Table(
    "onboardings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", ForeignKey("targets.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("document", LargeBinary, nullable=False, comment="sealed: the customer document"),
    Column("state", LargeBinary, nullable=False, comment="sealed: what was last seen, and tasks"),
    Column("passes", Integer, nullable=False),
    Column("lane", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("due_at", UtcTime),
    Column("retry_round", Integer, nullable=False),
    Column("spending_approved_at", UtcTime),
    Column("enrolled_at", UtcTime, nullable=False),
    UniqueConstraint("target_id", "key"),
    Index(None, "target_id", "due_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("onboarding_id", ForeignKey("onboardings.id", ondelete="CASCADE"), nullable=False),
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
    UniqueConstraint("onboarding_id", "step", "ordinal", "number"),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("onboarding_id", ForeignKey("onboardings.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("name", Text, nullable=False),
    Column("step", Text),
    Column("sid", Text),
    Column("text", LargeBinary, comment="sealed: plain words"),
    Index(None, "onboarding_id"),
)

pacing = Table(
    "pacing",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("next_at", Float, nullable=False, comment="the next free slot, seconds since 1970"),
)

ledger_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
