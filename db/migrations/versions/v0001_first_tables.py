"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

TABLES = (
    "customer",
    "product",
    "subscription",
    "process",
    "process_state",
    "process_subscription",
    "process_step",
    "subscription_version",
    "subscription_lock",
    "process_secret",
    "validation",
    "event",
)
NOW = sa.text("now()")


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "customer",
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customer"),
        sa.UniqueConstraint("name", name="uq_customer_name"),
    )

    op.create_table(
        "product",
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, server_default="", nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("status", sa.Text, server_default="active", nullable=False),
        sa.Column("fixed_inputs", JSONB, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("product_id", name="pk_product"),
        sa.UniqueConstraint("name", name="uq_product_name"),
    )

    op.create_table(
        "subscription",
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("insync", sa.Boolean, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("start_date", sa.DateTime(timezone=True)),
        sa.Column("end_date", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("schema_version", sa.Integer, server_default="1", nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.customer_id"], name="fk_subscription_customer_id"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.product_id"], name="fk_subscription_product_id"),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_created_at", "subscription", ["created_at", "subscription_id"])
    op.create_index("ix_subscription_customer_id", "subscription", ["customer_id"])
    op.create_index(
        "ix_subscription_document",
        "subscription",
        ["document"],
        postgresql_using="gin",
        postgresql_ops={"document": "jsonb_path_ops"},
    )
    op.create_index("ix_subscription_product_id", "subscription", ["product_id"])
    op.create_index("ix_subscription_status_updated_at", "subscription", ["status", "updated_at"])

    op.create_table(
        "process",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("plan", JSONB, nullable=False),
        sa.Column("reporter", sa.Text, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("body_hash", sa.Text),
        sa.Column("run_id", sa.Text),
        sa.Column("position", sa.Text),
        sa.Column("step_title", sa.Text),
        sa.Column("assignee", sa.Text),
        sa.Column("failure", sa.Text),
        sa.Column("abort", JSONB),
        sa.Column("note", sa.Text),
        sa.Column("accepted_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("unsignalled_since", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("process_id", name="pk_process"),
        sa.UniqueConstraint("idempotency_key", name="uq_process_idempotency_key"),
    )
    op.create_index("ix_process_accepted_at", "process", ["accepted_at", "process_id"])
    op.create_index("ix_process_open", "process", ["status"], postgresql_where=sa.text("finished_at IS NULL"))
    op.create_index("ix_process_target_accepted_at", "process", ["target", "accepted_at", "process_id"])
    op.create_index(
        "ix_process_unsignalled",
        "process",
        ["unsignalled_since"],
        postgresql_where=sa.text("unsignalled_since IS NOT NULL"),
    )

    op.create_table(
        "process_state",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_process_state_process_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("process_id", name="pk_process_state"),
    )

    op.create_table(
        "process_subscription",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.process_id"],
            name="fk_process_subscription_process_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("process_id", "subscription_id", name="pk_process_subscription"),
    )
    op.create_index("ix_process_subscription_subscription_id", "process_subscription", ["subscription_id"])

    op.create_table(
        "process_step",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("delta", JSONB, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("subscriptions", JSONB, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("result", JSONB),
        sa.Column("form", JSONB),
        sa.Column("assignee", sa.Text),
        sa.Column("attempt", sa.Integer, server_default="1", nullable=False),
        sa.Column("error", JSONB),
        sa.Column("decision", JSONB),
        sa.Column("actor", sa.Text),
        sa.Column("sequence", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_process_step_process_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("process_id", "position", "generation", name="pk_process_step"),
    )

    op.create_table(
        "subscription_version",
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("insync", sa.Boolean, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("start_date", sa.DateTime(timezone=True)),
        sa.Column("end_date", sa.DateTime(timezone=True)),
        sa.Column("schema_version", sa.Integer, server_default="1", nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("process_id", sa.Uuid),
        sa.Column("position", sa.Text),
        sa.Column("generation", sa.Integer),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_subscription_version_process_id"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.subscription_id"],
            name="fk_subscription_version_subscription_id",
        ),
        sa.PrimaryKeyConstraint("subscription_id", "version", name="pk_subscription_version"),
    )
    op.create_index("ix_subscription_version_process_id", "subscription_version", ["process_id"])

    op.create_table(
        "subscription_lock",
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("acquired_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_subscription_lock_process_id"
        ),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_subscription_lock"),
    )
    op.create_index("ix_subscription_lock_process_id", "subscription_lock", ["process_id"])

    op.create_table(
        "process_secret",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True)),
        sa.Column("revealed_by", sa.Text),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_process_secret_process_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("process_id", "name", name="pk_process_secret"),
    )

    op.create_table(
        "validation",
        sa.Column("process_id", sa.Uuid, nullable=False),
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("checks", JSONB, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_validation_process_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.subscription_id"], name="fk_validation_subscription_id"
        ),
        sa.PrimaryKeyConstraint("process_id", name="pk_validation"),
    )
    op.create_index(
        "ix_validation_subscription_id_finished_at", "validation", ["subscription_id", "finished_at"]
    )

    op.create_table(
        "event",
        sa.Column("event_id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("process_id", sa.Uuid),
        sa.Column("subscription_id", sa.Uuid),
        sa.Column("reason", sa.Text),
        sa.Column("data", JSONB, server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_event"),
    )
    op.create_index("ix_event_process_id", "event", ["process_id"])
    op.create_index("ix_event_subscription_id", "event", ["subscription_id"])


def downgrade() -> None:
    """Drop them all, the last first."""
    for table in reversed(TABLES):
        op.drop_table(table)
