"""Differences that validations find, with a life of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"

_PROCESSES = ("opened_by", "seen_by", "process_id", "closed_by")


def upgrade() -> None:
    """The next validation of each subscription opens what there is."""
    op.create_table(
        "drift_item",
        sa.Column("drift_item_id", sa.Uuid, server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("check_key", sa.Text, nullable=False),
        sa.Column("check_title", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("system", sa.Text),
        sa.Column("expected", JSONB),
        sa.Column("observed", JSONB),
        sa.Column("adopt", JSONB),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_seen", sa.Integer, server_default="1", nullable=False),
        sa.Column("opened_by", sa.Uuid, nullable=False),
        sa.Column("seen_by", sa.Uuid, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("suppressed_until", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text),
        sa.Column("answered_by", sa.Text),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text),
        sa.Column("process_id", sa.Uuid),
        sa.Column("resolution", sa.Text),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Uuid),
        sa.PrimaryKeyConstraint("drift_item_id", name="pk_drift_item"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.subscription_id"], name="fk_drift_item_subscription_id"
        ),
        *(
            sa.ForeignKeyConstraint([column], ["process.process_id"], name=f"fk_drift_item_{column}")
            for column in _PROCESSES
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (resolution IS NULL)", name="ck_drift_item_resolution"),
    )
    op.create_index(
        "ix_drift_item_open",
        "drift_item",
        ["subscription_id", "check_key", "path"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_drift_item_first_seen", "drift_item", ["first_seen", "drift_item_id"])
    op.create_index("ix_drift_item_subscription_id", "drift_item", ["subscription_id", "first_seen"])
    op.create_index("ix_drift_item_process_id", "drift_item", ["process_id"])


def downgrade() -> None:
    """What the last validation found is still kept with it; owners and answers are forgotten."""
    op.drop_table("drift_item")
