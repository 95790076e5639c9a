"""What is held by one subscription, or process, at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nothing has been claimed so far."""
    op.create_table(
        "claim",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("subscription_id", sa.Uuid),
        sa.Column("block_owner_id", sa.Uuid),
        sa.Column("process_id", sa.Uuid),
        sa.Column("claimed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_claim"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.subscription_id"], name="fk_claim_subscription_id"
        ),
        sa.ForeignKeyConstraint(
            ["block_owner_id"], ["subscription.subscription_id"], name="fk_claim_block_owner_id"
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.process_id"], name="fk_claim_process_id"),
    )
    for column in ("subscription_id", "block_owner_id", "process_id"):
        op.create_index(f"ix_claim_{column}", "claim", [column])


def downgrade() -> None:
    """What is held is not known any more."""
    op.drop_table("claim")
