"""Which subscriptions refer to blocks of which others."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Documents have had no references so far, so there is nothing to fill in."""
    op.create_table(
        "subscription_relation",
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("depends_on_id", sa.Uuid, nullable=False),
        sa.Column("subscription_instance_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "path", name="pk_subscription_relation"),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.subscription_id"],
            name="fk_subscription_relation_subscription_id",
        ),
        sa.ForeignKeyConstraint(
            ["depends_on_id"],
            ["subscription.subscription_id"],
            name="fk_subscription_relation_depends_on_id",
        ),
    )
    op.create_index("ix_subscription_relation_depends_on_id", "subscription_relation", ["depends_on_id"])


def downgrade() -> None:
    """The documents still say it."""
    op.drop_table("subscription_relation")
