"""State per branch, callbacks, undo from the rows, and the engine's pause."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Let a process have several branches; what is there becomes the main one."""
    op.add_column(
        "process", sa.Column("initial_state", JSONB, server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("process_state", sa.Column("branch", sa.Text, server_default="", nullable=False))
    op.add_column(
        "process_state", sa.Column("removed", JSONB, server_default=sa.text("'[]'"), nullable=False)
    )
    op.drop_constraint("pk_process_state", "process_state")
    op.create_primary_key("pk_process_state", "process_state", ["process_id", "branch"])
    op.add_column("process_step", sa.Column("token_hash", sa.LargeBinary))
    op.create_index(
        "ix_process_step_open",
        "process_step",
        ["process_id"],
        postgresql_where=sa.text("status IN ('waiting', 'failed')"),
    )
    op.create_table(
        "process_attempt",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("error", JSONB, nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "position", "generation", name="pk_process_attempt"),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_process_attempt_process_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "engine",
        sa.Column("singleton", sa.Boolean, server_default=sa.text("true"), nullable=False),
        sa.Column("global_lock", sa.Boolean, server_default=sa.text("false"), nullable=False),
        sa.Column("changed_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("singleton", name="pk_engine"),
        sa.CheckConstraint("singleton", name="ck_engine_singleton"),
    )


def downgrade() -> None:
    """One State per process again; what the branches of open fan-outs held is lost."""
    op.drop_table("engine")
    op.drop_table("process_attempt")
    op.drop_index("ix_process_step_open", "process_step")
    op.drop_column("process_step", "token_hash")
    op.execute("DELETE FROM process_state WHERE branch <> ''")
    op.drop_constraint("pk_process_state", "process_state")
    op.create_primary_key("pk_process_state", "process_state", ["process_id"])
    op.drop_column("process_state", "removed")
    op.drop_column("process_state", "branch")
    op.drop_column("process", "initial_state")
