"""Results of steps that could not be saved, to be applied by a retry."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Of steps that are parked already nothing was kept."""
    op.create_table(
        "process_kept_result",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("result", JSONB, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "position", "generation", name="pk_process_kept_result"),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.process_id"],
            name="fk_process_kept_result_process_id",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """A retry runs the step again, as ever."""
    op.drop_table("process_kept_result")
