"""Which steps that can be taken back have begun."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Of what is under way nothing is known; what was committed or has failed has its row."""
    op.create_table(
        "process_begun",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column(
            "begun_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()
        ),
        sa.PrimaryKeyConstraint("process_id", "position", name="pk_process_begun"),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_process_begun_process_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("process_begun")
