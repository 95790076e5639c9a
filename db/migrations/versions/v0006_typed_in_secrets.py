"""Secrets that were typed into a form."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """What there is was stored by steps."""
    op.add_column(
        "process_secret", sa.Column("typed_in", sa.Boolean, server_default=sa.text("false"), nullable=False)
    )


def downgrade() -> None:
    """Forget what was typed in: it would be handed out to whoever asks."""
    op.execute("DELETE FROM process_secret WHERE typed_in")
    op.drop_column("process_secret", "typed_in")
