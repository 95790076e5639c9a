"""Filters of a list that somebody gave a name."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Nobody has saved any yet."""
    op.create_table(
        "saved_view",
        sa.Column("view_id", sa.Uuid, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("view_id", name="pk_saved_view"),
        sa.UniqueConstraint("actor", "list", "name", name="uq_saved_view_actor_list_name"),
    )


def downgrade() -> None:
    """Their addresses are in nobody's bookmarks; they are lost."""
    op.drop_table("saved_view")
