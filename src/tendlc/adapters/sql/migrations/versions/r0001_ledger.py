"""The first ledger: targets, onboardings, attempts, history and pacing.

Written out in full, not taken from tables.py, which moves on while this stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first release."""
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_sid", sa.Text(), nullable=False),
        sa.Column("world_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
        sa.UniqueConstraint(
            "kind", "account_sid", "world_id", name="uq_targets_kind_account_sid_world_id"
        ),
    )
    op.create_table(
        "onboardings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text()),
        sa.Column("retry_round", sa.Integer(), nullable=False),
        sa.Column("spending_approved_at", sa.Text()),
        sa.Column("enrolled_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_onboardings"),
        sa.UniqueConstraint("target_id", "key", name="uq_onboardings_target_id_key"),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name="fk_onboardings_target_id"),
    )
    op.create_index("ix_onboardings_target_id_due_at", "onboardings", ["target_id", "due_at"])
    _attempts()
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("onboarding_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("step", sa.Text()),
        sa.Column("sid", sa.Text()),
        sa.Column("text", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.ForeignKeyConstraint(
            ["onboarding_id"],
            ["onboardings.id"],
            name="fk_history_onboarding_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_history_onboarding_id", "history", ["onboarding_id"])
    op.create_table(
        "pacing",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_pacing"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("onboarding_id", sa.Integer(), nullable=False),
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
            "onboarding_id",
            "step",
            "ordinal",
            "number",
            name="uq_attempts_onboarding_id_step_ordinal_number",
        ),
        sa.ForeignKeyConstraint(
            ["onboarding_id"],
            ["onboardings.id"],
            name="fk_attempts_onboarding_id",
            ondelete="CASCADE",
        ),
    )
