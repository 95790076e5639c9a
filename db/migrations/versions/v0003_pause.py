"""Processes that a paused engine holds back."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nothing is held back."""
    op.add_column("process", sa.Column("held", sa.Boolean, server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    """Forget what was held back: it goes on at the next nudge."""
    op.drop_column("process", "held")
