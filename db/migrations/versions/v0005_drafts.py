"""Answers to forms that are not complete yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """There are none yet."""
    op.create_table(
        "draft",
        sa.Column("draft_id", sa.Uuid, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("workflow", sa.Text),
        sa.Column("process_id", sa.Uuid),
        sa.Column("position", sa.Text),
        sa.Column("pages", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name="pk_draft"),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_draft_process_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("num_nonnulls(workflow, process_id) = 1", name="ck_draft_one_form"),
    )
    op.create_index("ix_draft_process_id", "draft", ["process_id"])
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])
    op.create_index("ix_draft_actor_created_at", "draft", ["actor", "created_at", "draft_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("draft")
