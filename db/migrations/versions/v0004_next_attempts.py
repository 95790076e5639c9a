"""Of a step that is retried: its title, and when the next attempt begins."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Of attempts that have failed already neither is known."""
    op.add_column("process_attempt", sa.Column("title", sa.Text))
    op.add_column("process_attempt", sa.Column("next_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("process_attempt", "next_at")
    op.drop_column("process_attempt", "title")
