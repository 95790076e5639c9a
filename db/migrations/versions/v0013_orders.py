"""Indexes for the orders in which lists are shown."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """One for each order that had none, or one that could not tell apart what is equal."""
    _by_status("subscription_id")
    op.create_index("ix_customer_lower_name", "customer", [sa.text("lower(name)")])
    op.create_index("ix_subscription_updated_at", "subscription", ["updated_at", "subscription_id"])
    op.create_index(
        "ix_subscription_lower_description",
        "subscription",
        [sa.text('lower("left"(description, 60))'), "subscription_id"],
    )
    op.create_index(
        "ix_process_finished_at",
        "process",
        ["finished_at", "process_id"],
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )


def downgrade() -> None:
    """The orders are gone with what shows them."""
    op.drop_index("ix_process_finished_at", "process")
    op.drop_index("ix_subscription_lower_description", "subscription")
    op.drop_index("ix_subscription_updated_at", "subscription")
    op.drop_index("ix_customer_lower_name", "customer")
    _by_status()


def _by_status(*more: str) -> None:
    op.drop_index("ix_subscription_status_updated_at", "subscription")
    op.create_index("ix_subscription_status_updated_at", "subscription", ["status", "updated_at", *more])
