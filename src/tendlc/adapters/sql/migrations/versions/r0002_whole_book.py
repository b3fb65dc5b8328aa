"""The ledger of a whole book: what lists ask for stands open, apart from what is sealed.

Documents, states and people's requests get tables of their own; ids of customers and history are
never used again. What stands open beside the sealed parts is made from them afterwards.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the new tables, move every row, and drop the old ones."""
    for name in ("targets", "attempts", "history"):
        op.rename_table(name, f"old_{name}")
    _targets()
    _customers()
    _documents_and_states()
    _attempts()
    _history()
    _requests_and_charges()
    _search()
    _person_requests()
    op.create_table(
        "canary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canary"),
    )
    for statement in _MOVES:
        op.execute(statement)
    for name in ("old_attempts", "old_history", "onboardings", "old_targets"):
        op.drop_table(name)


_MOVES = (
    """
    INSERT INTO targets (id, kind, account_sid, world_id)
    SELECT id, kind, account_sid, world_id FROM old_targets
    """,
    """
    INSERT INTO customers (id, target_id, key, stage, stage_since, tasks, due_at, passes, mark,
        retry_round, revision, enrolled_at)
    SELECT id, target_id, key, CASE stage WHEN 'ready' THEN 'registered' ELSE stage END,
        coalesce((SELECT max(at) FROM old_history WHERE onboarding_id = onboardings.id),
            enrolled_at),
        0, due_at, passes, 0, retry_round, 1, enrolled_at
    FROM onboardings ORDER BY id
    """,
    """
    INSERT INTO documents (customer_id, revision, schema_version, sealed, at)
    SELECT id, 1, 1, document, enrolled_at FROM onboardings
    """,
    "INSERT INTO states (customer_id, sealed) SELECT id, state FROM onboardings",
    """
    INSERT INTO attempts (id, customer_id, step, ordinal, number, action, digest, retry_round,
        noted_at, send_by, result, result_at, sid, twilio_code, http_status, message, absences,
        page_token)
    SELECT id, onboarding_id, step, ordinal, number, action, digest, retry_round,
        noted_at, send_by, result, result_at, sid, twilio_code, http_status, message, absences,
        page_token FROM old_attempts ORDER BY id
    """,
    """
    INSERT INTO history (id, customer_id, at, name, step, sid, text)
    SELECT id, onboarding_id, at,
        CASE name WHEN 'customer_ready' THEN 'customer_registered' ELSE name END, step, sid, text
    FROM old_history ORDER BY id
    """,
)


def _customer_id() -> sa.Column[int]:
    return sa.Column("customer_id", sa.Integer(), nullable=False)


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    """Let the rows of a table go with their customer."""
    name = f"fk_{table}_customer_id"
    return sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=name, ondelete="CASCADE")


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_sid", sa.Text(), nullable=False),
        sa.Column("world_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
        sa.UniqueConstraint(
            "kind", "account_sid", "world_id", name="uq_targets_kind_account_sid_world_id"
        ),
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("account_sid", sa.Text()),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("stage_since", sa.Text()),
        sa.Column("attention_at", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.Column("code", sa.Text()),
        sa.Column("twilio_code", sa.Integer()),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("due_at", sa.Text()),
        sa.Column("hold", sa.Text()),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("retry_round", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("target_id", "key", name="uq_customers_target_id_key"),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name="fk_customers_target_id"),
        sqlite_autoincrement=True,
    )
    for columns in (
        ("target_id", "due_at"),
        ("stage", "target_id", "key", "stage_since"),
        ("owner", "code", "target_id", "key", "stage"),
        ("code", "target_id", "key", "stage"),
        ("twilio_code", "target_id", "key", "stage"),
        ("account_sid", "target_id", "key", "stage"),
        ("key",),
    ):
        op.create_index(f"ix_customers_{'_'.join(columns)}", "customers", [*columns])


def _documents_and_states() -> None:
    op.create_table(
        "documents",
        _customer_id(),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.LargeBinary()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "revision", name="pk_documents"),
        _belongs("documents"),
    )
    op.create_table(
        "states",
        _customer_id(),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_states"),
        _belongs("states"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        _customer_id(),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("retry_round", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.Column("send_by", sa.Text(), nullable=False),
        sa.Column("result", sa.Text()),
        sa.Column("result_at", sa.Text()),
        sa.Column("sid", sa.Text()),
        sa.Column("twilio_code", sa.Integer()),
        sa.Column("http_status", sa.Integer()),
        sa.Column("message", sa.LargeBinary()),
        sa.Column("absences", sa.Text(), nullable=False),
        sa.Column("page_token", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint(
            "customer_id",
            "step",
            "ordinal",
            "number",
            name="uq_attempts_customer_id_step_ordinal_number",
        ),
        _belongs("attempts"),
    )
    op.create_index("ix_attempts_sid", "attempts", ["sid"])


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        _customer_id(),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("step", sa.Text()),
        sa.Column("sid", sa.Text()),
        sa.Column("actor", sa.LargeBinary()),
        sa.Column("text", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        _belongs("history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_customer_id", "history", ["customer_id"])


def _requests_and_charges() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        _customer_id(),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("twilio_request_id", sa.Text()),
        sa.Column("bodies", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        _belongs("requests"),
    )
    op.create_index("ix_requests_customer_id", "requests", ["customer_id"])
    op.create_index("ix_requests_at", "requests", ["at"])
    op.create_table(
        "charges",
        sa.Column("id", sa.Integer(), nullable=False),
        _customer_id(),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("usd", sa.Text()),
        sa.Column("fees_of", sa.Text()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_charges"),
        sa.UniqueConstraint(
            "customer_id",
            "step",
            "ordinal",
            "number",
            "what",
            name="uq_charges_customer_id_step_ordinal_number_what",
        ),
        _belongs("charges"),
    )


def _search() -> None:
    op.create_table(
        "words",
        sa.Column("word", sa.LargeBinary(8), nullable=False),
        _customer_id(),
        sa.PrimaryKeyConstraint("word", "customer_id", name="pk_words"),
        _belongs("words"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fingerprints",
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        _customer_id(),
        sa.PrimaryKeyConstraint("fingerprint", "customer_id", name="pk_fingerprints"),
        _belongs("fingerprints"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprints_customer_id", "fingerprints", ["customer_id"])


def _person_requests() -> None:
    op.create_table(
        "person_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        _customer_id(),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person_requests"),
        _belongs("person_requests"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_person_requests_customer_id_id", "person_requests", ["customer_id", "id"])
