"""Schedules that people make."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Those that the catalogue declares need no row."""
    op.create_table(
        "schedule",
        sa.Column("schedule_id", sa.Uuid, nullable=False),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("every", sa.Interval),
        sa.Column("cron", sa.Text),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_schedule"),
        sa.CheckConstraint("num_nonnulls(every, cron) = 1", name="ck_schedule_one_rhythm"),
    )


def downgrade() -> None:
    """A worker that starts deletes in Temporal what has no row."""
    op.drop_table("schedule")
