"""An index of the drift items that are open, in the order in which lists show them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Most items are closed, and the home page reads those that are not."""
    op.create_index(
        "ix_drift_item_open_first_seen",
        "drift_item",
        ["first_seen", "drift_item_id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    """Lists take longer."""
    op.drop_index("ix_drift_item_open_first_seen", "drift_item")
